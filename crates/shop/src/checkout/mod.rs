//! 結帳: what a shopper does. It prices a basket, takes stock, points and coupons, and leaves an order, or says everything
//! that is in the way.

mod buyer;
mod contents;
mod methods;
mod place;
mod types;

pub use methods::{PaymentMethod, ShippingMethod};
pub(crate) use place::next_number;
pub use place::place;
pub use types::*;

use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[ShippingMethod::KIND];
