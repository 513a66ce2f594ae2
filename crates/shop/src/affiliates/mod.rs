//! 分潤訂單: orders that an affiliate vendor has brought, and which of its users and campaigns did.
//!
//! [`attribute`] credits an order at checkout; [`follow`] tells when it is closed or cancelled. What is stored is
//! the credit alone: the order is shown as it stands when it is asked for.

mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use rules::{attribute, follow, vendor};
pub use types::*;

use api::{Event, Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Attribution::KIND];

/// What happens to credited orders and may be told to others.
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<AffiliateVendorOrder>("affiliate_vendor_orders/create", "分潤訂單成立。"),
    Event::of::<AffiliateVendorOrder>("affiliate_vendor_orders/closed", "分潤訂單結案。"),
    Event::of::<AffiliateVendorOrder>("affiliate_vendor_orders/cancelled", "分潤訂單取消。"),
];

pub(crate) fn group() -> Group {
    let mut group = Group::new("affiliates", "分潤訂單", Scope::Family("affiliates"));
    operations::operations(&mut group);
    group
}
