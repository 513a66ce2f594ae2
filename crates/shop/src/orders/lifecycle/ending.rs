//! How an order ends, and how it opens again.

use api::Answer;
use storage::{Reading, Tx};
use wire::Timestamp;

use super::payment::owe;
use super::{Told, goods, impossible, loyalty};
use crate::coupons::rules::give_back as give_back_coupon;
use crate::orders::ledger::Ledger;
use crate::orders::{CancelReason, FinancialStatus, FulfillmentStatus, Order, OrderStatus};

pub(super) fn cancel(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger, reason: CancelReason) -> Answer<Told> {
    use FulfillmentStatus::{Arrived, Fulfilled, Partial, Preparing, Received, Unshipped};
    if order.statuses.order_status == OrderStatus::Cancelled {
        return Ok(Told::Plain);
    }
    order.must_be_open("取消")?;
    let status = order.statuses.fulfillment_status;
    if matches!(status, Fulfilled | Partial | Arrived | Received) {
        return Err(impossible("訂單已出貨，不能取消；請以退貨處理"));
    }
    let left = |line: &_| {
        let line: &crate::orders::LineItem = line;
        (line.product_variant_id, line.quantity - goods::returned(ledger, line.id))
    };
    let back: Vec<_> = order.line_items.iter().map(left).collect();
    goods::restock(tx, back)?;
    give_back(tx, order, ledger)?;
    owe(order, ledger, None);
    if matches!(status, Unshipped | Preparing) {
        order.statuses.fulfillment_status = FulfillmentStatus::Cancel;
    }
    order.statuses.order_status = OrderStatus::Cancelled;
    order.timings.cancelled_at = Some(tx.now());
    order.customer_cancel_reason_detail = Some(reason);
    Ok(Told::Event("orders/cancelled"))
}

/// Points and coupons that the order has used are its customer's again.
pub(super) fn give_back(tx: &mut Tx<'_>, order: &Order, ledger: &mut Ledger) -> Answer<()> {
    let customer = order.customer.as_ref().map(|customer| customer.id);
    for coupon in std::mem::take(&mut ledger.coupons) {
        give_back_coupon(tx, coupon, customer)?;
    }
    loyalty::give_back(tx, order, std::mem::take(&mut ledger.points))
}

pub(super) fn close(order: &mut Order, now: Timestamp) -> Answer<Told> {
    use FulfillmentStatus::{Fulfilled, NoNeed, Received, Returned};
    if order.statuses.order_status == OrderStatus::Closed {
        return Ok(Told::Plain);
    }
    order.must_be_open("結案")?;
    match order.statuses.financial_status {
        FinancialStatus::Paid
        | FinancialStatus::Refunded
        | FinancialStatus::PartialRefunded
        | FinancialStatus::NoRefunded => {}
        status if status.is_unpaid() => return Err(impossible("訂單尚未付款，不能結案")),
        _ => return Err(impossible("訂單退款尚未完成，不能結案")),
    }
    if !matches!(order.statuses.fulfillment_status, Fulfilled | Received | Returned | NoNeed) {
        return Err(impossible("訂單商品尚未送達，不能結案"));
    }
    if order.line_items.iter().any(crate::orders::LineItem::is_coming_back) {
        return Err(impossible("訂單退貨尚未完成，不能結案"));
    }
    order.statuses.order_status = OrderStatus::Closed;
    order.timings.closed_at = Some(now);
    Ok(Told::Event("orders/closed"))
}

pub(super) fn reopen(order: &mut Order) -> Answer<Told> {
    match order.statuses.order_status {
        OrderStatus::Open => return Ok(Told::Plain),
        OrderStatus::Cancelled => return Err(impossible("訂單已取消，不能重新開啟")),
        OrderStatus::Closed => {}
    }
    order.statuses.order_status = OrderStatus::Open;
    order.timings.closed_at = None;
    Ok(Told::Event("orders/opened"))
}
