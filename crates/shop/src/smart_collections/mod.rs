//! 智慧群組: collections whose products are those that its rules hold of.
//!
//! Which smart collections a product is in is worked out whenever the product is saved, and for all products when
//! rules change.

mod operations;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[SmartCollection::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("smart_collections", "智慧群組", Scope::Family("products"));
    operations::operations(&mut group);
    group
}
