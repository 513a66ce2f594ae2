//! 定期訂單: an order that comes again by a schedule ([`schedule`], pure). The mother order says how often and how many
//! times; each time, [`establish_due`] places a child order, an order like any other.
//!
//! What was due while nothing ran is made up for, one by one. A child that cannot be placed, because goods are out of
//! stock, counts as one and says why; the schedule goes on.

mod operations;
mod placing;
mod rules;
mod schedule;
#[cfg(test)]
mod schedule_tests;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use placing::{establish_due, sandbox_operations};
pub use schedule::Schedule;
pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[PeriodicOrder::KIND, Preorder::KIND, placing::StandingOrder::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("periodic_orders", "定期訂單", Scope::Family("orders"));
    operations::operations(&mut group);
    group
}
