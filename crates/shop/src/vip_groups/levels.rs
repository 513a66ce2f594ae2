//! Which level a customer's spending earns, how long it lasts, and what is missing for the next.

use wire::{Id, Money, Timestamp};

use super::{VipExtraInfo, VipGroup, VipGroupLevel};
use crate::customers::CustomerTag;
use crate::customers::spending::Purchase;

/// A level that a customer holds, for one period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Held {
    pub level: Id<VipGroupLevel>,
    pub start_at: Timestamp,
    pub end_at: Timestamp,
    /// Where the period before began, if this one is its renewal.
    pub renewed_from: Option<Timestamp>,
}

/// Where a customer stood when last looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub held: Option<Held>,
    pub at: Timestamp,
}

/// What was spent in a span of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spent {
    total: Money,
    largest_order: Money,
}

impl Spent {
    /// After `start`, up to and including `end`: the purchase that begins a period is not part of it, so
    /// what earned a level does not also renew it.
    pub(super) fn between(purchases: &[Purchase], start: Timestamp, end: Timestamp) -> Self {
        let within = || purchases.iter().filter(move |purchase| start < purchase.at && purchase.at <= end);
        Self {
            total: within().map(|purchase| purchase.amount).sum(),
            largest_order: within()
                .filter(|purchase| purchase.is_order)
                .map(|purchase| purchase.amount)
                .max()
                .unwrap_or_default(),
        }
    }

    /// Up to a moment, over the days that an upgrade looks back.
    fn before(purchases: &[Purchase], level: &VipGroupLevel, moment: Timestamp) -> Self {
        Self::between(purchases, moment.plus_days(-level.upgrade_days()), moment)
    }
}

/// One order so large, or so much altogether: either is enough.
#[derive(Debug, Clone, Copy)]
struct Condition {
    single_order: Option<Money>,
    total: Option<Money>,
}

impl Condition {
    fn is_set(self) -> bool {
        self.single_order.is_some() || self.total.is_some()
    }

    fn is_met(self, spent: Spent) -> bool {
        self.single_order.is_some_and(|asked| spent.largest_order >= asked)
            || self.total.is_some_and(|asked| spent.total >= asked)
    }

    /// What is missing, for one order and altogether.
    fn missing(self, spent: Spent) -> (Option<Money>, Option<Money>) {
        let short = |asked: Money, reached: Money| (asked - reached).max(Money::ZERO);
        (
            self.single_order.map(|asked| short(asked, spent.largest_order)),
            self.total.map(|asked| short(asked, spent.total)),
        )
    }
}

impl VipGroupLevel {
    fn upgrade(&self) -> Condition {
        Condition {
            single_order: self.upgrade_condition_total_spent,
            total: self.upgrade_condition_total_spent_in_validity_days,
        }
    }

    fn renewal(&self) -> Condition {
        Condition {
            single_order: self.renewal_condition_total_spent,
            total: self.renewal_condition_total_spent_in_validity_days,
        }
    }

    /// How far an upgrade looks back: the level's own validity where nothing else is set.
    fn upgrade_days(&self) -> i64 {
        self.upgrade_validity_days.unwrap_or(self.validity_days).max(1)
    }

    /// Levels rise with their position.
    fn rank(&self) -> (i64, Id<Self>) {
        (self.position, self.id)
    }

    /// A level that asks for nothing is everybody's: the base.
    fn is_earned_at(&self, moment: Timestamp, purchases: &[Purchase]) -> bool {
        !self.upgrade().is_set() || self.upgrade().is_met(Spent::before(purchases, self, moment))
    }

    fn held_from(&self, start_at: Timestamp, renewed_from: Option<Timestamp>) -> Held {
        let end_at = start_at.plus_days(self.validity_days.max(1));
        Held { level: self.id, start_at, end_at, renewed_from }
    }
}

/// The first group that takes customers with these tags; a group without tags takes anyone.
pub fn group_of<'a>(groups: &'a [VipGroup], tags: &[CustomerTag]) -> Option<&'a VipGroup> {
    let takes = |group: &&VipGroup| {
        group.customer_tags.is_empty() || tags.iter().any(|tag| group.customer_tags.contains(&tag.name))
    };
    groups.iter().filter(takes).min_by_key(|group| (group.position, group.id))
}

