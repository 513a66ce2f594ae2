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

use api::Event;
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Coupon::KIND, CouponUse::KIND];

/// What happens to coupons and may be told to others.
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<Coupon>("coupons/create", "新增優惠券。"),
    Event::of::<Coupon>("coupons/update", "使用優惠券，或優惠券的內容變更。"),
    Event::of::<Coupon>("coupons/destroy", "刪除優惠券。"),
];
