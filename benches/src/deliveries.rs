//! Webhooks: how many go out a second, and how soon after the change.

use std::io::{self, BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use storage::{Database, Error, Tx};
use storage_sqlite::{Options, Sqlite};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use wire::{Id, OsRandom, SystemClock};

use crate::load::median;
use crate::server::{Fsync, Shopwire, binary};
use crate::table::Row;

/// About what a customer is.
const PAYLOAD: usize = 1_200;
const SENDERS: usize = 64;

/// A queue of deliveries, worked off; beside it a bare client that posts as many signed bodies to the same receiver.
pub fn throughput(rounds: usize, time: Duration) -> io::Result<Row> {
    let deliveries = if time < Duration::from_secs(1) { 2_000 } else { 60_000 };
    let mut pairs = Vec::new();
    for _ in 0..rounds.min(3) {
        let ours = queued(deliveries)?;
        let theirs = bare(deliveries)?;
        pairs.push((ours / theirs, ours, theirs));
    }
    let pick = |pick: fn(&(f64, f64, f64)) -> f64| median(pairs.iter().map(pick));
    let (ratio, ours, theirs) = (pick(|pair| pair.0), pick(|pair| pair.1), pick(|pair| pair.2));
    let detail =
        format!("{ours:.0}/s, each attempt logged, against {theirs:.0}/s of a bare client loop, {deliveries} of them");
    Ok(Row::ratio("webhook deliveries", "0.6", ratio, detail))
}

fn queued(deliveries: usize) -> io::Result<f64> {
    let folder = tempfile::tempdir()?;
    let shop = {
        let shopwire = Shopwire::start(folder.path(), Fsync::Real, None)?;
        let receiver = free_address()?;
        subscribe(&shopwire, &format!("http://{receiver}/"))?;
        (shopwire.facts["shop"]["id"].as_i64().unwrap_or_default(), receiver)
    };
    fill(folder.path(), shop.0, deliveries)?;
    let counting = Counting::start(shop.1)?;
    let _shopwire = Shopwire::start(folder.path(), Fsync::Real, None)?;
    counting.rate(deliveries)
}

fn bare(deliveries: usize) -> io::Result<f64> {
    let receiver = free_address()?;
    let counting = Counting::start(receiver)?;
    let mut posting = Command::new(std::env::current_exe()?)
        .args(["post", &receiver.to_string(), &deliveries.to_string()])
        .stdout(Stdio::null())
        .spawn()?;
    let rate = counting.rate(deliveries);
    posting.wait()?;
    rate
}

/// Many changes of one kind, as many transactions as a server would group.
pub fn fill(folder: &Path, shop: i64, deliveries: usize) -> io::Result<()> {
    let kinds = [platform::KINDS.to_vec(), shop::kinds()].concat();
    let store = Sqlite::open(&folder.join("shopwire.db"), &kinds, Options::default()).map_err(io::Error::other)?;
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    runtime()?.block_on(async {
        for first in (0..deliveries).step_by(1_000) {
            let add = move |tx: &mut Tx<'_>| {
                for number in first..deliveries.min(first + 1_000) {
                    let resource = Id::<()>::new(i64::try_from(number).unwrap_or_default());
                    tx.emit_payload("customers/update", resource, &payload())?;
                }
                Ok::<_, Error>(())
            };
            database.write(shop, None, add).await.map_err(io::Error::other)?;
        }
        Ok(())
    })
}

fn payload() -> serde_json::Value {
    serde_json::json!({ "note": "x".repeat(PAYLOAD) })
}

/// What a program without a queue, a log or retries would do: sign and post, on 64 connections.
pub fn bare_posts(arguments: &[String]) -> io::Result<()> {
    let address: SocketAddr = arguments[0].parse().map_err(io::Error::other)?;
    let deliveries: usize = arguments[1].parse().map_err(io::Error::other)?;
    let body = Bytes::from(payload().to_string());
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async move {
        let senders: Vec<_> = (0..SENDERS)
            .map(|number| {
                let body = body.clone();
                let share = deliveries / SENDERS + usize::from(number < deliveries % SENDERS);
                tokio::spawn(async move {
                    let stream = TcpStream::connect(address).await?;
                    stream.set_nodelay(true)?;
                    let io = hyper_util::rt::TokioIo::new(stream);
                    let (mut sender, connection) =
                        hyper::client::conn::http1::handshake(io).await.map_err(io::Error::other)?;
                    tokio::spawn(connection);
                    for number in 0..share {
                        post(&mut sender, number, &body).await?;
                    }
                    Ok::<_, io::Error>(())
                })
            })
            .collect();
        for sender in senders {
            sender.await.map_err(io::Error::other)??;
        }
        Ok(())
    })
}

