//! Stories about customers, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;

fn wang() -> Value {
    json!({
        "name": "王小明", "email": "ming@example.com", "mobile": "0912-345-678", "password": "secret-1",
        "enable_cvs_pickup": true, "accepts_marketing": false, "tags_text": "熟客, VIP,熟客",
        "address": { "city": "台北市", "district": "信義區", "address1": "市府路1號", "zip": "110" },
    })
}

#[tokio::test]
async fn a_created_customer_is_answered_kept_and_told() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = vendor.post("/v1/customers", wang()).await;
    let id = created.id();
    let created = created.expect(201);
    assert_eq!(created["mobile"], "0912345678");
    assert_eq!(created["tags"], json!([{ "name": "熟客" }, { "name": "VIP" }]));
    assert_eq!(created["address"]["address"], "台北市信義區市府路1號");
    assert_eq!(created["other_accumulated_consumption"].to_string(), "0.0");
    assert!(created.get("password").is_none());

    let shown = vendor.get(&format!("/v1/customers/{id}")).await;
    assert_eq!(shown.header("content-type"), "application/json");
    assert_eq!(shown.expect(200), created);
    let changes = shopwire.changes().await;
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0].event, "customers/create");
    assert_eq!(changes[0].payload, created);
}
