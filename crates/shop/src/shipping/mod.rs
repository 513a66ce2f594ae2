//! 託運單 (v2): consignments for many orders or one, and their labels to print.

mod labels;
mod operations;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};

pub(crate) fn group() -> Group {
    let mut group = Group::new("shipping", "託運單", Scope::Family("orders"));
    operations::operations(&mut group);
    labels::operations(&mut group);
    group
}
