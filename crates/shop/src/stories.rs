//! What stories that span groups begin with: a customer, an order, a document of a group that has no
//! operations yet.

use serde_json::json;
use storage::Document;
use testkit::{Client, Shopwire};
use wire::{Id, Money, Timestamp};

use crate::customers::Customer;
use crate::orders::{FinancialStatus, LineItem, Order, Prices, Statuses};

/// A customer with these tags.
pub(crate) async fn customer(vendor: &Client, tags: &str) -> i64 {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(1);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let new = json!({
        "name": "王小明", "email": format!("ming{number}@example.com"), "password": "secret-1",
        "enable_cvs_pickup": true, "accepts_marketing": false, "tags_text": tags,
    });
    vendor.post("/v1/customers", new).await.id()
}

/// Puts a document where its group will keep it.
pub(crate) async fn keep<T: Document>(shopwire: &Shopwire, value: T) -> Id<T> {
    let kept = shopwire.database.write(shopwire.shop.get(), None, move |tx| tx.insert(value));
    kept.await.unwrap().id()
}

/// A paid order of one line.
pub(crate) fn paid_order(customer: i64, at: &str, title: &str, price: i64) -> Order {
    let at: Timestamp = at.parse().unwrap();
    let price = Money::from(price);
    Order {
        customer: Some(Box::new(Customer { id: Id::new(customer), ..Customer::default() })),
        created_at: at,
        updated_at: at,
        prices: Prices { total_price: price, ..Prices::default() },
        statuses: Statuses { financial_status: FinancialStatus::Paid, ..Statuses::default() },
        line_items: vec![LineItem { title: title.to_owned(), price, quantity: 1, ..LineItem::default() }],
        ..Order::default()
    }
}

/// A day, so many days from the server's own.
pub(crate) fn day(shopwire: &Shopwire, days: i64) -> String {
    wire::Clock::now(&shopwire.clock).plus_days(days).to_string()
}

pub(crate) fn pass_days(shopwire: &Shopwire, days: i64) {
    shopwire.clock.advance_millis(days * 86_400_000);
}
