//! 顧客群組: customers who have something in common, and the background jobs that find and count them.

pub mod condition;
mod jobs;
mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use jobs::jobs;
pub(crate) use operations::operations;
pub use rules::{create_group, default_groups, ensure_default_groups};
pub use types::*;
