//! A product's options, at most three. Its variants are the combinations of their values, always all of them.

mod operations;
pub(super) mod rules;

pub(super) use operations::operations;
