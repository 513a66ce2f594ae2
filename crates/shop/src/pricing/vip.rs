//! What a VIP level takes off: a part of the goods' price, and shipping.

use serde_json::Value;
use wire::Money;

use super::promotions::{allowed, percent};
use super::{Basket, Deduction, Promotion};
use crate::coupons::Campaign;
use crate::vip_groups::{VipGroupLevel, VipRestriction};
use crate::words::word;

/// The discount of the customer's level.
#[derive(Debug)]
pub struct VipDiscount {
    pub level: i64,
    pub name: String,
    pub percent: i64,
    pub restriction: VipRestriction,
}

impl VipDiscount {
    /// What the level gives, if it gives any.
    pub fn of(level: &VipGroupLevel) -> Option<Self> {
        let percent = level.order_discount_value.filter(|value| level.order_discount_enabled && *value > 0)?;
        let restriction = level.order_discount_setting.clone();
        Some(Self { level: level.id.get(), name: format!("{} 折扣", level.name), percent, restriction })
    }
}

impl Promotion for VipDiscount {
    fn campaign(&self) -> Campaign {
        Campaign::VipDiscount
    }

    fn deduct(&self, basket: &Basket) -> Vec<Deduction> {
        let Some(lines) = lines(basket, &self.restriction) else { return Vec::new() };
        let amount = basket.percent(basket.left_of(&lines), percent(self.percent));
        vec![Deduction { id: self.level, code: word(&self.campaign()), name: self.name.clone(), amount, lines }]
    }
}

/// From which amount on the customer's level pays for shipping.
#[derive(Debug, Clone)]
pub struct VipFreeShipping {
    pub threshold: Money,
    pub restriction: VipRestriction,
}

impl VipFreeShipping {
    pub fn of(level: &VipGroupLevel) -> Option<Self> {
        level.free_shipping_enabled.then(|| Self {
            threshold: level.free_shipping_threshold.unwrap_or_default(),
            restriction: level.free_shipping_setting.clone(),
        })
    }

    pub(super) fn is_given(&self, basket: &Basket) -> bool {
        lines(basket, &self.restriction).is_some_and(|lines| basket.left_of(&lines) >= self.threshold)
    }
}

fn lines(basket: &Basket, restriction: &VipRestriction) -> Option<Vec<usize>> {
    // Names that no campaign has restrict nothing.
    let named = restriction.restrict_campaigns.iter().map(|name| Value::String(name.clone()));
    let campaigns: Vec<Campaign> = named.filter_map(|name| serde_json::from_value(name).ok()).collect();
    allowed(basket, restriction.restrict_strategy, &campaigns)
}
