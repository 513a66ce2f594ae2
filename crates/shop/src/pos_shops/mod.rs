//! POS 商店: where a shop sells over the counter.

mod types;
pub use types::*;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[PosShop::KIND];
