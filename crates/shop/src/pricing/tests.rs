//! Properties of prices, and a few sums worked out by hand.

use proptest::prelude::*;
use wire::{Id, Money};

use super::*;
use crate::bonus_rule::BonusRule;
use crate::coupons::{Campaign, Coupon, CouponType};
use crate::vip_groups::{CampaignRestriction, VipRestriction};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn goods(prices: &[(&str, u32)]) -> Vec<Goods> {
    let one = |(price, quantity): &(&str, u32)| Goods { price: money(price), quantity: *quantity, ..Goods::default() };
    prices.iter().map(one).collect()
}

fn vip(percent: i64) -> Box<dyn Promotion> {
    Box::new(VipDiscount { level: 7, name: "金卡".into(), percent, restriction: VipRestriction::default() })
}

fn coupon(coupon_type: CouponType, value: i64) -> Coupon {
    Coupon {
        id: Id::new(3),
        code: "AUTUMN".into(),
        title: "秋季".into(),
        coupon_type,
        coupon_value: value,
        ..Coupon::default()
    }
}

fn offer<'a>(goods: Vec<Goods>, coupons: &'a [Coupon], rule: &'a BonusRule) -> Offer<'a> {
    let shipping = ShippingRate { price: Money::from(100), free_over: Some(Money::from(1500)) };
    Offer { goods, promotions: Vec::new(), coupons, points: Money::ZERO, rule, shipping, free_shipping: None }
}

#[test]
fn promotions_come_before_coupons_and_coupons_before_points() {
    let rule = BonusRule::default();
    let coupons = [coupon(CouponType::Amount, 100)];
    let offer = Offer {
        promotions: vec![vip(10)],
        points: Money::from(50),
        ..offer(goods(&[("500", 2), ("333", 1)]), &coupons, &rule)
    };
    let quote = quote(offer).unwrap();
    let prices = &quote.prices;
    assert_eq!(prices.total_line_items_price, Money::from(1333));
    assert_eq!(prices.discounts.vip_discount, Money::from(133)); // 133.3, in whole dollars as the prices are
    assert_eq!(prices.discounts.coupon_discounts[0].amount, Money::from(100));
    assert_eq!(prices.discounts.bonus_consumed, Money::from(50));
    assert_eq!(quote.subtotal, Money::from(1050));
    assert_eq!((prices.shipping_rate_price, prices.total_price), (Money::from(100), Money::from(1150)));
    let names: Vec<_> = quote.lines[1].discounts.iter().map(|part| (part.position, part.name.as_str())).collect();
    assert_eq!(names, [(1, "金卡"), (1, "秋季"), (1, "紅利折抵")]);
}

#[test]
fn shipping_is_free_from_a_sum_that_is_really_paid() {
    let rule = BonusRule::default();
    let free = quote(offer(goods(&[("1500", 1)]), &[], &rule)).unwrap();
    assert_eq!((free.prices.shipping_rate_price, free.prices.total_price), (Money::ZERO, Money::from(1500)));
    let coupons = [coupon(CouponType::Amount, 1)];
    let paid = quote(offer(goods(&[("1500", 1)]), &coupons, &rule)).unwrap();
    assert_eq!((paid.prices.shipping_rate_price, paid.prices.total_price), (Money::from(100), Money::from(1599)));
    let coupons = [coupon(CouponType::FreeShipping, 0)];
    let given = quote(offer(goods(&[("1000", 1)]), &coupons, &rule)).unwrap().prices;
    assert_eq!(
        (given.shipping_rate_price, given.discounts.coupon_shipping_discount),
        (Money::from(100), Money::from(100))
    );
    assert_eq!(given.total_price, Money::from(1000));
}

