//! What the orders of a demo shop are like.

use std::collections::{BTreeMap, BTreeSet};

use api::Site;
use serde_json::{Value, json};
use storage::{PLATFORM, Query, Reading, Record};
use testkit::Shopwire;
use wire::Money;

use super::{ORDERS, YEAR, seed};
use crate::checkout::PaymentMethod;
use crate::customers::demo::seed as seed_customers;
use crate::demo::{Size, grow, start};
use crate::einvoices::issue_due;
use crate::orders::{Ledger, Order};
use crate::products::Product;
use crate::words::word;

async fn demo() -> Shopwire {
    let shopwire = Shopwire::spawn().await;
    let (shop, now) = (shopwire.shop.get(), shopwire.database.now());
    let site = Site { base_url: "https://demo.example.com".to_owned(), files_url: None };
    let begin = move |tx: &mut storage::Tx<'_>| {
        seed_customers(tx, 200)?;
        start(tx, &site)
    };
    shopwire.database.write(shop, None, begin).await.unwrap();
    let before = shopwire.events().await.len();
    shopwire.database.write_raw(move |writer| seed(writer, shop, now)).await.unwrap();
    assert_eq!(shopwire.events().await.len(), before, "nobody is told of the past");
    shopwire
}

async fn all<T: storage::Document>(shopwire: &Shopwire) -> Vec<T> {
    let shop = shopwire.shop.get();
    assert_ne!(shop, PLATFORM);
    let found = shopwire.database.read(shop, |view| view.find::<T>(&Query::all())).await.unwrap();
    found.into_iter().map(Record::into_value).collect()
}

