//! What a demo shop that grows is made of.

use std::collections::HashSet;

use storage::{Query, Reading};
use testkit::Shopwire;

use super::{Size, grow, missing};
use crate::products::Product;

async fn grown(shopwire: &Shopwire, size: Size, most: u64) -> Vec<u64> {
    let shop = shopwire.shop.get();
    let mut steps = Vec::new();
    loop {
        let made = shopwire.database.write(shop, None, move |tx| grow(tx, size, most)).await.unwrap();
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
    let size = Size { products: 300, customers: 30 };
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
    grown(&shopwire, Size { products: 500, customers: 0 }, 500).await;
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
    let found = vendor.get("/v1/products/search?q=Tee&limit=5").await.expect(200);
    assert_eq!(found.as_array().unwrap().len(), 5);
    let changed = vendor.put("/v1/products/7", serde_json::json!({ "title": "新的名字" })).await.expect(200);
    assert_eq!(changed["title"], "新的名字");
}
