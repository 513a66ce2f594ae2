//! The products of a collection, in its order.

use std::sync::Arc;

use api::{Answer, Error, Listing, Paging};
use serde::Deserialize;
use storage::{Filter, Query, Reading, View};
use wire::Id;

use super::rules::by_handle;
use super::{CollectionProduct, ProductsOrder, Which};
use crate::custom_collections::CustomCollection;
use crate::products::{Product, STATE, STATE_PUBLISHED};

/// So many products a collection shows; the rest are had page by page.
const MOST_SHOWN: u64 = 1_000;

/// What of a product a collection shows: a fraction of it is read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Entry {
    pub id: Id<Product>,
    title: String,
    published: bool,
    custom_collections: Vec<Membership>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Membership {
    id: Id<CustomCollection>,
    products: Vec<CollectionProduct>,
}

impl Entry {
    /// Its place in the manual order of a custom collection.
    fn position_in(&self, collection: Id<CustomCollection>) -> Option<i64> {
        let membership = self.custom_collections.iter().find(|membership| membership.id == collection)?;
        membership.products.first().map(|product| product.position)
    }
}

/// The products that a query finds, as far as collections need to know them.
pub(crate) fn some_of(from: &impl Reading, query: &Query) -> Answer<Vec<Entry>> {
    let products = from.find_stored::<Product>(query)?.into_iter();
    let entries = products.map(|product| serde_json::from_slice(&product.json));
    let entries: Result<_, _> = entries.collect();
    entries.map_err(|error| Error::Unavailable(format!("a stored product is not readable: {error}")))
}

/// What a collection shows of its products, in its order.
pub(crate) fn entries_of(from: &impl Reading, which: Which, order: ProductsOrder) -> Answer<Vec<CollectionProduct>> {
    let query = Query::all().filter(which.members());
    let most = usize::try_from(MOST_SHOWN).unwrap_or(usize::MAX);
    let entries = match (which, order.of_products()) {
        (Which::Custom(id), None) => in_manual_order(from, id)?,
        (_, order) => some_of(from, &query.order(order.unwrap_or_default()).limit(MOST_SHOWN))?,
    };
    let shown = (1..).zip(entries.into_iter().take(most)).map(|(place, entry)| {
        let position = match which {
            Which::Custom(id) => entry.position_in(id).unwrap_or(place),
            Which::Smart(_) => place,
        };
        CollectionProduct { id: entry.id, title: entry.title, position }
    });
    Ok(shown.collect())
}

fn in_manual_order(from: &impl Reading, id: Id<CustomCollection>) -> Answer<Vec<Entry>> {
    let mut entries = some_of(from, &Query::all().filter(Which::Custom(id).members()))?;
    entries.sort_by_key(|entry| (entry.position_in(id), entry.id.get()));
    Ok(entries)
}

/// A page of the products of the collection with this handle, of either kind, in this order or in the collection's
/// own; 404 where there is no such collection.
pub fn products_of(
    view: &View<'_>,
    handle: &str,
    order: Option<ProductsOrder>,
    only_published: bool,
    paging: Paging,
) -> Answer<Listing<Product>> {
    let (which, own) = by_handle(view, handle)?.ok_or(Error::NotFound)?;
    match (which, order.unwrap_or(own).of_products()) {
        (Which::Custom(id), None) => page_in_manual_order(view, id, only_published, paging),
        (_, order) => {
            let published = only_published.then_some(STATE_PUBLISHED);
            let query = Query::all().filter(which.members());
            let query = query.filter_if(published, |state| Filter::HasTerm(STATE, vec![state.to_owned()]));
            Listing::of(view, paging, query.order(order.unwrap_or_default()))
        }
    }
}

/// The order is worked out once for all pages, until something changes.
fn page_in_manual_order(
    view: &View<'_>,
    id: Id<CustomCollection>,
    only_published: bool,
    paging: Paging,
) -> Answer<Listing<Product>> {
    let name = format!("manual order {} {id} {only_published}", view.shop());
    let ids = view.memoized(&name, || {
        let entries = in_manual_order(view, id)?.into_iter();
        let ids = entries.filter(|entry| entry.published || !only_published).map(|entry| entry.id);
        Ok::<_, Error>(Arc::new(ids.collect::<Vec<_>>()))
    })?;
    let skip = usize::try_from(paging.skip()).unwrap_or(usize::MAX);
    let take = usize::try_from(paging.per_page).unwrap_or(usize::MAX);
    let mut page = Vec::new();
    for id in ids.iter().skip(skip).take(take) {
        page.extend(view.stored(*id)?);
    }
    Ok(Listing::of_stored(paging, ids.len() as u64, page))
}
