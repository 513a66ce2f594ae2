//! What coupons take off.

use wire::{Id, Money};

use super::promotions::{allowed, percent};
use super::{Basket, Deduction};
use crate::coupons::{Coupon, CouponType};
use crate::orders::CouponDiscount;

/// What one coupon has done.
#[derive(Debug)]
pub(super) struct Redeemed {
    pub shown: CouponDiscount,
    pub free_shipping: bool,
}

/// Takes a coupon's part off the basket, or says why it does not go with it.
pub(super) fn redeem(basket: &mut Basket, coupon: &Coupon) -> Result<Redeemed, String> {
    let refused = |why: &str| format!("優惠券 {} {why}", coupon.code);
    let lines = allowed(basket, coupon.restrict_strategy, &coupon.restrict_campaigns)
        .ok_or_else(|| refused("不能與訂單中的行銷活動併用"))?;
    let lines: Vec<_> = lines.into_iter().filter(|line| is_for(coupon, basket, *line)).collect();
    if lines.is_empty() {
        return Err(refused("不適用於訂單中的商品"));
    }
    let left = basket.left_of(&lines);
    if left < coupon.order_price_threshold {
        return Err(refused(&format!("須消費滿 {} 才能使用", coupon.order_price_threshold)));
    }
    let off = match coupon.coupon_type {
        CouponType::Amount => Money::from(coupon.coupon_value).min(left),
        CouponType::Percent => basket.percent(left, percent(coupon.coupon_value)),
        // The shipping it pays for, and the gift it brings, take nothing off the goods.
        CouponType::FreeShipping | CouponType::Gift => Money::ZERO,
    };
    let deduction = Deduction {
        id: coupon.id.get(),
        code: "coupon_discount".to_owned(),
        name: coupon.title.clone(),
        amount: off,
        lines,
    };
    let amount = basket.take(&deduction);
    let shown = CouponDiscount {
        id: Id::default(),
        name: coupon.title.clone(),
        code: coupon.code.clone(),
        amount,
        coupon_id: coupon.id.get(),
    };
    Ok(Redeemed { shown, free_shipping: coupon.coupon_type == CouponType::FreeShipping })
}

/// A coupon that is bound to nothing is for everything.
fn is_for(coupon: &Coupon, basket: &Basket, line: usize) -> bool {
    let goods = &basket.lines[line].goods;
    let bound = !coupon.product_ids.is_empty() || !coupon.tags.is_empty();
    !bound
        || coupon.product_ids.contains(&goods.product_id.get())
        || goods.tags.iter().any(|tag| coupon.tags.contains(tag))
}
