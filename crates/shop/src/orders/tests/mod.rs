//! Stories about orders, through the HTTP surface.

mod listing;
mod lives;
mod model;
mod placing;

use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use crate::stories::{Stocked, stocked};

/// A shop for tests with two kinds of bags, ten of each, and somebody who calls its API.
pub(crate) struct Scene {
    pub shopwire: Shopwire,
    pub vendor: Client,
    pub bag: Stocked,
}

impl Scene {
    pub async fn new() -> Self {
        let shopwire = Shopwire::spawn().await;
        shopwire.make_sandbox().await;
        let vendor = shopwire.vendor();
        let bag = stocked(&vendor, "bag", &["B1", "B2"], 10).await;
        Self { shopwire, vendor, bag }
    }

    /// A guest's order of so many of each bag, paid and sent so.
    pub fn basket(&self, counts: &[u32], payment: &str, shipping: &str) -> Value {
        let lines = self.bag.variants.iter().zip(counts).filter(|(_, count)| **count > 0);
        let lines: Vec<_> = lines.map(|(id, count)| json!({ "product_variant_id": id, "quantity": count })).collect();
        json!({
            "buyer": { "email": "guest@example.com" },
            "receiver": {
                "name": "陳美玲", "phone": "0900000000", "cvs_store_id": "017204",
                "detail_address": { "zip": "100", "city": "臺北市", "district": "中正區", "address1": "重慶南路一段 1 號" },
            },
            "line_items": lines, "shipping_name": shipping, "payment_method": payment,
        })
    }

    pub async fn place(&self, counts: &[u32], payment: &str, shipping: &str) -> Value {
        self.vendor.post("/sandbox/orders", self.basket(counts, payment, shipping)).await.expect(201)
    }

    pub async fn advance(&self, order: &Value, to: &str) -> Value {
        self.advance_with(order, json!({ "to": to })).await
    }

    pub async fn advance_with(&self, order: &Value, input: Value) -> Value {
        self.vendor.post(&format!("/sandbox/orders/{}/advance", order["id"]), input).await.expect(201)
    }

    pub async fn refused(&self, order: &Value, to: &str) -> String {
        let path = format!("/sandbox/orders/{}/advance", order["id"]);
        let refused = self.vendor.post(&path, json!({ "to": to })).await.expect(403);
        refused["error"].as_str().unwrap().to_owned()
    }

    pub async fn put(&self, order: &Value, path: &str, body: Value) -> Value {
        self.vendor.put(&format!("/v1/orders/{}{path}", order["id"]), body).await.expect(200)
    }

    pub async fn get(&self, order: &Value, path: &str) -> Value {
        self.vendor.get(&format!("/v1/orders/{}{path}", order["id"])).await.expect(200)
    }

    /// Names of what has been told of orders since there were so many changes.
    pub async fn told_since(&self, before: usize) -> Vec<String> {
        let told = self.shopwire.events().await;
        told[before..].iter().filter(|name| name.starts_with("orders/")).cloned().collect()
    }

    pub async fn told(&self) -> usize {
        self.shopwire.events().await.len()
    }
}

/// The four statuses in one text.
pub(crate) fn statuses(order: &Value) -> String {
    let of = |name: &str| order["statuses"][name].as_str().unwrap().to_owned();
    ["order_status", "financial_status", "fulfillment_status", "return_status"].map(of).join(" ")
}
