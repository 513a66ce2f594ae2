//! 商品款式: one combination of a product's option values, with its price and its stock.

mod operations;
mod rules;
mod types;

pub(super) use operations::operations;
pub use types::*;

use std::collections::HashMap;

use api::Answer;
use storage::{Filter, Query, Reading, Record, Tx};
use wire::Id;

use super::{Product, VARIANT};

/// The variants with these ids, in the order of the ids; those that are gone are left out.
pub fn variants(from: &impl Reading, ids: &[Id<Variant>]) -> storage::Result<Vec<Variant>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let terms = ids.iter().map(Id::to_string).collect();
    let products = from.find::<Product>(&Query::all().filter(Filter::HasTerm(VARIANT, terms)))?;
    let found = products.into_iter().map(Record::into_value).flat_map(|product| product.product_variants);
    let mut found: HashMap<_, _> = found.map(|variant| (variant.id, variant)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

pub(super) fn next_id(tx: &mut Tx<'_>) -> Answer<Id<Variant>> {
    Ok(Id::new(tx.next_id(Variant::SEQUENCE)?))
}
