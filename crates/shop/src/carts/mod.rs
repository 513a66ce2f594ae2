//! 購物車: what a customer has put aside in the online shop and not yet ordered.

mod types;
pub use types::*;

use storage::{Document, Filter, Kind, Query, Reading, Record};
use wire::Id;

use crate::customers::Customer;

pub(crate) const KINDS: &[&Kind] = &[Cart::KIND];

/// The customer's cart, if there is one.
pub fn of(from: &impl Reading, customer: Id<Customer>) -> storage::Result<Option<Record<Cart>>> {
    from.find_one(Query::all().filter(Filter::equals(CUSTOMER, customer)))
}
