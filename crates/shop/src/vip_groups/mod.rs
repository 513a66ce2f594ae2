//! VIP 群組: groups of levels that customers rise through by spending, and what each level
//! gives them.
//!
//! A level is earned, lasts its days, and is then renewed or lost ([`levels`], pure). Where a customer
//! stands is written down whenever something about their spending changes ([`membership`]); a read looks
//! ahead from there to its own moment.

mod levels;
#[cfg(test)]
mod levels_tests;
mod membership;
mod operations;
mod types;

#[cfg(test)]
mod tests;

pub use membership::{Groups, VipMembership, recompute, recompute_due, settle};
pub(crate) use operations::customer_operations;
pub use types::*;

use api::Event;
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[VipGroup::KIND, VipMembership::KIND];

/// What happens to memberships and may be told to others.
pub(crate) const EVENTS: &[Event] = &[Event::of::<CustomerVip>("customer_vip_level/update", "會員 VIP 等級更新。")];
