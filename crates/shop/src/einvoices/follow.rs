//! What an order's way means for its invoice.
//!
//! It is issued when money has come or goods have left, whichever is first; void when the sale is undone in the same two
//! months, allowed for when that is later or only a part. While the shop has no number left, it waits.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Tx};
use wire::Money;

use super::rules::{change, newest, store};
use super::tax::{Parts, dollars};
use super::types::WAITING;
use super::{Invoice, InvoiceStatus, Period, ranges};
use crate::orders::{FinancialStatus, FulfillmentStatus, LineItem, Order, OrderStatus, ReturnStatus};
use crate::products::TaxType;

/// Where the sale stands, as far as an invoice is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sale {
    /// Neither money nor goods have moved.
    Ahead,
    Made,
    Undone,
}

impl Sale {
    pub fn of(order: &Order) -> Self {
        let statuses = &order.statuses;
        let (money, goods) = (statuses.financial_status, statuses.fulfillment_status);
        let paid = is_paid(money);
        let cancelled = statuses.order_status == OrderStatus::Cancelled && money != FinancialStatus::NoRefunded;
        let refunded = money == FinancialStatus::Refunded || (paid && order.amount_kept().is_zero());
        let came_back = matches!(goods, FulfillmentStatus::Expired | FulfillmentStatus::Returned) && !paid;
        if cancelled || refunded || came_back {
            Self::Undone
        } else if paid || has_left(goods) {
            Self::Made
        } else {
            Self::Ahead
        }
    }
}

fn is_paid(status: FinancialStatus) -> bool {
    use FinancialStatus::{
        NoRefunded, Paid, PartialRefunded, PendingPartialRefund, PendingRefund, RefundFailed, Refunding,
    };
    matches!(
        status,
        Paid | NoRefunded | PendingRefund | PendingPartialRefund | PartialRefunded | Refunding | RefundFailed
    )
}

fn has_left(status: FulfillmentStatus) -> bool {
    use FulfillmentStatus::{Arrived, Fulfilled, Partial, Problem, Received};
    matches!(status, Fulfilled | Partial | Arrived | Received | Problem)
}

impl Order {
    /// What was given back.
    pub(super) fn refunded(&self) -> Money {
        self.return_histories.iter().map(|refund| refund.price).sum()
    }

    /// What an invoice that is issued now is about.
    pub(super) fn parts_kept(&self) -> Parts {
        self.parts(self.amount_kept(), |line| line.return_status != Some(ReturnStatus::Returned))
    }

    /// What of the goods came back.
    pub(super) fn parts_returned(&self) -> Parts {
        self.parts(self.refunded(), |line| line.return_status == Some(ReturnStatus::Returned))
    }

    fn parts(&self, total: Money, which: impl Fn(&LineItem) -> bool) -> Parts {
        let of = |tax_type| {
            let lines = self.line_items.iter().filter(|line| line.tax_type_id == tax_type && which(line));
            dollars(lines.map(|line| line.total_price_after_discounts).sum())
        };
        Parts { total: dollars(total), zero_rated: of(TaxType::ZeroTax), exempt: of(TaxType::ExclusiveTax) }
    }
}

/// Does an invoice's part of a change of its order, before that is stored.
pub(crate) fn follow(tx: &mut Tx<'_>, order: &mut Order, before: Option<&Order>) -> Answer<()> {
    let id = order.id;
    let Some(details) = &mut order.einvoice else { return Ok(()) };
    details.order_id = id;
    let (status, kind) = (details.invoice_status, details.invoice_type);
    if !kind.is_electronic() {
        return Ok(());
    }
    let (sale, sale_before) = (Sale::of(order), before.map(Sale::of));
    match (status, sale) {
        (None, Sale::Made) => issue(tx, order),
        (None, Sale::Undone) => stop_waiting(tx, order),
        (Some(InvoiceStatus::Issue | InvoiceStatus::PartialAllowance), Sale::Undone) => undo(tx, order),
        (Some(InvoiceStatus::Issue | InvoiceStatus::PartialAllowance), Sale::Made) => allow_refunds(tx, order),
        // Only where it was undone and is on again: the invoice before it stays void.
        (Some(InvoiceStatus::IssueInvalid | InvoiceStatus::Allowance), Sale::Made)
            if sale_before == Some(Sale::Undone) =>
        {
            issue(tx, order)
        }
        _ => Ok(()),
    }
}

fn issue(tx: &mut Tx<'_>, order: &mut Order) -> Answer<()> {
    if order.parts_kept().total <= 0 {
        return Ok(());
    }
    let record = newest(tx, order.id)?;
    if record.as_ref().is_some_and(|record| record.by_hand) {
        return Ok(());
    }
    let record = record.filter(|record| !record.is_over());
    let mut invoice = Invoice::new(order);
    invoice.shown.id = record.as_ref().and_then(|record| record.shown.id);
    invoice.waiting = !invoice.issue(tx, order)?;
    store(tx, order, record, invoice)
}

fn stop_waiting(tx: &mut Tx<'_>, order: &Order) -> Answer<()> {
    if let Some(mut record) = newest(tx, order.id)?.filter(|record| record.waiting) {
        record.waiting = false;
        tx.save(&mut record)?;
    }
    Ok(())
}

fn undo(tx: &mut Tx<'_>, order: &mut Order) -> Answer<()> {
    let Some(record) = newest(tx, order.id)?.filter(|record| record.is_of_shop()) else { return Ok(()) };
    let mut invoice = Invoice::clone(&record);
    if invoice.may_be_void(tx.now()) {
        invoice.void(tx.now());
    } else {
        invoice.allow(invoice.left(), tx.now());
    }
    store(tx, order, Some(record), invoice)
}

fn allow_refunds(tx: &mut Tx<'_>, order: &mut Order) -> Answer<()> {
    if order.return_histories.is_empty() {
        return Ok(());
    }
    let Some(record) = newest(tx, order.id)?.filter(|record| record.is_of_shop()) else { return Ok(()) };
    let part = record.part_refunded(order);
    if part.total() == 0 {
        return Ok(());
    }
    let mut invoice = Invoice::clone(&record);
    invoice.allow(part, tx.now());
    store(tx, order, Some(record), invoice)
}

/// Issues what waits for a number, at most so many; answers how many were looked at.
pub(crate) fn issue_due(tx: &mut Tx<'_>, at_most: u64) -> Answer<usize> {
    let period = Period::of(tx.now());
    let waiting = Query::all().filter(Filter::equals(WAITING, true)).limit(at_most);
    let mut looked_at = 0;
    for mut invoice in tx.find::<Invoice>(&waiting)? {
        if !ranges::is_any_left(tx, period)? {
            break;
        }
        looked_at += 1;
        let issued = change(tx, invoice.shown.order_id, |tx, order| {
            follow(tx, order, None)?;
            Ok(order.einvoice.as_ref().is_some_and(|einvoice| einvoice.invoice_status.is_some()))
        });
        match issued {
            Ok(true) => {}
            // There is nothing to issue it for any more.
            Ok(false) | Err(Error::NotFound) => {
                invoice.waiting = false;
                tx.save(&mut invoice)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(looked_at)
}
