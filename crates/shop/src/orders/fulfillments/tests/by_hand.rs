//! Shipping by hand, and what becomes of the parcels.

use serde_json::{Value, json};

use super::{line, lines};
use crate::branch_stores::BranchStore;
use crate::orders::tests::{Scene, statuses};
use crate::stories::{customer, keep};

fn by_hand(lines: &str) -> Value {
    json!({ "line_item_ids": lines, "tracking_number": " 1234567 ", "tracking_company": "postserv",
            "notify_customer": false })
}

#[tokio::test]
async fn two_parcels_leave_one_after_the_other_and_are_listed_page_by_page() {
    let scene = Scene::new().await;
    let order = scene.paid(&[3, 1], "宅配").await;
    let before = scene.told().await;
    let first = scene.ship(&order, "custom_shipping", by_hand(&line(&order, 0))).await.expect(201);
    assert_eq!(
        json!([first["tracking_company"], first["tracking_number"], first["status"]]),
        json!(["postserv", "1234567", "fulfilled"])
    );
    assert_eq!(
        json!([first["line_items"][0]["quantity"], first["received_at"], first["tracking_url"]]),
        json!([3, null, null])
    );
    assert_eq!(statuses(&scene.get(&order, "").await), "open paid partial no_need");
    let second = scene.ship(&order, "custom_shipping", by_hand(&line(&order, 1))).await.expect(201);
    assert_eq!(statuses(&scene.get(&order, "").await), "open paid fulfilled no_need");
    assert_eq!(scene.told_since(before).await, ["orders/fulfilled"; 2]);

    let path = format!("/v1/orders/{}/fulfillments", order["id"]);
    let page = scene.vendor.get(&format!("{path}?per_page=1&page=2")).await;
    assert_eq!([page.header("x-total"), page.header("x-total-pages"), page.header("x-next-page")], ["2", "2", ""]);
    assert_eq!(page.expect(200), json!([second]));
    assert_eq!(scene.vendor.get(&format!("{path}/{}", first["id"])).await.expect(200), first);
    let other = scene.paid(&[1], "宅配").await;
    let elsewhere = format!("/v1/orders/{}/fulfillments/{}", other["id"], first["id"]);
    assert_eq!(scene.vendor.get(&elsewhere).await.expect(404), json!({ "error": ["無此資源"] }));
    assert_eq!(scene.vendor.get("/v1/orders/999999/fulfillments").await.status, 404);
}

#[tokio::test]
async fn what_cannot_leave_is_refused_and_nothing_changes() {
    let scene = Scene::new().await;
    let order = scene.paid(&[1, 1], "宅配").await;
    for (lines, fault) in [("", "line_item_ids"), ("999999", "999999"), (&format!("{},x", line(&order, 0)), "整數")] {
        let refused = scene.ship(&order, "custom_shipping", by_hand(lines)).await;
        assert!(refused.text.contains(fault), "{}", refused.text);
        refused.expect(422);
    }
    let mut unknown = by_hand(&lines(&order));
    unknown["tracking_company"] = json!("pigeon");
    scene.ship(&order, "custom_shipping", unknown).await.expect(422);
    assert_eq!(statuses(&scene.get(&order, "").await), "open paid unshipped no_need");

    scene.ship(&order, "custom_shipping", by_hand(&line(&order, 0))).await.expect(201);
    let again = scene.ship(&order, "custom_shipping", by_hand(&line(&order, 0))).await.expect(403);
    assert!(again["error"].as_str().unwrap().contains("可出貨的數量為 0"), "{again}");
    let unpaid = scene.place(&[1], "credit_card", "宅配").await;
    let refused = scene.ship(&unpaid, "custom_shipping", by_hand(&lines(&unpaid))).await.expect(403);
    assert_eq!(refused["error"], "訂單尚未付款，不能出貨");
}

#[tokio::test]
async fn a_customer_is_told_where_the_parcel_is_if_that_is_asked_for() {
    let scene = Scene::new().await;
    let customer = customer(&scene.vendor, "").await;
    let mut basket = scene.basket(&[1, 1], "credit_card", "宅配");
    basket["customer_id"] = customer.into();
    let order = scene.vendor.post("/sandbox/orders", basket).await.expect(201);
    scene.advance(&order, "paid").await;
    for (place, notify) in [(0, true), (1, false)] {
        let mut parcel = by_hand(&line(&order, place));
        parcel["notify_customer"] = notify.into();
        scene.ship(&order, "custom_shipping", parcel).await.expect(201);
    }
    let posts = scene.vendor.get(&format!("/v1/customers/{customer}/message_posts")).await.expect(200);
    assert_eq!(posts.as_array().unwrap().len(), 1, "{posts}");
    let told = posts[0]["comments"][0]["content"].as_str().unwrap();
    assert!(told.contains("中華郵政") && told.contains("1234567"), "{told}");
}

#[tokio::test]
async fn an_order_for_a_branch_store_arrives_and_is_picked_up_or_not() {
    let scene = Scene::new().await;
    let store =
        BranchStore {
            store_no: Some("A01".into()), name: "信義門市".into(), enabled: true, ..BranchStore::default()
        };
    let store = keep(&scene.shopwire, store).await;
    let mut basket = scene.basket(&[1], "cod", "門市自取");
    basket["branch_store_id"] = store.get().into();
    let mut orders = Vec::new();
    for _ in 0..2 {
        orders.push(scene.vendor.post("/sandbox/orders", basket.clone()).await.expect(201));
    }
    for order in &orders {
        assert_eq!(scene.ship(order, "arrived", json!({})).await.status, 403, "it has not left");
        scene.ship(order, "custom_shipping", by_hand(&lines(order))).await.expect(201);
        let before = scene.told().await;
        let arrived = scene.ship(order, "arrived", json!({})).await.expect(201);
        assert_eq!(statuses(&arrived), "open cod arrived no_need");
        assert_eq!(scene.ship(order, "arrived", json!({})).await.expect(201), arrived, "once more changes nothing");
        assert_eq!(scene.told_since(before).await, ["orders/arrived"]);
    }
    let before = scene.told().await;
    let received = scene.ship(&orders[0], "received", json!({})).await.expect(201);
    assert_eq!(statuses(&received), "open paid received no_need");
    assert!(received["fulfillments"][0]["received_at"].is_string());
    let expired = scene.ship(&orders[1], "expired", json!({})).await.expect(201);
    assert_eq!(statuses(&expired), "open cod expired no_need");
    assert!(expired["timings"]["expired_at"].is_string());
    assert_eq!(scene.told_since(before).await, ["orders/paid", "orders/received", "orders/expired"]);
}

#[tokio::test]
async fn what_is_brought_to_a_door_is_received_by_hand_only_if_it_was_sent_by_hand() {
    let scene = Scene::new().await;
    let order = scene.paid(&[1], "郵局").await;
    scene.ship(&order, "custom_shipping", by_hand(&lines(&order))).await.expect(201);
    for how in ["arrived", "expired"] {
        assert_eq!(scene.ship(&order, how, json!({})).await.status, 403, "{how}");
    }
    assert_eq!(statuses(&scene.ship(&order, "received", json!({})).await.expect(201)), "open paid received no_need");

    let carried = scene.paid(&[1], "宅配").await;
    let parcel = json!({ "email": "shop@example.com", "line_item_ids": lines(&carried), "source": "ezcat", "size": 60,
                         "temperature": "normal", "fridge_or_frozen": "none", "is_fragile": false });
    scene.ship(&carried, "support_shipping", parcel).await.expect(201);
    assert_eq!(scene.ship(&carried, "received", json!({})).await.status, 403, "the carrier says when");
}
