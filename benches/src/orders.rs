//! Orders placed: what the checkout costs, and what it costs when everybody wants the same thing.

use std::io;
use std::time::Duration;

use serde_json::{Value, json};

use crate::load::{Target, median, run};
use crate::reads::fetch;
use crate::server::{Fsync, Shopwire};
use crate::table::Row;

const CLIENTS: usize = 32;
/// Things to choose from.
const VARIANTS: usize = 100;
/// More of each than can be sold in a run.
const STOCK: i64 = 1_000_000;

/// Placed with an fsync, against the same without.
pub fn placed(rounds: usize, time: Duration) -> io::Result<Row> {
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let durable = Shopwire::start(folders.0.path(), Fsync::Real, None)?;
    let careless = Shopwire::start(folders.1.path(), Fsync::Micros(0), None)?;
    let (ours, theirs) = (orders(&durable, &stocked(&durable)?), orders(&careless, &stocked(&careless)?));
    let (ratio, ours, theirs) = in_turn(&ours, &theirs, rounds, time)?;
    let detail = format!("{ours:.0}/s against {theirs:.0}/s without fsync, {CLIENTS} clients, {VARIANTS} products");
    Ok(Row::ratio("orders placed, durable", "0.7", ratio, detail))
}

/// All of one variant, against one of many each.
pub fn contended(rounds: usize, time: Duration) -> io::Result<Row> {
    let folder = tempfile::tempdir()?;
    let shopwire = Shopwire::start(folder.path(), Fsync::Real, None)?;
    let variants = stocked(&shopwire)?;
    let (one, many) = (orders(&shopwire, &variants[..1]), orders(&shopwire, &variants));
    let (ratio, ours, theirs) = in_turn(&one, &many, rounds, time)?;
    let left: i64 = stock(&shopwire, &variants)?;
    let sold = STOCK * i64::try_from(variants.len()).unwrap_or_default() - left;
    let placed = count(&shopwire)?;
    if sold != placed {
        return Err(io::Error::other(format!("{placed} orders have taken {sold} things out of stock")));
    }
    let detail =
        format!("{ours:.0}/s of one variant against {theirs:.0}/s of {VARIANTS}; {placed} orders, as many sold");
    Ok(Row::ratio("orders placed, one variant", "0.8", ratio, detail))
}

fn in_turn(one: &Target, other: &Target, rounds: usize, time: Duration) -> io::Result<(f64, f64, f64)> {
    let mut pairs = Vec::new();
    for _ in 0..=rounds {
        let (one, other) = (run(one, CLIENTS, time)?.per_second, run(other, CLIENTS, time)?.per_second);
        pairs.push((one / other, one, other));
    }
    let of = |pick: fn(&(f64, f64, f64)) -> f64| median(pairs[1..].iter().map(pick));
    Ok((of(|pair| pair.0), of(|pair| pair.1), of(|pair| pair.2)))
}

/// A variant of each of so many new products: its path and its id.
fn stocked(shopwire: &Shopwire) -> io::Result<Vec<(String, i64)>> {
    let ask = |method, path: &str, body: Option<Value>| -> io::Result<Value> {
        let answer = fetch(&shopwire.signed([(method, path.to_owned(), body.map(|body| body.to_string()))]))?;
        serde_json::from_slice(&answer).map_err(io::Error::other)
    };
    (0..VARIANTS)
        .map(|number| {
            let new =
                json!({ "title": "馬克杯", "handle": format!("bench-{number}"), "published": true, "price": 300 });
            let product = ask("POST", "/v1/products", Some(new))?["id"].to_string();
            let variants = format!("/v1/products/{product}/product_variants");
            let id = ask("GET", &variants, None)?[0]["id"].as_i64();
            let id = id.ok_or_else(|| io::Error::other("the product has no variant"))?;
            let path = format!("{variants}/{id}");
            let stock = json!({ "inventory_management": true, "inventory_quantity": STOCK });
            ask("PUT", &path, Some(stock))?;
            Ok((path, id))
        })
        .collect()
}

fn stock(shopwire: &Shopwire, variants: &[(String, i64)]) -> io::Result<i64> {
    let mut left = 0;
    for (path, _) in variants {
        let answer = fetch(&shopwire.signed([("GET", path.clone(), None)]))?;
        let variant: Value = serde_json::from_slice(&answer).map_err(io::Error::other)?;
        left += variant["inventory_quantity"].as_i64().unwrap_or_default();
    }
    Ok(left)
}

/// How many orders were placed beside the demo shop's own.
fn count(shopwire: &Shopwire) -> io::Result<i64> {
    let target = shopwire.signed([("GET", "/v1/orders?per_page=1".to_owned(), None)]);
    let (head, _) = crate::reads::answer(&target)?;
    let total = head.lines().find_map(|line| line.strip_prefix("x-total: ")?.parse::<i64>().ok());
    Ok(total.unwrap_or_default() - DEMO_ORDERS)
}

/// What the demo shop has had before.
const DEMO_ORDERS: i64 = 500;

/// Orders of one of these each, by guests.
fn orders(shopwire: &Shopwire, variants: &[(String, i64)]) -> Target {
    let order = |(_, id): &(String, i64)| {
        let order = json!({
            "buyer": { "email": "bench@example.com" },
            "receiver": { "name": "林怡君", "phone": "0900000000", "detail_address": { "city": "臺北市", "address1": "重慶南路一段 1 號" } },
            "line_items": [{ "product_variant_id": id, "quantity": 1 }],
            "shipping_name": "宅配", "payment_method": "credit_card",
        });
        ("POST", "/sandbox/orders".to_owned(), Some(order.to_string()))
    };
    shopwire.signed(variants.iter().map(order))
}
