//! How often each customer has used each shop-wide coupon.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Tx};
use wire::Id;

use super::Coupon;
use crate::customers::Customer;

/// Kept beside the coupon, which would otherwise grow with every customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CouponUse {
    pub id: Id<CouponUse>,
    pub coupon_id: Id<Coupon>,
    pub customer_id: Id<Customer>,
    pub times: i64,
}

const COUPON: Field = Field::integer("coupon_id");
const CUSTOMER: Field = Field::integer("customer_id");

storage::document!(
    CouponUse,
    "優惠券使用紀錄",
    "coupon_uses",
    [Index::unique("coupon_uses_customer_coupon", &[CUSTOMER, COUPON]), Index::on("coupon_uses_coupon", &[COUPON])]
);

/// What one customer has used, by coupon.
#[derive(Debug)]
pub(super) struct Uses(HashMap<Id<Coupon>, i64>);

impl Uses {
    pub(super) fn by(from: &impl Reading, customer: Id<Customer>) -> storage::Result<Self> {
        let uses = from.find::<CouponUse>(&Query::all().filter(Filter::equals(CUSTOMER, customer)))?;
        Ok(Self(uses.into_iter().map(|once| (once.coupon_id, once.times)).collect()))
    }

    pub(super) fn of(&self, coupon: Id<Coupon>) -> i64 {
        self.0.get(&coupon).copied().unwrap_or(0)
    }
}

pub(super) fn times(from: &impl Reading, coupon: Id<Coupon>, customer: Id<Customer>) -> storage::Result<i64> {
    Ok(find(from, coupon, customer)?.map_or(0, |uses| uses.times))
}

/// Counts so many uses more.
pub(super) fn count(tx: &mut Tx<'_>, coupon: Id<Coupon>, customer: Id<Customer>, more: i64) -> storage::Result<()> {
    if let Some(mut uses) = find(tx, coupon, customer)? {
        uses.times = uses.times.saturating_add(more).max(0);
        tx.save(&mut uses)?;
    } else {
        let times = more.max(0);
        tx.insert(CouponUse { coupon_id: coupon, customer_id: customer, times, ..CouponUse::default() })?;
    }
    Ok(())
}

/// Forgets the uses of a coupon that is no more.
pub(super) fn forget(tx: &mut Tx<'_>, coupon: Id<Coupon>) -> storage::Result<()> {
    for uses in tx.find::<CouponUse>(&Query::all().filter(Filter::equals(COUPON, coupon)))? {
        tx.delete(uses)?;
    }
    Ok(())
}

fn find(from: &impl Reading, coupon: Id<Coupon>, customer: Id<Customer>) -> storage::Result<Option<Record<CouponUse>>> {
    let both = Query::all().filter(Filter::equals(CUSTOMER, customer)).filter(Filter::equals(COUPON, coupon));
    from.find_one(both)
}
