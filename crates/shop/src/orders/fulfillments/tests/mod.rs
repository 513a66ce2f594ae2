//! Stories about goods that leave: by hand, by carriers, to stores, within hours.

mod by_hand;
mod express;
mod home;
mod stores;

use serde_json::Value;
use testkit::Answer;

use crate::orders::tests::Scene;

impl Scene {
    /// Asks something of the order's shipments.
    async fn ship(&self, order: &Value, how: &str, body: Value) -> Answer {
        self.vendor.post(&format!("/v1/orders/{}/fulfillments/{how}", order["id"]), body).await
    }

    /// A paid order of so many of each bag, sent so.
    async fn paid(&self, counts: &[u32], shipping: &str) -> Value {
        let order = self.place(counts, "credit_card", shipping).await;
        self.advance(&order, "paid").await
    }
}

/// The ids of the order's lines, as a text.
fn lines(order: &Value) -> String {
    let ids: Vec<String> = order["line_items"].as_array().unwrap().iter().map(|line| line["id"].to_string()).collect();
    ids.join(",")
}

fn line(order: &Value, place: usize) -> String {
    order["line_items"][place]["id"].to_string()
}

/// Whether the last digit is what remains of the rest after division by seven.
fn checks(number: &Value) -> bool {
    let number = number.as_str().unwrap();
    let (body, check) = number.split_at(number.len() - 1);
    body.parse::<u64>().unwrap() % 7 == check.parse::<u64>().unwrap()
}
