//! 商品 Feed: what is on sale, as files that shopping sites fetch by themselves.
//!
//! A file is written while it is fetched, a page of products at a time, so it is never old and never whole in memory.

mod files;
mod item;
mod operations;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};

pub(crate) fn group() -> Group {
    let mut group = Group::new("product_feeds", "商品 feed", Scope::Single("public"));
    operations::operations(&mut group);
    group
}
