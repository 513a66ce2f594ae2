//! 優惠券: what a coupon is, for one customer or for the whole shop, and the rules that both follow.
//!
//! The operations stand with those who hold the coupons: personal ones in `customers/coupons`.

mod filter;
mod restriction;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
mod types;
mod uses;

pub use filter::CouponFilter;
pub use types::*;
pub use uses::CouponUse;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Coupon::KIND, CouponUse::KIND];