impl VipGroup {
    pub fn level(&self, id: Id<VipGroupLevel>) -> Option<&VipGroupLevel> {
        self.vip_group_levels.iter().find(|level| level.id == id)
    }

    /// The level above this one, or the lowest.
    pub fn level_above(&self, current: Option<&VipGroupLevel>) -> Option<&VipGroupLevel> {
        let above = |level: &&VipGroupLevel| current.is_none_or(|current| level.rank() > current.rank());
        self.vip_group_levels.iter().filter(above).min_by_key(|level| level.rank())
    }

    /// How far back any level looks.
    pub fn longest_look_back(&self) -> i64 {
        self.vip_group_levels.iter().map(VipGroupLevel::upgrade_days).max().unwrap_or_default()
    }

    /// Where someone begins who has bought nothing yet.
    pub fn beginning(&self, at: Timestamp) -> Standing {
        Standing { held: self.rise(None, &[], at), at }
    }

    /// Where the customer stands now, from where they stood before.
    ///
    /// A level whose reasons were taken back is lost at once; one whose days are over is renewed or lost at
    /// that moment; a higher one is reached at the moment a purchase counts.
    pub fn advance(&self, before: Standing, purchases: &[Purchase], now: Timestamp) -> Standing {
        let mut held = before.held.filter(|held| self.is_still_earned(held, purchases));
        let counting = purchases.iter().map(Purchase::counts_from);
        let mut moments: Vec<_> = counting.filter(|moment| before.at < *moment && *moment < now).collect();
        moments.sort_unstable();
        moments.dedup();
        for moment in moments.into_iter().chain([now]) {
            while let Some(over) = held.filter(|held| held.end_at <= moment) {
                held = self.after(&over, purchases);
            }
            held = self.rise(held, purchases, moment);
        }
        Standing { held, at: now }
    }

    /// Whether the level was rightly given, by what is known today.
    fn is_still_earned(&self, held: &Held, purchases: &[Purchase]) -> bool {
        self.level(held.level).is_some_and(|level| {
            level.is_earned_at(held.start_at, purchases)
                || held
                    .renewed_from
                    .is_some_and(|from| level.renewal().is_met(Spent::between(purchases, from, held.start_at)))
        })
    }

    /// What follows a period that is over. A level that sets no renewal condition has to be earned again.
    fn after(&self, over: &Held, purchases: &[Purchase]) -> Option<Held> {
        let level = self.level(over.level)?;
        let renewed = level.renewal().is_met(Spent::between(purchases, over.start_at, over.end_at));
        let renewed = renewed.then(|| level.held_from(over.end_at, Some(over.start_at)));
        self.rise(renewed, purchases, over.end_at)
    }

    /// The highest level that is earned at this moment, if it is above the one held.
    fn rise(&self, held: Option<Held>, purchases: &[Purchase], moment: Timestamp) -> Option<Held> {
        let current = held.and_then(|held| self.level(held.level)).map(VipGroupLevel::rank);
        let above = self.vip_group_levels.iter().filter(|level| current.is_none_or(|rank| level.rank() > rank));
        let reached = above.filter(|level| level.is_earned_at(moment, purchases)).max_by_key(|level| level.rank());
        reached.map(|level| level.held_from(moment, None)).or(held)
    }

    /// The period held, and what is missing to keep the level and to reach the next.
    pub fn extra_info(&self, held: Option<&Held>, purchases: &[Purchase], now: Timestamp) -> VipExtraInfo {
        let current = held.and_then(|held| self.level(held.level));
        let mut info = VipExtraInfo {
            start_at: held.map(|held| held.start_at),
            end_at: held.map(|held| held.end_at),
            ..VipExtraInfo::default()
        };
        if let (Some(held), Some(level)) = (held, current) {
            let (single_order, total) = level.renewal().missing(Spent::between(purchases, held.start_at, now));
            info.difference_of_total_spent_for_renewal = single_order;
            info.difference_of_total_spent_in_validity_days_for_renewal = total;
        }
        if let Some(next) = self.level_above(current) {
            let (single_order, total) = next.upgrade().missing(Spent::before(purchases, next, now));
            info.difference_of_total_spent_for_upgrade = single_order;
            info.difference_of_total_spent_in_validity_days_for_upgrade = total;
        }
        info
    }
}
