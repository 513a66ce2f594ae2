//! 線下發票: an invoice from a shop on the street, which a customer enters to earn points.

mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[OfflineEinvoice::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("offline_einvoices", "線下發票", Scope::Family("orders"));
    operations::operations(&mut group);
    group
}
