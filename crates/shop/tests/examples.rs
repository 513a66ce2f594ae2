//! The examples that documents and the portal show are requests that the shop accepts as they stand.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use documents::Examples;
use serde_json::Value;
use shopwire_shop as shop;
use testkit::Shopwire;

/// The example of a request's body.
fn body(document: &Value, method: &str, path: &str) -> Value {
    let operation = &document["paths"][path][method];
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    assert!(schema.is_object(), "{method} {path} has no body");
    Examples::of(document).schema(schema)
}

#[tokio::test]
async fn what_is_shown_as_a_request_is_accepted() {
    let document = api::document(&shop::groups(), &shop::events(), "v1");
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = vendor.post("/v1/customers", body(&document, "post", "/v1/customers")).await.id();
    let filled = |path: &str| path.replace("{customer_id}", &customer.to_string());

    let change = body(&document, "put", "/v1/customers/{customer_id}");
    vendor.put(&filled("/v1/customers/{customer_id}"), change).await.expect(200);
    vendor.post("/v1/custom_field_types", body(&document, "post", "/v1/custom_field_types")).await.expect(201);

    for (collection, parameter) in [
        ("bonus_points", "bonus_point_id"),
        ("coupons", "coupon_id"),
        ("other_valid_orders", "other_valid_order_id"),
        ("custom_fields", "custom_field_id"),
    ] {
        let collection = format!("/v1/customers/{{customer_id}}/{collection}");
        let id = vendor.post(&filled(&collection), body(&document, "post", &collection)).await.id();
        let item = format!("{collection}/{{{parameter}}}");
        let change = body(&document, "put", &item);
        let at = filled(&item).replace(&format!("{{{parameter}}}"), &id.to_string());
        vendor.put(&at, change).await.expect(200);
    }
    let consume = "/v1/customers/{customer_id}/consume_bonus_points";
    vendor.post(&filled(consume), body(&document, "post", consume)).await.expect(201);
}
