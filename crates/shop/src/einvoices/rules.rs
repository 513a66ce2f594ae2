//! Finding invoices, and what happens to one: issued, void, allowed for.

use api::Answer;
use storage::{Filter, Order as Sorting, Query, Reading, Record, Tx};
use wire::{Id, Timestamp};

use super::follow::parts_returned;
use super::tax::{Parts, Split, dollars};
use super::types::{INVOICE_NO, ORDER_ID, PERIOD};
use super::{Invoice, InvoiceStatus, Period, ranges};
use crate::orders::{Ledger, Order};

/// The newest of an order: the one that it shows.
pub(super) fn newest(from: &impl Reading, order: Id<Order>) -> Answer<Option<Record<Invoice>>> {
    let query = Query::all().filter(Filter::equals(ORDER_ID, order)).order(Sorting::NewestFirst);
    Ok(from.find_one(query)?)
}

/// The newest with a number: the same letters come again after some years.
pub(super) fn numbered(from: &impl Reading, number: &str) -> Answer<Option<Record<Invoice>>> {
    let query = Query::all().filter(Filter::equals(INVOICE_NO, number)).order(Sorting::NewestFirst);
    Ok(from.find_one(query)?)
}

pub(super) fn with_number(from: &impl Reading, number: &str, period: Period) -> Answer<Option<Record<Invoice>>> {
    let query = Query::all().filter(Filter::equals(INVOICE_NO, number));
    Ok(from.find_one(query.filter(Filter::equals(PERIOD, period.to_string())))?)
}

/// Stores what became of an invoice, and shows it on its order.
pub(super) fn store(
    tx: &mut Tx<'_>,
    order: &mut Order,
    record: Option<Record<Invoice>>,
    invoice: Invoice,
) -> Answer<()> {
    let stored = match record {
        Some(mut record) => {
            *record = invoice;
            tx.save(&mut record)?;
            record
        }
        None => tx.insert(invoice)?,
    };
    order.einvoice = Some(stored.into_value().shown);
    Ok(())
}

impl Invoice {
    /// One that is not issued, for an order and with its details.
    pub(super) fn new(order: &Order) -> Self {
        let mut shown = order.einvoice.clone().unwrap_or_default();
        shown.forget_issue();
        shown.tidy();
        (shown.id, shown.order_id) = (None, order.id);
        Self { shown, ..Self::default() }
    }

    /// Void or allowed for as a whole: nothing happens to it any more.
    pub(super) fn is_over(&self) -> bool {
        matches!(self.shown.invoice_status, Some(InvoiceStatus::IssueInvalid | InvoiceStatus::Allowance))
    }

    /// Issued with one of the shop's numbers.
    pub(super) fn is_of_shop(&self) -> bool {
        self.shown.invoice_status.is_some() && !self.by_hand
    }

    /// Issues it with the shop's next number, if there is one. Answers whether there was.
    pub(super) fn issue(&mut self, tx: &mut Tx<'_>, order: &Order, ledger: &Ledger) -> Answer<bool> {
        let (now, period) = (tx.now(), Period::of(tx.now()));
        let Some(number) = ranges::draw(tx, period)? else { return Ok(false) };
        self.refunded_before = order.refunded();
        self.split = Split::of(order.parts_kept(ledger));
        self.period = Some(period);
        (self.waiting, self.by_hand) = (false, false);
        self.shown.invoice_no = Some(number);
        self.shown.random_num = Some(format!("{:04}", tx.random().next_u64() % 10_000));
        self.shown.invoice_status = Some(InvoiceStatus::Issue);
        self.shown.invoice_at = Some(now);
        self.shown.amounts = Some(self.split.amounts(self.shown.is_for_company()));
        Ok(true)
    }

    /// Whether it may still be void: in its own two months, and while nothing of it was allowed for.
    pub(super) fn may_be_void(&self, now: Timestamp) -> bool {
        self.shown.allowances.is_empty() && self.period == Some(Period::of(now))
    }

    pub(super) fn void(&mut self, now: Timestamp) {
        self.shown.invoice_status = Some(InvoiceStatus::IssueInvalid);
        self.shown.invalid_at = Some(now);
    }

    /// What is not allowed for yet.
    pub(super) fn left(&self) -> Split {
        self.shown.allowances.iter().fold(self.split, |left, allowance| left.minus(Split::from(allowance)))
    }

    /// Gives back a part of it, or all that is left.
    pub(super) fn allow(&mut self, part: Split, now: Timestamp) {
        self.shown.allowances.push(part.allowance(now));
        let whole = self.left() == Split::default();
        let status = if whole { InvoiceStatus::Allowance } else { InvoiceStatus::PartialAllowance };
        self.shown.invoice_status = Some(status);
        self.shown.invalid_at = Some(now);
    }

    /// What is to be allowed for by now, given what the order has refunded; nothing where it is done already.
    pub(super) fn part_refunded(&self, order: &Order, ledger: &Ledger) -> Split {
        let (given, left) = (self.split.minus(self.left()), self.left());
        let refunded = dollars(order.refunded() - self.refunded_before);
        let returned = parts_returned(ledger);
        left.part(Parts {
            total: refunded - given.total(),
            zero_rated: returned.zero_rated - given.zero_rated,
            exempt: returned.exempt - given.exempt,
        })
    }
}
