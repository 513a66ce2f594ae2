//! Express delivery.

use serde_json::{Value, json};

use super::lines;
use crate::branch_stores::BranchStore;
use crate::orders::tests::{Scene, statuses};
use crate::stories::keep;

/// A paid order to be brought within hours.
async fn express(scene: &Scene) -> Value {
    let stores = BranchStore { name: "信義門市".into(), enabled: true, ..BranchStore::default() };
    let store = keep(&scene.shopwire, stores).await;
    let mut basket = scene.basket(&[1], "credit_card", "快速到貨");
    basket["branch_store_id"] = store.get().into();
    let order = scene.vendor.post("/sandbox/orders", basket).await.expect(201);
    scene.advance(&order, "paid").await
}

/// What was told of express orders since there were so many changes: where their goods were.
async fn told(scene: &Scene, before: usize) -> Vec<String> {
    let changes = scene.shopwire.changes().await;
    let told = changes[before..].iter().filter(|change| change.event == "express_delivery_orders/update");
    told.map(|change| change.payload["statuses"]["fulfillment_status"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn each_change_of_an_express_orders_shipping_is_told() {
    let scene = Scene::new().await;
    let before = scene.told().await;
    let order = express(&scene).await;
    scene.put(&order, "/preparing", json!({})).await;
    let body = json!({ "line_item_ids": lines(&order) });
    let parcel = scene.ship(&order, "express_delivery_shipping", body).await.expect(201);
    assert_eq!(parcel["tracking_company"], "uber_direct");
    assert!(parcel["tracking_url"].as_str().unwrap().ends_with(parcel["tracking_number"].as_str().unwrap()));
    scene.advance(&order, "received").await;
    assert_eq!(told(&scene, before).await, ["preparing", "fulfilled", "received"]);
}

#[tokio::test]
async fn before_it_leaves_an_express_order_may_become_the_shops_own_affair() {
    let scene = Scene::new().await;
    let order = express(&scene).await;
    let before = scene.told().await;
    let changed = scene.put(&order, "/change_to_custom_shipping", json!({})).await;
    assert_eq!(json!([changed["shipping_type"], changed["shipping_vendor"]]), json!(["custom", null]));
    assert_eq!(scene.put(&order, "/change_to_custom_shipping", json!({})).await, changed, "once more changes nothing");
    assert_eq!(told(&scene, before).await, ["unshipped"]);
    let body = json!({ "line_item_ids": lines(&order) });
    let refused = scene.ship(&order, "express_delivery_shipping", body.clone()).await.expect(403);
    assert_eq!(refused["error"], "不是快速到貨的訂單");

    let gone = express(&scene).await;
    let body = json!({ "line_item_ids": lines(&gone) });
    scene.ship(&gone, "express_delivery_shipping", body).await.expect(201);
    let path = format!("/v1/orders/{}/change_to_custom_shipping", gone["id"]);
    assert_eq!(scene.vendor.put(&path, json!({})).await.status, 403);
    let home = scene.paid(&[1], "宅配").await;
    let path = format!("/v1/orders/{}/change_to_custom_shipping", home["id"]);
    assert_eq!(scene.vendor.put(&path, json!({})).await.status, 403);
    assert_eq!(statuses(&home), "open paid unshipped no_need");
}
