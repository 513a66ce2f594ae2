//! The rules of levels: examples, and what holds for any spending.

use proptest::prelude::*;
use wire::{Date, Id, Money, Timestamp};

use super::levels::{Standing, group_of};
use super::{VipGroup, VipGroupLevel};
use crate::customers::CustomerTag;
use crate::customers::spending::Purchase;

/// 一般 asks for nothing; 銀 for one order of 800 or 1000 within 60 days, and 500 to stay; 金 for 5000.
fn ladder() -> VipGroup {
    let level = |id: i64, name: &str| VipGroupLevel {
        id: Id::new(id),
        position: id,
        name: name.to_owned(),
        validity_days: 30,
        upgrade_validity_days: Some(60),
        ..VipGroupLevel::default()
    };
    let silver = VipGroupLevel {
        upgrade_condition_total_spent: Some(Money::from(800)),
        upgrade_condition_total_spent_in_validity_days: Some(Money::from(1000)),
        renewal_condition_total_spent_in_validity_days: Some(Money::from(500)),
        ..level(2, "銀")
    };
    let gold =
        VipGroupLevel { upgrade_condition_total_spent_in_validity_days: Some(Money::from(5000)), ..level(3, "金") };
    VipGroup { vip_group_levels: vec![gold, level(1, "一般"), silver], ..VipGroup::default() }
}

fn day(number: i64) -> Timestamp {
    Date::new(2026, 1, 1).unwrap().start().plus_days(number)
}

fn order(at: i64, amount: i64) -> Purchase {
    Purchase { at: day(at), recorded_at: day(at), amount: Money::from(amount), is_order: true }
}

fn sum(at: i64, amount: i64) -> Purchase {
    Purchase { is_order: false, ..order(at, amount) }
}

/// Level and first day of the period, for a customer since day 0.
fn level_on(today: i64, purchases: &[Purchase]) -> (i64, i64) {
    let group = ladder();
    let standing = group.advance(group.beginning(day(0)), purchases, day(today));
    let held = standing.held.unwrap();
    (held.level.get(), (held.start_at.seconds() - day(0).seconds()) / 86_400)
}

#[test]
fn a_level_is_earned_by_one_order_or_by_a_sum() {
    assert_eq!(level_on(10, &[]), (1, 0));
    assert_eq!(level_on(10, &[order(5, 799)]), (1, 0));
    assert_eq!(level_on(10, &[order(5, 800)]), (2, 5));
    assert_eq!(level_on(10, &[order(5, 500), order(8, 500)]), (2, 8));
    assert_eq!(level_on(10, &[sum(5, 999)]), (1, 0));
    assert_eq!(level_on(10, &[sum(5, 1000)]), (2, 5));
    assert_eq!(level_on(10, &[order(5, 5000)]), (3, 5));
}

#[test]
fn purchases_outside_of_the_days_do_not_count() {
    assert_eq!(level_on(80, &[order(5, 500), order(65, 500)]).0, 1);
    assert_eq!(level_on(80, &[order(5, 500), order(64, 500)]).0, 2);
    // In the future: waits for its time.
    assert_eq!(level_on(10, &[order(11, 1000)]).0, 1);
    assert_eq!(level_on(12, &[order(11, 1000)]), (2, 11));
}

#[test]
fn a_level_is_renewed_when_enough_was_spent_in_its_period() {
    // What earned the level does not renew it; it falls to what is still earned: 1000 within 60 days.
    assert_eq!(level_on(34, &[order(5, 1000)]), (2, 5));
    assert_eq!(level_on(36, &[order(5, 1000)]), (2, 35));
    assert_eq!(level_on(66, &[order(5, 1000)]), (1, 65));
    // Renewed by 500 in the period, from where the period ended.
    assert_eq!(level_on(66, &[order(5, 1000), order(36, 500)]), (2, 65));
    assert_eq!(level_on(96, &[order(5, 1000), order(36, 500)]), (1, 95));
}

#[test]
fn gold_without_a_renewal_condition_has_to_be_earned_again() {
    assert_eq!(level_on(34, &[order(5, 5000)]), (3, 5));
    assert_eq!(level_on(64, &[order(5, 5000)]), (3, 35));
    assert_eq!(level_on(65, &[order(5, 5000)]), (1, 65));
}

