//! 字軌: the numbers that a shop was allotted, in ranges for two months each. Each is given away once.

mod operations;
mod rules;
mod types;

pub(super) use operations::operations;
pub use rules::add;
pub(super) use rules::{draw, is_any_left};
pub use types::{InvoiceRange, InvoiceRangeCreate};
