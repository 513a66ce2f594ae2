//! The whole way: a signed request changes a store, and a signed webhook arrives at a vendor's server.

use serde_json::json;
use testkit::{Receiver, Shopwire};
use wire::Clock;

fn mei() -> serde_json::Value {
    json!({
        "name": "林美", "email": "mei@example.com", "password": "secret", "enable_cvs_pickup": true,
        "accepts_marketing": true, "tags_text": "新客",
    })
}

/// The headers of which the OpenAPI document says that every webhook has them.
fn documented_headers() -> Vec<String> {
    let document = api::document(&[], &shopwire_shop::events(), "v2");
    let names: Vec<String> =
        document["components"]["parameters"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    assert!(!names.is_empty());
    names
}

#[tokio::test]
async fn a_change_arrives_signed_with_the_customer_as_it_stands() {
    let mut shopwire = Shopwire::spawn().await;
    let mut receiver = Receiver::listen().await;
    shopwire.deliver_to(&receiver).await;
    let vendor = shopwire.vendor();
    let answer = vendor.post("/v1/customers", mei()).await;
    let request_id = answer.header("x-request-id").to_owned();
    let created = answer.expect(201);

    let delivered = receiver.next().await;
    assert_eq!(delivered.event(), "customers/create");
    assert_eq!(delivered.json(), created);
    assert_eq!(delivered.header("content-type"), "application/json");
    assert_eq!(delivered.header("user-agent"), "CyberbizAppWebhook/1.0");
    assert_eq!(delivered.header("x-cyberbiz-domain"), "test.shopwire.test");
    assert_eq!(delivered.header("x-cyberbiz-shop-domain"), "test.shopwire.test");
    assert_eq!(delivered.header("x-request-id"), request_id);
    assert!(delivered.header("webhook-id").starts_with("evt_"));
    let now = shopwire.clock.now().seconds();
    for name in documented_headers() {
        assert!(!delivered.header(&name.to_lowercase()).is_empty(), "{name} is documented and not sent");
    }
    assert!(delivered.is_signed_with(&shopwire.app_secret, now));
    assert!(!delivered.is_signed_with("another secret", now));
}

#[tokio::test]
async fn each_kind_of_change_arrives_as_its_own_event() {
    let mut shopwire = Shopwire::spawn().await;
    let mut receiver = Receiver::listen().await;
    shopwire.deliver_to(&receiver).await;
    let vendor = shopwire.vendor();
    let id = vendor.post("/v1/customers", mei()).await.id();
    let at = |rest: &str| format!("/v1/customers/{id}{rest}");
    vendor.put(&at(""), json!({ "tags_text": "熟客" })).await.expect(200);
    vendor.put(&at("/uid_providers/line"), json!({ "uid": "U1" })).await.expect(200);
    vendor.put(&at("/uid_providers/line"), json!({ "uid": "U2" })).await.expect(200);
    let grant = json!({ "title": "謝謝", "points": 10, "deadline": 0 });
    let grant = vendor.post(&at("/bonus_points"), grant).await.id();
    vendor.post(&at("/consume_bonus_points"), json!({ "amount": 4 })).await.expect(201);
    vendor.delete(&at(&format!("/bonus_points/{grant}"))).await.expect(200);
    let coupon = json!({
        "title": "折 100", "code": "HELLO", "coupon_type": "amount", "value": 100, "order_price_threshold": 0,
        "usage_limit": 1,
    });
    let coupon = vendor.post(&at("/coupons"), coupon).await.id();
    vendor.put(&at(&format!("/coupons/{coupon}")), json!({ "title": "折一百" })).await.expect(200);
    vendor.delete(&at(&format!("/coupons/{coupon}"))).await.expect(200);

    let mut events = Vec::new();
    for _ in 0..11 {
        let delivered = receiver.next().await;
        assert!(delivered.is_signed_with(&shopwire.app_secret, shopwire.clock.now().seconds()));
        events.push(delivered.event().to_owned());
    }
    events.sort_unstable();
    assert_eq!(
        events,
        [
            "bonus_points/create",
            "bonus_points/destroy",
            "bonus_points/update",
            "coupons/create",
            "coupons/destroy",
            "coupons/update",
            "customer_tags/update",
            "customers/create",
            "customers/update",
            "uid_providers/create",
            "uid_providers/update",
        ]
    );
}

#[tokio::test]
async fn a_refused_change_tells_nobody() {
    let mut shopwire = Shopwire::spawn().await;
    let mut receiver = Receiver::listen().await;
    shopwire.deliver_to(&receiver).await;
    let vendor = shopwire.vendor();
    vendor.post("/v1/customers", json!({ "name": "林美" })).await.expect(422);
    vendor.put("/v1/customers/1", json!({ "name": "林美" })).await.expect(404);
    let created = vendor.post("/v1/customers", mei()).await.expect(201);
    assert_eq!(receiver.next().await.json(), created, "the first webhook is of the first change that was made");
}
