//! The ledger: points are used oldest deadline first, expire by themselves, and never fall below zero.

use api::Answer;
use storage::{Filter, Query, Reading, Record, Tx};
use wire::{Id, Money, Timestamp};

use super::BonusPoint;
use super::types::CUSTOMER;
use crate::customers::Customer;

/// What a customer can spend now, and when that next changes by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    pub points: Money,
    pub expires_at: Option<Timestamp>,
}

impl Balance {
    pub fn of(from: &impl Reading, customer: Id<Customer>, now: Timestamp) -> storage::Result<Self> {
        let grants = from.find::<BonusPoint>(&Query::all().filter(Filter::equals(CUSTOMER, customer)))?;
        let usable = || grants.iter().filter(|grant| grant.is_usable(now));
        Ok(Self {
            points: usable().map(|grant| grant.unused_points).sum(),
            expires_at: usable().filter_map(|grant| grant.deadline).min(),
        })
    }

    pub fn show_on(&self, customer: &mut Customer) {
        customer.bonus_remain = self.points;
        customer.bonus_expires_at = self.expires_at;
    }
}

impl BonusPoint {
    pub fn is_usable(&self, now: Timestamp) -> bool {
        !self.unused_points.is_zero() && self.deadline.is_none_or(|deadline| deadline > now)
    }
}

/// Brings the customer's total up to date after a change of the ledger, in the same transaction.
pub fn settle(tx: &mut Tx<'_>, customer: &mut Record<Customer>) -> Answer<()> {
    let balance = Balance::of(tx, customer.id, tx.now())?;
    balance.show_on(customer);
    tx.save_quietly(customer)?;
    Ok(())
}

/// What the shop's rule gives for signing up.
pub fn grant_signup_gift(tx: &mut Tx<'_>, customer: &mut Record<Customer>) -> Answer<()> {
    settle(tx, customer)
}
