//! 電子票券: tickets that an order brings, and their redemption in a branch store.
//!
//! A product whose `product_type_code` is [`TICKET`] is a ticket, valid for as many times as it was bought and under
//! one code; with [`SEPARATE_TICKET`] each piece has a code of its own. A line remembers it as its `item_type`.
//! [`follow`] issues tickets when the order is paid, and lets them be valid for as long as the shop keeps the money.

mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use rules::follow;
pub use types::*;

use api::{Group, Scope};
use platform::Feature;
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[IssuedEticket::KIND];

pub(crate) fn group() -> Group {
    let group = Group::new("order_etickets", "電子票券", Scope::Family("eticket"));
    let mut group = group.needing(Feature::Etickets);
    operations::operations(&mut group);
    group
}
