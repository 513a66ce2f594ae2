//! 商品分類: a tree that a shop sorts its goods into. No operation changes it.

pub mod demo;
mod operations;
pub mod rules;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Category::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("categories", "商品分類", Scope::Family("products"));
    operations::operations(&mut group);
    group
}
