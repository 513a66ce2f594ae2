//! 自訂群組: collections whose products a shop picks by hand.
//!
//! Who belongs to a collection, and where in its manual order, stands in the product: see [`memberships`].

pub(crate) mod memberships;
mod operations;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[CustomCollection::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("custom_collections", "自訂群組", Scope::Family("products"));
    operations::operations(&mut group);
    group
}
