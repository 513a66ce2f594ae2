//! Customers as version 2 of the API shows them: slim, with sections on demand.

mod operations;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use operations::operations;
pub use types::*;
