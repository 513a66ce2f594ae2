//! Stories about smart collections, through the HTTP surface.

mod model;

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use crate::stories::{many_products, product};

const PATH: &str = "/v1/smart_collections";

/// A new collection of this handle, as an address.
async fn collection(vendor: &Client, handle: &str) -> String {
    let new = json!({ "title": handle, "handle": handle, "published": true });
    format!("{PATH}/{}", vendor.post(PATH, new).await.id())
}

fn rule(column: &str, relation: &str, condition: &str) -> Value {
    json!({ "column": column, "relation": relation, "condition": condition })
}

async fn ids(vendor: &Client, path: &str) -> Vec<i64> {
    let collection = vendor.get(path).await.expect(200);
    collection["products"].as_array().unwrap().iter().map(|product| product["id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_collection_is_made_changed_and_removed_and_each_is_told_once() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let cheap = product(&vendor, "帽", 80).await;
    product(&vendor, "鞋", 1000).await;
    let before = shopwire.changes().await.len();
    let new = json!({ "title": "千元以下", "handle": "cheap", "published": true });
    let created = vendor.post(PATH, new).await.expect(201);
    assert_eq!((&created["rules"], &created["products"]), (&json!([]), &json!([])));
    let path = format!("{PATH}/{}", created["id"]);
    let rules = format!("{path}/rules");
    let sorted = vendor.post(&rules, rule("variants_price", "lt", " 1000 ")).await.expect(201);
    insta::assert_snapshot!(sorted);
    assert_eq!(sorted["products"], json!([{ "id": cheap, "title": "帽", "position": 1 }]));
    assert_eq!(vendor.get(PATH).await.expect(200), json!([sorted]));
    let one = format!("{rules}/{}", sorted["rules"][0]["id"]);
    let changed = vendor.put(&one, json!({ "condition": "1001" })).await.expect(200);
    assert_eq!(changed["products"].as_array().unwrap().len(), 2);
    assert_eq!(vendor.put(&one, json!({ "condition": "1001" })).await.expect(200), changed);
    let renamed = vendor.put(&path, json!({ "title": "便宜", "products_order": "price.asc" })).await.expect(200);
    assert_eq!(renamed["products"][0]["id"], json!(cheap));
    let emptied = vendor.delete(&one).await.expect(200);
    assert_eq!((&emptied["rules"], &emptied["products"]), (&json!([]), &json!([])));
    vendor.delete(&one).await.expect(404);
    vendor.put(&one, json!({})).await.expect(404);
    assert_eq!(vendor.delete(&path).await.expect(200), emptied);
    assert_eq!(vendor.get(&path).await.expect(404), json!({ "error": ["無此資源"] }));

    // Which smart collections a product is in is told by the collections alone.
    let told: Vec<_> = shopwire.changes().await.split_off(before);
    let told: Vec<_> = told.into_iter().map(|change| (change.event, change.payload)).collect();
    let update = |payload| ("collections/update".to_owned(), payload);
    let expected = [
        ("collections/create".to_owned(), created),
        update(sorted),
        update(changed),
        update(renamed),
        update(emptied.clone()),
        ("collections/delete".to_owned(), emptied),
    ];
    assert_eq!(told, expected);
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_named() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let rules = format!("{}/rules", collection(&vendor, "cheap").await);
    let new = json!({ "title": "手動", "handle": "manual", "published": true, "products_order": "manual" });
    let mut said = vec![vendor.post(PATH, new).await.expect(422)["error"].to_string()];
    for refused in [
        json!({}),
        rule("price", "is", "1"),
        rule("title", "gt", "1"),
        rule("variants_price", "cont", "1"),
        rule("variants_inventory_quantity", "lt", "many"),
        rule("vendor", "eq", " "),
    ] {
        said.push(vendor.post(&rules, refused).await.expect(422)["error"].to_string());
    }
    let made = vendor.post(&rules, rule("title", "cont", "包")).await.expect(201);
    let one = format!("{rules}/{}", made["rules"][0]["id"]);
    said.push(vendor.put(&one, json!({ "column": "variants_price" })).await.expect(422)["error"].to_string());
    insta::assert_snapshot!(said.join("\n"));
    vendor.post(&format!("{PATH}/99/rules"), rule("title", "cont", "包")).await.expect(404);
}

#[tokio::test]
async fn every_column_is_compared_as_what_it_is() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = collection(&vendor, "some").await;
    let rules = format!("{path}/rules");
    let new = json!({ "title": "Canvas 帆布包", "handle": "tote", "published": true, "price": 900, "vendor": "小島",
                      "product_type": "包袋", "tags_text": "新品,熱銷" });
    let tote = vendor.post("/v1/products", new).await.id();
    let options = json!({ "name": "顏色", "types": "米白,墨黑" });
    vendor.post(&format!("/v1/products/{tote}/product_options"), options).await.expect(201);
    let variants = format!("/v1/products/{tote}/product_variants");
    let black = format!("{variants}/{}", vendor.get(&variants).await.expect(200)[1]["id"]);
    let change = json!({ "price": 1200, "compare_at_price": 1500, "inventory_quantity": 9 });
    vendor.put(&black, change).await.expect(200);
    // It has no vendor, no type, no tags, no options and no price before.
    let plain = product(&vendor, "杯", 100).await;

    let both = vec![plain, tote];
    for (column, relation, condition, expected) in [
        ("title", "eq", "canvas 帆布包", vec![tote]),
        ("title", "start", "CANVAS", vec![tote]),
        ("title", "end", "包", vec![tote]),
        ("title", "cont", "帆", vec![tote]),
        ("title", "exc", "帆", vec![plain]),
        ("product_type", "eq", "包袋", vec![tote]),
        ("product_type", "exc", "包袋", vec![plain]),
        ("vendor", "start", "小", vec![tote]),
        ("vendor", "eq", "小", vec![]),
        // Prices of any variant, as numbers: 900 is less than 1000.
        ("variants_price", "lt", "1000", both.clone()),
        ("variants_price", "gt", "1000", vec![tote]),
        ("variants_price", "eq", "1200.0", vec![tote]),
        ("variants_compare_at_price", "gt", "0", vec![tote]),
        ("variants_compare_at_price", "lt", "1500", vec![]),
        ("variants_inventory_quantity", "gt", "8", vec![tote]),
        ("variants_inventory_quantity", "eq", "0", both.clone()),
        ("variants_option1", "eq", "墨黑", vec![tote]),
        ("variants_option1", "exc", "黑", vec![plain]),
        ("tags_name", "eq", "熱銷", vec![tote]),
        ("tags_name", "end", "品", vec![tote]),
        ("tags_name", "exc", "新", vec![plain]),
        ("tags_name", "cont", "舊", vec![]),
    ] {
        let made = vendor.post(&rules, rule(column, relation, condition)).await.expect(201);
        assert_eq!(ids(&vendor, &path).await, expected, "{column} {relation} {condition}");
        vendor.delete(&format!("{rules}/{}", made["rules"][0]["id"])).await.expect(200);
    }
}

#[tokio::test]
async fn a_product_that_changes_moves_in_and_out_at_once() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = collection(&vendor, "new").await;
    vendor.post(&format!("{path}/rules"), rule("tags_name", "eq", "新品")).await.expect(201);
    vendor.post(&format!("{path}/rules"), rule("variants_price", "lt", "500")).await.expect(201);
    let id = product(&vendor, "帽", 400).await;
    let product = format!("/v1/products/{id}");
    let before = shopwire.events().await.len();
    assert_eq!(ids(&vendor, &path).await, [0; 0]);
    vendor.put(&format!("{product}/product_tags/add"), json!({ "tags": "新品" })).await.expect(200);
    assert_eq!(ids(&vendor, &path).await, [id]);
    let collection: i64 = path.rsplit('/').next().unwrap().parse().unwrap();
    assert_eq!(vendor.get(&product).await.expect(200)["smart_collection_ids"], json!([collection]));
    vendor.put(&product, json!({ "price": 600 })).await.expect(200);
    assert_eq!(ids(&vendor, &path).await, [0; 0]);
    // What happens to products is no change of a collection.
    assert!(shopwire.events().await[before..].iter().all(|event| !event.starts_with("collections/")));

    // All rules, or any.
    vendor.put(&path, json!({ "disjunctive": true })).await.expect(200);
    assert_eq!(ids(&vendor, &path).await, [id]);
    vendor.delete(&path).await.expect(200);
    assert_eq!(vendor.get(&product).await.expect(200)["smart_collection_ids"], json!([]));
}

#[tokio::test]
async fn rules_sort_many_products_in_the_background() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = collection(&vendor, "few").await;
    many_products(&shopwire, 1100).await;
    let ruled = vendor.post(&format!("{path}/rules"), rule("variants_price", "gt", "50")).await.expect(201);
    let sorted = async |path: &str, wanted: usize| {
        let until = Instant::now() + Duration::from_secs(20);
        loop {
            let found = ids(&vendor, path).await.len();
            if found == wanted {
                return;
            }
            assert!(Instant::now() < until, "{found} of {wanted} products are in");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    // 1,050 are in; so many are shown.
    sorted(&path, 1000).await;
    let one = format!("{path}/rules/{}", ruled["rules"][0]["id"]);
    vendor.put(&one, json!({ "condition": "1090" })).await.expect(200);
    sorted(&path, 10).await;
}
