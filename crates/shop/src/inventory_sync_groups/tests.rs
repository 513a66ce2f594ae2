//! Stories about variants that share one stock, through the HTTP surface.

mod model;

use platform::Feature;
use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use super::{InventorySyncGroup, InventorySyncGroupVariant};
use crate::pos_shops::PosShop;
use crate::stories::{keep, stocked, withhold};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

const GROUPS: &str = "/v1/inventory_sync_groups";

async fn group(vendor: &Client, quantity: i64) -> String {
    let new = json!({ "title": "共用庫存", "inventory_quantity": quantity, "inventory_policy": "deny" });
    format!("{GROUPS}/{}", vendor.post(GROUPS, new).await.id())
}

async fn join(vendor: &Client, group: &str, variants: &[i64]) {
    vendor.post(&format!("{group}/variants"), json!({ "variant_ids": variants })).await.expect(201);
}

fn members(group: &Value) -> Vec<i64> {
    group["variants"].as_array().unwrap().iter().map(|member| member["product_variant_id"].as_i64().unwrap()).collect()
}

#[tokio::test]
async fn a_group_is_made_listed_changed_and_removed() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = vendor.post(GROUPS, json!({ "title": " 茶葉 ", "inventory_policy": "deny" })).await.expect(201);
    let empty =
        json!({ "id": 1, "title": "茶葉", "inventory_quantity": 0, "inventory_policy": "deny", "variants": [] });
    assert_eq!(created, empty);
    group(&vendor, 3).await;
    let listed = vendor.get(&format!("{GROUPS}?per_page=1")).await;
    assert_eq!((listed.header("x-total"), listed.header("x-next-page")), ("2", "2"));
    assert_eq!(listed.expect(200), json!([created]));
    let path = format!("{GROUPS}/1");
    let changed = vendor.put(&path, json!({ "title": "茶", "inventory_quantity": 9 })).await.expect(200);
    assert_eq!((&changed["title"], &changed["inventory_quantity"]), (&json!("茶"), &json!(9)));
    assert_eq!(vendor.get(&path).await.expect(200), changed);
    assert_eq!(vendor.delete(&path).await.expect(200), changed);
    for gone in [vendor.get(&path).await, vendor.put(&path, json!({})).await, vendor.delete(&path).await] {
        assert_eq!(gone.expect(404), json!({ "error": ["無此資源"] }));
    }
}

#[tokio::test]
async fn who_joins_takes_on_the_groups_stock_and_each_is_told_once() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (bag, cup) = (stocked(&vendor, "bag", &["B1", "B2"], 3).await, stocked(&vendor, "cup", &["C1"], 8).await);
    let group = group(&vendor, 20).await;
    let before = shopwire.events().await.len();
    let ids = format!("{}, {},{}", bag.variants[0], bag.variants[1], cup.variants[0]);
    let joined = vendor.post(&format!("{group}/variants"), json!({ "variant_ids": ids })).await.expect(201);
    assert_eq!(members(&joined), [&bag.variants[..], &cup.variants].concat());
    let first = &joined["variants"][0];
    assert_eq!((&first["inventory_sync_group_id"], &first["product_id"]), (&joined["id"], &json!(bag.product)));
    assert_eq!(bag.quantities(&vendor).await, [20, 20]);
    assert_eq!(cup.quantities(&vendor).await, [20]);
    assert_eq!(shopwire.events().await[before..], ["variants/update"; 3]);
    // Once more changes nothing.
    assert_eq!(vendor.post(&format!("{group}/variants"), json!({ "variant_ids": ids })).await.expect(201), joined);
    assert_eq!(shopwire.events().await.len(), before + 3);
}

