//! Which goods of an order are where: counted from what it has shipped and what came back.

use std::collections::{BTreeMap, BTreeSet};

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Tx};
use wire::{Id, Money};

use super::{Lines, impossible};
use crate::orders::ledger::Ledger;
use crate::orders::{FulfillmentStatus, LineItem, Order, ReturnStatus};
use crate::products::inventory::give_back;
use crate::products::{Product, VARIANT, Variant, rules::change};

impl LineItem {
    /// Whether it is on its way back, or about to be.
    pub fn is_coming_back(&self) -> bool {
        use ReturnStatus::{Checking, InHub, InOriginCvs, Problem, Processing, RequestReturn, Returning};
        matches!(
            self.return_status,
            Some(RequestReturn | Returning | Checking | InHub | Problem | Processing | InOriginCvs)
        )
    }

    /// So many units of the line after the first `skip`, as a line of their own, with what came off these.
    pub(crate) fn units(&self, skip: i64, count: i64) -> Self {
        let mut part = self.clone();
        part.quantity = count;
        part.discounts.retain(|discount| discount.position > skip && discount.position <= skip + count);
        part.total_price_before_discounts = (0..count).map(|_| self.price).sum();
        part.total_discount = part.discounts.iter().map(|discount| discount.discount).sum();
        part.total_price_after_discounts = part.total_price_before_discounts - part.total_discount;
        part
    }
}

/// How many of a line have left.
pub(super) fn shipped(order: &Order, line: Id<LineItem>) -> i64 {
    let shipments = order.fulfillments.iter().flat_map(|shipment| &shipment.line_items);
    shipments.filter(|shipped| shipped.id == line).map(|shipped| shipped.quantity).sum()
}

/// How many of a line are back.
pub(super) fn returned(ledger: &Ledger, line: Id<LineItem>) -> i64 {
    sum(ledger, line, |part| part.return_status == Some(ReturnStatus::Returned))
}

/// How many of a line are back or on their way.
pub(super) fn taken_back(ledger: &Ledger, line: Id<LineItem>) -> i64 {
    sum(ledger, line, |part| part.is_coming_back() || part.return_status == Some(ReturnStatus::Returned))
}

fn sum(ledger: &Ledger, line: Id<LineItem>, which: impl Fn(&LineItem) -> bool) -> i64 {
    let parts = ledger.returns.iter().flat_map(|one| &one.line_items);
    parts.filter(|part| part.id == line && which(part)).map(|part| part.quantity).sum()
}

/// How many of a line can still be shipped. What came back is not shipped again.
pub(super) fn to_ship(order: &Order, line: &LineItem) -> i64 {
    line.quantity - shipped(order, line.id)
}

/// How many of a line can be sent back.
pub(super) fn to_return(order: &Order, ledger: &Ledger, line: &LineItem) -> i64 {
    let has = match order.statuses.fulfillment_status {
        FulfillmentStatus::NoNeed => line.quantity,
        _ => shipped(order, line.id),
    };
    has - taken_back(ledger, line.id)
}

/// The lines that are meant, with how many of each, where there are so many.
pub(super) fn pick<'a>(
    order: &'a Order,
    lines: &Lines,
    what: &str,
    there: impl Fn(&LineItem) -> i64,
) -> Answer<Vec<(&'a LineItem, i64)>> {
    let known = |id: &Id<LineItem>| {
        let line = order.line_items.iter().find(|line| line.id == *id);
        line.ok_or_else(|| Error::invalid(format!("訂單沒有商品 {id} (line_item)")))
    };
    let picked: Vec<_> = match lines {
        Lines::All => order.line_items.iter().map(|line| (line, there(line))).filter(|(_, count)| *count > 0).collect(),
        Lines::Whole(ids) => {
            let each: BTreeSet<_> = ids.iter().collect();
            each.into_iter().map(|id| known(id).map(|line| (line, there(line)))).collect::<Answer<_>>()?
        }
        Lines::These(counts) => {
            // A line that is named twice is meant with both counts.
            let mut each = BTreeMap::<Id<LineItem>, i64>::new();
            for (id, count) in counts {
                if *count < 1 {
                    return Err(Error::invalid("數量 (quantity) 必須大於 0"));
                }
                let sum = each.entry(*id).or_default();
                *sum = sum.saturating_add(*count);
            }
            each.iter().map(|(id, count)| Ok((known(id)?, *count))).collect::<Answer<_>>()?
        }
    };
    if picked.is_empty() {
        return Err(impossible(format!("訂單沒有可{what}的商品")));
    }
    for (line, count) in &picked {
        let there = there(line);
        if *count < 1 || *count > there {
            return Err(impossible(format!("商品 {} ({}) 可{what}的數量為 {there}", line.title, line.id)));
        }
    }
    Ok(picked)
}

/// Puts goods back in stock: so many of each variant.
pub(super) fn restock(tx: &mut Tx<'_>, back: impl IntoIterator<Item = (Id<Variant>, i64)>) -> Answer<()> {
    let mut of_products = BTreeMap::<Id<Product>, Vec<(Id<Variant>, u32)>>::new();
    for (variant, count) in back {
        let Ok(count @ 1..) = u32::try_from(count) else { continue };
        let of = Query::all().filter(Filter::HasTerm(VARIANT, vec![variant.to_string()]));
        // What is no longer sold needs no stock.
        if let Some(product) = tx.find_one::<Product>(of)? {
            of_products.entry(product.id).or_default().push((variant, count));
        }
    }
    for (product, back) in of_products {
        change(tx, product, |_, product| {
            for (id, count) in back {
                for variant in product.product_variants.iter_mut().filter(|variant| variant.id == id) {
                    give_back(variant, count)?;
                }
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// What these cost after all that came off.
pub(super) fn worth(parts: &[LineItem]) -> Money {
    parts.iter().map(|part| part.total_price_after_discounts).sum()
}
