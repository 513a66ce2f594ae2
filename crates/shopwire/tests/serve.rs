//! The life of a server.
#![cfg(unix)]

mod support;

use std::fs;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use api::signature::{Algorithm, http_date, sign};
use serde_json::json;
use support::{Folder, PATIENCE, mode_of, read_answer, run, shopwire};
use wire::{Clock, SystemClock};

#[test]
fn serve_demo_prints_what_to_try_and_drains_on_sigterm() {
    let folder = Folder::new();
    let mut server = folder.serve(&["--demo", "--drain-delay", "2s"]);
    let printed = server.running.wait_for("request PUT").join("\n");
    for words in ["apidemo / apidemo", "demo-app / ", "request GET '/v1/customers?per_page=2'", " listen"] {
        assert!(printed.contains(words), "{words:?} is not in {printed}");
    }
    assert_eq!(server.get("/healthz").unwrap().0, 200);
    assert_eq!(server.get("/readyz").unwrap().0, 200);

    // A request whose body is still on its way when the server is told to stop.
    let date = http_date(SystemClock.now().seconds());
    let body = json!({
        "name": "王小明", "email": "ming@example.com", "password": "secret-1", "enable_cvs_pickup": true,
        "accepts_marketing": false,
    });
    let (body, path) = (body.to_string(), "/v1/customers");
    let mut stream = TcpStream::connect(server.base_url.strip_prefix("http://").unwrap()).unwrap();
    write!(stream, "POST {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n").unwrap();
    for (name, value) in sign("apidemo", b"apidemo", Algorithm::Sha256, "POST", path, &date, None) {
        write!(stream, "{name}: {value}\r\n").unwrap();
    }
    write!(stream, "Content-Type: application/json\r\nContent-Length: {}\r\n\r\n", body.len()).unwrap();
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    std::thread::sleep(Duration::from_millis(100));

    server.running.signal("TERM");
    let deadline = Instant::now() + PATIENCE;
    let told = std::iter::from_fn(|| server.get("/readyz")).find(|(status, _)| *status != 200);
    assert_eq!(told.unwrap().0, 503, "others are told to take the requests, by a server that still answers");
    while server.get("/readyz").is_some() {
        assert!(Instant::now() < deadline, "it goes on accepting");
    }
    stream.write_all(&body.as_bytes()[10..]).unwrap();
    let (status, answer) = read_answer(&mut stream).unwrap();
    assert_eq!(status, 201, "{answer}");
    assert_eq!(server.running.end().code(), Some(0), "{}", server.running.log());
}

#[test]
fn demo_json_has_what_scripts_need_and_a_second_start_keeps_it() {
    let folder = Folder::new();
    let server = folder.serve(&["--demo"]);
    let demo = folder.demo();
    assert_eq!(mode_of(&folder.path().join("demo.json")), 0o600);
    assert_eq!(demo["base_url"], server.base_url);
    assert_eq!(demo["shop"], json!({ "id": 1, "domain": "demo.shopwire.test" }));
    let accounts = demo["accounts"].as_array().unwrap();
    let first = json!({ "username": "apidemo", "secret": "apidemo", "requests_per_second": 5, "max_body_bytes": 2048 });
    assert_eq!(accounts[0], first);
    assert_eq!(accounts[1]["username"], "vendor");
    assert_eq!(accounts[1]["max_body_bytes"], 2_097_152);
    let mut keys: Vec<&str> = demo["app"].as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["client_id", "events", "id", "name", "scopes", "secret", "token", "webhook_url"]);

    let token = demo["app"]["token"].as_str().unwrap();
    let customers = folder.run(&["request", "GET", "/v1/customers?per_page=2", "--token", token]).ok();
    assert_eq!(customers.json().as_array().unwrap().len(), 2);
    assert!(customers.err.contains("x-total: 200"), "{}", customers.err);
    let first = customers.json()[0].clone();
    server.stop();

    let again = folder.serve(&["--demo"]);
    let mut expected = demo;
    expected["base_url"] = again.base_url.clone().into();
    assert_eq!(folder.demo(), expected, "secrets and token stay");
    let kept = folder.run(&["request", "GET", "/v1/customers?per_page=1"]).ok();
    assert_eq!(kept.json()[0], first);
    assert!(kept.err.contains("x-total: 200"), "nobody is seeded twice");

    let fresh = Folder::new();
    let _server = fresh.serve(&["--demo"]);
    let same = fresh.run(&["request", "GET", "/v1/customers?per_page=1"]).ok();
    assert_eq!(same.json()[0], first, "every demo shop has the same customers");
    assert_ne!(fresh.demo()["accounts"][1]["secret"], expected["accounts"][1]["secret"], "but secrets of its own");
}

#[test]
fn a_demo_shop_grows_to_the_size_that_is_asked_for() {
    let folder = Folder::new();
    for (size, products, customers) in [("2500", 2_500, 250), ("3000", 3_000, 300), ("2000", 3_000, 300)] {
        let server = folder.serve(&["--demo", "--demo-size", size]);
        for (path, total) in [("/v1/products", products), ("/v1/customers", customers)] {
            let list = folder.run(&["request", "GET", &format!("{path}?per_page=1")]).ok();
            assert!(list.err.contains(&format!("x-total: {total}")), "{size}: {}", list.err);
        }
        server.stop();
    }
    let refused = folder.run(&["serve", "--demo-size", "2000"]);
    assert_eq!(refused.code, 2, "{}", refused.err);
}

