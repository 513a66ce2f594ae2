//! What stories that span groups begin with: a customer, an order, a document of a group that has no
//! operations yet.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use image::{DynamicImage, ImageFormat, RgbImage};
use platform::audit::Actor;
use platform::{Feature, Shop};
use serde_json::{Value, json};
use storage::{Document, PLATFORM, Reading, Tx};
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

/// From now on the shop does not have the feature.
pub(crate) async fn withhold(shopwire: &Shopwire, feature: Feature) {
    let shop = shopwire.shop;
    let change = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get(shop)?.unwrap();
        Shop::set_feature(tx, &Actor::system(), &mut shop, feature, false)
    };
    shopwire.database.write(PLATFORM, None, change).await.unwrap();
}

/// A product of this handle, with a variant for each of these SKUs, of which there are so many each.
pub(crate) async fn stocked(vendor: &Client, handle: &str, skus: &[&str], quantity: i64) -> Stocked {
    let new = json!({ "title": "帆布托特包", "handle": handle, "published": true, "price": 880 });
    let product = vendor.post("/v1/products", new).await.id();
    let variants = format!("/v1/products/{product}/product_variants");
    let option = json!({ "name": "款式", "types": skus.join(",") });
    vendor.post(&format!("/v1/products/{product}/product_options"), option).await.expect(201);
    let made = vendor.get(&variants).await.expect(200);
    let ids: Vec<i64> = made.as_array().into_iter().flatten().filter_map(|variant| variant["id"].as_i64()).collect();
    for (id, sku) in ids.iter().zip(skus) {
        let change = json!({ "sku": sku, "inventory_management": true, "inventory_quantity": quantity });
        vendor.put(&format!("{variants}/{id}"), change).await.expect(200);
    }
    Stocked { product, variants: ids }
}

/// A product whose stock a story is about.
pub(crate) struct Stocked {
    pub product: i64,
    pub variants: Vec<i64>,
}

impl Stocked {
    /// Where this one of its variants is.
    pub fn path(&self, place: usize) -> String {
        format!("/v1/products/{}/product_variants/{}", self.product, self.variants[place])
    }

    /// What is in stock of each variant.
    pub async fn quantities(&self, vendor: &Client) -> Vec<Value> {
        let variants = vendor.get(&format!("/v1/products/{}/product_variants", self.product)).await.expect(200);
        variants.as_array().into_iter().flatten().map(|variant| variant["inventory_quantity"].clone()).collect()
    }
}
