//! Invoices that are looked at, and kept from outside.

use serde_json::{Value, json};
use wire::Clock;

use super::{Scene, details, for_company};
use crate::einvoices::{Einvoice, InvoiceType};
use crate::orders::OrderStatus;
use crate::stories::pass_days;

#[tokio::test]
async fn an_issued_invoice_is_found_by_its_id_and_its_number() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_050, details(InvoiceType::Default)).await;
    let issued = scene.issue(order).await;
    assert_eq!(issued["invoice_no"], "AB10000000");
    assert_eq!(issued["order_id"], order);
    assert_eq!(issued["invoice_at"], scene.shopwire.clock.now().to_string().as_str());
    let random = issued["random_num"].as_str().unwrap();
    assert!(random.len() == 4 && random.bytes().all(|byte| byte.is_ascii_digit()), "{random}");
    assert_eq!(
        issued["amounts"],
        json!({
            "sales_amount": 1050.0, "zero_tax_sales_amount": 0.0, "free_tax_sales_amount": 0.0,
            "tax_amount": 0.0, "total_amount": 1050.0,
        })
    );
    assert_eq!(scene.invoice(&issued).await, issued);
    assert_eq!(scene.vendor.get("/v1/einvoices/get_einvoice?invoice_no=AB10000000").await.expect(200), issued);
    for none in ["get_einvoice?invoice_no=AB10000001", "999"] {
        let gone = scene.vendor.get(&format!("/v1/einvoices/{none}")).await.expect(404);
        assert_eq!(gone, json!({ "error": ["無此資源"] }));
    }
    scene.vendor.get("/v1/einvoices/get_einvoice").await.expect(422);
    // Again is harmless, and so is what was read.
    assert_eq!(scene.issue(order).await, issued);
    assert_eq!(scene.put(order, issued.clone()).await, issued);
}

#[tokio::test]
async fn a_company_is_shown_the_tax_apart() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, for_company()).await;
    let issued = scene.put(order, json!({ "invoice_type": "company", "invoice_status": "issue" })).await;
    assert_eq!(
        issued["amounts"],
        json!({
            "sales_amount": 952.0, "zero_tax_sales_amount": 0.0, "free_tax_sales_amount": 0.0,
            "tax_amount": 48.0, "total_amount": 1000.0,
        })
    );
    assert_eq!((&issued["title"], &issued["company_no"]), (&json!("好茶有限公司"), &json!("04595257")));
}

