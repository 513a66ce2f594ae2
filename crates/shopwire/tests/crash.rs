//! Killed at random moments, the server loses nothing that it answered.
//!
//! `SHOPWIRE_CRASHES=200 cargo test -p shopwire --test crash` kills it 200 times.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::collections::HashSet;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::post;
use serde_json::{Value, json};
use testkit::{Client, Credentials, Method};
use wire::{OsRandom, Random, SystemClock};

const SHOPWIRE: &str = env!("CARGO_BIN_EXE_shopwire");
const WRITERS: i64 = 4;

type Notes = Arc<Mutex<HashSet<String>>>;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_answered_write_and_no_event_is_lost_to_a_kill() {
    let crashes: u32 = std::env::var("SHOPWIRE_CRASHES").ok().and_then(|text| text.parse().ok()).unwrap_or(50);
    let folder = tempfile::tempdir().unwrap();
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut server = start(folder.path(), address).await;

    let received: Notes = Arc::default();
    let url = receive(Arc::clone(&received)).await;
    run(folder.path(), &["app", "subscribe", "1", "--webhook-url", &url, "--events", "customers/update"]);
    let created = run(folder.path(), &["account", "create", "writer", "--requests-per-second", "100000"]);
    let secret = created.lines().find_map(|line| line.trim().strip_prefix("secret")).unwrap().trim().to_owned();
    let credentials = Credentials::Account { username: "writer".into(), secret };
    let client = Client::new(&format!("http://{address}"), Arc::new(SystemClock), credentials);

    let answered: Notes = Arc::default();
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (1..=WRITERS)
        .map(|customer| tokio::spawn(write(customer, client.clone(), Arc::clone(&answered), Arc::clone(&stop))))
        .collect();

    for _ in 0..crashes {
        tokio::time::sleep(Duration::from_millis(20 + OsRandom.next_u64() % 200)).await;
        server.kill().unwrap();
        server.wait().unwrap();
        let opening = Instant::now();
        server = start(folder.path(), address).await;
        assert!(opening.elapsed() < Duration::from_secs(20), "the database opens at once");
    }
    stop.store(true, Ordering::Relaxed);
    for writer in writers {
        writer.await.unwrap();
    }

    let answered = answered.lock().unwrap().clone();
    assert!(answered.len() > crashes as usize, "the writers got on between the kills: {}", answered.len());
    let waiting = Instant::now();
    loop {
        let missing: Vec<_> = answered.difference(&received.lock().unwrap()).cloned().collect();
        if missing.is_empty() {
            break;
        }
        assert!(waiting.elapsed() < Duration::from_mins(1), "events never came: {missing:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    for customer in 1..=WRITERS {
        let path = format!("/v1/customers/{customer}");
        let note = client.get(&path).await.expect(200)["note"].as_str().unwrap().to_owned();
        let last = answered.iter().filter_map(|note| number(note, customer)).max().unwrap();
        assert!(number(&note, customer).unwrap() >= last, "{note} is older than the answered {last}");
    }
    server.kill().unwrap();
    server.wait().unwrap();
}

/// Writes one customer's note again and again; notes what was answered.
async fn write(customer: i64, client: Client, answered: Notes, stop: Arc<AtomicBool>) {
    let path = format!("/v1/customers/{customer}");
    let headers = [("content-type", "application/json".to_owned())];
    for number in 0_u64.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let note = format!("{customer} {number}");
        let body = json!({ "note": note }).to_string().into_bytes();
        match client.try_send(Method::PUT, &path, Some(body), &headers).await {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "{}", answer.text);
                answered.lock().unwrap().insert(note);
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
}

fn number(note: &str, customer: i64) -> Option<u64> {
    note.strip_prefix(&format!("{customer} "))?.parse().ok()
}

async fn receive(received: Notes) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let note = move |body: String| async move {
        let customer: Value = serde_json::from_str(&body).unwrap();
        received.lock().unwrap().insert(customer["note"].as_str().unwrap_or_default().to_owned());
    };
    let router = Router::new().route("/", post(note));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

#[allow(clippy::zombie_processes)] // the caller kills it and waits for it; a test that fails here ends anyway
async fn start(folder: &Path, address: SocketAddr) -> Child {
    let server = Command::new(SHOPWIRE)
        .args(["serve", "--demo", "--log", "warn", "--metrics-listen", "off"])
        .args(["--listen", &address.to_string(), "--data"])
        .arg(folder)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let ready = reqwest::Client::new();
    let begun = Instant::now();
    loop {
        let asked = ready.get(format!("http://{address}/readyz")).send().await;
        if asked.is_ok_and(|answer| answer.status().is_success()) {
            return server;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "the server does not come up");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

fn run(folder: &Path, arguments: &[&str]) -> String {
    let done = Command::new(SHOPWIRE).args(arguments).arg("--data").arg(folder).output().unwrap();
    assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}
