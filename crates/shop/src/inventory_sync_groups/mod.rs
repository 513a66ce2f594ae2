//! 庫存同步群組: variants that share one stock. Whatever changes one member's stock changes the group's and that of all
//! the others.

pub(crate) mod demo;
mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use rules::{follow, forget};
pub use types::*;

use api::{Group, Scope};
use platform::Feature;
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[InventorySyncGroup::KIND];

pub(crate) fn group() -> Group {
    let group = Group::new("inventory_sync_groups", "庫存同步群組", Scope::Family("products"));
    let mut group = group.needing(Feature::InventorySyncGroups);
    operations::operations(&mut group);
    group
}
