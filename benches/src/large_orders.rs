//! A shop with a million orders: each filter of the list of orders, and those that integrations ask for together.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use wire::{Clock, SystemClock, Timestamp};

use crate::load::{median, run};
use crate::order_book;
use crate::reads::answer;
use crate::server::{Fsync, Shopwire};
use crate::table::Row;

/// What finds few orders should take at most so long, in milliseconds, with its count; and what finds most of them.
const FEW: f64 = 20.0;
const MOST: f64 = 100.0;
const MINUTE: i64 = 60_000;
const DAY: i64 = 86_400_000;

/// What is asked for: how it is called, its path, its bar.
type Question = (&'static str, String, f64);

/// A demo shop of so many orders. Its folder is made once, and stays where somebody named it.
pub fn rows(orders: u64, folder: Option<PathBuf>, rounds: usize, time: Duration) -> io::Result<Vec<Row>> {
    let temporary = if folder.is_none() { Some(tempfile::tempdir()?) } else { None };
    let folder = folder.or_else(|| Some(temporary.as_ref()?.path().to_owned())).unwrap_or_default();
    std::fs::create_dir_all(&folder)?;
    let made = folder.join("orders-made");
    if !made.exists() {
        let shop = {
            let shopwire = Shopwire::start(&folder, Fsync::Real, None)?;
            shopwire.facts["shop"]["id"].as_i64().unwrap_or_default()
        };
        let begun = std::time::Instant::now();
        order_book::fill(&folder, shop, orders)?;
        let bytes = std::fs::metadata(folder.join("shopwire.db"))?.len();
        eprintln!("{orders} orders were made in {} s; the database has {} MiB", begun.elapsed().as_secs(), bytes >> 20);
        std::fs::write(&made, SystemClock.now().millis().to_string())?;
    }
    let at = std::fs::read_to_string(&made)?.parse().map_err(io::Error::other)?;
    let shopwire = Shopwire::start(&folder, Fsync::Real, None)?;
    let mut rows = Vec::new();
    for (what, path, bar) in questions(orders, Timestamp::from_millis(at)) {
        let target = shopwire.signed([("GET", path, None)]);
        let (head, _) = answer(&target)?;
        let total = head.lines().find_map(|line| line.strip_prefix("x-total: ")).unwrap_or("one").to_owned();
        run(&target, 1, time / 10)?;
        let took = (0..rounds).map(|_| run(&target, 1, time / 10).map(|run| 1_000.0 / run.per_second));
        let took = median(took.collect::<io::Result<Vec<_>>>()?.into_iter());
        let detail = format!("{total} of {orders} orders, with their number");
        rows.push(Row::at_most(format!("orders: {what}"), bar, took, " ms", detail));
    }
    Ok(rows)
}

fn questions(orders: u64, made: Timestamp) -> Vec<Question> {
    let list = |conditions: &str| format!("/v1/orders?{conditions}");
    let text = |time: Timestamp| {
        let text = time.to_string();
        format!("{}%20{}", &text[..10], &text[11..19])
    };
    let between = |name: &str, from: Timestamp, to: Timestamp| {
        list(&format!("{name}start_time={}&{name}end_time={}", text(from), text(to)))
    };
    let ago = |days: i64| made.plus_millis(-days * DAY);
    let numbers = (0..50).map(|number| (order_book::FIRST_NUMBER + 1 + number * 7_919_777 % orders).to_string());
    vec![
        ("by id", format!("/v1/orders/{}", orders / 2), FEW),
        ("all, page 10,000", list(&format!("page={}", (orders / 100).max(1))), FEW),
        ("open, paid, unshipped", list("statuses=open&financial_statuses=paid&fulfillment_statuses=unshipped"), FEW),
        ("open and unpaid", list("statuses=open&financial_statuses=pending"), FEW),
        ("open", list("statuses=open"), FEW),
        ("closed", list("statuses=closed"), MOST),
        ("closed, page 10,000", list(&format!("statuses=closed&page={}", (orders / 100).max(1))), MOST),
        ("open or closed", list("statuses=open,closed"), MOST),
        ("open or cancelled", list("statuses=open,cancelled"), FEW),
        ("paid", list("financial_statuses=paid"), MOST),
        ("refunded", list("financial_statuses=refunded"), FEW),
        ("unshipped or preparing", list("fulfillment_statuses=unshipped,preparing"), FEW),
        ("wanted back", list("return_statuses=request_return"), FEW),
        ("paid, received, closed", list("statuses=closed&financial_statuses=paid&fulfillment_statuses=received"), MOST),
        ("changed in the last 10 minutes", between("updated_at_", made.plus_millis(-10 * MINUTE), made), FEW),
        (
            "changed in the last 10 minutes, open, paid",
            between("updated_at_", made.plus_millis(-10 * MINUTE), made) + "&statuses=open&financial_statuses=paid",
            FEW,
        ),
        ("changed since a day", list(&format!("updated_at_start_time={}", text(ago(1)))), FEW),
        ("placed on one day", between("", ago(101), ago(100)), FEW),
        ("placed on one day, paid", between("", ago(101), ago(100)) + "&financial_statuses=paid", FEW),
        ("placed in one month", between("", ago(130), ago(100)), MOST),
        ("placed in one month, closed", between("", ago(130), ago(100)) + "&statuses=closed", MOST),
        ("placed in one month, cancelled", between("", ago(130), ago(100)) + "&statuses=cancelled", MOST),
        (
            "placed in the year, refunded",
            list(&format!("start_time={}&financial_statuses=refunded", text(ago(364)))),
            MOST,
        ),
        ("closed on one day", between("closed_at_", ago(101), ago(100)), FEW),
        ("refunded in one month", between("refund_at_", ago(130), ago(100)), FEW),
        ("cancelled on one day", between("cancelled_at_", ago(101), ago(100)), FEW),
        ("a rare tag", list("tags=%E6%80%A5%E4%BB%B6"), FEW),
        ("a tag of every tenth", list("tags=erp"), MOST),
        ("without a tag", list("excluded_tags=erp"), MOST),
        (
            "open, paid, unshipped, without a tag",
            list("statuses=open&financial_statuses=paid&fulfillment_statuses=unshipped&excluded_tags=erp"),
            FEW,
        ),
        (
            "changed since a day, without a tag",
            list(&format!("updated_at_start_time={}&excluded_tags=erp", text(ago(1)))),
            FEW,
        ),
        ("a tag of every tenth, open", list("tags=erp&statuses=open"), FEW),
        ("from the POS", list("data_source=pos"), MOST),
        ("from the web shop", list("data_source=ec"), MOST),
        ("of one vendor", list("vendor=vendor%207"), FEW),
        ("of one vendor, open", list("vendor=vendor%207&statuses=open"), FEW),
        ("one customer's", "/v1/customers/7/orders".to_owned(), FEW),
        (
            "ids of 50 numbers",
            format!("/v1/orders/get_order_id?order_numbers={}", numbers.collect::<Vec<_>>().join(",")),
            FEW,
        ),
    ]
}