type Sender = hyper::client::conn::http1::SendRequest<http_body_util::Full<Bytes>>;

async fn post(sender: &mut Sender, number: usize, body: &Bytes) -> io::Result<()> {
    use http_body_util::BodyExt;
    let secret = b"a secret that signs what goes out";
    let uid = format!("evt_{number:024}");
    let request = http::Request::post("/")
        .header("host", "bench")
        .header("content-type", "application/json")
        .header("user-agent", "CyberbizAppWebhook/1.0")
        .header("x-cyberbiz-domain", "demo.shopwire.test")
        .header("x-cyberbiz-shop-domain", "demo.shopwire.test")
        .header("x-cyberbiz-event", "customers/update")
        .header("x-cyberbiz-hmac-sha256", webhook::signature::hex_hmac(secret, body))
        .header("x-cyberbiz-domain-hmac-sha256", webhook::signature::hex_hmac(secret, b"demo.shopwire.test"))
        .header("webhook-signature", webhook::signature::standard_signature(secret, &uid, 1_700_000_000, body))
        .header("webhook-id", uid)
        .header("webhook-timestamp", "1700000000")
        .body(http_body_util::Full::new(body.clone()))
        .map_err(io::Error::other)?;
    let response = sender.send_request(request).await.map_err(io::Error::other)?;
    response.into_body().collect().await.map_err(io::Error::other)?;
    Ok(())
}

/// The demo's app hears of changed customers at this URL, and of nothing at its own.
pub fn subscribe(shopwire: &Shopwire, url: &str) -> io::Result<()> {
    let app = shopwire.facts["app"]["id"].to_string();
    let own = shopwire.facts["app"]["webhook_url"].as_str().unwrap_or_default();
    for (url, events) in [(own, "coupons/destroy"), (url, "customers/update")] {
        let done = Command::new(binary("shopwire")?)
            .args(["app", "subscribe", &app, "--webhook-url", url, "--events", events, "--data"])
            .arg(&shopwire.folder)
            .stdout(Stdio::null())
            .status()?;
        if !done.success() {
            return Err(io::Error::other("the app could not be subscribed"));
        }
    }
    Ok(())
}

/// From a change sent over HTTP until the receiver has it, against a bare POST of the body after one fsync.
pub fn latency(rounds: usize, _: Duration) -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let shopwire = Shopwire::start(folder.path(), Fsync::Real, None)?;
    runtime()?.block_on(async {
        // On a thread of its own, for both: the sender of a webhook is another program than its receiver.
        let (receiver, mut arrivals) = receiver_thread()?;
        subscribe(&shopwire, &format!("http://{receiver}/"))?;
        let mut change = TcpStream::connect(shopwire.address).await?;
        change.set_nodelay(true)?;
        let mut direct = TcpStream::connect(receiver).await?;
        direct.set_nodelay(true)?;
        let mut file = std::fs::File::create(folder.path().join("fsync"))?;
        let body = payload().to_string();
        let post = format!("POST / HTTP/1.1\r\nhost: bench\r\ncontent-length: {}\r\n\r\n{body}", body.len());
        let (mut ours, mut theirs, mut answered) = (Vec::new(), Vec::new(), Vec::new());
        for number in 0..rounds * 60 {
            let sent = Instant::now();
            change.write_all(&update(&shopwire, number)).await?;
            let mut answer = [0; 8192];
            let _ = change.read(&mut answer).await?;
            answered.push(sent.elapsed().as_secs_f64());
            ours.push((arrivals.recv().await.unwrap_or(sent) - sent).as_secs_f64());

            tokio::time::sleep(Duration::from_millis(5)).await;
            let sent = Instant::now();
            file.write_all(body.as_bytes())?;
            file.sync_data()?;
            direct.write_all(post.as_bytes()).await?;
            theirs.push((arrivals.recv().await.unwrap_or(sent) - sent).as_secs_f64());
            let _ = direct.read(&mut answer).await?;
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let (ours, theirs) = (median(ours.into_iter()), median(theirs.into_iter()));
        let detail = format!(
            "median {:.2} ms from the change's request to its receiver (the answer came after {:.2} ms), against \
             {:.2} ms of one fsync and a bare POST",
            ours * 1e3,
            median(answered.into_iter()) * 1e3,
            theirs * 1e3
        );
        Ok(Row::at_most("change → receiver, idle", 1.5, ours / theirs, "", detail))
    })
}

