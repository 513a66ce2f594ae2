//! Stories about moving stock, through the HTTP surface.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use crate::stories::stocked;

const MOVEMENTS: &str = "/sandbox/stock_movements";

fn movement(variant: i64, quantity: i64) -> Value {
    json!({ "product_variant_id": variant, "quantity": quantity })
}

#[tokio::test]
async fn what_is_sold_is_counted_and_what_comes_back_is_in_stock_again() {
    let shopwire = Shopwire::spawn().await;
    shopwire.make_sandbox().await;
    let vendor = shopwire.vendor();
    let bag = stocked(&vendor, "bag", &["B1", "B2"], 5).await;
    let before = shopwire.events().await.len();
    let sold = vendor.post(MOVEMENTS, movement(bag.variants[1], -3)).await.expect(201);
    assert_eq!((&sold["inventory_quantity"], &sold["sold"]), (&json!(2), &json!(3)));
    assert_eq!(shopwire.events().await[before..], ["products/update", "variants/update"]);
    assert_eq!(vendor.get(&format!("/v1/products/{}", bag.product)).await.expect(200)["sell_weight"], 3);
    let back = vendor.post(MOVEMENTS, movement(bag.variants[1], 1)).await.expect(201);
    assert_eq!((&back["inventory_quantity"], &back["sold"]), (&json!(3), &json!(3)));
    assert_eq!(bag.quantities(&vendor).await, [5, 3]);
}

#[tokio::test]
async fn nothing_is_taken_that_is_not_there() {
    let shopwire = Shopwire::spawn().await;
    shopwire.make_sandbox().await;
    let vendor = shopwire.vendor();
    let bag = stocked(&vendor, "bag", &["B1"], 2).await;
    let before = shopwire.events().await.len();
    let refused = vendor.post(MOVEMENTS, movement(bag.variants[0], -3)).await.expect(403);
    assert_eq!(refused, json!({ "error": "庫存不足：SKU B1 剩 2，不足 3" }));
    let mut said = Vec::new();
    for wrong in [movement(99, -1), movement(bag.variants[0], 0), movement(bag.variants[0], 9_000_000), json!({})] {
        said.push(vendor.post(MOVEMENTS, wrong).await.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["商品款式 ID (product_variant_id) 不存在：99"]
    ["異動數量 (quantity) 不能為 0"]
    ["異動數量 (quantity) 必須小於或等於 1000000"]
    ["商品款式 (product_variant_id) 不能為空白","異動數量 (quantity) 不能為空白"]
    "#);
    assert_eq!(shopwire.events().await.len(), before);
    vendor.put(&bag.path(0), json!({ "inventory_policy": "continue" })).await.expect(200);
    assert_eq!(vendor.post(MOVEMENTS, movement(bag.variants[0], -3)).await.expect(201)["inventory_quantity"], -1);
}

#[tokio::test]
async fn only_a_shop_for_tests_may_do_it_with_the_scope_for_it() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let bag = stocked(&vendor, "bag", &["B1"], 2).await;
    let refused = vendor.post(MOVEMENTS, movement(bag.variants[0], -1)).await.expect(403);
    assert_eq!(refused, json!({ "error": "只有測試商店可以使用" }));
    shopwire.make_sandbox().await;
    shopwire.bearer("read_products").await.post(MOVEMENTS, movement(bag.variants[0], -1)).await.expect(401);
    shopwire.bearer("write_products").await.post(MOVEMENTS, movement(bag.variants[0], -1)).await.expect(201);
}

/// So many clients take one of these variants, by turns, again and again; answers how often they got one.
async fn rush(vendor: &Client, variants: &[i64], clients: usize, tries: usize) -> BTreeMap<u16, usize> {
    let mut running = tokio::task::JoinSet::new();
    for client in 0..clients {
        let (vendor, variants) = (vendor.clone(), variants.to_vec());
        running.spawn(async move {
            let mut statuses = Vec::new();
            for number in 0..tries {
                let variant = variants[(client + number) % variants.len()];
                statuses.push(vendor.post(MOVEMENTS, movement(variant, -1)).await.status);
            }
            statuses
        });
    }
    let mut counts = BTreeMap::new();
    for status in running.join_all().await.into_iter().flatten() {
        *counts.entry(status).or_default() += 1;
    }
    counts
}

#[tokio::test]
async fn sixty_four_clients_take_what_there_is_and_no_more() {
    let shopwire = Shopwire::spawn().await;
    shopwire.make_sandbox().await;
    let vendor = shopwire.vendor();
    let bag = stocked(&vendor, "bag", &["B1"], 100).await;
    let taken = rush(&vendor, &bag.variants, 64, 3).await;
    assert_eq!(taken, BTreeMap::from([(201, 100), (403, 92)]));
    assert_eq!(bag.quantities(&vendor).await, [0]);
    assert_eq!(vendor.get(&format!("/v1/products/{}", bag.product)).await.expect(200)["sell_weight"], 100);
    let told = shopwire.changes().await;
    let left = told.iter().filter(|change| change.event == "variants/update" && change.payload["sold"] != 0);
    let left: Vec<_> = left.map(|change| change.payload["inventory_quantity"].as_i64().unwrap()).collect();
    assert_eq!(left, (0..100).rev().collect::<Vec<_>>(), "each is told once, and none is below zero");
}

#[tokio::test]
async fn sixty_four_clients_share_the_stock_of_a_group() {
    let shopwire = Shopwire::spawn().await;
    shopwire.make_sandbox().await;
    let vendor = shopwire.vendor();
    let (bag, cup) = (stocked(&vendor, "bag", &["B1", "B2"], 0).await, stocked(&vendor, "cup", &["C1"], 0).await);
    let members = [&bag.variants[..], &cup.variants].concat();
    let new = json!({ "title": "共用", "inventory_quantity": 100, "inventory_policy": "deny" });
    let group = format!("/v1/inventory_sync_groups/{}", vendor.post("/v1/inventory_sync_groups", new).await.id());
    vendor.post(&format!("{group}/variants"), json!({ "variant_ids": members })).await.expect(201);
    let taken = rush(&vendor, &members, 64, 3).await;
    assert_eq!(taken, BTreeMap::from([(201, 100), (403, 92)]));
    assert_eq!((bag.quantities(&vendor).await, cup.quantities(&vendor).await), (vec![json!(0); 2], vec![json!(0)]));
    assert_eq!(vendor.get(&group).await.expect(200)["inventory_quantity"], 0);
}
