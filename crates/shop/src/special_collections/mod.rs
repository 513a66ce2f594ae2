//! 任選折扣群組: products that are cheaper together.

mod types;
pub use types::*;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[SpecialCollection::KIND];
