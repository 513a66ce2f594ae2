//! What happens to orders, from checkout to closing.

use serde_json::{Value, json};

use super::{Scene, statuses};
use crate::stories::customer;

/// The amounts of these objects under this key.
fn amounts(list: &Value, key: &str) -> Vec<f64> {
    list.as_array().unwrap().iter().map(|item| item[key].as_f64().unwrap()).collect()
}

#[tokio::test]
async fn bought_paid_sent_in_two_parcels_one_line_returned_refunded_and_closed() {
    let scene = Scene::new().await;
    let customer = customer(&scene.vendor, "").await;
    let points = json!({ "title": "歡迎", "points": 50, "deadline": "0" });
    scene.vendor.post(&format!("/v1/customers/{customer}/bonus_points"), points).await.expect(201);
    let mut basket = scene.basket(&[3, 1], "credit_card", "宅配");
    basket["customer_id"] = customer.into();
    basket["points"] = 50.into();
    let before = scene.told().await;
    let order = scene.vendor.post("/sandbox/orders", basket).await.expect(201);
    assert_eq!(statuses(&order), "open pending unshipped no_need");
    assert_eq!(scene.bag.quantities(&scene.vendor).await, [7, 9]);
    // 4 × 880, less 50 points; from 1,500 on nothing is paid for shipping.
    let prices = &order["prices"];
    assert_eq!(
        json!([prices["total_line_items_price"], prices["discounts"]["bonus_consumed"], order["subtotal_price"]]),
        json!([3520.0, 50.0, 3470.0])
    );
    assert_eq!(json!([prices["shipping_rate_price"], prices["total_price"]]), json!([0.0, 3470.0]));
    assert_eq!(amounts(&order["line_items"], "total_discount"), [37.0, 13.0]);
    let remain = scene.vendor.get(&format!("/v1/customers/{customer}")).await.expect(200)["bonus_remain"].clone();
    assert_eq!(remain, 0.0);

    let paid = scene.advance(&order, "paid").await;
    assert_eq!(statuses(&paid), "open paid unshipped no_need");
    assert_eq!(scene.get(&order, "/transactions").await[0]["amount"], 3470.0);
    let recent =
        format!("/v1/customers/{customer}/recent_purchases?start_date=2000-01-01&end_date=2100-01-01&max_products=9");
    assert_eq!(scene.vendor.get(&recent).await.expect(200).as_array().unwrap().len(), 2);
    let preparing = scene.put(&order, "/preparing", json!({})).await;
    assert!(preparing["timings"]["confirmed_at"].is_string());

    let lines = &order["line_items"];
    let parcel = |line: usize, quantity: i64| {
        json!({ "to": "fulfilled", "line_items": [{ "id": lines[line]["id"], "quantity": quantity }],
                "tracking_company": "ezcat", "tracking_number": "900000000001" })
    };
    let first = scene.advance_with(&order, parcel(0, 2)).await;
    assert_eq!(statuses(&first), "open paid partial no_need");
    let mut second = parcel(0, 1);
    second["line_items"].as_array_mut().unwrap().push(json!({ "id": lines[1]["id"], "quantity": 1 }));
    let second = scene.advance_with(&order, second).await;
    assert_eq!(statuses(&second), "open paid fulfilled no_need");
    let sent: Vec<_> = second["fulfillments"].as_array().unwrap().iter().map(|one| &one["line_items"]).collect();
    assert_eq!(json!([sent[0][0]["quantity"], sent[1][0]["quantity"], sent[1][1]["quantity"]]), json!([2, 1, 1]));
    let after = |lines: &Value| amounts(lines, "total_price_after_discounts").iter().sum::<f64>();
    assert!((after(sent[0]) + after(sent[1]) - 3470.0).abs() < 1e-9, "parcels add up to the order");
    let received = scene.advance(&order, "received").await;
    assert_eq!(statuses(&received), "open paid received no_need");

    let wish = json!({ "to": "request_return", "line_items": [{ "id": lines[1]["id"], "quantity": 1 }], "reason": "尺寸不合" });
    let asked = scene.advance_with(&order, wish).await;
    assert_eq!(statuses(&asked), "open paid received request_return");
    assert_eq!(
        json!([asked["line_items"][0]["return_status"], asked["line_items"][1]["return_status"]]),
        json!(["no_need", "request_return"])
    );
    let done = scene.put(&order, "/manual_return", json!({ "operation": "manual_return_done" })).await;
    assert_eq!(statuses(&done), "open pending_partial_refund received partial_return");
    assert_eq!(scene.bag.quantities(&scene.vendor).await, [7, 10]);
    let returns = scene.get(&order, "/returns").await;
    assert_eq!(
        json!([returns[0]["return_reason"], returns[0]["line_items"][0]["total_price_after_discounts"]]),
        json!(["尺寸不合", 867.0])
    );

    let refunded = scene.put(&order, "/update_financial_status", json!({})).await;
    assert_eq!(statuses(&refunded), "open partial_refunded received partial_return");
    assert_eq!(refunded["return_histories"][0]["price"], 867.0);
    assert_eq!(amounts(&scene.get(&order, "/transactions").await, "amount"), [3470.0, 867.0]);

    let closed = scene.put(&order, "/update_status", json!({ "status": "closed" })).await;
    assert_eq!(statuses(&closed), "closed partial_refunded received partial_return");
    // 3470 - 867 were kept: a point for each hundred.
    let remain = scene.vendor.get(&format!("/v1/customers/{customer}")).await.expect(200)["bonus_remain"].clone();
    assert_eq!(remain, 26.0);
    assert_eq!(
        scene.told_since(before).await,
        [
            "orders/create",
            "orders/paid",
            "orders/preparing",
            "orders/fulfilled",
            "orders/fulfilled",
            "orders/received",
            "orders/request_return",
            "orders/partial_return",
            "orders/partial_refunded",
            "orders/closed",
        ]
    );
    let opened = scene.put(&order, "/update_status", json!({ "status": "open" })).await;
    assert!(opened["timings"]["closed_at"].is_null());
    let remain = scene.vendor.get(&format!("/v1/customers/{customer}")).await.expect(200)["bonus_remain"].clone();
    assert_eq!(remain, 0.0, "what an order has not earned for good is not kept");
}