#[tokio::test]
async fn a_change_of_one_members_stock_is_a_change_of_all() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (bag, cup) = (stocked(&vendor, "bag", &["B1", "B2"], 3).await, stocked(&vendor, "cup", &["C1", "C2"], 8).await);
    let group = group(&vendor, 20).await;
    join(&vendor, &group, &[bag.variants[0], bag.variants[1], cup.variants[0]]).await;
    let before = shopwire.events().await.len();
    let changed = vendor.put(&bag.path(1), json!({ "inventory_quantity": 7 })).await.expect(200);
    assert_eq!(changed["inventory_quantity"], 7);
    assert_eq!(bag.quantities(&vendor).await, [7, 7]);
    assert_eq!(cup.quantities(&vendor).await, [7, 8], "the second is no member");
    assert_eq!(vendor.get(&group).await.expect(200)["inventory_quantity"], 7);
    let mut told: Vec<_> = shopwire.changes().await.split_off(before);
    told.sort_by_key(|change| change.resource_id);
    let told: Vec<_> =
        told.into_iter().map(|change| (change.event, change.payload["inventory_quantity"].clone())).collect();
    assert_eq!(told, vec![("variants/update".to_owned(), json!(7)); 3]);

    // What happens when there is none is shared as well: it says what may be taken.
    vendor.put(&cup.path(0), json!({ "inventory_policy": "continue", "inventory_quantity": -2 })).await.expect(200);
    assert_eq!(bag.quantities(&vendor).await, [-2, -2]);
    assert_eq!(vendor.get(&group).await.expect(200)["inventory_policy"], "continue");
    vendor.put(&group, json!({ "inventory_policy": "deny" })).await.expect(422);
    vendor.put(&group, json!({ "inventory_policy": "deny", "inventory_quantity": 4 })).await.expect(200);
    assert_eq!(
        (bag.quantities(&vendor).await, cup.quantities(&vendor).await),
        (vec![json!(4); 2], vec![json!(4), json!(8)])
    );
    let refused = vendor.put(&bag.path(0), json!({ "inventory_quantity": -1 })).await.expect(422);
    let told = "庫存量 (inventory_quantity) 不能小於 0，除非庫存不足時允許購買：SKU B1";
    assert_eq!(refused, json!({ "error": [told] }));
}

#[tokio::test]
async fn who_leaves_keeps_the_stock_and_goes_their_own_way() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let bag = stocked(&vendor, "bag", &["B1", "B2", "B3"], 3).await;
    let cup = stocked(&vendor, "cup", &["C1"], 8).await;
    let group = group(&vendor, 20).await;
    join(&vendor, &group, &[&bag.variants[..], &cup.variants].concat()).await;
    let before = shopwire.events().await.len();
    let left = vendor.delete(&format!("{group}/variants?variant_ids={}", bag.variants[0])).await.expect(200);
    assert_eq!(members(&left), [bag.variants[1], bag.variants[2], cup.variants[0]]);
    assert_eq!(shopwire.events().await.len(), before, "no stock has changed");
    vendor.put(&bag.path(1), json!({ "inventory_quantity": 5 })).await.expect(200);
    assert_eq!(bag.quantities(&vendor).await, [20, 5, 5]);
    // A variant that goes with its option's value, and one that goes with its product.
    let options = format!("/v1/products/{}/product_options", bag.product);
    let option = &vendor.get(&options).await.expect(200)[0]["id"];
    vendor.put(&format!("{options}/{option}"), json!({ "types": "B1,B3" })).await.expect(200);
    let now = vendor.get(&group).await.expect(200);
    assert_eq!(members(&now), [bag.variants[2], cup.variants[0]]);
    vendor.delete(&format!("/v1/products/{}", cup.product)).await.expect(200);
    assert_eq!(members(&vendor.get(&group).await.expect(200)), [bag.variants[2]]);
    // And all of them, when the group is gone.
    join(&vendor, &group, &bag.variants[..1]).await;
    vendor.delete(&group).await.expect(200);
    assert_eq!(bag.quantities(&vendor).await, [5, 5]);
    vendor.put(&bag.path(0), json!({ "inventory_quantity": 1 })).await.expect(200);
    assert_eq!(bag.quantities(&vendor).await, [1, 5]);
}

