//! Purchases: paid and valid orders of the shop, valid orders of other channels, and the sum that a
//! customer brings along.

use storage::{Filter, Query, Reading};
use wire::{Id, Money, Timestamp};

use crate::customers::Customer;
use crate::customers::other_valid_orders::{self as other, OtherValidOrder};
use crate::orders::{self, Order};

/// Something that was bought, as far as spending goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    pub at: Timestamp,
    /// When the shop last learned about it.
    pub recorded_at: Timestamp,
    pub amount: Money,
    /// One order; a sum carried over from elsewhere is none.
    pub is_order: bool,
}

impl Purchase {
    /// The moment from which it can make a difference: a purchase in the future waits for its time.
    pub fn counts_from(&self) -> Timestamp {
        self.at.max(self.recorded_at)
    }
}

/// The customer's purchases within a span, both ends inclusive.
pub fn purchases(
    from: &impl Reading,
    customer: Id<Customer>,
    since: Timestamp,
    until: Option<Timestamp>,
) -> storage::Result<Vec<Purchase>> {
    let query = |owner, time| {
        Query::all()
            .filter(Filter::equals(owner, customer))
            .filter(Filter::at_least(time, since))
            .filter_if(until, |until| Filter::at_most(time, until))
    };
    let orders = from.find::<Order>(&query(orders::CUSTOMER, orders::CREATED_AT))?;
    let ours = orders.iter().filter(|order| order.counts_as_valid()).map(|order| Purchase {
        at: order.created_at,
        recorded_at: order.updated_at,
        amount: order.amount_kept(),
        is_order: true,
    });
    let elsewhere = from.find::<OtherValidOrder>(&query(other::CUSTOMER, other::VALID_AT))?;
    let theirs = elsewhere.iter().filter(|order| order.invalid_at.is_none()).map(|order| Purchase {
        at: order.valid_at,
        recorded_at: order.updated_at,
        amount: order.price,
        is_order: true,
    });
    Ok(ours.chain(theirs).collect())
}

/// What the customer had spent elsewhere before, in one sum, from the day it counts from.
pub fn accumulated(customer: &Customer) -> Option<Purchase> {
    (!customer.other_accumulated_consumption.is_zero()).then(|| Purchase {
        at: customer.other_accumulated_consumption_expired_at.unwrap_or(customer.created_at),
        recorded_at: customer.updated_at,
        amount: customer.other_accumulated_consumption,
        is_order: false,
    })
}
