//! Stories about the shop's form, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;

#[tokio::test]
async fn the_form_shows_the_types_of_fields() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let hobby = json!({
        "model": "Customer", "name": "興趣 hobby", "label": "興趣", "component": "textarea", "required": true,
        "visible_when_update": false,
    });
    vendor.post("/v1/custom_field_types", hobby).await.expect(201);
    let listed = vendor.get("/v1/custom_fields?custom_field_type=customer").await.expect(200);
    let field = &listed[0];
    assert_eq!(listed.as_array().map(Vec::len), Some(1));
    assert_eq!((&field["component"], &field["label"]), (&json!("textarea"), &json!("興趣")));
    assert_eq!((&field["name"], &field["required"]), (&json!("興趣 hobby"), &json!(true)));
    assert_eq!((&field["visible_when_create"], &field["visible_when_update"]), (&json!(true), &json!(false)));

    let path = "/v1/custom_fields/%E8%88%88%E8%B6%A3%20hobby?custom_field_type=customer";
    assert_eq!(vendor.get(path).await.expect(200), *field);
    let none = vendor.get("/v1/custom_fields/size?custom_field_type=customer").await;
    assert_eq!(none.text, "null");
    assert_eq!(none.expect(200), Value::Null);
}

#[tokio::test]
async fn a_form_of_something_else_is_refused() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for path in ["/v1/custom_fields", "/v1/custom_fields?custom_field_type=order", "/v1/custom_fields/hobby"] {
        let refused = vendor.get(path).await;
        assert_eq!(refused.expect(422), json!({ "error": ["custom_field_type 無效值"] }), "{path}");
    }
}
