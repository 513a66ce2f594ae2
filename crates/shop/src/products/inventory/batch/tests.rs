//! Stories about setting stock by store and SKU, through the HTTP surface.

use std::time::Duration;

use platform::Feature;
use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::Id;

use crate::branch_stores::BranchStore;
use crate::products::Product;
use crate::stories::{Stocked, keep, stocked, withhold};

const UPDATE: &str = "/v2/products/batch_update_branch_store_inventory";
const STATUS: &str = "/v2/products/branch_store_inventory_update_status";

/// A store of this number.
async fn store(shopwire: &Shopwire, number: &str) -> Id<BranchStore> {
    let store = BranchStore { store_no: Some(number.into()), name: "信義店".into(), ..BranchStore::default() };
    keep(shopwire, store).await
}

/// From now on the product is the store's own.
async fn give_to(shopwire: &Shopwire, product: &Stocked, store: Id<BranchStore>) {
    let product = Id::<Product>::new(product.product);
    let give = move |tx: &mut storage::Tx<'_>| {
        let store = storage::Reading::get(tx, store)?.unwrap().into_value();
        crate::products::rules::change(tx, product, |_, product| {
            product.branch_store = Some(store);
            Ok(())
        })
    };
    shopwire.database.write(shopwire.shop.get(), None, give).await.unwrap();
}

async fn start(vendor: &Client, batch: Value) -> String {
    let queued = vendor.put(UPDATE, batch).await.expect(202);
    assert_eq!(queued["status"], "QUEUED");
    format!("{STATUS}?job_id={}", queued["job_id"].as_str().unwrap())
}

/// The status of the job once it has ended.
async fn ended(vendor: &Client, path: &str) -> Value {
    for _ in 0..500 {
        let status = vendor.get(path).await.expect(200);
        if ["SUCCESS", "FAILED"].contains(&status["status"].as_str().unwrap()) {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the job does not end");
}

#[tokio::test]
async fn a_store_sets_its_own_goods_and_its_share_of_everybodys() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (here, there) = (store(&shopwire, "A01").await, store(&shopwire, "B02").await);
    let own = stocked(&vendor, "own", &["OWN", "OWN-2"], 1).await;
    let shared = stocked(&vendor, "shared", &["ALL"], 2).await;
    let elsewhere = stocked(&vendor, "elsewhere", &["THEIRS"], 3).await;
    give_to(&shopwire, &own, here).await;
    give_to(&shopwire, &elsewhere, there).await;
    let before = shopwire.events().await.len();
    let item = |sku: &str, quantity: i64| json!({ "sku": sku, "inventory_quantity": quantity });
    let items = [item(" OWN ", 40), item("ALL", 50), item("THEIRS", 60), item("NONE", 1), item("OWN-2", -1)];
    let path = start(&vendor, json!({ "store_number": "a01", "items": items })).await;
    let status = ended(&vendor, &path).await;
    assert_eq!(
        status["result"],
        json!({
            "total": 5, "succeeded": 2, "failed": 3, "failed_items": [
                { "sku": "THEIRS", "error": "SKU 的商品屬於其他門市：THEIRS" },
                { "sku": "NONE", "error": "SKU 不存在：NONE" },
                { "sku": "OWN-2", "error": "庫存量 (inventory_quantity) 不能小於 0，除非庫存不足時允許購買：SKU OWN-2" },
            ],
        })
    );
    assert_eq!((&status["status"], &status["error"]), (&json!("SUCCESS"), &Value::Null));
    for time in ["created_at", "completed_at"] {
        let text = status[time].as_str().unwrap();
        assert!(text.len() == 25 && text.ends_with(" +0800"), "{text}");
    }
    assert_eq!(own.quantities(&vendor).await, [40, 1]);
    assert_eq!(
        (shared.quantities(&vendor).await, elsewhere.quantities(&vendor).await),
        (vec![json!(2)], vec![json!(3)])
    );
    let share = json!([{ "branch_store_id": here, "store_no": "A01", "inventory_quantity": 50 }]);
    assert_eq!(vendor.get(&shared.path(0)).await.expect(200)["branch_store_inventories"], share);
    let told = shopwire.changes().await.split_off(before);
    let events: Vec<_> = told.iter().map(|change| change.event.as_str()).collect();
    assert_eq!(events, ["variants/update", "variants/update", "bulk_operations/finish"]);
    assert_eq!(told[2].payload, status);
}

#[tokio::test]
async fn a_thousand_items_survive_a_restart_and_end_once() {
    let mut shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    store(&shopwire, "A01").await;
    let bag = stocked(&vendor, "bag", &["B1", "B2"], 0).await;
    shopwire.stop_jobs();
    let items: Vec<_> = (0..1000)
        .map(|number| json!({ "sku": if number % 2 == 0 { "B1" } else { "B2" }, "inventory_quantity": number }))
        .collect();
    let path = start(&vendor, json!({ "store_number": "A01", "items": items })).await;
    let waiting = vendor.get(&path).await.expect(200);
    assert_eq!((&waiting["status"], &waiting["result"]), (&json!("QUEUE"), &Value::Null));
    // One step, and the program stops again.
    api::jobs::Worker::new(shopwire.database.clone(), crate::jobs()).turn().await.unwrap();
    let begun = vendor.get(&path).await.expect(200);
    assert_eq!((&begun["status"], &begun["completed_at"]), (&json!("PROCESSING"), &Value::Null));
    shopwire.start_jobs();
    let result = &ended(&vendor, &path).await["result"];
    assert_eq!(*result, json!({ "total": 1000, "succeeded": 1000, "failed": 0, "failed_items": [] }));
    let figure = |place: usize| {
        let (vendor, path) = (&vendor, bag.path(place));
        async move { vendor.get(&path).await.expect(200)["branch_store_inventories"][0]["inventory_quantity"].take() }
    };
    assert_eq!((figure(0).await, figure(1).await), (json!(998), json!(999)));
    let events = shopwire.events().await;
    assert_eq!(events.iter().filter(|event| *event == "bulk_operations/finish").count(), 1);
}

#[tokio::test]
async fn a_batch_changes_all_members_of_a_group() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let here = store(&shopwire, "A01").await;
    let (own, cup) = (stocked(&vendor, "own", &["OWN"], 1).await, stocked(&vendor, "cup", &["CUP"], 2).await);
    give_to(&shopwire, &own, here).await;
    let new = json!({ "title": "共用", "inventory_quantity": 10, "inventory_policy": "deny" });
    let group = format!("/v1/inventory_sync_groups/{}", vendor.post("/v1/inventory_sync_groups", new).await.id());
    let members = [&own.variants[..], &cup.variants].concat();
    vendor.post(&format!("{group}/variants"), json!({ "variant_ids": members })).await.expect(201);
    let items = json!([{ "sku": "OWN", "inventory_quantity": 33 }]);
    let path = start(&vendor, json!({ "store_number": "A01", "items": items })).await;
    ended(&vendor, &path).await;
    assert_eq!((own.quantities(&vendor).await, cup.quantities(&vendor).await), (vec![json!(33)], vec![json!(33)]));
    assert_eq!(vendor.get(&group).await.expect(200)["inventory_quantity"], 33);
}