fn receiver_thread() -> io::Result<(SocketAddr, mpsc::UnboundedReceiver<Instant>)> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let (got, arrivals) = mpsc::unbounded_channel();
    std::thread::spawn(move || {
        runtime()?.block_on(async move {
            let listener = TcpListener::from_std(listener)?;
            receive(listener, move || {
                let _ = got.send(Instant::now());
            })
            .await
        })
    });
    Ok((address, arrivals))
}

/// A change that is one each time.
fn update(shopwire: &Shopwire, number: usize) -> Vec<u8> {
    let body = format!(r#"{{"note":"{number} {}"}}"#, "x".repeat(400));
    shopwire.request("PUT", "/v1/customers/1", Some(&body))
}

pub fn memory_at_start(_: usize, _: Duration) -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let shopwire = Shopwire::start(folder.path(), Fsync::Real, None)?;
    std::thread::sleep(Duration::from_millis(500));
    let detail = "resident, with the demo shop".to_owned();
    Ok(Row::at_most("memory at start", 64.0, shopwire.memory(), " MiB", detail))
}

/// A receiver in a process of its own, that says when it has had the first and the last.
struct Counting(std::process::Child);

impl Counting {
    fn start(address: SocketAddr) -> io::Result<Self> {
        let child = Command::new(std::env::current_exe()?)
            .args(["receive", &address.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Self(child))
    }

    /// Deliveries per second, once so many have come.
    fn rate(mut self, deliveries: usize) -> io::Result<f64> {
        writeln!(self.0.stdin.take().ok_or_else(|| io::Error::other("no input"))?, "{deliveries}")?;
        let stdout = self.0.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        self.0.kill()?;
        self.0.wait()?;
        let seconds: f64 = line.trim().parse().map_err(io::Error::other)?;
        #[allow(clippy::cast_precision_loss)] // a count of deliveries
        Ok(deliveries as f64 / seconds)
    }
}

/// The receiver's own process: reads how many to expect, prints the seconds from the first to the last.
pub fn count_posts(address: &str) -> io::Result<()> {
    let address: SocketAddr = address.parse().map_err(io::Error::other)?;
    runtime()?.block_on(async move {
        let listener = TcpListener::bind(address).await?;
        let (got, mut arrivals) = mpsc::unbounded_channel();
        tokio::spawn(receive(listener, move || {
            let _ = got.send(());
        }));
        let mut line = String::new();
        io::stdin().read_line(&mut line)?;
        let expected: usize = line.trim().parse().map_err(io::Error::other)?;
        arrivals.recv().await;
        let first = Instant::now();
        for _ in 1..expected {
            arrivals.recv().await;
        }
        println!("{}", first.elapsed().as_secs_f64());
        Ok(())
    })
}

/// Answers 200 to every POST, with as little work as that takes.
async fn receive(listener: TcpListener, arrived: impl Fn() + Clone + Send + 'static) -> io::Result<()> {
    loop {
        let (mut stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let arrived = arrived.clone();
        tokio::spawn(async move {
            let mut buffer = Vec::with_capacity(64 * 1024);
            loop {
                let mut headers = [httparse::EMPTY_HEADER; 64];
                let mut request = httparse::Request::new(&mut headers);
                let whole = match request.parse(&buffer) {
                    Ok(httparse::Status::Complete(head)) => {
                        let length =
                            request.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-length"));
                        let length =
                            length.and_then(|header| std::str::from_utf8(header.value).ok()?.parse::<usize>().ok());
                        Some(head + length.unwrap_or_default())
                    }
                    _ => None,
                };
                match whole {
                    Some(whole) if buffer.len() >= whole => {
                        arrived();
                        buffer.drain(..whole);
                        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await?;
                    }
                    _ => {
                        if stream.read_buf(&mut buffer).await? == 0 {
                            return Ok::<_, io::Error>(());
                        }
                    }
                }
            }
        });
    }
}

pub fn free_address() -> io::Result<SocketAddr> {
    std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()
}

fn runtime() -> io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()
}
