//! The ledger: points are used oldest deadline first, expire by themselves, and never fall below zero.

use std::ops::Deref;

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::{Id, Money, Timestamp};

use super::types::{CUSTOMER, whole_seconds};
use super::{BonusPoint, BonusPointChange, BonusPointCreate, ConsumptionInput, Deadline};
use crate::bonus_rule::BonusRule;
use crate::customers::Customer;

/// What a customer can spend now, and when that next changes by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Balance {
    pub points: Money,
    pub expires_at: Option<Timestamp>,
}

impl Balance {
    pub fn of(from: &impl Reading, customer: Id<Customer>, now: Timestamp) -> storage::Result<Self> {
        Ok(Self::over(&grants(from, customer)?, now))
    }

    pub fn over<G: Deref<Target = BonusPoint>>(grants: &[G], now: Timestamp) -> Self {
        let usable = || grants.iter().filter(|grant| grant.is_usable(now));
        Self {
            points: usable().map(|grant| grant.unused_points).sum(),
            expires_at: usable().filter_map(|grant| grant.deadline).min(),
        }
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

    /// Its turn in being used: what expires first, then what never does; of equals the older.
    fn turn(&self) -> impl Ord + use<> {
        (self.deadline.is_none(), self.deadline, self.id)
    }
}

/// All that a customer was ever granted, oldest first.
pub fn grants(from: &impl Reading, customer: Id<Customer>) -> storage::Result<Vec<Record<BonusPoint>>> {
    from.find(&of_customer(customer))
}

pub fn of_customer(customer: Id<Customer>) -> Query {
    Query::all().filter(Filter::equals(CUSTOMER, customer))
}

/// The customer's grant, or 404: another customer's is none of this one's.
pub fn grant_of(from: &impl Reading, customer: Id<Customer>, id: Id<BonusPoint>) -> Answer<Record<BonusPoint>> {
    let grant = from.get(id)?.filter(|grant: &Record<BonusPoint>| grant.customer_id == customer);
    grant.ok_or(Error::NotFound)
}

/// There are fewer usable points than were asked for.
#[derive(Debug, PartialEq)]
pub struct Short {
    pub available: Money,
}

impl From<Short> for Error {
    fn from(short: Short) -> Self {
        Self::invalid(format!("紅利點數數量 (amount) 不能大於可用的紅利點數 {}", short.available))
    }
}

/// How many points to take from which grants (by their place in `grants`), in turn.
pub fn plan_consumption<G: Deref<Target = BonusPoint>>(
    grants: &[G],
    amount: Money,
    now: Timestamp,
) -> Result<Vec<(usize, Money)>, Short> {
    let mut usable: Vec<usize> = (0..grants.len()).filter(|place| grants[*place].is_usable(now)).collect();
    usable.sort_by_key(|place| grants[*place].turn());
    let mut plan = Vec::new();
    let mut left = amount;
    for place in usable {
        if left.is_zero() {
            break;
        }
        let points = grants[place].unused_points.min(left);
        plan.push((place, points));
        left -= points;
    }
    if left.is_zero() { Ok(plan) } else { Err(Short { available: amount - left }) }
}

impl ConsumptionInput {
    /// How many points are to be used, of so many.
    pub fn amount_of(&self, available: Money) -> Answer<Money> {
        match self.amount {
            _ if self.consume_all == Some(true) => Ok(available),
            Some(amount) if amount > Money::ZERO => Ok(amount),
            Some(_) => Err(Error::invalid("紅利點數數量 (amount) 必須大於 0")),
            None => Err(Error::invalid("紅利點數數量 (amount) 不能為空白，除非扣除全部點數 (consume_all)")),
        }
    }
}

impl BonusPointCreate {
    pub fn into_grant(self) -> Answer<BonusPoint> {
        let mut grant = BonusPoint {
            title: self.title,
            points: self.points,
            unused_points: self.points,
            consumption_price: self.consumption_price.unwrap_or_default(),
            source: "api".into(),
            ..BonusPoint::default()
        };
        let mut faults = Vec::new();
        if self.points <= Money::ZERO {
            faults.push(POINTS_NEEDED.to_owned());
        }
        self.deadline.apply_to(&mut grant, &mut faults);
        if faults.is_empty() { Ok(grant) } else { Err(Error::Invalid(faults)) }
    }
}

const POINTS_NEEDED: &str = "紅利點數 (points) 必須大於 0";

impl Deadline {
    fn apply_to(self, grant: &mut BonusPoint, faults: &mut Vec<String>) {
        match self {
            Self::Never => grant.deadline = None,
            Self::At(deadline) => grant.deadline = Some(deadline),
            Self::Unreadable => {
                faults.push("到期日 (deadline) 必須是時間 (YYYY-MM-DD hh:mm:ss) 或 0 (無期限)".to_owned());
            }
        }
    }
}

impl BonusPointChange {
    /// Applies what the change says: totals first, then the difference on top of them.
    pub fn apply_to(self, grant: &mut BonusPoint) -> Answer<()> {
        let mut faults = Vec::new();
        if let Some(title) = self.title {
            if title.trim().is_empty() {
                faults.push("紅利名稱 (title) 不能為空白".to_owned());
            }
            grant.title = title;
        }
        if let Some(deadline) = self.deadline {
            deadline.apply_to(grant, &mut faults);
        }
        let used = grant.points - grant.unused_points;
        if let Some(points) = self.points {
            if points <= Money::ZERO {
                faults.push(POINTS_NEEDED.to_owned());
            } else if points < used && self.unused_points.is_none() {
                faults.push(format!("紅利點數 (points) 不能小於已使用的點數 {used}"));
            }
            (grant.points, grant.unused_points) = (points, points - used);
        }
        if let Some(unused) = self.unused_points {
            if unused > grant.points {
                faults.push("尚未使用點數 (unused_points) 不能大於紅利點數 (points)".to_owned());
            }
            grant.unused_points = unused;
        }
        if let Some(difference) = self.bonus_points_diff {
            let Some(unused) = Money::new((grant.unused_points + difference).decimal()) else {
                return Err(Error::invalid("紅利變動 (bonus_points_diff) 會使紅利點數超出上限"));
            };
            if unused.is_negative() && faults.is_empty() {
                faults.push("紅利變動 (bonus_points_diff) 會使尚未使用點數小於 0".to_owned());
            }
            grant.unused_points = unused;
            grant.points = grant.points.max(unused);
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
    }
}

/// Uses so many of the customer's points, or answers 422. Answers the grants they came from, with how many of each.
pub fn consume(
    tx: &mut Tx<'_>,
    customer: &mut Record<Customer>,
    amount: Money,
) -> Answer<Vec<(Record<BonusPoint>, Money)>> {
    let mut used = Vec::new();
    let mut grants: Vec<_> = grants(tx, customer.id)?.into_iter().map(Some).collect();
    let known: Vec<&BonusPoint> = grants.iter().flatten().map(Deref::deref).collect();
    for (place, points) in plan_consumption(&known, amount, tx.now())? {
        let Some(mut grant) = grants[place].take() else { continue };
        grant.unused_points -= points;
        tx.save(&mut grant)?;
        used.push((grant, points));
    }
    settle(tx, customer)?;
    Ok(used)
}

/// Gives points to a customer.
pub fn grant(tx: &mut Tx<'_>, customer: &mut Record<Customer>, grant: BonusPoint) -> Answer<Record<BonusPoint>> {
    let grant = tx.insert(BonusPoint { customer_id: customer.id, ..grant })?;
    settle(tx, customer)?;
    Ok(grant)
}

/// Brings the customer's total up to date after a change of the ledger, in the same transaction.
pub fn settle(tx: &mut Tx<'_>, customer: &mut Record<Customer>) -> Answer<()> {
    let balance = Balance::of(tx, customer.id, tx.now())?;
    // The sum of amounts may be more than an amount can be: such a customer could not be read again.
    if Money::new(balance.points.decimal()).is_none() {
        return Err(Error::invalid("紅利點數總計 (bonus_remain) 超出上限"));
    }
    balance.show_on(customer);
    tx.save_quietly(customer)?;
    Ok(())
}

/// What the shop's rule gives for signing up.
pub fn grant_signup_gift(tx: &mut Tx<'_>, customer: &mut Record<Customer>) -> Answer<()> {
    let rule = BonusRule::of(tx)?;
    if !rule.enabled || rule.signup_bonus <= Money::ZERO {
        return Ok(());
    }
    let gift =
        BonusPoint {
            title: "註冊禮".into(), source: "register".into(), ..of_rule(&rule, rule.signup_bonus, tx.now())
        };
    grant(tx, customer, gift)?;
    Ok(())
}

/// What the shop's rule gives for an amount that was spent elsewhere, if that is anything.
pub fn grant_for_spending(
    tx: &mut Tx<'_>,
    customer: &mut Record<Customer>,
    spent: Money,
    title: String,
    source: &str,
) -> Answer<Option<Record<BonusPoint>>> {
    let rule = BonusRule::of(tx)?;
    let points = rule.points_for(spent);
    if points.is_zero() {
        return Ok(None);
    }
    let earned =
        BonusPoint { title, source: source.to_owned(), consumption_price: spent, ..of_rule(&rule, points, tx.now()) };
    grant(tx, customer, earned).map(Some)
}

/// So many points, good for as long as the rule says.
fn of_rule(rule: &BonusRule, points: Money, now: Timestamp) -> BonusPoint {
    let deadline = rule.deadline_from(now).map(whole_seconds);
    BonusPoint { points, unused_points: points, deadline, ..BonusPoint::default() }
}
