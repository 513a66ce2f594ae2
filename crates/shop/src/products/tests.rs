//! Stories about products, through the HTTP surface.

mod lifecycle;
mod variants;

use serde_json::{Value, json};
use testkit::Client;

/// A new product of this handle.
pub(super) async fn product(vendor: &Client, handle: &str) -> Value {
    let new = json!({ "title": "帆布托特包", "handle": handle, "published": true, "price": 880 });
    vendor.post("/v1/products", new).await.expect(201)
}

/// What the objects of a list have under this key.
pub(super) fn column(list: &Value, key: &str) -> Value {
    list.as_array().unwrap().iter().map(|item| item[key].clone()).collect()
}
