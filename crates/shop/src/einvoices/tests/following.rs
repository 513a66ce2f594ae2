//! What an order's way means for its invoice.

use serde_json::{Value, json};
use wire::{Money, Timestamp};

use super::{Scene, details, for_company};
use crate::einvoices::InvoiceType;
use crate::orders::ledger::OrderReturn;
use crate::orders::{FinancialStatus, FulfillmentStatus, LineItem, Order, OrderStatus, ReturnHistory, ReturnStatus};
use crate::products::TaxType;
use crate::stories::pass_days;

fn refund(order: &mut Order, amount: i64) {
    order.return_histories.push(ReturnHistory {
        body: "退款".into(),
        price: Money::from(amount),
        refunded_at: Timestamp::default(),
    });
    order.statuses.financial_status =
        if order.amount_kept().is_zero() { FinancialStatus::Refunded } else { FinancialStatus::PartialRefunded };
}

/// An order that nothing has happened to yet.
async fn placed(scene: &Scene, price: i64) -> i64 {
    let order = scene.sold(price, details(InvoiceType::Default)).await;
    scene.change(order, |order| order.statuses.financial_status = FinancialStatus::Cod).await;
    order
}

#[tokio::test]
async fn it_is_issued_when_money_comes_or_goods_leave_whichever_is_first() {
    let scene = Scene::with_numbers(50).await;
    let paid = scene.sold(1_000, details(InvoiceType::Default)).await;
    let issued = scene.change(paid, |order| order.note = Some("已付款".into())).await;
    assert_eq!(issued["invoice_no"], "AB10000000");
    let shipped = scene.change(paid, |order| order.statuses.fulfillment_status = FulfillmentStatus::Fulfilled).await;
    assert_eq!(shipped, issued, "once");
    let told = scene.shopwire.changes().await;
    assert_eq!(scene.invoice(&issued).await, issued);
    assert!(told.iter().all(|change| !change.event.contains("invoice")), "there is no event of its own");

    let free = scene.sold(0, details(InvoiceType::Default)).await;
    assert_eq!(scene.change(free, |order| order.note = Some("贈品".into())).await["invoice_status"], Value::Null);
    let paper = scene.sold(10, details(InvoiceType::PaperInvoice)).await;
    assert_eq!(scene.change(paper, |order| order.note = Some("紙本".into())).await["invoice_status"], Value::Null);
}

#[tokio::test]
async fn an_order_that_is_cancelled_in_time_has_a_void_invoice() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    let issued = scene.issue(order).await;
    let ended = scene.change(order, |order| order.statuses.order_status = OrderStatus::Cancelled).await;
    assert_eq!((&ended["invoice_status"], &ended["invoice_no"]), (&json!("issue_invalid"), &issued["invoice_no"]));
    let refunded = scene.change(order, |order| refund(order, 1_000)).await;
    assert_eq!(refunded, ended);
}

#[tokio::test]
async fn a_sale_that_is_on_again_has_another_invoice() {
    let scene = Scene::with_numbers(50).await;
    let order = placed(&scene, 500).await;
    let sent = |order: &mut Order| order.statuses.fulfillment_status = FulfillmentStatus::Fulfilled;
    assert_eq!(scene.change(order, sent).await["invoice_no"], "AB10000000");
    let back = scene.change(order, |order| order.statuses.fulfillment_status = FulfillmentStatus::Expired).await;
    assert_eq!(back["invoice_status"], "issue_invalid");
    let again = scene.change(order, sent).await;
    assert_eq!((&again["invoice_status"], &again["invoice_no"]), (&json!("issue"), &json!("AB10000001")));
}

#[tokio::test]
async fn refunds_are_allowed_for_until_nothing_is_left() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, for_company()).await;
    scene.put(order, json!({ "invoice_type": "company", "invoice_status": "issue" })).await;
    let part = scene.change(order, |order| refund(order, 400)).await;
    assert_eq!(
        (&part["invoice_status"], &part["allowances"][0]["total_amount"]),
        (&json!("partial_allowance"), &json!(400.0))
    );
    assert_eq!(
        (&part["allowances"][0]["sales_amount"], &part["allowances"][0]["tax_amount"]),
        (&json!(381.0), &json!(19.0))
    );
    assert_eq!(scene.change(order, |order| order.note = Some("備註".into())).await, part, "once");
    // What was allowed for cannot be void, also in time.
    let whole = scene.change(order, |order| refund(order, 600)).await;
    assert_eq!(whole["invoice_status"], "allowance");
    let sum = |field: &str| {
        whole["allowances"].as_array().unwrap().iter().map(|one| one[field].as_f64().unwrap()).sum::<f64>()
    };
    assert_eq!((sum("sales_amount"), sum("tax_amount"), sum("total_amount")), (952.0, 48.0, 1000.0));
}

#[tokio::test]
async fn a_refund_in_the_next_two_months_is_an_allowance() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    scene.issue(order).await;
    pass_days(&scene.shopwire, 62);
    let allowed = scene.change(order, |order| refund(order, 1_000)).await;
    assert_eq!(
        (&allowed["invoice_status"], &allowed["allowances"][0]["total_amount"]),
        (&json!("allowance"), &json!(1000.0))
    );
}

#[tokio::test]
async fn each_kind_of_tax_stands_apart_and_goes_back_apart() {
    let scene = Scene::with_numbers(50).await;
    let order = scene.sold(1_000, for_company()).await;
    let line = |tax_type_id, price| LineItem {
        tax_type_id,
        total_price_after_discounts: Money::from(price),
        quantity: 1,
        ..LineItem::default()
    };
    let lines = vec![line(TaxType::InclusiveTax, 430), line(TaxType::ZeroTax, 300), line(TaxType::ExclusiveTax, 175)];
    let issued = scene.change(order, |order| order.line_items = lines).await;
    // Shipping is taxable: 1,000 - 300 - 175 = 525.
    assert_eq!(
        issued["amounts"],
        json!({
            "sales_amount": 500.0, "zero_tax_sales_amount": 300.0, "free_tax_sales_amount": 175.0,
            "tax_amount": 25.0, "total_amount": 1000.0,
        })
    );
    let part = scene
        .change_with(order, |order, ledger| {
            let back = LineItem { return_status: Some(ReturnStatus::Returned), ..order.line_items[2].clone() };
            ledger.returns.push(OrderReturn { line_items: vec![back], ..OrderReturn::default() });
            refund(order, 175);
        })
        .await;
    assert_eq!(part["allowances"][0]["free_tax_sales_amount"], 175.0);
    assert_eq!(
        (&part["allowances"][0]["sales_amount"], &part["allowances"][0]["tax_amount"]),
        (&json!(0.0), &json!(0.0))
    );
    let whole = scene.change(order, |order| refund(order, 825)).await;
    assert_eq!((&whole["invoice_status"], &whole["allowances"][1]["tax_amount"]), (&json!("allowance"), &json!(25.0)));
}

#[tokio::test]
async fn what_was_refunded_before_it_is_issued_is_not_on_it() {
    let scene = Scene::new().await;
    let order = scene.sold(1_000, details(InvoiceType::Default)).await;
    scene.change(order, |order| refund(order, 300)).await;
    scene.allot("AB", 1, 1).await;
    let issued = scene.change(order, |order| order.note = Some("補開".into())).await;
    assert_eq!((&issued["amounts"]["total_amount"], &issued["allowances"]), (&json!(700.0), &json!([])));
    let part = scene.change(order, |order| refund(order, 200)).await;
    assert_eq!(part["allowances"][0]["total_amount"], 200.0);
}
