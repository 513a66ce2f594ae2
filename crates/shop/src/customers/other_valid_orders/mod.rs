//! 其他通路有效訂單: what a customer bought elsewhere, told by the vendor. It counts as spending like the
//! shop's own orders do, until it is taken back.

mod operations;
mod products;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use operations::operations;
pub use types::*;