#[tokio::test]
async fn what_is_cancelled_gives_everything_back() {
    let scene = Scene::new().await;
    let customer = customer(&scene.vendor, "").await;
    let path = format!("/v1/customers/{customer}");
    scene.vendor.put(&path, json!({ "status": "enabled" })).await.expect(200);
    let points = json!({ "title": "歡迎", "points": 80, "deadline": "0" });
    scene.vendor.post(&format!("{path}/bonus_points"), points).await.expect(201);
    let coupon = json!({ "title": "見面禮", "code": "HELLO", "coupon_type": "amount", "value": 100, "order_price_threshold": 0, "usage_limit": 1 });
    scene.vendor.post(&format!("{path}/coupons"), coupon).await.expect(201);
    let mut basket = scene.basket(&[2, 0], "credit_card", "宅配");
    basket["customer_id"] = customer.into();
    basket["points"] = 60.into();
    basket["coupon_codes"] = json!(["hello"]);
    let order = scene.vendor.post("/sandbox/orders", basket.clone()).await.expect(201);
    assert_eq!(order["prices"]["total_price"], 1600.0);
    let again = scene.vendor.post("/sandbox/orders", basket.clone()).await.expect(422);
    assert_eq!(
        again["error"],
        json!(["優惠券 hello 不能使用：Coupon has been used up.", "紅利點數 (points) 不足，可使用 20"])
    );
    scene.advance(&order, "paid").await;
    let reason = json!({ "cancel_reason": "inventory", "set_warning": true });
    let cancelled = scene.put(&order, "/cancelled", reason.clone()).await;
    assert_eq!(statuses(&cancelled), "cancelled pending_refund cancel no_need");
    assert!(cancelled["timings"]["cancelled_at"].is_string());
    assert_eq!(scene.bag.quantities(&scene.vendor).await, [10, 10]);
    let known = scene.vendor.get(&path).await.expect(200);
    assert_eq!(json!([known["bonus_remain"], known["status"]]), json!([80.0, "warning"]));
    let before = scene.told().await;
    scene.put(&order, "/cancelled", reason).await;
    assert_eq!(scene.told().await, before, "what is cancelled is cancelled once");
    assert_eq!(scene.refused(&order, "paid").await, "訂單已退款或待退款，不能付款");
    let refunded = scene.put(&order, "/update_financial_status", json!({})).await;
    assert_eq!(statuses(&refunded), "cancelled refunded cancel no_need");
    scene.vendor.post("/sandbox/orders", basket).await.expect(201);
}

