//! Invoices of orders that shoppers place.

use serde_json::{Value, json};

use super::Scene;
use crate::stories::{Stocked, stocked};

/// A shop for tests that sells bags at 880, and has numbers.
struct Store {
    scene: Scene,
    bag: Stocked,
}

impl Store {
    async fn open() -> Self {
        let scene = Scene::with_numbers(50).await;
        scene.shopwire.make_sandbox().await;
        let bag = stocked(&scene.vendor, "bag", &["B1", "B2"], 100).await;
        Self { scene, bag }
    }

    fn basket(&self, payment: &str, shipping: &str, invoice: &Value) -> Value {
        let lines = self.bag.variants.iter().map(|id| json!({ "product_variant_id": id, "quantity": 1 }));
        json!({
            "customer_id": self.scene.customer, "line_items": lines.collect::<Vec<_>>(), "shipping_name": shipping,
            "payment_method": payment, "invoice": invoice,
            "receiver": {
                "name": "陳美玲", "phone": "0900000000", "cvs_store_id": "017204",
                "detail_address": { "zip": "100", "city": "臺北市", "district": "中正區", "address1": "重慶南路一段 1 號" },
            },
        })
    }

    async fn place(&self, payment: &str, shipping: &str, invoice: Value) -> Value {
        self.scene.vendor.post("/sandbox/orders", self.basket(payment, shipping, &invoice)).await.expect(201)
    }

    async fn advance(&self, order: &Value, step: Value) -> Value {
        self.scene.vendor.post(&format!("/sandbox/orders/{}/advance", order["id"]), step).await.expect(201)
    }

    async fn to(&self, order: &Value, to: &str) -> Value {
        self.advance(order, json!({ "to": to })).await
    }

    /// The invoice in what was told last under this name.
    async fn told(&self, event: &str) -> Value {
        let changes = self.scene.shopwire.changes().await;
        changes.iter().rfind(|change| change.event == event).unwrap().payload["einvoice"].clone()
    }
}

#[tokio::test]
async fn bought_by_a_company_paid_one_bag_returned_and_then_the_other() {
    let store = Store::open().await;
    let company = json!({ "invoice_type": "company", "title": " 好茶有限公司 ", "company_no": "04595257" });
    let order = store.place("credit_card", "宅配", company).await;
    let details = &order["einvoice"];
    assert_eq!((&details["invoice_status"], &details["invoice_no"]), (&Value::Null, &Value::Null));
    assert_eq!((&details["title"], &details["order_id"]), (&json!("好茶有限公司"), &order["id"]));
    assert_eq!(store.told("orders/create").await, *details);

    let paid = store.to(&order, "paid").await["einvoice"].take();
    assert_eq!((&paid["invoice_status"], &paid["invoice_no"]), (&json!("issue"), &json!("AB10000000")));
    assert_eq!(
        paid["amounts"],
        json!({
            "sales_amount": 1676.0, "zero_tax_sales_amount": 0.0, "free_tax_sales_amount": 0.0,
            "tax_amount": 84.0, "total_amount": 1760.0,
        })
    );
    assert_eq!(store.told("orders/paid").await, paid);
    store.to(&order, "paid").await;
    assert_eq!(store.to(&order, "fulfilled").await["einvoice"], paid);
    store.to(&order, "received").await;

    let one = json!([{ "id": order["line_items"][0]["id"], "quantity": 1 }]);
    store.advance(&order, json!({ "to": "request_return", "line_items": one })).await;
    assert_eq!(store.to(&order, "returned").await["einvoice"], paid, "goods are back, and no money yet");
    let part = store.to(&order, "refunded").await["einvoice"].take();
    assert_eq!(part["invoice_status"], "partial_allowance");
    assert_eq!(
        (&part["allowances"][0]["total_amount"], &part["allowances"][0]["tax_amount"]),
        (&json!(880.0), &json!(42.0))
    );
    assert_eq!(store.told("orders/partial_refunded").await, part);

    store.to(&order, "request_return").await;
    store.to(&order, "returned").await;
    let whole = store.to(&order, "refunded").await["einvoice"].take();
    assert_eq!(
        (&whole["invoice_status"], &whole["allowances"][1]["total_amount"]),
        (&json!("allowance"), &json!(880.0))
    );
    assert_eq!(store.told("orders/refunded").await, whole);
    assert_eq!(store.scene.invoice(&whole).await, whole);
}

