//! Stories about coupons, through the HTTP surface.

mod personal;
mod shop_wide;

use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::{Date, Timestamp};

/// A new customer's id.
async fn customer(vendor: &Client, email: &str) -> i64 {
    let body = json!({
        "name": "王小明", "email": email, "password": "secret-1", "enable_cvs_pickup": true, "accepts_marketing": true,
    });
    vendor.post("/v1/customers", body).await.id()
}

fn hundred_off(code: &str) -> Value {
    json!({
        "title": "百元折扣", "code": code, "coupon_type": "amount", "value": 100,
        "order_price_threshold": 500, "usage_limit": 1,
    })
}

/// `base` with these fields.
fn with(mut base: Value, fields: Value) -> Value {
    let (Value::Object(base_fields), Value::Object(fields)) = (&mut base, fields) else { panic!("two objects") };
    base_fields.extend(fields);
    base
}

fn today(shopwire: &Shopwire) -> Date {
    shopwire.database.now().date()
}

fn move_clock_to(shopwire: &Shopwire, moment: Timestamp) {
    shopwire.clock.advance_millis(moment.millis() - shopwire.database.now().millis());
}

fn codes(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|coupon| coupon["code"].as_str().unwrap()).collect()
}
