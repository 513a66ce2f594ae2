//! What stories that span groups begin with: a customer, an order, a document of a group that has no
//! operations yet.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat, RgbImage};
use serde_json::json;
use storage::Document;
use testkit::{Client, Shopwire};
use wire::{Id, Money, Timestamp};

use crate::customers::Customer;
use crate::orders::{FinancialStatus, LineItem, Order, Prices, Statuses};
use crate::products::{self, Product, Variant};

/// A customer with these tags.
pub(crate) async fn customer(vendor: &Client, tags: &str) -> i64 {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let new = json!({
        "name": "王小明", "email": format!("ming{number}@example.com"), "password": "secret-1",
        "enable_cvs_pickup": true, "accepts_marketing": false, "tags_text": tags,
    });
    vendor.post("/v1/customers", new).await.id()
}

/// A published product of this title and price, with a handle of its own.
pub(crate) async fn product(vendor: &Client, title: &str, price: i64) -> i64 {
    static NUMBER: AtomicU32 = AtomicU32::new(1);
    let handle = format!("product-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let new = json!({ "title": title, "handle": handle, "published": true, "price": price });
    vendor.post("/v1/products", new).await.id()
}

/// So many products at once.
pub(crate) async fn many_products(shopwire: &Shopwire, count: i64) {
    let insert = move |tx: &mut storage::Tx<'_>| {
        for number in 1..=count {
            let handle = format!("one-of-many-{number}");
            let variant = Variant { id: Id::new(tx.next_id(Variant::SEQUENCE)?), ..Variant::default() };
            let product_variants = vec![Variant { price: Money::from(number), ..variant }];
            let product = Product { title: handle.clone(), handle, product_variants, ..Product::default() };
            products::rules::insert(tx, product)?;
        }
        Ok::<_, api::Error>(())
    };
    shopwire.database.write(shopwire.shop.get(), None, insert).await.unwrap();
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

/// A picture of this size and format, whose every line differs.
pub(crate) fn drawn(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let shade = |at: u32| u8::try_from(at % 256).unwrap();
    let picture = RgbImage::from_fn(width, height, |x, y| [shade(x), shade(y), shade(x * x * y)].into());
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture).write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// The files of the shop, as they lie in its folder.
pub(crate) fn stored_files(shopwire: &Shopwire) -> Vec<PathBuf> {
    let folder = shopwire.folder().join(format!("files/{}", shopwire.shop));
    fs::read_dir(folder).into_iter().flatten().map(|file| file.unwrap().path()).collect()
}

/// Waits until so many files are left.
pub(crate) async fn files_left(shopwire: &Shopwire, count: usize) {
    let until = Instant::now() + Duration::from_secs(10);
    while stored_files(shopwire).len() != count {
        assert!(Instant::now() < until, "there are {:?}", stored_files(shopwire));
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
