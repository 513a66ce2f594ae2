//! Numbers come from the ranges, each once.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use wire::Clock;

use super::{Scene, details};
use crate::einvoices::{InvoiceType, Period, issue_due};

#[tokio::test]
async fn sixty_four_invoices_at_once_have_numbers_of_their_own() {
    let scene = Scene::new().await;
    scene.allot("AB", 10_000_000, 40).await;
    scene.allot("CD", 99_999_990, 10).await;
    let mut orders = Vec::new();
    for _ in 0..64 {
        orders.push(scene.sold(1_000, details(InvoiceType::Default)).await);
    }
    let mut running = tokio::task::JoinSet::new();
    for order in orders {
        let (vendor, path) = (scene.vendor.clone(), format!("/v1/einvoices/{order}"));
        let issue = json!({ "invoice_type": "default", "invoice_status": "issue" });
        running.spawn(async move { vendor.put(&path, issue).await });
    }
    let answers = running.join_all().await;
    let issued: Vec<&Value> = answers.iter().filter(|answer| answer.status == 200).map(|answer| &answer.json).collect();
    let numbers: BTreeSet<_> =
        issued.iter().map(|invoice| invoice["invoice_no"].as_str().unwrap().to_owned()).collect();
    assert_eq!((issued.len(), numbers.len()), (50, 50));
    assert_eq!(numbers.iter().filter(|number| number.starts_with("AB")).count(), 40);
    assert_eq!(numbers.last().unwrap(), "CD99999999");
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status != 200).map(|answer| &answer.json).collect();
    assert_eq!(refused.len(), 14);
    assert!(refused.iter().all(|refused| **refused == json!({ "error": "本期的字軌號碼已用完，請先新增字軌" })));
    let ranges = scene.vendor.get("/einvoice_ranges").await.expect(200);
    assert_eq!((&ranges[0]["next"], &ranges[1]["next"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn ranges_are_checked_and_do_not_overlap() {
    let scene = Scene::new().await;
    let current = Period::of(scene.shopwire.clock.now());
    let made = scene.allot("ab", 10_000_000, 50).await;
    let expected = json!({
        "id": made["id"], "period": current.to_string(), "prefix": "AB", "from": "10000000", "to": "10000049",
        "next": "10000000",
    });
    assert_eq!(made, expected);
    let range = |period: Option<String>, prefix: &str, from: &str, to: &str| json!({ "period": period, "prefix": prefix, "from": from, "to": to });
    let overlapping =
        scene.vendor.post("/einvoice_ranges", range(None, "AB", "10000049", "10000099")).await.expect(422);
    let told = overlapping["error"][0].as_str().unwrap();
    assert_eq!(told, format!("字軌號碼與 {} 已有的 AB 10000000–10000049 重疊", current.label()));
    for (period, prefix, from) in
        [(None, "AC", "10000049"), (None, "AB", "10000050"), (Some(current.next()), "AB", "10000000")]
    {
        let period = period.map(|period| period.to_string());
        scene.vendor.post("/einvoice_ranges", range(period, prefix, from, "10000099")).await.expect(201);
    }
    let wrong = scene.vendor.post("/einvoice_ranges", range(Some("2020-01".into()), "A", "x", "1")).await.expect(422);
    insta::assert_snapshot!(wrong["error"], @r#"["期別 (period) 109年01-02月 已經結束","字軌 (prefix) 必須是 2 個英文字母","起號 (from) 必須是 8 碼數字","迄號 (to) 必須是 8 碼數字"]"#);
    let listed = scene.vendor.get("/einvoice_ranges?per_page=1").await;
    assert_eq!(listed.header("x-total"), "4");
    assert_eq!(listed.expect(200)[0]["period"], current.next().to_string());
}

#[tokio::test]
async fn ranges_are_those_of_orders_scopes() {
    let scene = Scene::new().await;
    let range = json!({ "prefix": "AB", "from": "10000000", "to": "10000049" });
    scene.shopwire.bearer("read_orders").await.post("/einvoice_ranges", range.clone()).await.expect(401);
    scene.shopwire.bearer("write_orders").await.post("/einvoice_ranges", range).await.expect(201);
    scene.shopwire.bearer("read_orders").await.get("/einvoice_ranges").await.expect(200);
}

/// What time brings about.
async fn look(scene: &Scene) -> usize {
    let look = scene.shopwire.database.write(scene.shopwire.shop.get(), None, |tx| issue_due(tx, 100));
    look.await.unwrap()
}

#[tokio::test]
async fn what_waits_for_a_number_is_issued_when_there_is_one() {
    let scene = Scene::new().await;
    let mut orders = Vec::new();
    for _ in 0..3 {
        let order = scene.sold(500, details(InvoiceType::Default)).await;
        let waiting = scene.change(order, |order| order.note = Some("付款".into())).await;
        assert_eq!((&waiting["invoice_status"], &waiting["invoice_no"]), (&Value::Null, &Value::Null));
        orders.push(order);
    }
    assert_eq!(look(&scene).await, 0);
    scene.change(orders[1], |order| order.statuses.order_status = crate::orders::OrderStatus::Cancelled).await;
    scene.allot("AB", 7, 1).await;
    assert_eq!((look(&scene).await, look(&scene).await), (1, 0));
    let number = scene.vendor.get("/v1/einvoices/get_einvoice?invoice_no=ab-00000007").await.expect(200);
    assert_eq!((&number["order_id"], &number["invoice_status"]), (&json!(orders[0]), &json!("issue")));
    // Numbers of the next two months are no help now.
    let next = Period::of(scene.shopwire.clock.now()).next().to_string();
    let later = json!({ "period": next, "prefix": "AB", "from": "00000000", "to": "00000009" });
    scene.vendor.post("/einvoice_ranges", later).await.expect(201);
    assert_eq!(look(&scene).await, 0);
    crate::stories::pass_days(&scene.shopwire, 62);
    assert_eq!((look(&scene).await, look(&scene).await), (1, 0));
    let issued = scene.vendor.get("/v1/einvoices/get_einvoice?invoice_no=AB00000000").await.expect(200);
    assert_eq!(issued["order_id"], orders[2]);
}
