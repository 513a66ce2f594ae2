//! Stories about spending, through the HTTP surface.

use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::Money;

use super::Purchase;
use super::operations::SpendingOverview;
use crate::orders::{FinancialStatus, Order, OrderStatus, ReturnHistory};
use crate::stories::{customer, keep, paid_order};

async fn january(vendor: &Client, customer: i64) -> Value {
    let path = format!("/v1/customers/{customer}/spending_overview?start_date=2026-01-01&end_date=2026-01-31");
    vendor.get(&path).await.expect(200)
}

#[tokio::test]
async fn spending_counts_other_channels_within_the_days_given() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    let base = format!("/v1/customers/{customer}/other_valid_orders");
    for (day, price) in
        [("2025-12-31 23:59:59", 1000.0), ("2026-01-01", 100.1), ("2026-01-31 23:59:59", 100.2), ("2026-02-01", 1000.0)]
    {
        vendor.post(&base, json!({ "price": price, "valid_at": day })).await.expect(201);
    }
    let overview = january(&vendor, customer).await;
    assert_eq!(
        overview.to_string(),
        json!({
            "paid_and_valid_total_spent": 200.3, "paid_and_valid_orders_count": 2, "paid_and_valid_average_spent": 100,
        })
        .to_string()
    );
}

#[tokio::test]
async fn spending_counts_paid_orders_without_what_was_refunded() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    let order = || paid_order(customer, "2026-01-15 12:00:00", "茶", 300);
    let with = |change: fn(&mut Order)| {
        let mut order = order();
        change(&mut order);
        order
    };
    keep(&shopwire, order()).await;
    keep(&shopwire, paid_order(customer + 1, "2026-01-15 12:00:00", "茶", 300)).await;
    keep(&shopwire, with(|order| order.statuses.order_status = OrderStatus::Cancelled)).await;
    keep(&shopwire, with(|order| order.statuses.financial_status = FinancialStatus::Pending)).await;
    keep(&shopwire, with(|order| order.statuses.financial_status = FinancialStatus::Refunded)).await;
    let partly = with(|order| {
        order.statuses.financial_status = FinancialStatus::PartialRefunded;
        order.return_histories = vec![ReturnHistory { price: Money::from(99), ..ReturnHistory::default() }];
    });
    keep(&shopwire, partly).await;
    let overview = january(&vendor, customer).await;
    assert_eq!(overview["paid_and_valid_total_spent"].to_string(), "501.0");
    assert_eq!(overview["paid_and_valid_orders_count"], 2);
    assert_eq!(overview["paid_and_valid_average_spent"], 251);
}

#[tokio::test]
async fn an_invalidated_order_counts_no_more() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    let base = format!("/v1/customers/{customer}/other_valid_orders");
    let id = vendor.post(&base, json!({ "price": 500, "valid_at": "2026-01-15" })).await.id();
    assert_eq!(january(&vendor, customer).await["paid_and_valid_orders_count"], 1);
    vendor.post(&format!("{base}/{id}/invalid"), json!({})).await.expect(201);
    assert_eq!(
        january(&vendor, customer).await,
        json!({
            "paid_and_valid_total_spent": 0.0, "paid_and_valid_orders_count": 0, "paid_and_valid_average_spent": 0,
        })
    );
}

#[tokio::test]
async fn spending_needs_both_days_in_order() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/customers/{}/spending_overview", customer(&vendor, "").await);
    let refused = vendor.get(&path).await.expect(422);
    assert_eq!(refused, json!({ "error": ["起始日期 (start_date) 不能為空白", "結束日期 (end_date) 不能為空白"] }));
    let refused = vendor.get(&format!("{path}?start_date=2026-02-01&end_date=2026-01-01")).await.expect(422);
    assert_eq!(refused, json!({ "error": ["結束日期 (end_date) 不能早於起始日期 (start_date)"] }));
    vendor.get("/v1/customers/999999/spending_overview?start_date=2026-01-01&end_date=2026-01-01").await.expect(404);
}

#[test]
fn the_average_is_rounded_to_the_nearest_integer() {
    let purchase = |amount: &str| Purchase {
        at: wire::Timestamp::default(),
        recorded_at: wire::Timestamp::default(),
        amount: amount.parse().unwrap(),
        is_order: true,
    };
    for (amounts, average) in [(vec![], 0), (vec!["1", "2"], 2), (vec!["1", "1", "2"], 1), (vec!["0.5"], 1)] {
        let purchases: Vec<_> = amounts.iter().map(|amount| purchase(amount)).collect();
        let overview = serde_json::to_value(SpendingOverview::of(&purchases)).unwrap();
        assert_eq!(overview["paid_and_valid_average_spent"], average, "{amounts:?}");
    }
}
