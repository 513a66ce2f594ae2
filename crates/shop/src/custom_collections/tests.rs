//! Stories about custom collections, through the HTTP surface.

mod copies;
mod manual_order;

use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::Id;

use crate::products::{self, Product};
use crate::stories::product;

const PATH: &str = "/v1/custom_collections";

/// A new collection of this handle, as an address.
async fn collection(vendor: &Client, handle: &str) -> String {
    let new = json!({ "title": handle, "handle": handle, "published": true });
    format!("{PATH}/{}", vendor.post(PATH, new).await.id())
}

/// The ids of a collection's products, in the order that it shows them in.
fn ids(collection: &Value) -> Vec<i64> {
    collection["products"].as_array().unwrap().iter().map(|product| product["id"].as_i64().unwrap()).collect()
}

/// As documents ask for them: a text with commas. Nobody at all is an empty array, for an empty text says nothing.
fn list(ids: &[i64]) -> Value {
    if ids.is_empty() {
        return json!({ "product_ids": [] });
    }
    let texts: Vec<_> = ids.iter().map(i64::to_string).collect();
    json!({ "product_ids": texts.join(",") })
}

#[tokio::test]
async fn a_collection_is_made_changed_and_removed_and_each_is_told_once() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let new = json!({ "title": "夏季新品", "handle": "summer", "published": true });
    let created = vendor.post(PATH, new).await.expect(201);
    insta::assert_snapshot!(created);
    let path = format!("{PATH}/{}", created["id"]);
    assert_eq!(vendor.get(&path).await.expect(200), created);
    assert_eq!(vendor.get(PATH).await.expect(200), json!([created]));

    let change = json!({ "title": "夏季精選", "products_order": "price.asc", "body_html": "<p>涼</p>" });
    let changed = vendor.put(&path, change.clone()).await.expect(200);
    assert_eq!(changed["products_order_name"], json!("按價格排序: 最低-最高"));
    assert_eq!(vendor.put(&path, change).await.expect(200), changed);
    let cleared = vendor.put(&path, json!({ "body_html": null, "title": null })).await.expect(200);
    assert_eq!((&cleared["body_html"], &cleared["title"]), (&Value::Null, &json!("夏季精選")));
    assert_eq!(vendor.delete(&path).await.expect(200), cleared);
    vendor.get(&path).await.expect(404);

    let told: Vec<_> = shopwire.changes().await.into_iter().map(|change| (change.event, change.payload)).collect();
    let update = || "collections/update".to_owned();
    let expected = [
        ("collections/create".to_owned(), created),
        (update(), changed),
        (update(), cleared.clone()),
        ("collections/delete".to_owned(), cleared),
    ];
    assert_eq!(told, expected);
    for missing in [vendor.delete(&path).await, vendor.put(&format!("{path}/products"), list(&[])).await] {
        missing.expect(404);
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_collection_is_named() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = collection(&vendor, "summer").await;
    let smart = json!({ "title": "便宜", "handle": "cheap", "published": true });
    vendor.post("/v1/smart_collections", smart).await.expect(201);
    let with = |handle: &str| json!({ "title": "包", "handle": handle, "published": true });
    let mut said = Vec::new();
    for refused in [
        vendor.post(PATH, json!({ "products_order": "random" })).await,
        vendor.post(PATH, with("Summer")).await,
        vendor.post(PATH, with("cheap")).await,
        vendor.post(PATH, with("a b")).await,
        vendor.put(&path, json!({ "title": " ", "handle": "" })).await,
        vendor.post(&format!("{path}/products"), json!({})).await,
        vendor.post(&format!("{path}/products"), json!({ "product_ids": "98,x" })).await,
        vendor.post(&format!("{path}/products"), json!({ "product_ids": "98,99" })).await,
        vendor.put(&format!("{path}/products"), json!({ "product_ids": "98" })).await,
        vendor.delete(&format!("{path}/products?product_ids=98")).await,
        vendor.delete(&format!("{path}/products")).await,
        vendor.put(&format!("{path}/products/manual_order"), json!({ "product_ids": "98" })).await,
    ] {
        said.push(refused.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"));
    // Its own handle is nobody else's.
    vendor.put(&path, json!({ "handle": "Summer" })).await.expect(200);
}

#[tokio::test]
async fn products_are_added_replaced_and_taken_out() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("{}/products", collection(&vendor, "summer").await);
    let (a, b, c) = (product(&vendor, "帽", 1).await, product(&vendor, "鞋", 2).await, product(&vendor, "襪", 3).await);
    let before = shopwire.events().await.len();

    let added = vendor.post(&path, list(&[b, a, b])).await.expect(201);
    let entries = json!([{ "id": b, "title": "鞋", "position": 1 }, { "id": a, "title": "帽", "position": 2 }]);
    assert_eq!(added["products"], entries);
    let added = vendor.post(&path, json!({ "product_ids": [[a], [c]] })).await.expect(201);
    assert_eq!(ids(&added), [b, a, c]);
    let left = vendor.delete(&format!("{path}?product_ids={a}")).await.expect(200);
    assert_eq!(ids(&left), [b, c]);
    let replaced = vendor.put(&path, list(&[c, a])).await.expect(200);
    assert_eq!(ids(&replaced), [c, a]);
    let products = vendor.get("/v1/products").await.expect(200);
    let carried: Vec<_> = [0, 1, 2].iter().map(|at| products[at]["custom_collections"].clone()).collect();
    assert_eq!(carried[0][0]["products"], json!([{ "id": a, "title": "帽", "position": 2 }]));
    assert_eq!((&carried[1], &carried[2][0]["handle"]), (&json!([]), &json!("summer")));

    let events = shopwire.events().await;
    let told = |name: &str| events[before..].iter().filter(|event| *event == name).count();
    // a and b in, c in, a out, b out and a in again; a place is no change of a product that is told.
    assert_eq!((told("collections/update"), told("products/update")), (4, 6));

    // What changes nothing is told to nobody.
    for (answer, status) in [
        (vendor.post(&path, list(&[a, c])).await, 201),
        (vendor.put(&path, list(&[c, a])).await, 200),
        (vendor.delete(&format!("{path}?product_ids={b}")).await, 200),
        (vendor.put(&format!("{path}/manual_order"), list(&[c, a])).await, 200),
    ] {
        assert_eq!(ids(&answer.expect(status)), [c, a]);
    }
    assert_eq!(shopwire.events().await.len(), events.len());
    assert_eq!(ids(&vendor.put(&path, list(&[])).await.expect(200)), [0; 0]);
}

#[tokio::test]
async fn products_are_shown_in_the_order_of_the_collection() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = collection(&vendor, "summer").await;
    let mut made = Vec::new();
    for (title, price) in [("banana", 300), ("Apple", 100), ("中山襯衫", 200), ("一字領", 400)] {
        made.push(product(&vendor, title, price).await);
    }
    for (at, sell_weight) in [(2, 5), (0, 3)] {
        let id = Id::<Product>::new(made[at]);
        let sell = move |tx: &mut storage::Tx<'_>| {
            products::rules::change(tx, id, |_, product| {
                product.sell_weight = sell_weight;
                Ok(())
            })
        };
        shopwire.database.write(shopwire.shop.get(), None, sell).await.unwrap();
    }
    let mixed: Vec<_> = [3, 0, 2, 1].iter().map(|at| made[*at]).collect();
    vendor.post(&format!("{path}/products"), list(&mixed)).await.expect(201);
    for (order, expected) in [
        ("title.asc", [1, 0, 3, 2]),
        ("title.desc", [2, 3, 0, 1]),
        ("created_at.asc", [0, 1, 2, 3]),
        ("created_at.desc", [3, 2, 1, 0]),
        ("price.asc", [1, 2, 0, 3]),
        ("price.desc", [3, 0, 2, 1]),
        ("sell_weight.desc", [2, 0, 3, 1]),
        ("manual", [3, 0, 2, 1]),
    ] {
        let changed = vendor.put(&path, json!({ "products_order": order })).await.expect(200);
        let expected: Vec<_> = expected.iter().map(|at| made[*at]).collect();
        assert_eq!(ids(&changed), expected, "{order}");
        assert_eq!(vendor.get(&path).await.expect(200), changed);
    }
}