#[tokio::test]
async fn paid_on_receipt_it_is_issued_when_goods_leave_and_void_when_nobody_collects_them() {
    let store = Store::open().await;
    let order = store
        .place("cod", "7-ELEVEN 超商取貨", json!({ "invoice_type": "phone_barcode", "phone_barcode": "/abc+123" }))
        .await;
    assert_eq!(order["einvoice"]["invoice_no"], Value::Null);
    let sent = store.to(&order, "fulfilled").await["einvoice"].take();
    assert_eq!((&sent["invoice_no"], &sent["phone_barcode"]), (&json!("AB10000000"), &json!("/ABC+123")));
    assert_eq!((&sent["amounts"]["sales_amount"], &sent["amounts"]["tax_amount"]), (&json!(1760.0), &json!(0.0)));
    store.to(&order, "arrived").await;
    let expired = store.to(&order, "expired").await["einvoice"].take();
    assert_eq!((&expired["invoice_status"], &expired["invoice_no"]), (&json!("issue_invalid"), &json!("AB10000000")));
    assert_eq!(store.told("orders/expired").await, expired);
}

#[tokio::test]
async fn a_paid_order_that_is_cancelled_has_a_void_invoice_at_once() {
    let store = Store::open().await;
    let order = store.place("credit_card", "宅配", Value::Null).await;
    assert_eq!(order["einvoice"]["invoice_type"], "default");
    store.to(&order, "paid").await;
    let cancelled = store.to(&order, "cancelled").await["einvoice"].take();
    assert_eq!(cancelled["invoice_status"], "issue_invalid");
    assert_eq!(store.told("orders/cancelled").await, cancelled);
    assert_eq!(store.to(&order, "refunded").await["einvoice"], cancelled);
}

#[tokio::test]
async fn an_invoice_written_down_is_told_with_its_order() {
    let store = Store::open().await;
    let order = store.place("credit_card", "宅配", json!({ "invoice_type": "donate", "love_code": "168" })).await;
    let id = order["id"].as_i64().unwrap();
    let own = json!({ "invoice_type": "donate", "invoice_no": "ZZ00000001", "invoice_status": "issue" });
    let before = store.scene.shopwire.events().await.len();
    let kept = store.scene.put(id, own.clone()).await;
    store.scene.put(id, own).await;
    assert_eq!(store.scene.shopwire.events().await[before..], ["orders/update"]);
    assert_eq!(store.told("orders/update").await, kept);
    assert_eq!(store.to(&order, "paid").await["einvoice"], kept);
    let shown = store.scene.vendor.get(&format!("/v1/orders/{id}")).await.expect(200);
    assert_eq!(shown["einvoice"], kept);
}

#[tokio::test]
async fn nobody_buys_with_an_invoice_that_cannot_be_issued() {
    let store = Store::open().await;
    let mut said = Vec::new();
    for wrong in [
        json!({ "invoice_type": "company", "company_no": "12345678" }),
        json!({ "invoice_type": "phone_barcode", "phone_barcode": "ABC" }),
        json!({ "invoice_type": "donate" }),
    ] {
        let basket = store.basket("credit_card", "宅配", &wrong);
        said.push(store.scene.vendor.post("/sandbox/orders", basket).await.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["發票抬頭 (title) 不能為空白","發票統編 (company_no) 無效值，必須是 8 碼的統一編號"]
    ["手機條碼 (phone_barcode) 無效值，必須是 / 開頭的 8 碼"]
    ["捐贈碼 (love_code) 不能為空白"]
    "#);
    assert_eq!(store.bag.quantities(&store.scene.vendor).await, [100, 100]);
}
