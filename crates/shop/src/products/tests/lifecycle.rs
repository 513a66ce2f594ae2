//! A product is made, changed, tagged and removed.

use serde_json::{Value, json};
use storage::Reading;
use testkit::Shopwire;
use wire::Id;

use super::{column, product};
use crate::branch_stores::BranchStore;
use crate::pos_shops::PosShop;
use crate::products::{Product, ProductTag};
use crate::special_collections::SpecialCollection;
use crate::stories::keep;

#[tokio::test]
async fn a_product_begins_with_one_variant_and_is_told_once() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = product(&vendor, "tote").await;
    let now = created["created_at"].as_str().unwrap();
    insta::assert_snapshot!(created.to_string().replace(now, "NOW"));
    let path = format!("/v1/products/{}", created["id"]);
    assert_eq!(vendor.get(&path).await.expect(200), created);
    assert_eq!(vendor.get("/v1/products").await.expect(200), json!([created]));
    let changes = shopwire.changes().await;
    let events: Vec<_> = changes.iter().map(|change| change.event.as_str()).collect();
    assert_eq!(events, ["products/create", "variants/create"]);
    assert_eq!(changes[0].payload, created);
    assert_eq!(changes[1].payload, created["product_variants"][0]);
    for missing in [vendor.get("/v1/products/99").await, vendor.delete("/v1/products/99").await] {
        assert_eq!(missing.expect(404), json!({ "error": ["無此資源"] }));
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_product_is_named() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    product(&vendor, "tote").await;
    let good = json!({ "title": "包", "handle": "bag", "published": true, "price": 1 });
    let with = |field: &str, value: Value| {
        let mut new = good.clone();
        new[field] = value;
        new
    };
    let refusals = [
        json!({}),
        with("handle", json!("Tote")),
        with("handle", json!("a/b")),
        with("price", json!(-1)),
        with("tax_type_id", json!("half")),
        with("temperature_types", json!(["微溫"])),
        with("branch_store_id", json!(9)),
        with("special_collection_id", json!(9)),
        with("title", json!(" ")),
        json!({ "title": "包", "handle": "bag", "published": true, "price": 1, "sell_from": "2026-02-01 00:00:00",
                "sell_to": "2026-01-01 00:00:00" }),
    ];
    let mut said = Vec::new();
    for refusal in refusals {
        said.push(vendor.post("/v1/products", refusal).await.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(vendor.get("/v1/products").await.header("x-total"), "1");
}

#[tokio::test]
async fn a_change_is_told_once_and_none_not_at_all() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}", product(&vendor, "tote").await["id"]);
    let before = shopwire.events().await.len();
    let change = json!({ "english_title": "Tote", "tags_text": "包, 帆布，包", "channel_name": "官網",
                         "sell_to": "2026-12-31 00:00:00", "temperature_types": "常溫" });
    let changed = vendor.put(&path, change.clone()).await.expect(200);
    assert_eq!((&changed["english_title"], &changed["channel"]["name"]), (&json!("Tote"), &json!("官網")));
    assert_eq!(
        changed["tags"],
        json!([{ "id": 1, "name": "包", "category": 0 }, { "id": 2, "name": "帆布", "category": 0 }])
    );
    assert_eq!(vendor.put(&path, change).await.expect(200), changed);
    assert_eq!(shopwire.events().await[before..], ["products/update"]);

    let cleared = vendor.put(&path, json!({ "sell_to": null, "channel_name": "" })).await.expect(200);
    assert_eq!((&cleared["sell_to"], &cleared["channel"]), (&Value::Null, &Value::Null));
    let renamed = vendor.put(&path, json!({ "handle": "帆布包" })).await.expect(200);
    assert_eq!(renamed["product_url"], json!("https://test.shopwire.test/products/%E5%B8%86%E5%B8%83%E5%8C%85"));
}

