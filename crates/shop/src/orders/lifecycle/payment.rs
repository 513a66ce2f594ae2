//! Money that comes and money that goes back.

use api::{Answer, Error};
use storage::{Reading, Tx};
use wire::{Money, token};

use super::{Told, impossible};
use crate::orders::FinancialStatus::{
    self, Abandoned, Cod, Failed, NoRefunded, Paid, PartialRefunded, Pending, PendingPartialRefund, PendingRefund,
    Processing, RefundFailed, Refunded, Refunding, Remitted,
};
use crate::orders::ledger::{Ledger, Movement};
use crate::orders::{Order, ReturnHistory};

/// How the money came.
#[derive(Debug, Clone, Default)]
pub struct Payment {
    /// As the list of payments shows it; the order's own way where nothing is said.
    pub paid_type: Option<String>,
    pub card4no: Option<String>,
}

impl Payment {
    /// Somebody of the shop says so.
    pub fn manual() -> Self {
        Self { paid_type: Some("手動".to_owned()), card4no: None }
    }
}

impl FinancialStatus {
    /// Whether money is still to come.
    pub fn is_unpaid(self) -> bool {
        matches!(self, Pending | Remitted | Failed | Cod | Abandoned | Processing)
    }

    /// Whether goods may leave: they are paid, or will be when they are handed over.
    pub(super) fn lets_goods_go(self) -> bool {
        matches!(self, Paid | Cod | NoRefunded | PendingPartialRefund | PartialRefunded)
    }

    /// Whether money is to go back and has not yet.
    pub fn awaits_refund(self) -> bool {
        matches!(self, PendingRefund | PendingPartialRefund | Refunding | RefundFailed)
    }
}

pub(super) fn pay(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger, payment: Payment) -> Answer<Told> {
    match order.statuses.financial_status {
        Paid | PartialRefunded | PendingPartialRefund | NoRefunded => return Ok(Told::Plain),
        status if status.is_unpaid() => order.must_be_open("付款")?,
        _ => return Err(impossible("訂單已退款或待退款，不能付款")),
    }
    let by_hand = payment.paid_type.is_some();
    let paid_type = payment.paid_type.unwrap_or_else(|| order.payment_name.clone());
    ledger.book(tx, order.prices.total_price, Movement::Capture, &paid_type)?;
    if !by_hand {
        order.transaction_number = Some(token(tx.random(), 10));
        order.card4no = payment.card4no;
    }
    order.statuses.financial_status = Paid;
    Ok(Told::Event("orders/paid"))
}

pub(super) fn remit(order: &mut Order) -> Answer<Told> {
    match order.statuses.financial_status {
        Remitted | Paid => return Ok(Told::Plain),
        Pending | Failed => order.must_be_open("回報匯款")?,
        _ => return Err(impossible("訂單不在等待付款，不能回報匯款")),
    }
    order.statuses.financial_status = Remitted;
    Ok(Told::Plain)
}

pub(super) fn fail(order: &mut Order) -> Answer<Told> {
    match order.statuses.financial_status {
        Failed => return Ok(Told::Plain),
        Pending | Remitted | Processing => order.must_be_open("改為付款失敗")?,
        _ => return Err(impossible("訂單不在等待付款，不能改為付款失敗")),
    }
    order.statuses.financial_status = Failed;
    Ok(Told::Plain)
}

/// Something is to be paid back: all that is kept, or so much of it.
pub(super) fn owe(order: &mut Order, ledger: &mut Ledger, amount: Option<Money>) {
    let status = &order.statuses.financial_status;
    if !matches!(status, Paid | PartialRefunded | PendingPartialRefund | PendingRefund | NoRefunded) {
        return;
    }
    let kept = order.amount_kept();
    ledger.refund_due = amount.map_or(kept, |amount| (ledger.refund_due + amount).min(kept));
    order.statuses.financial_status = match (ledger.refund_due, *status) {
        // Nothing was paid, so nothing is paid back.
        (due, Paid) if due.is_zero() => NoRefunded,
        (due, status) if due.is_zero() => status,
        (due, _) if due == kept => PendingRefund,
        _ => PendingPartialRefund,
    };
}

pub(super) fn refund(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger, amount: Option<Money>) -> Answer<Told> {
    match order.statuses.financial_status {
        status if status.awaits_refund() => {}
        Refunded | PartialRefunded if amount.is_none() => return Ok(Told::Plain),
        _ => return Err(impossible("訂單沒有待退的款項")),
    }
    let due = ledger.refund_due;
    let amount = amount.unwrap_or(due);
    if amount <= Money::ZERO || amount > due {
        return Err(Error::invalid(format!("退款金額 (amount) 必須大於 0，且不超過待退金額 {due}")));
    }
    ledger.book(tx, amount, Movement::Refund, &order.payment_name)?;
    // Whoever pays back less than was due has settled it so.
    ledger.refund_due = Money::ZERO;
    let now = tx.now();
    order
        .return_histories
        .push(ReturnHistory { body: format!("退款 {amount} 元"), price: amount, refunded_at: now });
    order.timings.refund_at = Some(now);
    let (status, event) = if order.amount_kept().is_zero() {
        (Refunded, "orders/refunded")
    } else {
        (PartialRefunded, "orders/partial_refunded")
    };
    order.statuses.financial_status = status;
    Ok(Told::Event(event))
}
