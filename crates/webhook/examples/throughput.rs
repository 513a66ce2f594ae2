//! Deliveries a second, each try logged durably, against a bare loop that posts the same signed
//! bodies with the same client library to the same receiver.
//!
//! `cargo run --release -p shopwire-webhook --example throughput -- [DELIVERIES] [ENDPOINTS]`
#![allow(clippy::unwrap_used)] // a measurement that cannot run stops

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use platform::{MasterKey, Plan, Scopes, Vault};
use serde::{Deserialize, Serialize};
use shopwire_webhook::signature::Signer;
use shopwire_webhook::{AddressPolicy, Dispatcher, DispatcherOptions};
use storage::{Database, Document, Kind, Lifecycle, PLATFORM};
use storage_sqlite::{Options, Sqlite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use wire::{Id, Labelled, OsRandom, SystemClock};

const SENDERS: usize = 32;
const TEXT_BYTES: usize = 1580;

#[derive(Serialize, Deserialize)]
struct Note {
    id: Id<Note>,
    text: String,
}

impl Labelled for Note {
    const LABEL: &'static str = "筆記";
}

impl Document for Note {
    const KIND: &'static Kind = &Kind { table: "notes", indexes: &[] };
    const EVENTS: Lifecycle = Lifecycle { created: Some("notes/create"), ..Lifecycle::SILENT };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }
}

#[tokio::main]
async fn main() {
    let mut arguments = std::env::args().skip(1).map(|argument| argument.parse().unwrap());
    let deliveries: usize = arguments.next().unwrap_or(50_000);
    let endpoints: usize = arguments.next().unwrap_or(1);
    let port = receiver().await;

    let folder = tempfile::tempdir().unwrap();
    let mut kinds = platform::KINDS.to_vec();
    kinds.push(Note::KIND);
    let store = Sqlite::open(&folder.path().join("shopwire.db"), &kinds, Options::default()).unwrap();
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    let vault = Arc::new(Vault::new(&MasterKey::generate(&OsRandom)));
    for _ in 0..2 {
        let bare = bare(port, deliveries).await;
        queue(&database, &vault, port, deliveries, endpoints).await;
        let options = DispatcherOptions {
            addresses: AddressPolicy { allow_loopback: true, allow_private: false },
            ..DispatcherOptions::default()
        };
        let mut dispatcher = Dispatcher::new(database.clone(), Arc::clone(&vault), options);
        let began = Instant::now();
        tokio::spawn(async move { dispatcher.run_until_idle().await }).await.unwrap();
        let reached = rate(deliveries, began);
        println!("bare loop {bare:.0}/s, dispatcher {reached:.0}/s: {:.2}", reached / bare);
    }
}

#[allow(clippy::cast_precision_loss)]
fn rate(count: usize, began: Instant) -> f64 {
    count as f64 / began.elapsed().as_secs_f64()
}

/// Commits so many events, spread over so many endpoints of one shop each.
async fn queue(database: &Database, vault: &Arc<Vault>, port: u16, deliveries: usize, endpoints: usize) {
    for number in 0..endpoints {
        let vault = Arc::clone(vault);
        let domain = format!("{}.test", wire::token(&OsRandom, 8));
        let shop = database
            .write(PLATFORM, None, move |tx| {
                let shop = vault.create_shop(tx, "Shop", &domain, Plan::Enterprise)?.id;
                let (app, _) = vault.create_app(tx, shop, "App", Scopes::default())?;
                let url = format!("http://127.0.0.1:{port}/{number}");
                vault.subscribe(tx, &app, &url, vec!["notes/create".into()])?;
                Ok::<_, storage::Error>(shop)
            })
            .await
            .unwrap();
        let written = database.write(shop.get(), None, move |tx| {
            for _ in 0..deliveries / endpoints {
                tx.insert(Note { id: Id::default(), text: "字".repeat(TEXT_BYTES / 3) })?;
            }
            Ok::<_, storage::Error>(())
        });
        written.await.unwrap();
    }
}

/// Signs and posts as many bodies over as many connections, and keeps no record.
async fn bare(port: u16, deliveries: usize) -> f64 {
    let body = Bytes::from(format!(r#"{{"id":1,"text":"{}"}}"#, "字".repeat(TEXT_BYTES / 3)));
    let left = Arc::new(AtomicUsize::new(deliveries));
    let signer = Signer::new(b"secret");
    let began = Instant::now();
    let mut senders = JoinSet::new();
    for _ in 0..SENDERS {
        let (body, left, signer) = (body.clone(), Arc::clone(&left), signer.clone());
        senders.spawn(async move {
            let stream = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
            stream.set_nodelay(true).unwrap();
            let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
            tokio::spawn(connection);
            while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                let request = Request::post("/")
                    .header("host", "127.0.0.1")
                    .header("content-type", "application/json")
                    .header("x-cyberbiz-event", "notes/create")
                    .header("x-cyberbiz-hmac-sha256", signer.hex(&body))
                    .header("webhook-id", "evt_1")
                    .header("webhook-timestamp", 1)
                    .header("webhook-signature", signer.standard("evt_1", 1, &body))
                    .body(Full::new(body.clone()))
                    .unwrap();
                sender.ready().await.unwrap();
                let response = sender.send_request(request).await.unwrap();
                assert!(response.status().is_success());
                response.into_body().collect().await.unwrap();
            }
        });
    }
    senders.join_all().await;
    rate(deliveries, began)
}

/// A receiver that costs as little as one can: it finds the end of each request and answers.
async fn receiver() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(answer(stream));
        }
    });
    port
}

async fn answer(mut stream: TcpStream) {
    stream.set_nodelay(true).unwrap();
    let mut buffer = Vec::with_capacity(16 * 1024);
    loop {
        let end = loop {
            if let Some(end) = end_of_request(&buffer) {
                break end;
            }
            if stream.read_buf(&mut buffer).await.unwrap_or(0) == 0 {
                return;
            }
        };
        buffer.drain(..end);
        if stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok").await.is_err() {
            return;
        }
    }
}

fn end_of_request(buffer: &[u8]) -> Option<usize> {
    let head = buffer.windows(4).position(|window| window == b"\r\n\r\n")?;
    let name = b"content-length: ";
    let at = buffer[..head].windows(name.len()).position(|window| window.eq_ignore_ascii_case(name))?;
    let digits = &buffer[at + name.len()..head];
    let length = digits
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    let end = head + 4 + length;
    (buffer.len() >= end).then_some(end)
}