fn counts(values: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

#[tokio::test]
async fn a_demo_shop_has_a_year_of_orders() {
    let shopwire = demo().await;
    every_way_that_an_order_can_stand_is_there_to_be_seen(&shopwire).await;
    orders_follow_each_other_over_a_year_and_the_newest_are_open(&shopwire).await;
    sums_stock_and_points_add_up(&shopwire).await;
    every_sale_has_its_invoice(&shopwire).await;
    every_demo_shop_has_the_same(&shopwire).await;
}

async fn every_way_that_an_order_can_stand_is_there_to_be_seen(shopwire: &Shopwire) {
    let orders: Vec<Order> = all(shopwire).await;
    assert_eq!(orders.len() as u64, ORDERS);
    let seen = |of: fn(&Order) -> String| counts(orders.iter().map(of)).into_keys().collect::<Vec<_>>();
    assert_eq!(seen(|order| word(&order.statuses.order_status)), ["cancelled", "closed", "open"]);
    // All but those that no step of an order leads to: abandoned, processing, refunding, refund_failed.
    let financial = [
        "cod",
        "failed",
        "no_refunded",
        "paid",
        "partial_refunded",
        "pending",
        "pending_partial_refund",
        "pending_refund",
        "refunded",
        "remitted",
    ];
    assert_eq!(seen(|order| word(&order.statuses.financial_status)), financial);
    let fulfillment = [
        "arrived",
        "cancel",
        "expired",
        "fulfilled",
        "no_need",
        "partial",
        "preparing",
        "problem",
        "received",
        "returned",
        "unshipped",
    ];
    assert_eq!(seen(|order| word(&order.statuses.fulfillment_status)), fulfillment);
    // All but those of carriers that bring goods back: in_hub, in_origin_cvs, problem, processing.
    let returned = ["checking", "no_need", "partial_return", "refused", "request_return", "returned", "returning"];
    assert_eq!(seen(|order| word(&order.statuses.return_status)), returned);
    let payments = counts(orders.iter().map(|order| order.payment_method.clone()));
    assert_eq!(payments.len(), 7, "{payments:?}");
    assert!(payments.contains_key(&word(&PaymentMethod::Cod)));
    assert_eq!(seen(|order| order.shipping_name.clone()).len(), 9, "each way, and what needs none");
    let closed = orders.iter().filter(|order| word(&order.statuses.order_status) == "closed").count();
    assert!(closed > orders.len() / 2, "{closed} are closed");
}

async fn orders_follow_each_other_over_a_year_and_the_newest_are_open(shopwire: &Shopwire) {
    let now = shopwire.database.now();
    let orders: Vec<Order> = all(shopwire).await;
    assert!(orders.is_sorted_by_key(|order| (order.created_at, order.order_number)));
    assert!(
        orders[0].created_at < now.plus_millis(-YEAR / 10 * 9)
            && orders[0].created_at > now.plus_millis(-YEAR - YEAR / 9)
    );
    for order in &orders {
        let timings = &order.timings;
        let shipped = order.fulfillments.iter().filter_map(|fulfillment| fulfillment.fulfilled_at);
        let times =
            [timings.confirmed_at, timings.cancelled_at, timings.closed_at, timings.refund_at, timings.return_at];
        for at in times.into_iter().flatten().chain(shipped) {
            assert!(at > order.created_at && at <= order.updated_at && at <= now, "{}", order.order_name);
        }
    }
    let newest = orders.iter().rev().take(20);
    assert!(newest.clone().all(|order| word(&order.statuses.order_status) == "open"));
    assert!(newest.clone().filter(|order| order.created_at > now.plus_days(-1)).count() > 10);
    // What somebody tries first works on them.
    let vendor = shopwire.vendor();
    let list = vendor.get("/v1/orders?statuses=open&per_page=50").await;
    assert!(list.header("x-total").parse::<usize>().unwrap() > 50);
}

async fn sums_stock_and_points_add_up(shopwire: &Shopwire) {
    let orders: Vec<Order> = all(shopwire).await;
    let ledgers: Vec<Ledger> = all(shopwire).await;
    assert_eq!(ledgers.len(), orders.len());
    let (mut with_points, mut with_coupon, mut guests) = (0, 0, 0);
    for (order, ledger) in orders.iter().zip(&ledgers) {
        assert_eq!(order.id, ledger.order_id);
        let lines: Money = order.line_items.iter().map(|line| line.total_price_after_discounts).sum();
        assert_eq!(lines, order.subtotal_price, "{}", order.order_name);
        assert_eq!(lines + order.prices.shipping_paid(), order.prices.total_price, "{}", order.order_name);
        with_points += usize::from(!order.prices.discounts.bonus_consumed.is_zero());
        with_coupon += usize::from(!order.prices.discounts.coupon_discounts.is_empty());
        guests += usize::from(order.customer.is_none());
    }
    assert!(with_points > 10 && with_coupon > 20 && guests > 60, "{with_points} {with_coupon} {guests}");
    let products: Vec<Product> = all(shopwire).await;
    let variants = products.iter().flat_map(|product| &product.product_variants);
    assert!(variants.clone().all(|variant| variant.stock().is_sound()));
    let tags: BTreeSet<_> = orders.iter().flat_map(|order| &order.tags).map(|tag| tag.name.as_str()).collect();
    assert!(tags.contains("急件") && tags.contains("禮物"), "{tags:?}");
}

async fn every_sale_has_its_invoice(shopwire: &Shopwire) {
    let waiting = shopwire.database.write(shopwire.shop.get(), None, |tx| issue_due(tx, 1)).await.unwrap();
    assert_eq!(waiting, 0, "each had a number when it was issued");
    let orders: Vec<Order> = all(shopwire).await;
    let invoices: Vec<_> = orders.iter().filter_map(|order| order.einvoice.as_ref()).collect();
    assert_eq!(invoices.len(), orders.len());
    let states = counts(invoices.iter().map(|invoice| word(&invoice.invoice_status)));
    // The last is of those that are not issued, which have no word.
    assert_eq!(
        states.keys().rev().collect::<Vec<_>>(),
        ["partial_allowance", "issue_invalid", "issue", "allowance", ""]
    );
    assert!(states["issue"] > orders.len() / 2, "{states:?}");
    let numbers: BTreeSet<_> = invoices.iter().filter_map(|invoice| invoice.invoice_no.as_ref()).collect();
    assert_eq!(numbers.len(), orders.len() - states[""]);
    let letters: BTreeSet<_> = numbers.iter().map(|number| &number[..2]).collect();
    assert!((6..=8).contains(&letters.len()), "{letters:?}");
    for order in &orders {
        let invoice = order.einvoice.as_ref().unwrap();
        assert!(invoice.invoice_at.is_none_or(|at| at >= order.created_at && at <= order.updated_at));
        if let Some(amounts) = &invoice.amounts {
            assert_eq!(amounts.total_amount, order.prices.total_price, "{}", order.order_name);
        }
    }
}

async fn every_demo_shop_has_the_same(shopwire: &Shopwire) {
    let numbers = |orders: &[Order]| -> Vec<(String, Money, String)> {
        let of = |order: &Order| (order.order_name.clone(), order.prices.total_price, order.token.clone());
        orders.iter().map(of).collect()
    };
    let (first, second): (Vec<Order>, Vec<Order>) = (all(shopwire).await, all(&demo().await).await);
    assert_eq!(numbers(&first), numbers(&second));
}

#[tokio::test]
async fn more_of_them_are_made_with_sums_that_are_real() {
    let shopwire = demo().await;
    let (shop, wanted) = (shopwire.shop.get(), ORDERS + 700);
    let site = Site { base_url: "https://demo.example.com".to_owned(), files_url: None };
    let goal = Size { orders: wanted, ..Size::default() };
    let before: Vec<Product> = all(&shopwire).await;
    let told = shopwire.events().await.len();
    let mut steps = Vec::new();
    loop {
        let site = site.clone();
        match shopwire.database.write(shop, None, move |tx| grow(tx, &site, goal, 400)).await.unwrap() {
            0 => break,
            made => steps.push(made),
        }
    }
    assert_eq!(steps, [400, 300]);
    assert_eq!(shopwire.events().await.len(), told, "nobody is told");
    assert_eq!(all::<Product>(&shopwire).await, before, "and nothing is taken from stock");
    let orders: Vec<Order> = all(&shopwire).await;
    assert_eq!(orders.len() as u64, wanted);
    let (mut numbers, mut lines) = (BTreeSet::new(), BTreeSet::new());
    for order in &orders {
        assert!(numbers.insert(order.order_number), "{}", order.order_name);
        let after: Money = order.line_items.iter().map(|line| line.total_price_after_discounts).sum();
        assert_eq!(after + order.prices.shipping_paid(), order.prices.total_price);
        for line in &order.line_items {
            assert!(lines.insert(line.id), "{}", order.order_name);
        }
        let sent = order.fulfillments.iter().flat_map(|fulfillment| &fulfillment.line_items);
        assert!(sent.clone().all(|sent| order.line_items.iter().any(|line| line.id == sent.id)));
    }
    // They go on like any other.
    let paid = |order: &&Order| word(&order.statuses.financial_status) == "pending";
    let copy = orders.iter().rev().find(paid).unwrap();
    let path = format!("/v1/orders/{}/transactions", copy.id);
    let input = json!({ "kind": "capture", "paid_type": "manual" });
    let booked: Value = shopwire.vendor().post(&path, input).await.expect(201);
    assert_eq!(booked["amount"].as_f64(), Some(copy.prices.total_price.to_f64()));
}
