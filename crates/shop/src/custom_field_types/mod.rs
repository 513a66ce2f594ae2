//! 自訂欄位類型: which fields a shop keeps of its customers beyond those that every shop has.

pub(crate) mod demo;
mod operations;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[CustomFieldType::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("custom_field_types", "自訂欄位類型", Scope::Family("customers"));
    operations::operations(&mut group);
    group
}
