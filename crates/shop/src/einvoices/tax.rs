//! Sales and tax of an invoice, in whole dollars: 5 % of what is taxable, which is included in every price.

use rust_decimal::RoundingStrategy::MidpointAwayFromZero;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use wire::{Money, Timestamp};

use super::{Allowance, InvoiceAmounts};

/// An amount by kinds of tax. What is taxable is a net amount and its tax.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Split {
    pub net: i64,
    pub tax: i64,
    pub zero_rated: i64,
    pub exempt: i64,
}

/// Amounts with the tax in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub total: i64,
    pub zero_rated: i64,
    pub exempt: i64,
}

impl Split {
    /// What of the total is neither zero-rated nor exempt is taxable; neither can be more than the total.
    pub fn of(parts: Parts) -> Self {
        let total = parts.total.max(0);
        let zero_rated = parts.zero_rated.clamp(0, total);
        let exempt = parts.exempt.clamp(0, total - zero_rated);
        let taxable = total - zero_rated - exempt;
        let net = net_of(taxable);
        Self { net, tax: taxable - net, zero_rated, exempt }
    }

    pub fn taxable(self) -> i64 {
        self.net + self.tax
    }

    pub fn total(self) -> i64 {
        self.taxable() + self.zero_rated + self.exempt
    }

    pub fn minus(self, other: Self) -> Self {
        Self {
            net: self.net - other.net,
            tax: self.tax - other.tax,
            zero_rated: self.zero_rated - other.zero_rated,
            exempt: self.exempt - other.exempt,
        }
    }

    /// What an allowance of this much takes from what is left: first as it says, the rest of it where there is
    /// something; never more than is left of anything.
    pub fn part(self, back: Parts) -> Self {
        let total = back.total.clamp(0, self.total());
        let mut zero_rated = back.zero_rated.clamp(0, self.zero_rated.min(total));
        let mut exempt = back.exempt.clamp(0, self.exempt.min(total - zero_rated));
        let taxable = (total - zero_rated - exempt).min(self.taxable());
        let mut rest = total - zero_rated - exempt - taxable;
        let more = rest.min(self.zero_rated - zero_rated);
        zero_rated += more;
        rest -= more;
        exempt += rest;
        // Rounding must leave neither net nor tax below zero.
        let net = net_of(taxable).clamp(taxable - self.tax, self.net);
        Self { net, tax: taxable - net, zero_rated, exempt }
    }

    /// A company is shown net and tax, a consumer one amount.
    pub fn amounts(self, for_company: bool) -> InvoiceAmounts {
        let (sales, tax) = if for_company { (self.net, self.tax) } else { (self.taxable(), 0) };
        InvoiceAmounts {
            sales_amount: Money::from(sales),
            zero_tax_sales_amount: Money::from(self.zero_rated),
            free_tax_sales_amount: Money::from(self.exempt),
            tax_amount: Money::from(tax),
            total_amount: Money::from(self.total()),
        }
    }

    /// An allowance shows the tax apart to everybody.
    pub fn allowance(self, allowed_at: Timestamp) -> Allowance {
        Allowance {
            allowed_at,
            sales_amount: Money::from(self.net),
            zero_tax_sales_amount: Money::from(self.zero_rated),
            free_tax_sales_amount: Money::from(self.exempt),
            tax_amount: Money::from(self.tax),
            total_amount: Money::from(self.total()),
        }
    }
}

impl From<&Allowance> for Split {
    fn from(allowance: &Allowance) -> Self {
        Self {
            net: dollars(allowance.sales_amount),
            tax: dollars(allowance.tax_amount),
            zero_rated: dollars(allowance.zero_tax_sales_amount),
            exempt: dollars(allowance.free_tax_sales_amount),
        }
    }
}

/// Whole dollars, as invoices have them: a half is rounded up.
pub(super) fn dollars(amount: Money) -> i64 {
    amount.decimal().round_dp_with_strategy(0, MidpointAwayFromZero).to_i64().unwrap_or_default()
}

/// The amount without the 5 % in it, to the nearest dollar; there is never one half.
fn net_of(taxable: i64) -> i64 {
    (taxable * 40 + 21) / 42
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn split(total: i64, zero_rated: i64, exempt: i64) -> Split {
        Split::of(Parts { total, zero_rated, exempt })
    }

    #[test]
    fn tax_is_a_twenty_first_of_what_is_taxable_to_the_nearest_dollar() {
        for (total, net, tax) in
            [(0, 0, 0), (1, 1, 0), (10, 10, 0), (11, 10, 1), (105, 100, 5), (100, 95, 5), (880, 838, 42)]
        {
            let made = split(total, 0, 0);
            assert_eq!((made.net, made.tax), (net, tax), "{total}");
        }
        assert_eq!(split(1_000, 300, 175), Split { net: 500, tax: 25, zero_rated: 300, exempt: 175 });
        assert_eq!(split(100, 300, 175), Split { net: 0, tax: 0, zero_rated: 100, exempt: 0 });
    }

    proptest! {
        #[test]
        fn a_split_adds_up_and_its_tax_is_five_per_cent(
            total in 0..1_000_000_000_000_i64,
            zero_rated in 0..1_000_000_000_000_i64,
            exempt in 0..1_000_000_000_000_i64,
        ) {
            let made = split(total, zero_rated, exempt);
            prop_assert_eq!(made.total(), total);
            prop_assert!([made.net, made.tax, made.zero_rated, made.exempt].iter().all(|part| *part >= 0));
            prop_assert!((made.tax * 20 - made.net).abs() <= 20, "{:?}", made);
        }

        #[test]
        fn allowances_add_up_to_the_invoice_and_never_to_more(
            total in 0..100_000_i64,
            zero_rated in 0..50_000_i64,
            exempt in 0..50_000_i64,
            backs in prop::collection::vec((0..30_000_i64, 0..30_000_i64, 0..30_000_i64), 0..12),
        ) {
            let invoice = split(total, zero_rated, exempt);
            let mut left = invoice;
            let mut allowed = 0;
            for (total, zero_rated, exempt) in backs {
                let part = left.part(Parts { total, zero_rated, exempt });
                prop_assert_eq!(part.total(), total.min(left.total()));
                left = left.minus(part);
                allowed += part.total();
                prop_assert!([left.net, left.tax, left.zero_rated, left.exempt].iter().all(|part| *part >= 0), "{:?}", left);
            }
            let rest = left.part(Parts { total: left.total(), ..Parts::default() });
            prop_assert_eq!(rest, left, "the last one takes exactly what is left");
            prop_assert_eq!(allowed + rest.total(), total);
        }
    }
}
