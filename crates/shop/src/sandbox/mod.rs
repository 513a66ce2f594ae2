//! 測試商店: what only a shop for tests may do.

mod operations;
#[cfg(test)]
mod tests;

use api::{Group, Scope};

pub(crate) fn group() -> Group {
    let mut group = Group::new("sandbox", "測試商店", Scope::Family("products"));
    operations::operations(&mut group);
    group
}
