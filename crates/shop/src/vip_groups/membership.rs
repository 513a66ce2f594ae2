//! Where each customer stands, kept beside the customer, and brought up to date with their spending.

use api::Answer;
use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Order, Query, Reading, Record, Tx};
use wire::{Id, Timestamp};

use super::levels::{Held, Standing, group_of};
use super::types::{EDITION, POSITION};
use super::{CustomerVip, VipGroup, VipGroupLevel};
use crate::customers::Customer;
use crate::customers::spending::{Purchase, accumulated, purchases};

/// 顧客的 VIP 等級, as last told to whoever listens.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct VipMembership {
    pub id: Id<VipMembership>,
    pub customer_id: Id<Customer>,
    pub group_id: Option<Id<VipGroup>>,
    pub level_id: Option<Id<VipGroupLevel>>,
    pub start_at: Option<Timestamp>,
    pub end_at: Option<Timestamp>,
    pub renewed_from: Option<Timestamp>,
    pub evaluated_at: Timestamp,
    /// When the level may next change by itself.
    pub changes_at: Option<Timestamp>,
}

const CUSTOMER: Field = Field::integer("customer_id");
const CHANGES_AT: Field = Field::text("changes_at");

storage::document!(
    VipMembership,
    "VIP 會員",
    "vip_memberships",
    [Index::unique("vip_memberships_customer", &[CUSTOMER]), Index::on("vip_memberships_changes_at", &[CHANGES_AT])]
);

impl VipMembership {
    fn held(&self) -> Option<Held> {
        Some(Held {
            level: self.level_id?,
            start_at: self.start_at?,
            end_at: self.end_at?,
            renewed_from: self.renewed_from,
        })
    }
}

fn membership(from: &impl Reading, customer: Id<Customer>) -> storage::Result<Option<Record<VipMembership>>> {
    from.find_one(Query::all().filter(Filter::equals(CUSTOMER, customer)))
}

/// The groups that are in force, for any number of customers.
#[derive(Debug)]
pub struct Groups(Vec<VipGroup>);

impl Groups {
    pub fn in_force(from: &impl Reading) -> storage::Result<Self> {
        let query = Query::all().filter(Filter::equals(EDITION, "current")).order(Order::Ascending(POSITION));
        Ok(Self(from.find(&query)?.into_iter().map(Record::into_value).collect()))
    }

    /// The customer's VIP as of the reader's moment, which may be later than the last change.
    pub fn vip_of(&self, from: &impl Reading, customer: &Customer) -> storage::Result<CustomerVip> {
        let membership = membership(from, customer.id)?;
        Ok(self.outlook(from, customer, membership.as_deref())?.vip(customer.id))
    }

    fn outlook(
        &self,
        from: &impl Reading,
        customer: &Customer,
        membership: Option<&VipMembership>,
    ) -> storage::Result<Outlook<'_>> {
        let now = from.now();
        let Some(group) = group_of(&self.0, &customer.tags) else {
            return Ok(Outlook { group: None, held: None, purchases: Vec::new(), since: now, now });
        };
        let before = match membership {
            Some(membership) => Standing {
                held: membership.held().filter(|_| membership.group_id == Some(group.id)),
                at: membership.evaluated_at,
            },
            None => group.beginning(customer.created_at),
        };
        let earliest = before.held.map_or(before.at, |held| held.renewed_from.unwrap_or(held.start_at).min(before.at));
        let mut purchases = purchases(from, customer.id, earliest.plus_days(-group.longest_look_back()), None)?;
        purchases.extend(accumulated(customer));
        let held = group.advance(before, &purchases, now).held;
        Ok(Outlook { group: Some(group), held, purchases, since: before.at, now })
    }
}

/// Where a customer stands at one moment, and what that was decided by.
struct Outlook<'a> {
    group: Option<&'a VipGroup>,
    held: Option<Held>,
    purchases: Vec<Purchase>,
    /// When the customer was last looked at.
    since: Timestamp,
    now: Timestamp,
}

impl Outlook<'_> {
    fn vip(&self, customer_id: Id<Customer>) -> CustomerVip {
        let Some(group) = self.group else {
            return CustomerVip { customer_id, ..CustomerVip::default() };
        };
        let level = self.held.and_then(|held| group.level(held.level));
        CustomerVip {
            customer_id,
            current_group: Some(group.clone()),
            current_level: level.cloned(),
            next_level: group.level_above(level).cloned(),
            extra_info: group.extra_info(self.held.as_ref(), &self.purchases, self.now),
        }
    }

    fn write_on(&self, membership: &mut VipMembership) {
        let held = self.held;
        membership.group_id = self.group.map(|group| group.id);
        membership.level_id = held.map(|held| held.level);
        membership.start_at = held.map(|held| held.start_at);
        membership.end_at = held.map(|held| held.end_at);
        membership.renewed_from = held.and_then(|held| held.renewed_from);
        let counting = || self.purchases.iter().map(Purchase::counts_from);
        let coming = counting().filter(|moment| *moment > self.now);
        membership.changes_at = coming.chain(membership.end_at).min();
        // Where nothing new counted, looking from the earlier moment again sees the same, and the
        // document stays as it is.
        if counting().any(|moment| self.since < moment && moment <= self.now) {
            membership.evaluated_at = self.now;
        }
    }
}

/// Brings a customer's VIP level up to date with their spending and tags. When the level is another than
/// before, `customer_vip_level/update` is fired.
pub fn settle(tx: &mut Tx<'_>, customer: &Customer) -> Answer<()> {
    let groups = Groups::in_force(tx)?;
    let known = membership(tx, customer.id)?;
    if groups.0.is_empty() && known.is_none() {
        return Ok(());
    }
    let outlook = groups.outlook(tx, customer, known.as_deref())?;
    let told = known.as_ref().and_then(|membership| membership.level_id);
    match known {
        Some(mut membership) => {
            outlook.write_on(&mut membership);
            tx.save(&mut membership)?;
        }
        None if outlook.held.is_some() => {
            let mut membership =
                VipMembership { customer_id: customer.id, evaluated_at: outlook.now, ..VipMembership::default() };
            outlook.write_on(&mut membership);
            tx.insert(membership)?;
        }
        None => {}
    }
    if outlook.held.map(|held| held.level) != told {
        tx.emit_payload("customer_vip_level/update", customer.id, &outlook.vip(customer.id))?;
    }
    Ok(())
}

/// [`settle`] for whoever has only the id, such as the transitions of an order.
pub fn recompute(tx: &mut Tx<'_>, customer: Id<Customer>) -> Answer<()> {
    match tx.get(customer)? {
        Some(customer) => settle(tx, &customer),
        None => Ok(()),
    }
}

/// Settles customers whose level changed by time alone, at most so many; answers how many there were. For a
/// job that runs beside the server, so that an ended level is told without waiting for the customer.
pub fn recompute_due(tx: &mut Tx<'_>, at_most: u64) -> Answer<usize> {
    let due = Query::all().filter(Filter::at_most(CHANGES_AT, tx.now())).order(Order::Ascending(CHANGES_AT));
    let due = tx.find::<VipMembership>(&due.limit(at_most))?;
    for membership in &due {
        recompute(tx, membership.customer_id)?;
    }
    Ok(due.len())
}
