//! Crediting an order to a vendor, and telling what becomes of it.

use api::Answer;
use storage::{Filter, Query, Reading, Tx};
use wire::Id;

use super::types::ORDER;
use super::{Affiliate, AffiliateVendor, Attribution, StatusCode};
use crate::orders::{Order, OrderStatus};

impl StatusCode {
    fn of(status: OrderStatus) -> Self {
        match status {
            OrderStatus::Open => Self::CreateSucceed,
            OrderStatus::Closed => Self::ClosedSucceed,
            OrderStatus::Cancelled => Self::CancelledSucceed,
        }
    }
}

impl Attribution {
    fn keep_up_with(&mut self, order: &Order) {
        self.status_code = StatusCode::of(order.statuses.order_status);
        self.order_status = order.statuses.order_status;
        self.order_created_at = order.created_at;
        self.order_closed_at = order.timings.closed_at;
    }
}

/// Credits a new order, which is stored already, and tells so.
pub(crate) fn attribute(tx: &mut Tx<'_>, order: &Order, affiliate: &Affiliate) -> Answer<()> {
    let mut attribution = Attribution { order_id: order.id, affiliate: affiliate.clone(), ..Attribution::default() };
    attribution.keep_up_with(order);
    let attribution = tx.insert(attribution)?;
    Ok(tx.emit_payload("affiliate_vendor_orders/create", attribution.id, &attribution.shown(order))?)
}

/// Tells that a credited order, stored already, was closed or cancelled. A reopened one is as if it had just come.
pub(crate) fn follow(tx: &mut Tx<'_>, order: &Order, before: Option<&Order>) -> Answer<()> {
    let (status, closed_at) = (order.statuses.order_status, order.timings.closed_at);
    let Some(before) = before else { return Ok(()) };
    if (before.statuses.order_status, before.timings.closed_at) == (status, closed_at) {
        return Ok(());
    }
    let found = tx.find_one::<Attribution>(Query::all().filter(Filter::equals(ORDER, order.id)))?;
    let Some(mut attribution) = found else { return Ok(()) };
    attribution.keep_up_with(order);
    tx.save(&mut attribution)?;
    let event = match status {
        OrderStatus::Closed if before.statuses.order_status != status => "affiliate_vendor_orders/closed",
        OrderStatus::Cancelled if before.statuses.order_status != status => "affiliate_vendor_orders/cancelled",
        _ => return Ok(()),
    };
    Ok(tx.emit_payload(event, attribution.id, &attribution.shown(order))?)
}

/// The same data as they stand with a periodic order.
pub(crate) fn vendor(tx: &mut Tx<'_>, affiliate: &Affiliate) -> Answer<AffiliateVendor> {
    let Affiliate { vendor_name, uid, cid, shop_add_on_id } = affiliate.clone();
    let id = Id::new(tx.next_id(AffiliateVendor::SEQUENCE)?);
    Ok(AffiliateVendor { id, uid, cid, vendor_name, shop_add_on_id })
}
