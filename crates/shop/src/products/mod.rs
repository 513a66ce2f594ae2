//! 商品: what is sold. A product comes in variants; a variant is what has a price and a
//! stock.

mod types;
pub use types::*;
