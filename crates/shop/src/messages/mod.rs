//! 客服問答: what a customer asks and what is answered, by the customer and by the
//! shop's staff in turn.

mod types;
pub use types::*;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[MessagePost::KIND];
