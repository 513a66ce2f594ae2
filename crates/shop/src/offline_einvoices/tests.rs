//! Stories about invoices from the street, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;
use wire::{Clock, Money};

use super::{OfflineEinvoice, OfflineEinvoiceContent};
use crate::bonus_rule::{BonusRule, ShopBonusRule};
use crate::einvoices::Period;
use crate::stories::{customer, keep};
use crate::wire_keys::assert_keys;

const PATH: &str = "/v1/offline_einvoices";

/// An invoice of today over 550.
fn invoice(shopwire: &Shopwire, customer: i64, number: &str) -> Value {
    let today = shopwire.clock.now().date();
    json!({
        "customer_id": customer,
        "offline_einvoice": {
            "invNum": number, "invoiceTime": "00:00:00", "invStatus": "已確認", "sellerName": "好茶有限公司",
            "invPeriod": Period::of_date(today).to_string(), "invDate": today.to_string(), "sellerAddress": "臺北市",
            "sellerBan": "04595257",
            "details": [
                { "rowNum": 1, "description": "烏龍茶", "sku": "T1", "unitPrice": "200", "quantity": "2", "amount": "400" },
                { "rowNum": 2, "description": "紅茶", "sku": "T2", "unitPrice": 150, "quantity": 1, "amount": 150 },
            ],
        },
    })
}

#[test]
fn an_offline_invoice_shows_every_field() {
    assert_keys(
        &OfflineEinvoice::default(),
        "id customer_id created_at total_amount bonus_points bonus_point_id offline_einvoice",
    );
    let keys =
        "invNum invoiceTime invStatus sellerName invPeriod invDate sellerAddress sellerBan buyerBan currency details";
    assert_keys(&OfflineEinvoiceContent::default(), keys);
}

#[tokio::test]
async fn an_invoice_earns_its_customer_points_by_the_shops_rule() {
    let shopwire = Shopwire::spawn().await;
    let rule =
        BonusRule { consumption_price: Money::from(100), consumption_bonus: Money::from(3), ..BonusRule::default() };
    keep(&shopwire, ShopBonusRule { rule, ..ShopBonusRule::default() }).await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    let before = shopwire.events().await.len();
    let made = vendor.post(PATH, invoice(&shopwire, customer, "ab-12345678")).await.expect(201);
    assert_eq!((&made["total_amount"], &made["bonus_points"]), (&json!(550.0), &json!(15.0)));
    assert_eq!(made["offline_einvoice"]["invNum"], "AB12345678");
    let changes = shopwire.changes().await;
    let told: Vec<_> = changes[before..].iter().map(|change| change.event.as_str()).collect();
    assert_eq!(told, ["bonus_points/create"]);
    let grant = vendor.get(&format!("/v1/customers/{customer}/bonus_points")).await.expect(200)[0].take();
    assert_eq!((&grant["id"], &grant["source"]), (&made["bonus_point_id"], &json!("offline_einvoice")));
    assert_eq!((&grant["points"], &grant["consumption_price"]), (&json!(15.0), &json!(550.0)));
    assert_eq!(vendor.get(&format!("/v1/customers/{customer}")).await.expect(200)["bonus_remain"], 15.0);
}

#[tokio::test]
async fn an_invoice_is_entered_once_whoever_enters_it() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (one, other) = (customer(&vendor, "").await, customer(&vendor, "").await);
    vendor.post(PATH, invoice(&shopwire, one, "AB12345678")).await.expect(201);
    for customer in [one, other] {
        let refused = vendor.post(PATH, invoice(&shopwire, customer, "ab12345678")).await.expect(422);
        assert_eq!(refused, json!({ "error": ["發票號碼 (invNum) 已建立過：AB12345678"] }));
    }
    assert_eq!(vendor.get(&format!("/v1/customers/{one}")).await.expect(200)["bonus_remain"], 5.0);
    assert_eq!(vendor.get(&format!("/v1/customers/{other}")).await.expect(200)["bonus_remain"], 0.0);
}

#[tokio::test]
async fn what_is_void_or_too_small_earns_nothing() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    let mut void = invoice(&shopwire, customer, "AB00000001");
    void["offline_einvoice"]["invStatus"] = "作廢".into();
    let mut small = invoice(&shopwire, customer, "AB00000002");
    small["offline_einvoice"]["details"] =
        json!([{ "rowNum": 1, "description": "糖", "sku": "S", "unitPrice": 99, "quantity": 1, "amount": 99 }]);
    for nothing in [void, small] {
        let made = vendor.post(PATH, nothing).await.expect(201);
        assert_eq!((&made["bonus_points"], &made["bonus_point_id"]), (&json!(0.0), &Value::Null));
    }
    let off = BonusRule { enabled: false, ..BonusRule::default() };
    keep(&shopwire, ShopBonusRule { rule: off, ..ShopBonusRule::default() }).await;
    let made = vendor.post(PATH, invoice(&shopwire, customer, "AB00000003")).await.expect(201);
    assert_eq!(made["bonus_points"], 0.0);
    assert_eq!(vendor.get(&format!("/v1/customers/{customer}/bonus_points")).await.expect(200), json!([]));
}

#[tokio::test]
async fn an_invoice_that_cannot_be_believed_is_refused() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    let mut wrong = invoice(&shopwire, customer, "12345678");
    wrong["offline_einvoice"]["sellerBan"] = "04595258".into();
    wrong["offline_einvoice"]["details"][1]["amount"] = "1500".into();
    let mut said = vec![vendor.post(PATH, wrong).await.expect(422)["error"].to_string()];
    said.push(vendor.post(PATH, invoice(&shopwire, 999, "AB12345678")).await.expect(422)["error"].to_string());
    said.push(vendor.post(PATH, json!({ "offline_einvoice": {} })).await.expect(422)["error"].to_string());
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["發票號碼 (invNum) 必須是 2 個英文字母與 8 碼數字","賣方營業人統編 (sellerBan) 必須是 8 碼的統一編號","發票明細 (details) 第 2 筆：小計 (amount) 與單價乘以數量不符"]
    ["會員 ID (customer_id) 不存在：999"]
    ["會員 (customer_id) 不能為空白","發票號碼 (invNum) 不能為空白","發票開立時間 (invoiceTime) 不能為空白","發票狀態 (invStatus) 不能為空白","賣方名稱 (sellerName) 不能為空白","對獎發票期別 (invPeriod) 不能為空白","發票開立日期 (invDate) 不能為空白","賣方營業人地址 (sellerAddress) 不能為空白","賣方營業人統編 (sellerBan) 不能為空白","發票明細 (details) 不能為空白"]
    "#);
    shopwire.bearer("read_orders").await.post(PATH, invoice(&shopwire, customer, "AB12345678")).await.expect(401);
    shopwire.bearer("write_orders").await.post(PATH, invoice(&shopwire, customer, "AB12345678")).await.expect(201);
}
