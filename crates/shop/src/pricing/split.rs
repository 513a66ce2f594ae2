//! Splitting an amount, so that the parts add up to it.

use rust_decimal::{Decimal, RoundingStrategy};
use wire::Money;

/// Parts of the amount in proportion to these weights, each a multiple of the smallest unit with so many decimals. Each
/// part is what the sum so far has grown by, so that they add up, and none is more than its weight where the amount is
/// not more than all weights.
pub(super) fn split(amount: Money, weights: &[Money], decimals: u32) -> Vec<Money> {
    let total: Decimal = weights.iter().map(|weight| weight.decimal()).sum();
    if total.is_zero() {
        return vec![Money::ZERO; weights.len()];
    }
    let (mut weight_so_far, mut given) = (Decimal::ZERO, Money::ZERO);
    let part = |weight: &Money| {
        weight_so_far += weight.decimal();
        let share = amount.decimal() * weight_so_far / total;
        let share = share.round_dp_with_strategy(decimals, RoundingStrategy::ToZero);
        // The last of those with a weight takes what is left, which a division that does not end may have rounded off.
        let until = if weight_so_far == total { amount } else { Money::new(share).unwrap_or(amount) };
        let part = until - given;
        given = until;
        part
    };
    weights.iter().map(part).collect()
}
