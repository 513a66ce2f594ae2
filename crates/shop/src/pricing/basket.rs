//! What is to be bought, with what has come off it so far.

use rust_decimal::{Decimal, RoundingStrategy};
use wire::{Id, Money};

use super::Deduction;
use super::split::split;
use crate::coupons::Campaign;
use crate::orders::LineItemDiscount;
use crate::products::Product;

/// So many of one thing.
#[derive(Debug, Clone, Default)]
pub struct Goods {
    pub product_id: Id<Product>,
    pub price: Money,
    pub quantity: u32,
    /// The product's tags, which coupons may be bound to.
    pub tags: Vec<String>,
    /// At most so much of one unit's price can be paid by points.
    pub most_points: Option<Money>,
}

#[derive(Debug)]
pub(super) struct Line {
    pub goods: Goods,
    /// What is left of each unit's price.
    pub left: Vec<Money>,
    pub discounts: Vec<LineItemDiscount>,
    pub campaigns: Vec<Campaign>,
}

impl Line {
    pub fn left(&self) -> Money {
        self.left.iter().copied().sum()
    }
}

/// Lines by number, as promotions name them.
#[derive(Debug)]
pub struct Basket {
    pub(super) lines: Vec<Line>,
    /// Decimals of the smallest unit that prices are made of: whole dollars stay whole.
    decimals: u32,
}

impl Basket {
    pub fn new(goods: Vec<Goods>) -> Self {
        let line = |goods: Goods| Line {
            left: vec![goods.price; goods.quantity as usize],
            goods,
            discounts: Vec::new(),
            campaigns: Vec::new(),
        };
        let lines: Vec<_> = goods.into_iter().map(line).collect();
        let decimals = lines.iter().map(|line| decimals(line.goods.price)).max().unwrap_or(0);
        Self { lines, decimals }
    }

    pub fn goods(&self) -> impl Iterator<Item = &Goods> {
        self.lines.iter().map(|line| &line.goods)
    }

    /// What the goods still cost.
    pub fn left(&self) -> Money {
        self.lines.iter().map(Line::left).sum()
    }

    pub fn left_of(&self, lines: &[usize]) -> Money {
        lines.iter().map(|line| self.lines[*line].left()).sum()
    }

    /// So many percent of an amount, in the unit that prices are made of.
    pub fn percent(&self, amount: Money, percent: Decimal) -> Money {
        let part = amount.decimal() * percent / Decimal::ONE_HUNDRED;
        let part = part.round_dp_with_strategy(self.decimals, RoundingStrategy::MidpointAwayFromZero);
        Money::new(part).unwrap_or(amount).min(amount)
    }

    /// Lines that none of these campaigns has taken anything off.
    pub fn untouched_by(&self, campaigns: &[Campaign]) -> Vec<usize> {
        let touched = |line: &Line| line.campaigns.iter().any(|campaign| campaigns.contains(campaign));
        (0..self.lines.len()).filter(|line| !touched(&self.lines[*line])).collect()
    }

    /// Takes the deduction off its lines, at most what is left of them, and answers how much that was.
    pub(super) fn take(&mut self, deduction: &Deduction) -> Money {
        let weigh = |line: &Line| line.left.clone();
        self.take_weighed(deduction, weigh)
    }

    /// The same, where at most so much may come off each unit.
    pub(super) fn take_weighed(&mut self, deduction: &Deduction, weigh: impl Fn(&Line) -> Vec<Money>) -> Money {
        let weights: Vec<_> = deduction.lines.iter().map(|line| weigh(&self.lines[*line])).collect();
        let weights: Vec<Money> = weights.into_iter().flatten().collect();
        let amount = deduction.amount.min(weights.iter().copied().sum());
        if amount <= Money::ZERO {
            return Money::ZERO;
        }
        let mut parts = split(amount, &weights, self.decimals.max(decimals(amount))).into_iter();
        for number in &deduction.lines {
            let line = &mut self.lines[*number];
            for (place, (left, part)) in line.left.iter_mut().zip(&mut parts).enumerate() {
                if part.is_zero() {
                    continue;
                }
                *left -= part;
                line.discounts.push(LineItemDiscount {
                    position: i64::try_from(place + 1).unwrap_or(i64::MAX),
                    id: deduction.id,
                    code: deduction.code.clone(),
                    name: deduction.name.clone(),
                    discount: part,
                });
            }
        }
        amount
    }

    pub(super) fn mark(&mut self, lines: &[usize], campaign: Campaign) {
        for line in lines {
            self.lines[*line].campaigns.push(campaign);
        }
    }
}

fn decimals(amount: Money) -> u32 {
    amount.decimal().normalize().scale()
}
