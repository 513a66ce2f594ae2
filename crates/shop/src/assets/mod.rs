//! 圖庫: the pictures that a shop's own pages show.

mod operations;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Picture::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("assets", "圖庫", Scope::Family("content"));
    operations::operations(&mut group);
    group
}
