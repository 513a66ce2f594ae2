//! What an order costs: pure, exact, and the same whoever asks.
//!
//! Line prices → promotions in their declared order → coupons → points → shipping. Everything that comes off goods is
//! split over the units it comes off, so that the sums of lines and the sums of the order are the same sums, and a
//! single unit that is returned has a price of its own.

mod basket;
mod coupons;
mod points;
mod promotions;
mod quote;
mod split;
#[cfg(test)]
mod tests;
mod vip;

pub use basket::{Basket, Goods};
pub use promotions::{Deduction, Promotion};
pub use quote::{Offer, Quote, QuotedLine, ShippingRate, quote};
pub use vip::{VipDiscount, VipFreeShipping};
