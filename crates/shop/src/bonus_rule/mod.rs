//! 紅利規則: how a shop gives points, and what they are worth.

mod operations;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[ShopBonusRule::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("bonus_rule", "紅利規則", Scope::Family("customers"));
    operations::operations(&mut group);
    group
}
