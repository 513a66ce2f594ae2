//! 顧客: the people who buy.
//! Stands in for the customer's wire types until they are written.

mod types;
pub use types::*;
