//! What promotions take off, and in which order.

use rust_decimal::Decimal;
use wire::Money;

use super::Basket;
use crate::coupons::Campaign;
use crate::orders::{OrderDiscounts, ShopDiscount};
use crate::vip_groups::CampaignRestriction;

/// So much off some lines of a basket.
#[derive(Debug, Clone, PartialEq)]
pub struct Deduction {
    /// Of the promotion, where it is one of several.
    pub id: i64,
    pub code: String,
    pub name: String,
    pub amount: Money,
    /// The lines that share it, by number.
    pub lines: Vec<usize>,
}

/// What a promotion takes off a basket that those before it have left so.
pub trait Promotion {
    fn campaign(&self) -> Campaign;
    fn deduct(&self, basket: &Basket) -> Vec<Deduction>;
}

/// The order in which promotions take their part: first what changes the price of one thing, then what looks at
/// several, then what looks at everything, then what is the customer's own.
const ORDER: [Campaign; 9] = [
    Campaign::VipCustomPriceDiscount,
    Campaign::VariantDiscount,
    Campaign::AddBuyDiscount,
    Campaign::BundleDiscount,
    Campaign::SpecialCollectionDiscount,
    Campaign::CategoryCampaignDiscount,
    Campaign::ShopDiscount,
    Campaign::VipDiscount,
    Campaign::ReferralDiscount,
];

/// Lets all promotions take their part, in their order.
pub(super) fn apply(basket: &mut Basket, promotions: &[Box<dyn Promotion>], sums: &mut OrderDiscounts) {
    for campaign in ORDER {
        for promotion in promotions.iter().filter(|promotion| promotion.campaign() == campaign) {
            for deduction in promotion.deduct(basket) {
                let amount = basket.take(&deduction);
                if !amount.is_zero() {
                    basket.mark(&deduction.lines, campaign);
                    note(sums, campaign, &deduction.name, amount);
                }
            }
        }
    }
}

/// Where the order's sums show it.
fn note(sums: &mut OrderDiscounts, campaign: Campaign, name: &str, amount: Money) {
    match campaign {
        Campaign::VipDiscount => sums.vip_discount += amount,
        Campaign::ShopDiscount => {
            let shop = sums.shop_discount.get_or_insert_with(ShopDiscount::default);
            if shop.name.is_empty() {
                name.clone_into(&mut shop.name);
            }
            shop.amount += amount;
        }
        _ => sums.special_collection_discount += amount,
    }
}

/// The lines that something goes together with, or `None` where the basket has what it must not meet at all.
pub(super) fn allowed(basket: &Basket, strategy: CampaignRestriction, campaigns: &[Campaign]) -> Option<Vec<usize>> {
    let all = basket.untouched_by(&[]);
    let untouched = basket.untouched_by(campaigns);
    match strategy {
        CampaignRestriction::Unrestricted => Some(all),
        CampaignRestriction::Restrict => Some(untouched),
        CampaignRestriction::Forbidden => (untouched.len() == all.len()).then_some(all),
    }
}

pub(super) fn percent(value: i64) -> Decimal {
    Decimal::from(value.clamp(0, 100))
}