#[test]
fn a_coupon_stays_away_from_what_it_must_not_meet() {
    let rule = BonusRule::default();
    let restricted = |strategy| Coupon {
        restrict_strategy: strategy,
        restrict_campaigns: vec![Campaign::VipDiscount],
        ..coupon(CouponType::Percent, 50)
    };
    for (strategy, why) in [
        (CampaignRestriction::Forbidden, "優惠券 AUTUMN 不能與訂單中的行銷活動併用"),
        (CampaignRestriction::Restrict, "優惠券 AUTUMN 不適用於訂單中的商品"),
    ] {
        let coupons = [restricted(strategy)];
        let offer = Offer { promotions: vec![vip(10)], ..offer(goods(&[("500", 2)]), &coupons, &rule) };
        assert_eq!(quote(offer).unwrap_err(), [why]);
    }
    let coupons = [restricted(CampaignRestriction::Forbidden)];
    assert_eq!(quote(offer(goods(&[("500", 2)]), &coupons, &rule)).unwrap().subtotal, Money::from(500));
}

#[test]
fn a_bound_coupon_looks_only_at_what_it_is_bound_to() {
    let rule = BonusRule::default();
    let mut basket = goods(&[("500", 1), ("300", 1)]);
    basket[1].tags = vec!["茶".into()];
    let bound = Coupon { tags: vec!["茶".into()], ..coupon(CouponType::Percent, 50) };
    let quoted = quote(offer(basket.clone(), std::slice::from_ref(&bound), &rule)).unwrap();
    assert_eq!(quoted.lines.iter().map(|line| line.discount).collect::<Vec<_>>(), [Money::ZERO, Money::from(150)]);
    let dear = Coupon { order_price_threshold: Money::from(301), ..bound };
    assert_eq!(quote(offer(basket, &[dear], &rule)).unwrap_err(), ["優惠券 AUTUMN 須消費滿 301 才能使用"]);
}

prop_compose! {
    fn any_goods()(cents in 1i64..50_000, whole in any::<bool>(), quantity in 1u32..6, most in prop::option::of(1i64..50)) -> Goods {
        let price = if whole { Money::from(cents) } else { Money::from(cents) * rust_decimal::Decimal::new(1, 2) };
        Goods { price, quantity, most_points: most.map(Money::from), ..Goods::default() }
    }
}

proptest! {
    /// Whatever comes off: lines add up to the order, units to lines, and nothing costs less than nothing.
    #[test]
    fn all_sums_agree(
        goods in prop::collection::vec(any_goods(), 1..6),
        percent in 0i64..101,
        coupon_values in prop::collection::vec((any::<bool>(), 1i64..101), 0..3),
        points in 0i64..40,
    ) {
        let rule = BonusRule::default();
        let coupons: Vec<_> = coupon_values
            .iter()
            .map(|(amount, value)| coupon(if *amount { CouponType::Amount } else { CouponType::Percent }, *value))
            .collect();
        let quantities: Vec<_> = goods.iter().map(|goods| i64::from(goods.quantity)).collect();
        let offer = Offer {
            promotions: vec![vip(percent)],
            points: Money::from(points),
            ..offer(goods, &coupons, &rule)
        };
        let Ok(quote) = quote(offer) else {
            // Only points can be too many here.
            prop_assert!(points > 0);
            return Ok(());
        };
        let sums = &quote.prices.discounts;
        let coupons: Money = sums.coupon_discounts.iter().map(|coupon| coupon.amount).sum();
        let off = sums.vip_discount + coupons + sums.bonus_consumed;
        prop_assert_eq!(sums.bonus_consumed, Money::from(points));
        prop_assert_eq!(quote.lines.iter().map(|line| line.before).sum::<Money>(), quote.prices.total_line_items_price);
        prop_assert_eq!(quote.lines.iter().map(|line| line.discount).sum::<Money>(), off);
        prop_assert_eq!(quote.lines.iter().map(|line| line.after).sum::<Money>(), quote.subtotal);
        prop_assert_eq!(quote.prices.total_line_items_price - off, quote.subtotal);
        prop_assert_eq!(quote.prices.total_price, quote.subtotal + quote.prices.shipping_paid());
        for (line, quantity) in quote.lines.iter().zip(quantities) {
            prop_assert_eq!(line.discounts.iter().map(|part| part.discount).sum::<Money>(), line.discount);
            prop_assert!(line.after >= Money::ZERO);
            prop_assert!(line.discounts.iter().all(|part| part.position >= 1 && part.position <= quantity));
            prop_assert!(line.discounts.iter().all(|part| part.discount > Money::ZERO));
        }
    }
}
