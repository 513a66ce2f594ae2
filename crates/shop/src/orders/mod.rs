//! 訂單: what a customer ordered, what it costs, how it is paid, sent, invoiced, returned
//! and exchanged.

mod rules;
mod types;
pub use types::*;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Order::KIND];