#[tokio::test]
async fn what_cannot_be_is_named_and_nothing_is_done() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let bag = stocked(&vendor, "bag", &["B1", "B2"], 3).await;
    let pos = keep(&shopwire, PosShop { name: "一店".into(), ..PosShop::default() }).await.to_string();
    let sold_by_pos = json!({ "title": "茶", "pos_shop_ids": pos });
    let tea = vendor.post("/v1/products/pos_shop_batch", sold_by_pos).await.expect(201);
    let tea = tea[0]["product_variants"][0]["id"].as_i64().unwrap();
    let (one, other) = (group(&vendor, 20).await, group(&vendor, 30).await);
    join(&vendor, &one, &bag.variants[..1]).await;
    let (into, out) = (format!("{other}/variants"), |ids: &str| format!("{one}/variants?variant_ids={ids}"));
    let both = format!("{},{},{tea},99", bag.variants[1], bag.variants[0]);
    let blank = json!({ "title": " ", "inventory_quantity": -1, "inventory_policy": "deny" });
    let mut said = Vec::new();
    for refused in [
        vendor.post(GROUPS, json!({})).await,
        vendor.post(GROUPS, blank).await,
        vendor.post(GROUPS, json!({ "title": "a", "inventory_quantity": 1, "inventory_policy": "maybe" })).await,
        vendor.put(&one, json!({ "inventory_quantity": -1 })).await,
        vendor.post(&into, json!({})).await,
        vendor.post(&into, json!({ "variant_ids": "," })).await,
        vendor.post(&into, json!({ "variant_ids": both })).await,
        vendor.delete(&format!("{one}/variants")).await,
        vendor.delete(&out(&format!("{},{}", bag.variants[0], bag.variants[1]))).await,
    ] {
        said.push(refused.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["標題 (title) 不能為空白","庫存不足策略 (inventory_policy) 不能為空白"]
    ["標題 (title) 不能為空白"]
    ["庫存不足策略 (inventory_policy) 無效值，可用的值：continue、deny"]
    ["庫存量 (inventory_quantity) 不能小於 0，除非庫存不足時允許購買"]
    ["款式 (variant_ids) 不能為空白"]
    ["款式 (variant_ids) 不能為空白"]
    ["款式 (variant_ids) 已在庫存同步群組「共用庫存」：1","款式 (variant_ids) 的庫存由 POS 計算，不能加入：4","款式 (variant_ids) 不存在：99"]
    ["款式 (variant_ids) 不能為空白"]
    ["款式 (variant_ids) 不在這個庫存同步群組：2"]
    "#);
    assert_eq!(members(&vendor.get(&other).await.expect(200)), [0; 0]);
    assert_eq!(members(&vendor.get(&one).await.expect(200)), bag.variants[..1]);
    assert_eq!(bag.quantities(&vendor).await, [20, 3]);
    vendor.post(&format!("{GROUPS}/99/variants"), json!({ "variant_ids": "1" })).await.expect(404);
}

#[tokio::test]
async fn a_shop_without_the_feature_is_told_so() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let group = group(&vendor, 1).await;
    withhold(&shopwire, Feature::InventorySyncGroups).await;
    let told = json!({ "error": "無「庫存同步群組」功能，請聯絡您的開店顧問" });
    assert_eq!(vendor.get(GROUPS).await.expect(422), told);
    assert_eq!(vendor.get(&group).await.expect(422), told);
    let new = json!({ "title": "茶", "inventory_quantity": 1, "inventory_policy": "deny" });
    assert_eq!(vendor.post(GROUPS, new).await.expect(422), told);
    vendor.get("/v1/products").await.expect(200);
}

#[test]
fn a_group_shows_every_field() {
    let member = InventorySyncGroupVariant::default();
    assert_keys(&member, "id inventory_sync_group_id product_variant_id product_id created_at updated_at");
    let group = InventorySyncGroup { variants: vec![member], ..InventorySyncGroup::default() };
    assert_keys(&group, "id title inventory_quantity inventory_policy variants");
    assert_loads_without_fields::<InventorySyncGroup>();
}