#[tokio::test]
async fn what_is_issued_is_void_in_its_two_months_and_allowed_for_later() {
    let scene = Scene::with_numbers(50).await;
    let (first, second) =
        (scene.sold(1_000, details(InvoiceType::Default)).await, scene.sold(210, for_company()).await);
    let void = json!({ "invoice_type": "default", "invoice_status": "issue_invalid" });
    assert_eq!(scene.refused(first, 403, void.clone()).await, r#""發票尚未開立""#);
    scene.issue(first).await;
    let issued = scene.put(second, json!({ "invoice_type": "company", "invoice_status": "issue" })).await;
    let ended = scene.put(first, void.clone()).await;
    assert_eq!((&ended["invoice_status"], &ended["invoice_no"]), (&json!("issue_invalid"), &json!("AB10000000")));
    assert_eq!(ended["invalid_at"], scene.shopwire.clock.now().to_string().as_str());
    assert_eq!(scene.put(first, void).await, ended, "again is harmless");
    for status in ["nil", "allowance", "partial_allowance"] {
        let refused = scene.refused(first, 403, json!({ "invoice_type": "default", "invoice_status": status })).await;
        assert!(refused.contains("作廢"), "{refused}");
    }

    pass_days(&scene.shopwire, 62);
    let late = json!({ "invoice_type": "company", "invoice_status": "issue_invalid" });
    assert_eq!(scene.refused(second, 403, late).await, r#""發票已過當期或已有折讓，不能作廢；請開立折讓""#);
    let allowed = scene.put(second, json!({ "invoice_type": "company", "invoice_status": "allowance" })).await;
    assert_eq!((&allowed["invoice_status"], &allowed["invoice_no"]), (&json!("allowance"), &issued["invoice_no"]));
    assert_eq!(
        allowed["allowances"],
        json!([{
            "allowed_at": allowed["invalid_at"], "sales_amount": 200.0, "zero_tax_sales_amount": 0.0,
            "free_tax_sales_amount": 0.0, "tax_amount": 10.0, "total_amount": 210.0,
        }])
    );
}

#[tokio::test]
async fn a_void_invoice_stays_and_another_is_issued_instead() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    let first = scene.issue(order).await;
    let edit = json!({ "invoice_type": "company", "title": "好茶有限公司", "company_no": "04595257" });
    let locked = scene.refused(order, 403, edit.clone()).await;
    assert_eq!(locked, r#""發票已由商店的字軌開立，不能更改內容；請作廢後重新開立""#);
    scene.put(order, json!({ "invoice_type": "default", "invoice_status": "issue_invalid" })).await;
    let mut again = edit;
    again["invoice_status"] = "issue".into();
    let second = scene.put(order, again).await;
    assert_eq!((&second["invoice_no"], &second["company_no"]), (&json!("AB10000001"), &json!("04595257")));
    assert_eq!(second["amounts"]["tax_amount"], 48.0);
    let before = scene.invoice(&first).await;
    assert_eq!((&before["invoice_status"], &before["company_no"]), (&json!("issue_invalid"), &Value::Null));
}

#[tokio::test]
async fn a_merchant_writes_down_what_another_system_issued() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    let now = scene.shopwire.clock.now().to_string();
    let mut record = json!({
        "invoice_type": "class_company", "title": "好茶有限公司", "company_no": "04595257", "invoice_no": "zz-00000001",
        "invoice_status": "issue", "invoice_at": now, "random_num": "0042",
    });
    let kept = scene.put(order, record.clone()).await;
    assert_eq!(
        (&kept["invoice_no"], &kept["random_num"], &kept["invoice_at"]),
        (&json!("ZZ00000001"), &json!("0042"), &json!(now))
    );
    assert_eq!((&kept["amounts"], &kept["invoice_type"]), (&Value::Null, &json!("class_company")));
    // A number is one invoice's.
    let other = scene.sold(1_000, details(InvoiceType::Default)).await;
    assert_eq!(scene.refused(other, 422, record.clone()).await, r#"["發票號碼 (invoice_no) 已使用：ZZ00000001"]"#);
    record["invoice_no"] = "AB10000000".into();
    scene.put(other, record.clone()).await;
    let drawn = scene.sold(1_000, details(InvoiceType::Default)).await;
    assert_eq!(scene.issue(drawn).await["invoice_no"], "AB10000001", "what the merchant has used is not drawn");

    // It is only written down: what becomes of the order changes nothing.
    let stays = scene.change(order, |order| order.statuses.order_status = OrderStatus::Cancelled).await;
    assert_eq!(stays, kept);
    let corrected =
        scene.put(order, json!({ "invoice_type": "default", "company_no": null, "random_num": "0043" })).await;
    assert_eq!((&corrected["company_no"], &corrected["random_num"]), (&Value::Null, &json!("0043")));
    let late =
        json!({ "invoice_type": "default", "invoice_status": "issue_invalid", "invalid_at": "2035-01-01 00:00:00" });
    assert_eq!(scene.refused(order, 403, late).await, r#""發票已過當期，不能作廢；請開立折讓""#);
    let early =
        json!({ "invoice_type": "default", "invoice_status": "allowance", "invalid_at": "2020-01-01 00:00:00" });
    let early = scene.refused(order, 422, early).await;
    assert_eq!(early, r#"["發票作廢或折讓時間 (invalid_at) 不能早於發票開立時間 (invoice_at)"]"#);
    let ended = scene.put(order, json!({ "invoice_type": "default", "invoice_status": "issue_invalid" })).await;
    assert_eq!(ended["invoice_status"], "issue_invalid");
    let revived = json!({ "invoice_type": "default", "invoice_no": "ZZ00000001", "invoice_status": "issue" });
    assert_eq!(scene.refused(order, 403, revived).await, r#""發票已作廢，不能再變更""#);
}

#[tokio::test]
async fn nil_is_not_issued_and_stays_so_until_somebody_issues_it() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    let held = scene.put(order, json!({ "invoice_type": "default", "invoice_status": "nil" })).await;
    assert_eq!((&held["invoice_status"], &held["invoice_no"]), (&Value::Null, &Value::Null));
    let still = scene.change(order, |order| order.note = Some("備註".into())).await;
    assert_eq!(still["invoice_status"], Value::Null);
    scene.put(order, json!({ "invoice_type": "default", "invoice_no": "ZZ00000001" })).await;
    let cleared = scene.put(order, json!({ "invoice_type": "default", "invoice_status": null })).await;
    for field in ["invoice_status", "invoice_no", "invoice_at", "random_num"] {
        assert_eq!(cleared[field], Value::Null, "{field}");
    }
    assert_eq!(scene.issue(order).await["invoice_no"], "AB10000000");
    let refused = scene.refused(order, 403, json!({ "invoice_type": "default", "invoice_status": "nil" })).await;
    assert_eq!(refused, r#""發票已開立，不能改為未開立；請作廢或折讓""#);
}

#[tokio::test]
async fn what_is_wrong_with_an_invoice_is_named() {
    let scene = Scene::new().await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    let mut said = Vec::new();
    for wrong in [
        json!({}),
        json!({ "invoice_type": "gold", "invoice_status": "lost", "invoice_at": "soon" }),
        json!({ "invoice_type": "company", "company_no": "12345678" }),
        json!({ "invoice_type": "donate", "love_code": "1" }),
        json!({ "invoice_type": "default", "invoice_no": "A1", "invoice_status": "issue", "random_num": "12" }),
        json!({ "invoice_type": "class_default", "invoice_status": "issue" }),
        json!({ "invoice_type": "default", "invoice_status": "issue", "random_num": "1234" }),
    ] {
        said.push(scene.refused(order, 422, wrong).await);
    }
    insta::assert_snapshot!(said.join("\n"), @r#"
    ["發票類型 (invoice_type) 不能為空白"]
    ["發票狀態 (invoice_status) 無效值，可用的值：nil、issue、issue_invalid、allowance、partial_allowance","發票開立時間 (invoice_at) 必須是時間 (YYYY-MM-DD HH:MM:SS)","發票類型 (invoice_type) 無效值，可用的值：default、company、phone_barcode、nature_person、donate、class_default、class_company、paper_invoice"]
    ["發票抬頭 (title) 不能為空白","發票統編 (company_no) 無效值，必須是 8 碼的統一編號"]
    ["捐贈碼 (love_code) 無效值，必須是 3 至 7 碼數字"]
    ["發票號碼 (invoice_no) 必須是 2 個英文字母與 8 碼數字","隨機碼 (random_num) 必須是 4 碼數字"]
    ["發票號碼 (invoice_no) 不能為空白：此類型的發票由商店自行開立"]
    ["由商店的字軌開立時，不能指定時間 (invoice_at、invalid_at) 或隨機碼 (random_num)"]
    "#);
    scene.vendor.put("/v1/einvoices/999", json!({ "invoice_type": "default" })).await.expect(404);
    let cancelled = scene.sold(1_000, details(InvoiceType::Default)).await;
    scene.change(cancelled, |order| order.statuses.order_status = OrderStatus::Cancelled).await;
    let refused = scene.refused(cancelled, 403, json!({ "invoice_type": "default", "invoice_status": "issue" })).await;
    assert_eq!(refused, r#""訂單已取消、已退款或金額為 0，不能開立發票""#);
}

#[tokio::test]
async fn details_are_changed_before_it_is_issued() {
    let scene = Scene::with_numbers(50).await;
    let order =
        scene.sold(1_000, Einvoice { title: Some("王小明".into()), ..details(InvoiceType::PaperInvoice) }).await;
    let change = json!({ "invoice_type": "phone_barcode", "phone_barcode": " /abc+123" });
    let changed = scene.put(order, change).await;
    assert_eq!((&changed["phone_barcode"], &changed["title"]), (&json!("/ABC+123"), &json!("王小明")));
    // Paid already, it only waited for a kind of invoice that the shop can issue.
    assert_eq!(changed["invoice_no"], "AB10000000");
    scene.shopwire.bearer("read_orders").await.put(&format!("/v1/einvoices/{order}"), json!({})).await.expect(401);
}