#[test]
fn without_demo_there_is_no_demo_account() {
    let folder = Folder::new();
    let server = folder.serve(&[]);
    assert!(!folder.path().join("demo.json").exists());
    let secret = ["--username", "apidemo", "--secret", "apidemo"];
    let refused = folder.run(&[&["request", "GET", "/v1/customers"][..], &secret].concat());
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains("401"), "{}", refused.err);
    let none = folder.run(&["request", "GET", "/v1/customers"]);
    assert!(none.err.contains("shopwire account create"), "{}", none.err);
    server.stop();
}

#[test]
fn an_ephemeral_folder_goes_with_its_server() {
    let folder = Folder::new();
    let mut command = shopwire();
    command.args(["serve", "--demo", "--ephemeral", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
    let mut running = folder.start("server.log", &mut command);
    let line = running.wait_for("goes when the server ends").pop().unwrap();
    let path = line.split_whitespace().nth(1).unwrap().to_owned();
    assert!(fs::exists(&path).unwrap());
    running.signal("INT");
    assert_eq!(running.end().code(), Some(0));
    assert!(!fs::exists(&path).unwrap());
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let folder = Folder::new();
    let server = folder.serve(&[]);
    let second = folder.run(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
    assert_eq!(second.code, 1);
    let expected = format!("another server at {} runs on the data folder", server.base_url);
    assert!(second.err.contains(&expected) && second.err.contains("--data"), "{}", second.err);
    assert_eq!(server.get("/readyz").unwrap().0, 200);
    server.stop();
    folder.serve(&[]).stop();
}

#[test]
fn a_server_that_was_killed_leaves_no_lock() {
    let folder = Folder::new();
    let mut server = folder.serve(&[]);
    server.running.signal("KILL");
    server.running.end();
    folder.serve(&[]).stop();
}

#[test]
fn a_newer_database_is_refused() {
    let folder = Folder::new();
    folder.serve(&[]).stop();
    let database = folder.path().join("shopwire.db");
    let newer = rusqlite::Connection::open(database).unwrap();
    newer.pragma_update(None, "user_version", 999).unwrap();
    drop(newer);
    for arguments in [&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"][..], &["shop", "list"]] {
        let refused = folder.run(arguments);
        assert_eq!(refused.code, 1);
        assert!(refused.err.contains("999") && refused.err.contains("newer Shopwire"), "{}", refused.err);
    }
}

#[test]
fn a_port_in_use_says_which_flag_to_change() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = Folder::new();
    let refused = folder.run(&["serve", "--listen", &address, "--metrics-listen", "off"]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains(&address) && refused.err.contains("--listen"), "{}", refused.err);
    let refused = folder.run(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", &address]);
    assert_eq!(refused.code, 1);
    assert!(refused.err.contains(&address) && refused.err.contains("--metrics-listen"), "{}", refused.err);
}

#[test]
fn an_unusable_folder_says_what_to_do() {
    let folder = Folder::new();
    fs::write(folder.path(), "a file where the folder should be").unwrap();
    for arguments in [&["serve"][..], &["shop", "list"]] {
        let refused = folder.run(arguments);
        assert_ne!(refused.code, 0);
        assert!(refused.err.contains("data"), "{}", refused.err);
        assert!(!refused.err.contains("panicked"), "{}", refused.err);
    }
}

#[test]
fn a_bad_flag_is_a_mistake_of_usage() {
    for arguments in [
        &["serve", "--listen", "here"][..],
        &["serve", "--lisen", "127.0.0.1:0"],
        &["serve", "--log", "shout=loud"],
        &["serve", "--ephemeral", "--data", "here"],
        &["request", "GET", "v1/customers"],
        &["deliver"],
    ] {
        let refused = run(shopwire().args(arguments));
        assert_eq!(refused.code, 2, "{arguments:?}: {}", refused.err);
    }
}

#[test]
fn the_master_key_is_for_the_owner_only() {
    let folder = Folder::new();
    folder.serve(&["--demo"]).stop();
    let key = folder.path().join("master.key");
    assert_eq!((mode_of(&folder.path()), mode_of(&key)), (0o700, 0o600));

    let open = std::os::unix::fs::PermissionsExt::from_mode(0o644);
    fs::set_permissions(&key, open).unwrap();
    let refused = folder.run(&["account", "list"]);
    assert!(refused.code == 1 && refused.err.contains("chmod 600"), "{}", refused.err);

    let text = fs::read_to_string(&key).unwrap();
    fs::remove_file(&key).unwrap();
    let missing = folder.run(&["serve"]);
    assert!(missing.code == 1 && missing.err.contains("master.key is missing"), "{}", missing.err);
    assert!(!key.exists(), "no other key takes its place");
    run(folder.command(&["account", "list"]).env("SHOPWIRE_MASTER_KEY", &text)).ok();

    let other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    let wrong = run(folder.command(&["serve"]).env("SHOPWIRE_MASTER_KEY", other));
    assert!(wrong.code == 1 && wrong.err.contains("another master key"), "{}", wrong.err);
    let damaged = run(folder.command(&["serve"]).env("SHOPWIRE_MASTER_KEY", "short"));
    assert!(damaged.code == 2 && damaged.err.contains("SHOPWIRE_MASTER_KEY"), "{}", damaged.err);
}
