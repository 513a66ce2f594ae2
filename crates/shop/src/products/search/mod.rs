//! 商品搜尋: finding products by words and by what they are.
//!
//! Words go to the text of [`super::Product`], the rest to its terms and indexes: no search looks at more documents
//! than it shows, but for whether a product is on sale at this moment.

mod operations;
#[cfg(test)]
mod tests;
mod types;

pub(super) use operations::operations;
pub use types::*;
