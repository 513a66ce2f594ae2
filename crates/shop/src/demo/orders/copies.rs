//! As many orders as somebody wants to try a shop with: finished documents, made after the year that the shop began
//! with. Other people buy the same things at other times, so that all sums are real.

use api::Answer;
use storage::{Query, Reading, Tx};
use wire::{Id, SeededRandom, Timestamp, token};

use super::{HOUR, MINUTE, ORDERS, SEED};
use crate::checkout::next_number;
use crate::customers::Customer;
use crate::customers::demo::dice::Dice;
use crate::orders::{Buyer, Einvoice, Ledger, LineItem, Order};

/// A copy is older than what it is a copy of, at most by so much: it may then stand where that stands.
const OLDER: i64 = 72 * HOUR;

/// The orders that copies are made of, with their ledgers.
pub(crate) fn templates(from: &impl Reading) -> Answer<Vec<(Order, Ledger)>> {
    let mut templates = Vec::new();
    for order in from.find::<Order>(&Query::all().limit(ORDERS))? {
        let order = order.into_value();
        if let Some(ledger) = Ledger::of(from, order.id)? {
            templates.push((order, ledger.into_value()));
        }
    }
    Ok(templates)
}

/// Adds the orders of these numbers, by so many customers. Nobody is told, and no stock is moved.
pub(crate) fn add_copies(
    tx: &mut Tx<'_>,
    templates: &[(Order, Ledger)],
    numbers: std::ops::Range<u64>,
    customers: u64,
) -> Answer<()> {
    for number in numbers {
        let mut dice = Dice::new(number ^ SEED);
        let Some((order, ledger)) =
            usize::try_from(dice.below(templates.len().max(1) as u64)).ok().and_then(|place| templates.get(place))
        else {
            return Ok(());
        };
        let back = dice.between(MINUTE, OLDER);
        let mut order = order.clone();
        let mut ledger = ledger.clone();
        shift(&mut order, &mut ledger, -back);
        if order.customer.is_some()
            && let Some(other) = tx.get::<Customer>(Id::new(dice.between(1, customers.cast_signed().max(1))))?
        {
            buy_as(&mut order, other.into_value());
        }
        identify(tx, &mut order, &mut ledger, number)?;
        let order = tx.insert_quietly(order)?;
        tx.insert_quietly(Ledger { order_id: order.id, ..ledger })?;
    }
    Ok(())
}

/// Everything happens so much later.
fn shift(order: &mut Order, ledger: &mut Ledger, by: i64) {
    let later = |at: &mut Timestamp| *at = at.plus_millis(by);
    let timings = &mut order.timings;
    for at in [
        &mut timings.request_return_at,
        &mut timings.return_at,
        &mut timings.refund_at,
        &mut timings.closed_at,
        &mut timings.cancelled_at,
        &mut timings.expired_at,
        &mut timings.confirmed_at,
    ] {
        at.iter_mut().for_each(later);
    }
    later(&mut order.created_at);
    later(&mut order.updated_at);
    order.delivery_date = None;
    order.return_histories.iter_mut().for_each(|refund| later(&mut refund.refunded_at));
    for fulfillment in &mut order.fulfillments {
        [&mut fulfillment.fulfilled_at, &mut fulfillment.received_at].into_iter().flatten().for_each(later);
    }
    ledger.returns.iter_mut().for_each(|one| later(&mut one.created_at));
    each_line(order, ledger, |line| later(&mut line.created_at));
}

/// The order's lines, and those of its parcels and returns.
fn each_line(order: &mut Order, ledger: &mut Ledger, mut change: impl FnMut(&mut LineItem)) {
    let sent = order.fulfillments.iter_mut().flat_map(|fulfillment| &mut fulfillment.line_items);
    let back = ledger.returns.iter_mut().flat_map(|one| &mut one.line_items);
    order.line_items.iter_mut().chain(sent).chain(back).for_each(&mut change);
}

fn buy_as(order: &mut Order, customer: Customer) {
    order.buyer = Buyer { email: customer.email.clone(), mobile: customer.mobile.clone() };
    order.receiver.name.clone_from(&customer.name);
    if let Some(phone) = &customer.mobile {
        order.receiver.phone.clone_from(phone);
    }
    if let Some(address) = customer.address.as_ref().filter(|_| order.receiver.address.is_some()) {
        order.receiver.address = Some(address.address.clone());
        order.receiver.detail_address = address.detail_address.clone();
    }
    order.customer = Some(Box::new(customer));
}

/// Gives it and what it consists of names of their own. What is there once is not there twice: an invoice, points that
/// it used and earned, a customer's coupon.
fn identify(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger, number: u64) -> Answer<()> {
    let first = order.line_items.first().map_or(0, |line| line.id.get());
    let mut begin = 0;
    for place in 0..order.line_items.len() {
        let id = tx.next_id("order_line_items")?;
        if place == 0 {
            begin = id;
        }
    }
    // Lines of an order have ids in a row.
    each_line(order, ledger, |line| line.id = Id::new(begin + line.id.get() - first));
    for fulfillment in &mut order.fulfillments {
        fulfillment.id = Id::new(tx.next_id("fulfillments")?);
    }
    for transaction in &mut ledger.transactions {
        transaction.id = Id::new(tx.next_id("order_transactions")?);
    }
    for one in &mut ledger.returns {
        one.id = Id::new(tx.next_id("order_returns")?);
    }
    for discount in &mut order.prices.discounts.coupon_discounts {
        discount.id = Id::new(tx.next_id("coupon_discounts")?);
    }
    let discounts = &mut order.prices.discounts;
    discounts.coupon_discount = discounts.coupon_discounts.first().cloned();
    (ledger.points, ledger.coupons, ledger.earned, ledger.earns) = (Vec::new(), Vec::new(), None, false);
    order.einvoice = order.einvoice.take().map(|wanted| Einvoice {
        title: wanted.title,
        company_no: wanted.company_no,
        invoice_type: wanted.invoice_type,
        love_code: wanted.love_code,
        phone_barcode: wanted.phone_barcode,
        nature_person: wanted.nature_person,
        ..Einvoice::default()
    });
    let random = SeededRandom::new(number ^ SEED);
    order.order_number = next_number(tx)?;
    order.order_name = format!("#{}", order.order_number);
    order.merchant_trade_no = Some(format!("SW{}{:04}", order.order_number, number % 10_000));
    order.token = token(&random, 16);
    Ok(())
}
