//! What a demo shop that grows is made of.

use std::collections::HashSet;

use api::Site;
use serde_json::{Value, json};
use storage::{Query, Reading};
use testkit::Shopwire;

use super::{Size, grow, missing, photos, start};
use crate::products::Product;

/// The same for every shop, wherever it is served.
fn site() -> Site {
    Site { base_url: "https://demo.example.com".to_owned(), files_url: None }
}

async fn grown(shopwire: &Shopwire, wanted: Size, most: u64) -> Vec<u64> {
    let shop = shopwire.shop.get();
    let mut steps = Vec::new();
    loop {
        let site = site();
        let made = shopwire.database.write(shop, None, move |tx| grow(tx, &site, wanted, most)).await.unwrap();
        if made == 0 {
            return steps;
        }
        steps.push(made);
    }
}

async fn products(shopwire: &Shopwire) -> Vec<Product> {
    let found = shopwire.database.read(shopwire.shop.get(), |view| view.find::<Product>(&Query::all())).await.unwrap();
    found.into_iter().map(storage::Record::into_value).collect()
}

#[tokio::test]
async fn two_shops_of_a_size_are_the_same() {
    let size = Size { products: 300, customers: 30, orders: 0 };
    let (first, second) = (Shopwire::spawn().await, Shopwire::spawn().await);
    assert_eq!(grown(&first, size, 1_000).await, [330]);
    // However it is cut into transactions.
    assert_eq!(grown(&second, Size { products: 100, ..size }, 70).await, [70, 60]);
    assert_eq!(grown(&second, size, 70).await, [70, 70, 60]);
    assert_eq!(products(&first).await, products(&second).await);
    let left = first.database.write(first.shop.get(), None, move |tx| missing(tx, size)).await.unwrap();
    assert_eq!(left, 0);
    assert_eq!(first.vendor().get("/v1/customers").await.header("x-total"), "30");
}

#[tokio::test]
async fn what_grows_is_as_if_it_had_been_there() {
    let shopwire = Shopwire::spawn().await;
    grown(&shopwire, Size { products: 500, ..Size::default() }, 500).await;
    assert!(shopwire.changes().await.is_empty(), "nobody is told");
    let (mut handles, mut skus) = (HashSet::new(), HashSet::new());
    let mut last = None;
    for product in products(&shopwire).await {
        assert!(handles.insert(product.handle.clone()), "{}", product.handle);
        assert!(last <= Some(product.created_at), "the newest come last");
        last = Some(product.created_at);
        let values = product.product_options.iter().map(|option| option.values().count());
        assert_eq!(product.product_variants.len(), values.product::<usize>());
        assert_eq!(product.price, product.product_variants.iter().map(|variant| variant.price).min().unwrap());
        for variant in &product.product_variants {
            assert_eq!((variant.created_at, variant.product_id), (product.created_at, product.id));
            assert_eq!(variant.values().count(), product.product_options.len());
            assert!(skus.insert(variant.sku.clone().unwrap()), "{:?}", variant.sku);
        }
    }
    let vendor = shopwire.vendor();
    let found = vendor.get("/v1/products/search?q=Shirt&limit=5").await.expect(200);
    assert_eq!(found.as_array().unwrap().len(), 5);
    let changed = vendor.put("/v1/products/7", serde_json::json!({ "title": "新的名字" })).await.expect(200);
    assert_eq!(changed["title"], "新的名字");
}

#[tokio::test]
async fn a_demo_shop_starts_with_a_shelf_of_each_kind() {
    let shopwire = Shopwire::spawn().await;
    let write = shopwire.database.write(shopwire.shop.get(), None, |tx| start(tx, &site())).await;
    write.unwrap();
    let vendor = shopwire.vendor();
    let page = vendor.get("/v1/products?per_page=50").await;
    assert_eq!(page.header("x-total"), "120");
    let products = page.expect(200);
    let first = &products[0];
    let change = json!({ "title": first["title"], "handle": first["handle"], "published": first["published"] });
    let changed = vendor.put(&format!("/v1/products/{}", first["id"]), change).await.expect(200);
    assert_eq!(changed, *first, "it is as the rules would have it");
    let kinds: HashSet<_> =
        products.as_array().unwrap().iter().map(|product| product["product_type"].to_string()).collect();
    assert_eq!(kinds.len(), 8);
    for (path, count) in [("/v1/custom_collections", 5), ("/v1/smart_collections", 5)] {
        let collections = vendor.get(path).await.expect(200);
        let collections = collections.as_array().unwrap();
        assert_eq!(collections.len(), count);
        for collection in collections {
            let products = collection["products"].as_array().unwrap().len();
            assert!((3..=60).contains(&products), "{} has {products}", collection["title"]);
        }
    }
}

#[tokio::test]
async fn a_demo_shop_has_stores_to_stock_and_variants_that_share() {
    let shopwire = Shopwire::spawn().await;
    let write = shopwire.database.write(shopwire.shop.get(), None, |tx| start(tx, &site())).await;
    write.unwrap();
    let told = shopwire.events().await;
    assert!(!told.iter().any(|event| event.starts_with("variants/")), "who shares had this stock before: {told:?}");
    let vendor = shopwire.vendor();
    let groups = vendor.get("/v1/inventory_sync_groups").await.expect(200);
    let [one, other] = [0, 1].map(|place| groups[0]["variants"][place].clone());
    let path = |member: &Value| {
        format!("/v1/products/{}/product_variants/{}", member["product_id"], member["product_variant_id"])
    };
    let stocked = vendor.get(&path(&one)).await.expect(200)["inventory_quantity"].take();
    assert_eq!(groups[0]["inventory_quantity"], stocked);
    vendor.put(&path(&one), json!({ "inventory_quantity": 1 })).await.expect(200);
    assert_eq!(vendor.get(&path(&other)).await.expect(200)["inventory_quantity"], 1);
    for store in ["A01", "B01", "C01"] {
        let batch = json!({ "store_number": store, "items": [{ "sku": "?", "inventory_quantity": 1 }] });
        vendor.put("/v2/products/batch_update_branch_store_inventory", batch).await.expect(202);
    }
}

#[tokio::test]
async fn every_photo_of_the_demo_is_drawn_and_small() {
    let shopwire = Shopwire::spawn().await;
    let write = shopwire.database.write(shopwire.shop.get(), None, |tx| start(tx, &site())).await;
    write.unwrap();
    let drawn: HashSet<String> = photos()
        .map(|(name, photo)| {
            assert!((1_000..20_000).contains(&photo.len()), "{name} has {} bytes", photo.len());
            let decoded = image::load_from_memory(&photo).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (240, 240));
            name.to_string()
        })
        .collect();
    assert_eq!(drawn.len(), 64);
    for product in products(&shopwire).await {
        assert!(!product.photos.is_empty());
        for photo in product.photos {
            assert!(drawn.contains(photo.url.rsplit('/').next().unwrap()), "{}", photo.url);
        }
    }
}
