//! What products hold of their collections.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use super::{PATH, collection, ids, list};
use crate::pos_shops::PosShop;
use crate::stories::{keep, many_products, product};

fn handles(product: &Value) -> Vec<&str> {
    let collections = product["custom_collections"].as_array().unwrap().iter();
    collections.map(|collection| collection["handle"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_change_of_a_collection_reaches_its_products_without_being_told_of_them() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (first, second) = (collection(&vendor, "summer").await, collection(&vendor, "winter").await);
    let id = product(&vendor, "帽", 100).await;
    for path in [&first, &second] {
        vendor.post(&format!("{path}/products"), list(&[id])).await.expect(201);
    }
    let path = format!("/v1/products/{id}");
    let before = shopwire.events().await.len();
    let changed = vendor
        .put(&second, json!({ "title": "冬", "handle": "cold", "published": false, "products_order": "title.asc" }))
        .await
        .expect(200);
    let copy = vendor.get(&path).await.expect(200)["custom_collections"][1].clone();
    assert_eq!(copy, changed);
    assert_eq!((&copy["position"], &copy["products"][0]["position"]), (&json!(2), &json!(1)));
    assert_eq!(shopwire.events().await[before..], ["collections/update"]);

    // Those behind one that is gone move up, in the list and in their products.
    vendor.delete(&first).await.expect(200);
    let after = vendor.get(&path).await.expect(200);
    assert_eq!((handles(&after), &after["custom_collections"][0]["position"]), (vec!["cold"], &json!(1)));
    assert_eq!(vendor.get(PATH).await.expect(200)[0]["position"], json!(1));
    assert_eq!(shopwire.events().await[before + 1..], ["collections/delete", "products/update"]);

    // A product's title stands in its collections.
    vendor.put(&path, json!({ "title": "毛帽" })).await.expect(200);
    assert_eq!(vendor.get(&second).await.expect(200)["products"][0]["title"], json!("毛帽"));
    vendor.delete(&path).await.expect(200);
    assert_eq!(vendor.get(&second).await.expect(200)["products"], json!([]));
}

#[tokio::test]
async fn a_product_says_itself_which_collections_it_is_in() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (summer, winter) = (collection(&vendor, "summer").await, collection(&vendor, "winter").await);
    let number = |path: &str| path.rsplit('/').next().unwrap().to_owned();
    let (s, w) = (number(&summer), number(&winter));
    let new = json!({ "title": "帽", "handle": "hat", "published": true, "price": 1, "custom_collection_ids": s });
    let created = vendor.post("/v1/products", new).await.expect(201);
    assert_eq!(handles(&created), ["summer"]);
    assert_eq!(created["custom_collections"][0]["products"][0]["id"], created["id"]);
    let path = format!("/v1/products/{}", created["id"]);
    let before = shopwire.events().await.len();
    let both = vendor.put(&path, json!({ "custom_collection_ids": format!("{w},{s}") })).await.expect(200);
    assert_eq!(handles(&both), ["summer", "winter"]);
    let one = vendor.put(&path, json!({ "custom_collection_ids": w })).await.expect(200);
    assert_eq!(handles(&one), ["winter"]);
    assert_eq!(shopwire.events().await[before..], ["products/update", "products/update"]);
    assert_eq!(ids(&vendor.get(&winter).await.expect(200)), [created["id"].as_i64().unwrap()]);
    let refused = vendor.put(&path, json!({ "custom_collection_ids": format!("{w},77,78") })).await.expect(422);
    assert_eq!(refused, json!({ "error": ["自訂群組 (custom_collection_ids) 不存在：77、78"] }));
    let none = vendor.put(&path, json!({ "custom_collection_ids": "" })).await.expect(200);
    assert_eq!(none["custom_collections"], json!([]));

    let mut shops = Vec::new();
    for name in ["一店", "二店"] {
        shops.push(keep(&shopwire, PosShop { name: name.into(), ..PosShop::default() }).await.to_string());
    }
    let batch = json!({ "title": "茶", "pos_shop_ids": shops.join(","), "custom_collection_ids": w });
    let made = vendor.post("/v1/products/pos_shop_batch", batch).await.expect(201);
    let places = |at: usize| made[at]["custom_collections"][0]["products"][0]["position"].as_i64();
    assert!(places(0) < places(1), "{made}");
}

#[tokio::test]
async fn related_collections_are_collections_that_there_are() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let summer = collection(&vendor, "summer").await;
    let id: i64 = summer.rsplit('/').next().unwrap().parse().unwrap();
    let path = format!("/v1/products/{}", product(&vendor, "帽", 100).await);
    let related = |kind: &str| json!({ "related_collections": [{ "collection_id": id, "collection_type": kind }] });
    let set = vendor.put(&path, related("CustomCollection")).await.expect(200);
    assert_eq!(set["related_collections"][0]["relatable_collection_id"], json!(id));
    let refused = vendor.put(&path, related("SmartCollection")).await.expect(422);
    assert_eq!(refused, json!({ "error": [format!("商品關聯群組 (related_collections) 不存在：{id}")] }));
}

/// Waits for what a job brings about: until this text is answered.
async fn comes(vendor: &Client, path: &str, wanted: &str) {
    let until = Instant::now() + Duration::from_secs(20);
    loop {
        if vendor.get(path).await.text.contains(wanted) {
            return;
        }
        assert!(Instant::now() < until, "{wanted} does not come");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn many_products_follow_their_collection_in_the_background() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = collection(&vendor, "all").await;
    many_products(&shopwire, 501).await;
    let all: Vec<i64> = (1..=501).collect();
    let added = vendor.post(&format!("{path}/products"), list(&all)).await.expect(201);
    assert_eq!(ids(&added), all);
    vendor.put(&path, json!({ "handle": "everything" })).await.expect(200);
    for one in [1, 501] {
        comes(&vendor, &format!("/v1/products/{one}"), "\"everything\"").await;
    }
    // What is in it now stays in it; the others leave in the background.
    let replaced = vendor.put(&format!("{path}/products"), list(&[7, 501])).await.expect(200);
    assert_eq!(replaced["products"].as_array().unwrap().len(), 501);
    comes(&vendor, "/v1/products/500", "\"custom_collections\":[]").await;
    assert_eq!(ids(&vendor.get(&path).await.expect(200)), [7, 501]);
}
