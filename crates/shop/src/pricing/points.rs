//! How much of the price can be paid by points.

use rust_decimal::Decimal;
use wire::Money;

use super::basket::Line;
use super::{Basket, Deduction};
use crate::bonus_rule::{BonusRule, UsageLimitType};

/// Takes off what so many points are worth, or says why so many cannot be used.
pub(super) fn redeem(basket: &mut Basket, rule: &BonusRule, points: Money) -> Result<Money, String> {
    if points.is_zero() {
        return Ok(Money::ZERO);
    }
    if !rule.enabled {
        return Err("商店沒有開啟紅利".to_owned());
    }
    let left = basket.left();
    if left < rule.threshold_of_total_price {
        return Err(format!("須消費滿 {} 才能使用紅利折抵", rule.threshold_of_total_price));
    }
    let worth = points * rule.conversion_bonus.decimal();
    let most = most(basket, rule);
    if worth > most {
        return Err(format!("紅利折抵不能超過 {most}"));
    }
    let lines = basket.untouched_by(&[]);
    let deduction =
        Deduction { id: 0, code: "bonus_consumed".to_owned(), name: "紅利折抵".to_owned(), amount: worth, lines };
    Ok(basket.take_weighed(&deduction, usable))
}

/// The most that points can take off.
fn most(basket: &Basket, rule: &BonusRule) -> Money {
    let by_goods: Money = basket.lines.iter().flat_map(usable).sum();
    let by_rule = match rule.usage_limit_type {
        UsageLimitType::NoLimit => by_goods,
        UsageLimitType::Percentage => {
            basket.percent(basket.left(), rule.usage_limit_value.decimal().clamp(Decimal::ZERO, Decimal::ONE_HUNDRED))
        }
        UsageLimitType::Amount => rule.usage_limit_value,
    };
    by_goods.min(by_rule)
}

fn usable(line: &Line) -> Vec<Money> {
    let most = |left: &Money| line.goods.most_points.map_or(*left, |most| most.min(*left));
    line.left.iter().map(most).collect()
}