#[test]
fn a_level_whose_reason_is_taken_back_is_lost_at_once() {
    let group = ladder();
    let silver = group.advance(group.beginning(day(0)), &[order(5, 800)], day(6));
    let after = group.advance(silver, &[], day(7)).held.unwrap();
    assert_eq!((after.level.get(), after.start_at), (1, day(7)));
}

#[test]
fn the_first_group_that_takes_a_tag_takes_the_customer() {
    let group = |id: i64, position: i64, tags: &[&str]| VipGroup {
        id: Id::new(id),
        position,
        customer_tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        ..VipGroup::default()
    };
    let groups = [group(1, 3, &[]), group(2, 2, &["員工", "熟客"]), group(3, 1, &["批發"])];
    let of = |tags: &[&str]| {
        let tags: Vec<_> = tags.iter().map(|tag| CustomerTag { name: (*tag).to_owned() }).collect();
        group_of(&groups, &tags).unwrap().id.get()
    };
    assert_eq!((of(&[]), of(&["熟客"]), of(&["熟客", "批發"]), of(&["路人"])), (1, 2, 3, 1));
    assert!(group_of(&groups[1..], &[]).is_none());
}

#[test]
fn what_is_missing_is_told() {
    let group = ladder();
    let purchases = [order(5, 800), order(7, 100), sum(8, 50)];
    let standing = group.advance(group.beginning(day(0)), &purchases, day(9));
    let info = group.extra_info(standing.held.as_ref(), &purchases, day(9));
    insta::assert_snapshot!(serde_json::to_string_pretty(&info).unwrap(), @r#"
    {
      "start_at": "2026-01-06 00:00:00",
      "end_at": "2026-02-05 00:00:00",
      "difference_of_total_spent_in_validity_days_for_renewal": 350.0,
      "difference_of_total_spent_for_renewal": null,
      "difference_of_total_spent_in_validity_days_for_upgrade": 4050.0,
      "difference_of_total_spent_for_upgrade": null
    }
    "#);
}

prop_compose! {
    fn any_purchase()(at in 0_i64..200, late in 0_i64..20, amount in 1_i64..2000, is_order: bool) -> Purchase {
        Purchase { at: day(at), recorded_at: day(at + late), amount: Money::from(amount), is_order }
    }
}

fn rank(standing: Standing) -> i64 {
    standing.held.map_or(0, |held| held.level.get())
}

proptest! {
    #[test]
    fn looking_in_between_changes_nothing(
        mut purchases in prop::collection::vec(any_purchase(), 0..12), between in 0_i64..220, today in 0_i64..220,
    ) {
        let (group, between) = (ladder(), between.min(today));
        // Nobody has looked before the last purchase was recorded.
        for purchase in &mut purchases {
            purchase.recorded_at = purchase.recorded_at.min(day(between));
        }
        let start = group.beginning(day(0));
        let once = group.advance(start, &purchases, day(today));
        let twice = group.advance(group.advance(start, &purchases, day(between)), &purchases, day(today));
        prop_assert_eq!(once, twice);
    }

    #[test]
    fn spending_more_today_never_lowers_the_level(
        purchases in prop::collection::vec(any_purchase(), 0..12), today in 0_i64..220, more in 1_i64..6000,
    ) {
        let group = ladder();
        let before = group.advance(group.beginning(day(0)), &purchases, day(today));
        let with_more = [purchases.as_slice(), &[order(today, more)]].concat();
        let after = group.advance(before, &with_more, day(today));
        prop_assert!(rank(after) >= rank(before));
    }

    #[test]
    fn a_level_in_force_has_begun_and_not_ended(
        purchases in prop::collection::vec(any_purchase(), 0..12), today in 0_i64..220,
    ) {
        let group = ladder();
        let held = group.advance(group.beginning(day(0)), &purchases, day(today)).held;
        prop_assert!(held.is_some_and(|held| held.start_at <= day(today) && day(today) < held.end_at));
    }
}
