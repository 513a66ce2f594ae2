//! The whole sum.

use wire::Money;

use super::{Basket, Goods, Promotion, VipFreeShipping, coupons, points, promotions};
use crate::bonus_rule::BonusRule;
use crate::coupons::Coupon;
use crate::orders::{LineItemDiscount, OrderDiscounts, Prices};

/// What is to be priced, and what may come off.
pub struct Offer<'a> {
    pub goods: Vec<Goods>,
    pub promotions: Vec<Box<dyn Promotion>>,
    pub coupons: &'a [Coupon],
    pub points: Money,
    pub rule: &'a BonusRule,
    pub shipping: ShippingRate,
    pub free_shipping: Option<VipFreeShipping>,
}

/// What shipping costs, and from which sum of goods on it costs nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct ShippingRate {
    pub price: Money,
    pub free_over: Option<Money>,
}

impl ShippingRate {
    fn of(self, goods: Money) -> Money {
        if self.free_over.is_some_and(|free_over| goods >= free_over) { Money::ZERO } else { self.price }
    }
}

/// What it costs, line by line and as a whole.
#[derive(Debug)]
pub struct Quote {
    pub lines: Vec<QuotedLine>,
    pub prices: Prices,
    /// The goods after all that came off, without shipping.
    pub subtotal: Money,
}

#[derive(Debug)]
pub struct QuotedLine {
    pub discounts: Vec<LineItemDiscount>,
    pub before: Money,
    pub discount: Money,
    pub after: Money,
}

/// Prices a basket, or says everything that is in the way.
pub fn quote(offer: Offer<'_>) -> Result<Quote, Vec<String>> {
    let mut basket = Basket::new(offer.goods);
    let before = basket.left();
    let mut sums = OrderDiscounts::default();
    let mut faults = Vec::new();
    promotions::apply(&mut basket, &offer.promotions, &mut sums);
    let mut coupon_pays_shipping = false;
    for coupon in offer.coupons {
        match coupons::redeem(&mut basket, coupon) {
            Ok(redeemed) => {
                coupon_pays_shipping |= redeemed.free_shipping;
                sums.coupon_discounts.push(redeemed.shown);
            }
            Err(fault) => faults.push(fault),
        }
    }
    sums.coupon_discount = sums.coupon_discounts.first().cloned();
    match points::redeem(&mut basket, offer.rule, offer.points) {
        Ok(amount) => sums.bonus_consumed = amount,
        Err(fault) => faults.push(fault),
    }
    let subtotal = basket.left();
    let shipping = offer.shipping.of(subtotal);
    if offer.free_shipping.is_some_and(|free| free.is_given(&basket)) {
        sums.vip_shipping_discount = shipping;
    } else if coupon_pays_shipping {
        sums.coupon_shipping_discount = shipping;
    }
    let off_shipping = sums.vip_shipping_discount + sums.coupon_shipping_discount;
    // Amounts have a bound, and their sum could pass it: such an order could not be read again.
    if Money::new(before.decimal()).is_none() {
        faults.push("訂單金額超出上限".to_owned());
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    Ok(Quote {
        prices: Prices {
            total_line_items_price: before,
            shipping_rate_price: shipping,
            discounts: sums,
            total_price: subtotal + shipping - off_shipping,
        },
        subtotal,
        lines: basket.lines.into_iter().map(quoted).collect(),
    })
}

fn quoted(line: super::basket::Line) -> QuotedLine {
    let after = line.left();
    let discount = line.discounts.iter().map(|part| part.discount).sum();
    QuotedLine { before: after + discount, discount, after, discounts: line.discounts }
}