#[tokio::test]
async fn the_lowest_price_is_what_is_asked_for() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}", product(&vendor, "tote").await["id"]);
    vendor.post(&format!("{path}/product_options"), json!({ "name": "尺寸", "types": "S,M,L" })).await.expect(201);
    let variants = vendor.get(&format!("{path}/product_variants")).await.expect(200);
    let dearer = format!("{path}/product_variants/{}", variants[2]["id"]);
    vendor.put(&dearer, json!({ "price": 1200 })).await.expect(200);
    let prices = async || {
        let product = vendor.get(&path).await.expect(200);
        (product["price"].clone(), column(&product["product_variants"], "price"))
    };
    assert_eq!(prices().await, (json!(880.0), json!([880.0, 880.0, 1200.0])));
    for (asked, expected) in [(700, json!([700.0, 700.0, 1200.0])), (1500, json!([1500.0, 1500.0, 1500.0]))] {
        vendor.put(&path, json!({ "price": asked })).await.expect(200);
        assert_eq!(prices().await, (json!(f64::from(asked)), expected));
    }
}

#[tokio::test]
async fn tags_are_added_and_removed_by_name() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}/product_tags", product(&vendor, "tote").await["id"]);
    let names = |tags: Value| column(&tags, "name");
    let added = vendor.put(&format!("{path}/add"), json!({ "tags": "新品,帆布" })).await.expect(200);
    assert_eq!(names(added), json!(["新品", "帆布"]));
    let added = vendor.put(&format!("{path}/add"), json!({ "tags": [["帆布"], ["限量"]] })).await.expect(200);
    assert_eq!(names(added), json!(["新品", "帆布", "限量"]));
    let left = vendor.put(&format!("{path}/remove"), json!({ "tags": "帆布,沒有的" })).await.expect(200);
    assert_eq!(names(left), json!(["新品", "限量"]));
    assert_eq!(names(vendor.get(&path).await.expect(200)), json!(["新品", "限量"]));
    // A tag's id is the shop's, whatever products carry it.
    let count = shopwire.database.read(shopwire.shop.get(), |view| view.count::<ProductTag>(&[])).await.unwrap();
    assert_eq!(count, 3);
}

#[tokio::test]
async fn descriptions_are_one_for_each_tab() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let names = vendor.get("/v1/products/get_product_description_setting_names").await.expect(200);
    assert_eq!(names[1], json!({ "setting_name": "product_description_section_size_table", "title": "尺寸表" }));
    let path = format!("/v1/products/{}/product_descriptions", product(&vendor, "tote").await["id"]);
    let spec = json!({ "setting_name": "product_description_section_spec", "body_html": "<p>帆布</p>" });
    let made = vendor.post(&path, spec.clone()).await.expect(201);
    vendor.post(&path, spec).await.expect(422);
    vendor.post(&path, json!({ "setting_name": "product_description_section_story" })).await.expect(422);
    let one = format!("{path}/{}", made["id"]);
    let changed = vendor.put(&one, json!({ "body_html": "<p>純棉</p>" })).await.expect(200);
    assert_eq!(changed["setting_name"], made["setting_name"]);
    assert_eq!(vendor.get(&one).await.expect(200), changed);
    assert_eq!(vendor.get(&path).await.expect(200), json!([changed]));
    vendor.get(&format!("{path}/99")).await.expect(404);
}

#[tokio::test]
async fn a_product_is_bound_to_ways_of_shipping_that_there_are() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let all = vendor.get("/v1/products/bind_shippings").await.expect(200);
    assert!(all["shipping_names"].as_array().unwrap().contains(&json!("宅配")));
    let path = format!("/v1/products/{}/bind_shippings", product(&vendor, "tote").await["id"]);
    let bound = vendor.post(&path, json!({ "shipping_names": ["宅配", "郵局", "宅配"] })).await.expect(201);
    assert_eq!(bound, json!({ "shipping_names": ["宅配", "郵局"] }));
    let refused = vendor.post(&path, json!({ "shipping_names": ["飛鴿"] })).await.expect(422);
    assert_eq!(refused, json!({ "error": ["物流名稱 (shipping_names) 無效值：飛鴿"] }));
    assert_eq!(vendor.get(&path).await.expect(200), bound);
}