#[tokio::test]
async fn what_is_paid_on_receipt_is_paid_and_received_at_once() {
    let scene = Scene::new().await;
    let order = scene.place(&[1, 0], "cod", "全家超商取貨").await;
    assert_eq!(statuses(&order), "open cod unshipped no_need");
    assert_eq!(scene.refused(&order, "received").await, "訂單尚未出貨，不能收貨");
    scene.advance(&order, "fulfilled").await;
    assert_eq!(statuses(&scene.advance(&order, "arrived").await), "open cod arrived no_need");
    assert_eq!(scene.refused(&order, "closed").await, "訂單尚未付款，不能結案");
    let before = scene.told().await;
    assert_eq!(statuses(&scene.advance(&order, "received").await), "open paid received no_need");
    assert_eq!(scene.told_since(before).await, ["orders/paid", "orders/received"]);
    scene.advance(&order, "received").await;
    assert_eq!(scene.told_since(before).await.len(), 2, "once");
}

#[tokio::test]
async fn what_nobody_picks_up_goes_back_and_is_cancelled() {
    let scene = Scene::new().await;
    let order = scene.place(&[2, 0], "cod", "7-ELEVEN 超商取貨").await;
    for step in ["fulfilled", "arrived", "expired"] {
        scene.advance(&order, step).await;
    }
    assert_eq!(scene.bag.quantities(&scene.vendor).await, [8, 10]);
    let back = scene.advance(&order, "returned").await;
    assert_eq!(statuses(&back), "open cod returned returned");
    let gone = scene.put(&order, "/cancelled", json!({ "cancel_reason": "forgot" })).await;
    assert_eq!(statuses(&gone), "cancelled cod returned returned");
    assert_eq!(scene.bag.quantities(&scene.vendor).await, [10, 10], "each once");
}

#[tokio::test]
async fn impossible_steps_say_why() {
    let scene = Scene::new().await;
    let order = scene.place(&[1, 0], "bank_transfer", "宅配").await;
    let mut said = Vec::new();
    for step in ["preparing", "fulfilled", "arrived", "received", "expired", "returned", "refunded", "closed"] {
        said.push(format!("{step}: {}", scene.refused(&order, step).await));
    }
    scene.advance(&order, "remitted").await;
    scene.advance(&order, "paid").await;
    scene.advance(&order, "fulfilled").await;
    for step in ["unshipped", "fulfilled", "cancelled", "arrived", "checking"] {
        said.push(format!("{step}: {}", scene.refused(&order, step).await));
    }
    scene.advance(&order, "received").await;
    scene.advance(&order, "closed").await;
    for step in ["cancelled", "preparing"] {
        said.push(format!("{step}: {}", scene.refused(&order, step).await));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn a_payment_is_booked_once() {
    let scene = Scene::new().await;
    let order = scene.place(&[1, 0], "atm", "宅配").await;
    let input = json!({ "kind": "capture", "paid_type": "manual" });
    let path = format!("/v1/orders/{}/transactions", order["id"]);
    let before = scene.told().await;
    let first = scene.vendor.post(&path, input.clone()).await.expect(201);
    assert_eq!(json!([first["amount"], first["kind_name"], first["paid_type_name"]]), json!([980.0, "收款", "手動"]));
    assert_eq!(scene.vendor.post(&path, input).await.expect(201), first);
    assert_eq!(scene.told_since(before).await, ["orders/paid"]);
    assert_eq!(scene.get(&order, "/transactions").await.as_array().unwrap().len(), 1);
    scene.vendor.post(&path, json!({ "kind": "refund", "paid_type": "manual" })).await.expect(422);
}

#[tokio::test]
async fn notes_and_tags_are_an_update_and_nothing_else() {
    let scene = Scene::new().await;
    let order = scene.place(&[1, 0], "atm", "宅配").await;
    let before = scene.told().await;
    let noted =
        scene.put(&order, "", json!({ "note": "請按門鈴", "delivery_date": "2026-12-24", "delivery_time": 2 })).await;
    assert_eq!(
        json!([noted["note"], noted["delivery_date"], noted["delivery_time"]]),
        json!(["請按門鈴", "2026-12-24", 2])
    );
    let tagged = scene.put(&order, "/tags", json!({ "tags": ["急件", " ", "急件", "禮物"] })).await;
    assert_eq!(tagged["tags"], json!([{ "name": "急件" }, { "name": "禮物" }]));
    let told = scene.put(&order, "/update_warehouse_note", json!({ "warehouse_note": "已揀貨" })).await;
    assert_eq!(told["shipping_status"], "已揀貨");
    scene.put(&order, "/tags", json!({ "tags": ["急件", "禮物"] })).await;
    assert_eq!(scene.told_since(before).await, ["orders/update"; 3]);
    scene.vendor.put(&format!("/v1/orders/{}", order["id"]), json!({ "delivery_time": 9 })).await.expect(422);
}
