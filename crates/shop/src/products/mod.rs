//! 商品: what is sold. A product comes in variants; a variant is what has a price and a
//! stock.

mod types;
pub use types::*;

use std::collections::HashMap;

use storage::{Document, Filter, Kind, Query, Reading, Record};
use wire::Id;

pub(crate) const KINDS: &[&Kind] = &[Variant::KIND];

/// The variants with these ids, in the order of the ids; those that are gone are left out.
pub fn variants(from: &impl Reading, ids: &[Id<Variant>]) -> storage::Result<Vec<Variant>> {
    let query = Query::all().filter(Filter::IdIn(ids.iter().map(|id| id.get()).collect()));
    let found = from.find::<Variant>(&query)?.into_iter().map(Record::into_value);
    let mut found: HashMap<_, _> = found.map(|variant| (variant.id, variant)).collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}
