//! What an order's way means for its invoice.
//!
//! It is issued when money has come or goods have left, whichever is first; void when the sale is undone in the same two
//! months, allowed for when that is later or only a part. While the shop has no number left, it waits.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Tx};
use wire::Money;

use super::rules::{newest, store};
use super::tax::{Parts, dollars};
use super::types::WAITING;
use super::{Invoice, InvoiceStatus, Period, ranges};
use crate::orders::lifecycle::{Told, change};
use crate::orders::{FinancialStatus, FulfillmentStatus, Ledger, LineItem, Order, OrderStatus, ReturnStatus};
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
    pub(super) fn parts_kept(&self, ledger: &Ledger) -> Parts {
        let (sold, back) = (parts(&self.line_items), parts_returned(ledger));
        Parts {
            total: dollars(self.amount_kept()),
            zero_rated: sold.zero_rated - back.zero_rated,
            exempt: sold.exempt - back.exempt,
        }
    }
}

/// What of the goods came back.
pub(super) fn parts_returned(ledger: &Ledger) -> Parts {
    let lines = ledger.returns.iter().flat_map(|one| &one.line_items);
    parts(lines.filter(|line| line.return_status == Some(ReturnStatus::Returned)))
}

fn parts<'a>(lines: impl IntoIterator<Item = &'a LineItem>) -> Parts {
    let (mut total, mut zero_rated, mut exempt) = (Money::ZERO, Money::ZERO, Money::ZERO);
    for line in lines {
        total += line.total_price_after_discounts;
        match line.tax_type_id {
            TaxType::InclusiveTax => {}
            TaxType::ZeroTax => zero_rated += line.total_price_after_discounts,
            TaxType::ExclusiveTax => exempt += line.total_price_after_discounts,
        }
    }
    Parts { total: dollars(total), zero_rated: dollars(zero_rated), exempt: dollars(exempt) }
}

/// Does an invoice's part of a change of its order, before that is stored.
pub(crate) fn follow(tx: &mut Tx<'_>, order: &mut Order, ledger: &Ledger, before: Option<&Order>) -> Answer<()> {
    let id = order.id;
    let Some(details) = &mut order.einvoice else { return Ok(()) };
    details.order_id = id;
    let (status, kind) = (details.invoice_status, details.invoice_type);
    if !kind.is_electronic() {
        return Ok(());
    }
    let (sale, sale_before) = (Sale::of(order), before.map(Sale::of));
    match (status, sale) {
        (None, Sale::Made) => issue(tx, order, ledger),
        (None, Sale::Undone) => stop_waiting(tx, order),
        (Some(InvoiceStatus::Issue | InvoiceStatus::PartialAllowance), Sale::Undone) => undo(tx, order),
        (Some(InvoiceStatus::Issue | InvoiceStatus::PartialAllowance), Sale::Made) => allow_refunds(tx, order, ledger),
        // Only where it was undone and is on again: the invoice before it stays void.
        (Some(InvoiceStatus::IssueInvalid | InvoiceStatus::Allowance), Sale::Made)
            if sale_before == Some(Sale::Undone) =>
        {
            issue(tx, order, ledger)
        }
        _ => Ok(()),
    }
}

fn issue(tx: &mut Tx<'_>, order: &mut Order, ledger: &Ledger) -> Answer<()> {
    if order.parts_kept(ledger).total <= 0 {
        return Ok(());
    }
    let record = newest(tx, order.id)?;
    if record.as_ref().is_some_and(|record| record.by_hand) {
        return Ok(());
    }
    let record = record.filter(|record| !record.is_over());
    let mut invoice = Invoice::new(order);
    invoice.shown.id = record.as_ref().and_then(|record| record.shown.id);
    invoice.waiting = !invoice.issue(tx, order, ledger)?;
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

fn allow_refunds(tx: &mut Tx<'_>, order: &mut Order, ledger: &Ledger) -> Answer<()> {
    if order.return_histories.is_empty() {
        return Ok(());
    }
    let Some(record) = newest(tx, order.id)?.filter(|record| record.is_of_shop()) else { return Ok(()) };
    let part = record.part_refunded(order, ledger);
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
        // Whatever changes an order, its invoice follows.
        let is_issued = match change(tx, invoice.shown.order_id, |_, _, _| Ok(((), Told::Plain))) {
            Ok((order, ())) => order.einvoice.as_ref().is_some_and(|einvoice| einvoice.invoice_status.is_some()),
            Err(Error::NotFound) => false,
            Err(error) => return Err(error),
        };
        if !is_issued {
            // There is nothing to issue it for any more.
            invoice.waiting = false;
            tx.save(&mut invoice)?;
        }
    }
    Ok(looked_at)
}
