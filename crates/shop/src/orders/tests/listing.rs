//! Finding orders.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Value, json};

use super::Scene;
use crate::stories::pass_days;

/// What a query keeps as it is: all but blanks and what is no ASCII.
const QUERY: &AsciiSet = &CONTROLS.add(b' ');

async fn numbers(scene: &Scene, query: &str) -> Value {
    let query = utf8_percent_encode(query, QUERY);
    let found = scene.vendor.get(&format!("/v1/orders?{query}")).await.expect(200);
    found.as_array().unwrap().iter().map(|order| order["order_number"].as_i64().unwrap() - 1000).collect()
}

#[tokio::test]
async fn orders_are_found_by_what_they_are_and_when() {
    let scene = Scene::new().await;
    let at = |days: i64| crate::stories::day(&scene.shopwire, days);
    let (yesterday, soon) = (at(-1), at(1));
    let one = scene.place(&[1, 0], "atm", "宅配").await;
    let two = scene.place(&[1, 0], "atm", "宅配").await;
    let three = scene.place(&[0, 1], "cod", "宅配").await;
    scene.put(&two, "/tags", json!({ "tags": ["急件"] })).await;
    scene.put(&three, "/tags", json!({ "tags": ["急件", "禮物"] })).await;
    pass_days(&scene.shopwire, 3);
    let four = scene.place(&[0, 1], "atm", "宅配").await;
    for step in ["paid", "fulfilled", "received", "closed"] {
        scene.advance(&one, step).await;
    }
    scene.advance(&four, "paid").await;
    scene.advance(&four, "cancelled").await;
    scene.advance(&four, "refunded").await;
    for (query, found) in [
        (String::new(), json!([1, 2, 3, 4])),
        ("statuses=closed".into(), json!([1])),
        ("statuses=closed,cancelled".into(), json!([1, 4])),
        ("financial_statuses=pending,cod".into(), json!([2, 3])),
        ("financial_statuses=refunded".into(), json!([4])),
        ("fulfillment_statuses=unshipped&financial_statuses=cod".into(), json!([3])),
        ("return_statuses=no_need&statuses=open".into(), json!([2, 3])),
        ("tags=急件".into(), json!([2, 3])),
        ("tags=禮物,別的".into(), json!([3])),
        ("excluded_tags=禮物".into(), json!([1, 2, 4])),
        ("tags=急件&excluded_tags=禮物".into(), json!([2])),
        (format!("start_time={soon}"), json!([4])),
        (format!("start_time={yesterday}&end_time={soon}"), json!([1, 2, 3])),
        (format!("updated_at_start_time={soon}"), json!([1, 4])),
        (format!("closed_at_start_time={soon}"), json!([1])),
        (format!("closed_at_end_time={soon}"), json!([])),
        (format!("refund_at_start_time={soon}"), json!([4])),
        (format!("cancelled_at_start_time={soon}&cancelled_at_end_time={}", at(9)), json!([4])),
        ("data_source=ec".into(), json!([1, 2, 3, 4])),
        ("data_source=pos".into(), json!([])),
        ("vendor=沒有".into(), json!([])),
        ("statuses=".into(), json!([1, 2, 3, 4])),
        ("statuses=open&per_page=1&page=2".into(), json!([3])),
    ] {
        assert_eq!(numbers(&scene, &query).await, found, "{query}");
    }
    let wrong = scene.vendor.get("/v1/orders?statuses=open,ajar").await.expect(422);
    assert!(wrong["error"][0].as_str().unwrap().contains("statuses"), "{wrong}");
    scene.vendor.get("/v1/orders/999999").await.expect(404);
    scene.vendor.get("/v1/orders/get_order_id").await.expect(422);
}
