//! 自訂欄位: the shop's types of fields, seen as the form that asks for them.

mod operations;
#[cfg(test)]
mod tests;

use api::{Group, Scope};

pub(crate) fn group() -> Group {
    let mut group = Group::new("custom_fields", "自訂欄位", Scope::Family("customers"));
    operations::operations(&mut group);
    group
}