#[tokio::test]
async fn what_is_no_batch_is_not_begun() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    store(&shopwire, "A01").await;
    let one = json!({ "sku": "B1", "inventory_quantity": 1 });
    let mut said = Vec::new();
    for wrong in [
        json!({}),
        json!({ "store_number": "A01", "items": [] }),
        json!({ "store_number": "A01", "items": vec![one.clone(); 1001] }),
        json!({ "store_number": "Z99", "items": [one] }),
        json!({ "store_number": "A01", "items": [{ "sku": "B1" }, { "inventory_quantity": "many" }] }),
    ] {
        said.push(vendor.put(UPDATE, wrong).await.expect(422)["error"].to_string());
    }
    said.push(vendor.get(STATUS).await.expect(422)["error"].to_string());
    said.push(vendor.get(&format!("{STATUS}?job_id=1234")).await.expect(422)["error"].to_string());
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["門市店號 (store_number) 不能為空白","要更新的項目 (items) 不能為空白"]
    ["要更新的項目 (items) 單次須為 1 至 1000 個"]
    ["要更新的項目 (items) 單次須為 1 至 1000 個"]
    ["門市店號 (store_number) 不存在：Z99"]
    ["要設定的庫存數量 (inventory_quantity) 不能為空白","SKU (sku) 不能為空白","要設定的庫存數量 (inventory_quantity) 必須是整數"]
    ["工作 (job_id) 不能為空白"]
    ["job_id '1234' 不存在"]
    "#);
    let group = json!({ "customer_group_id": 1 });
    vendor.get("/v1/customers/customer_groups").await.expect(200);
    let other = vendor.post("/v1/customers/customer_groups/schedule_customer_filter_worker", group).await.expect(201);
    let path = format!("{STATUS}?job_id={}", other["job_id"].as_str().unwrap());
    vendor.get(&path).await.expect(422);
}

#[tokio::test]
async fn a_shop_without_the_feature_is_told_so() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    store(&shopwire, "A01").await;
    withhold(&shopwire, Feature::BranchStoreInventoryUpdate).await;
    let told = json!({ "error": "無「利用店號和 sku 批量更新門市庫存」功能，請聯絡您的開店顧問" });
    let batch = json!({ "store_number": "A01", "items": [{ "sku": "B1", "inventory_quantity": 1 }] });
    assert_eq!(vendor.put(UPDATE, batch).await.expect(422), told);
    assert_eq!(vendor.get(&format!("{STATUS}?job_id=1")).await.expect(422), told);
}
