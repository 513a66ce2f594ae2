//! The rules by themselves.

use proptest::prelude::*;
use wire::Date;

use super::rules::faults;
use super::{Campaign, Coupon, CouponStatus, CouponType};
use crate::vip_groups::CampaignRestriction::{self, Forbidden, Restrict, Unrestricted};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

fn day(number: i64) -> Date {
    Date::new(2026, 1, 1).unwrap().plus_days(number)
}

fn coupon() -> Coupon {
    Coupon { title: "生日禮".into(), code: "BIRTH".into(), coupon_value: 100, ..Coupon::default() }
}

#[test]
fn a_coupon_shows_every_field() {
    assert_keys(
        &coupon(),
        "id customer_id title code coupon_type coupon_type_name coupon_value order_price_threshold start_date \
         end_date concurrently_apply usage_limit can_accumulate_bonus usage_unlimited used_times gift_order_id \
         gift_days account_usage_limit_enabled account_usage_limit restrict_strategy restrict_campaigns tags \
         pos_shop_ids product_ids coupon_status gift_order_status valid customer_used_times customer_usable",
    );
    assert_loads_without_fields::<Coupon>();
}

#[test]
fn days_and_uses_decide_where_a_coupon_stands() {
    let dated = Coupon { start_date: Some(day(1)), end_date: Some(day(2)), usage_limit: 1, ..coupon() };
    assert_eq!(dated.status_on(day(0)), CouponStatus::NoStartUse);
    assert_eq!(dated.status_on(day(1)), CouponStatus::HasExpireDate);
    assert_eq!(dated.status_on(day(2)), CouponStatus::HasExpireDate);
    assert_eq!(dated.status_on(day(3)), CouponStatus::Expired);
    assert_eq!(coupon().status_on(day(9)), CouponStatus::NoExpireDate);
    let used = Coupon { used_times: 1, ..dated };
    assert_eq!(used.status_on(day(3)), CouponStatus::Used);
    let unlimited = Coupon { usage_limit: 0, ..used };
    assert_eq!(unlimited.status_on(day(2)), CouponStatus::HasExpireDate);
}

#[test]
fn what_makes_no_sense_is_named() {
    let of = |kind, value| faults(&Coupon { coupon_type: kind, coupon_value: value, ..coupon() });
    assert_eq!(of(CouponType::Amount, 0), ["折扣內容 (value) 必須大於 0"]);
    assert_eq!(of(CouponType::Percent, 101), ["折扣內容 (value) 必須是 1 到 100 的百分比"]);
    assert_eq!(of(CouponType::Percent, 0).len(), 1);
    assert!(of(CouponType::Percent, 100).is_empty() && of(CouponType::FreeShipping, 0).is_empty());
    let limits = Coupon { account_usage_limit_enabled: true, usage_limit: 2, used_times: 3, ..coupon() };
    assert_eq!(faults(&limits).len(), 2);
}

fn restricted(
    from: &Coupon,
    concurrently: Option<bool>,
    strategy: Option<CampaignRestriction>,
    campaigns: Option<Vec<Campaign>>,
) -> (bool, CampaignRestriction, usize) {
    let mut coupon = from.clone();
    coupon.restrict(concurrently, strategy, campaigns).unwrap();
    (coupon.concurrently_apply, coupon.restrict_strategy, coupon.restrict_campaigns.len())
}

#[test]
fn either_word_for_a_restriction_decides_both() {
    let free = coupon();
    assert_eq!(restricted(&free, None, None, None), (true, Unrestricted, 0));
    assert_eq!(restricted(&free, Some(false), None, None), (false, Restrict, 9));
    assert_eq!(restricted(&free, None, Some(Forbidden), None), (false, Forbidden, 9));
    let named = || Some(vec![Campaign::VipDiscount, Campaign::ShopDiscount, Campaign::VipDiscount]);
    assert_eq!(restricted(&free, Some(false), Some(Forbidden), named()), (false, Forbidden, 2));
    assert_eq!(restricted(&free, None, None, named()), (false, Restrict, 2));

    let bound = Coupon { restrict_strategy: Forbidden, restrict_campaigns: vec![Campaign::AddBuyDiscount], ..coupon() };
    assert_eq!(restricted(&bound, None, None, None), (false, Forbidden, 1));
    assert_eq!(restricted(&bound, Some(false), None, None), (false, Forbidden, 1));
    assert_eq!(restricted(&bound, Some(true), None, named()), (true, Unrestricted, 0));
    assert!(coupon().restrict(Some(true), Some(Restrict), None).is_err());
    assert!(coupon().restrict(Some(false), Some(Unrestricted), None).is_err());
}

fn any_coupon() -> impl Strategy<Value = Coupon> {
    let end = proptest::option::of(0i64..20);
    (proptest::option::of(0i64..20), end, 0i64..4, 0i64..4).prop_map(|(start, length, usage_limit, used_times)| {
        Coupon {
            start_date: start.map(day),
            end_date: length.map(|length| day(start.unwrap_or(0) + length)),
            usage_limit,
            used_times,
            ..coupon()
        }
    })
}

proptest! {
    #[test]
    fn a_status_follows_from_days_and_uses(coupon in any_coupon(), number in 0i64..45) {
        use CouponStatus::{Expired, HasExpireDate, NoExpireDate, NoStartUse, Used};
        let status = coupon.status_on(day(number));
        let used_up = coupon.usage_limit > 0 && coupon.used_times >= coupon.usage_limit;
        prop_assert_eq!(status == Used, used_up);
        let begun = coupon.start_date.is_none_or(|start| start <= day(number));
        let over = coupon.end_date.is_some_and(|end| end < day(number));
        prop_assert_eq!(matches!(status, HasExpireDate | NoExpireDate), !used_up && begun && !over);
        if status == NoStartUse {
            prop_assert!(!begun);
        }
        if status == Expired {
            prop_assert!(over);
        }
        if status == HasExpireDate {
            prop_assert!(coupon.end_date.is_some());
        }
    }

    #[test]
    fn a_status_holds_until_its_next_turn(coupon in any_coupon(), number in 0i64..45) {
        let today = day(number);
        let mut coupon = coupon;
        coupon.coupon_status = coupon.status_on(today);
        let turn = coupon.next_turn();
        // The day before the turn says the same, the turn's own day something else.
        let last = turn.map_or(day(60), |turn| turn.date().plus_days(-1));
        prop_assert_eq!(coupon.status_on(last), coupon.coupon_status);
        if let Some(turn) = turn {
            prop_assert!(turn > today.end());
            prop_assert_ne!(coupon.status_on(turn.date()), coupon.coupon_status);
        }
    }
}
