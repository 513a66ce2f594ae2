//! The numbers of design and documents, each a ratio measured side by side in one run.
//!
//! `benches/run` builds everything and prints the table; `--quick` takes seconds and proves only that all runs;
//! a name or several run just those. Those that begin with `large` run in a shop with a million products, or as many
//! as `--products=N` says, which takes minutes to make and `--folder=DIR` keeps for the next run; `large-orders` runs in
//! one with a million orders (`--orders=N`, `--orders-folder=DIR`).

mod deliveries;
mod large;
mod large_orders;
mod load;
mod order_book;
mod orders;
mod reads;
mod server;
mod table;
mod writes;

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::Router;
use axum::routing::any;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;

use large::Large;
use table::Row;

/// Rounds of a comparison, and the time each side has in one.
type Length = (usize, Duration);
type Bench = fn(usize, Duration) -> io::Result<Row>;

const BENCHES: &[(&str, Bench)] = &[
    ("get", reads::get_by_id),
    ("list", reads::list_of_50),
    ("create", writes::against_no_fsync),
    ("create-slow-disk", writes::against_one_fsync_each),
    ("deliveries", deliveries::throughput),
    ("latency", deliveries::latency),
    ("memory", deliveries::memory_at_start),
    ("orders", orders::placed),
    ("orders-one-variant", orders::contended),
];

fn main() -> io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some("bare") => return answer_with(std::fs::read(&arguments[1])?),
        Some("receive") => return deliveries::count_posts(&arguments[1]),
        Some("post") => return deliveries::bare_posts(&arguments[1..]),
        _ => {}
    }
    let quick = arguments.iter().any(|argument| argument == "--quick");
    let (rounds, time): Length = if quick { (1, Duration::from_millis(500)) } else { (5, Duration::from_secs(3)) };
    let chosen: Vec<&String> = arguments.iter().filter(|argument| !argument.starts_with("--")).collect();
    println!("| what | bar | measured | holds | detail |\n| --- | --- | --- | --- | --- |");
    for (name, bench) in BENCHES {
        if chosen.is_empty() || chosen.iter().any(|chosen| chosen == name) {
            println!("{}", bench(rounds, time)?);
        }
    }
    let value = |flag: &str| arguments.iter().find_map(|argument| argument.strip_prefix(flag));
    let usual = if quick { 5_000 } else { 1_000_000 };
    let products = value("--products=").map_or(Ok(usual), str::parse).map_err(io::Error::other)?;
    let mut shop = None;
    for (name, bench) in large::BENCHES {
        if chosen.is_empty() || chosen.iter().any(|chosen| *chosen == "large" || chosen == name) {
            let shop = match &mut shop {
                Some(shop) => shop,
                None => shop.insert(Large::open(products, value("--folder=").map(PathBuf::from))?),
            };
            println!("{}", bench(shop, rounds, time)?);
        }
    }
    if chosen.is_empty() || chosen.iter().any(|chosen| *chosen == "large-orders") {
        let orders = value("--orders=").map_or(Ok(usual), str::parse).map_err(io::Error::other)?;
        for row in large_orders::rows(orders, value("--orders-folder=").map(PathBuf::from), rounds, time)? {
            println!("{row}");
        }
    }
    Ok(())
}

/// A server that answers every request with the same bytes, and says on its first line where it is.
fn answer_with(body: Vec<u8>) -> io::Result<()> {
    let body = axum::body::Bytes::from(body);
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?.block_on(async move {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address: SocketAddr = listener.local_addr()?;
        println!("{address}");
        let answer = move |_: axum::body::Bytes| async move { ([("content-type", "application/json")], body) };
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, Router::new().fallback(any(answer))).await
    })
}