#[tokio::test]
async fn seo_tags_are_set_and_cleared() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}/seo_meta_tags", product(&vendor, "tote").await["id"]);
    vendor.put(&path, json!({ "title": "帆布包", "keywords": "包" })).await.expect(200);
    let product = vendor.put(&path, json!({ "keywords": null })).await.expect(200);
    assert_eq!(product["seo_meta_tags"], json!({ "title": "帆布包", "description": null, "keywords": null }));
}

#[tokio::test]
async fn a_store_and_a_campaign_are_shown_with_their_product() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let store = keep(&shopwire, BranchStore { name: "信義店".into(), ..BranchStore::default() }).await;
    let campaign =
        keep(&shopwire, SpecialCollection { title: "任選兩件".into(), ..SpecialCollection::default() }).await;
    let new = json!({ "title": "杯", "handle": "cup", "published": true, "price": 100,
                      "branch_store_id": store, "special_collection_id": campaign });
    let product = vendor.post("/v1/products", new).await.expect(201);
    assert_eq!(product["branch_store"]["name"], json!("信義店"));
    assert_eq!(product["special_collection"]["products"], json!([{ "id": product["id"], "title": "杯" }]));
}

#[tokio::test]
async fn a_product_is_made_in_every_pos_shop_or_in_none() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let mut shops = Vec::new();
    for name in ["一店", "二店"] {
        shops.push(keep(&shopwire, PosShop { name: name.into(), ..PosShop::default() }).await.to_string());
    }
    let batch = |ids: &str| json!({ "title": "茶", "price": 60, "pos_shop_ids": ids });
    vendor.post("/v1/products/pos_shop_batch", batch(&format!("{},99", shops[0]))).await.expect(422);
    assert_eq!(vendor.get("/v1/products").await.header("x-total"), "0");
    let made = vendor.post("/v1/products/pos_shop_batch", batch(&shops.join(","))).await.expect(201);
    assert_eq!((&made[0]["pos_shop"]["name"], &made[1]["pos_shop"]["name"]), (&json!("一店"), &json!("二店")));
    // The POS keeps the count of what it sells.
    let path = format!("/v1/products/{}/product_variants/{}", made[0]["id"], made[0]["product_variants"][0]["id"]);
    let variant = vendor.put(&path, json!({ "inventory_quantity": 7, "sku": "TEA" })).await.expect(200);
    assert_eq!((&variant["inventory_quantity"], &variant["sku"]), (&json!(0), &json!("TEA")));
}

#[tokio::test]
async fn what_is_removed_is_gone_with_its_variants() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = product(&vendor, "tote").await;
    let before = shopwire.events().await.len();
    let path = format!("/v1/products/{}", created["id"]);
    assert_eq!(vendor.delete(&path).await.expect(200), created);
    vendor.get(&path).await.expect(404);
    assert_eq!(shopwire.events().await[before..], ["variants/delete", "products/delete"]);
    // Its handle is free again, its id is not.
    let again = product(&vendor, "tote").await;
    assert_ne!(again["id"], created["id"]);
}

#[test]
fn a_product_is_on_sale_while_it_is_published_and_in_its_time() {
    let at = |text: &str| text.parse().unwrap();
    let product = Product {
        id: Id::new(1),
        published: true,
        sell_from: Some(at("2026-03-01 00:00:00")),
        sell_to: Some(at("2026-03-31 23:59:59")),
        ..Product::default()
    };
    let on_sale = |time| product.is_on_sale(at(time));
    assert!(!on_sale("2026-02-28 23:59:59") && on_sale("2026-03-01 00:00:00"));
    assert!(on_sale("2026-03-31 23:59:59") && !on_sale("2026-04-01 00:00:00"));
    assert!(!Product { published: false, ..product.clone() }.is_on_sale(at("2026-03-15 00:00:00")));
    let always = Product { sell_from: None, sell_to: None, ..product };
    assert!(always.is_on_sale(at("1999-01-01 00:00:00")));
}
