//! 門市: where a customer collects an order, with what it costs to send it there and how
//! it may be paid.

pub(crate) mod demo;
mod types;
pub use types::*;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[BranchStore::KIND];
