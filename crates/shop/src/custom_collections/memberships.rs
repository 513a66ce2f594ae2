//! Which products a custom collection has, and in which manual order.
//!
//! A product holds a copy of each of its collections, and in it its place in the manual order. Places only say what
//! comes before what: where products leave, gaps stay, so that nobody else needs to be changed.

use api::{Answer, Error};
use storage::{Query, Reading, Tx};
use wire::Id;

use super::CustomCollection;
use crate::collections::rules::{collection, tell};
use crate::collections::{CollectionProduct, Refresh, Which, at_once, refresh, some_of};
use crate::products::Product;
use crate::products::rules::change;

/// So many products at a time.
const MOST: usize = 1_000;

/// Adds products behind those there are.
pub(super) fn add(tx: &mut Tx<'_>, id: Id<CustomCollection>, products: Vec<Id<Product>>) -> Answer<CustomCollection> {
    let mut record = collection(tx, id)?;
    let products = known(tx, products)?;
    let mut changed = false;
    for product in products {
        changed |= change(tx, product, |_, product| Ok(join(&mut record, product)))?.1;
    }
    tx.save_quietly(&mut record)?;
    tell(tx, record, changed)
}

/// From now on the collection has exactly these products, in this order.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    id: Id<CustomCollection>,
    products: Vec<Id<Product>>,
) -> Answer<CustomCollection> {
    let mut record = collection(tx, id)?;
    let products = known(tx, products)?;
    let members = Query::all().filter(Which::Custom(id).members());
    let mut budget = at_once();
    let few = tx.count::<Product>(&members.filters)? <= budget;
    // Where a job takes the others out, it knows them by their places, which are before those of now.
    let first = if few { 1 } else { record.last_place + 1 };
    let mut changed = !few;
    if few {
        for entry in some_of(tx, &members)? {
            if !products.contains(&entry.id) {
                change(tx, entry.id, |_, product| {
                    leave(product, id);
                    Ok(())
                })?;
                changed = true;
            }
        }
    }
    record.last_place = first - 1;
    for product in products {
        record.last_place += 1;
        let place = record.last_place;
        changed |= change(tx, product, |_, product| Ok(take_place(&record, product, place)))?.1;
    }
    tx.save_quietly(&mut record)?;
    if !few {
        budget = 0;
        refresh(tx, Refresh::Leaving(Which::Custom(id), first), &mut budget)?;
    }
    tell(tx, record, changed)
}

/// Takes products out; those that are not in it are passed over.
pub(super) fn remove(
    tx: &mut Tx<'_>,
    id: Id<CustomCollection>,
    products: Vec<Id<Product>>,
) -> Answer<CustomCollection> {
    let record = collection(tx, id)?;
    let mut changed = false;
    for product in known(tx, products)? {
        changed |= change(tx, product, |_, product| Ok(leave(product, id)))?.1;
    }
    tell(tx, record, changed)
}

/// Brings products into this order. They share the places that they have, so all others keep theirs.
pub(super) fn order(tx: &mut Tx<'_>, id: Id<CustomCollection>, products: Vec<Id<Product>>) -> Answer<CustomCollection> {
    let record = collection(tx, id)?;
    let products = known(tx, products)?;
    let (mut places, mut strangers) = (Vec::new(), Vec::new());
    for product in &products {
        let found = tx.get(*product)?.and_then(|product| place_of(&product, id));
        match found {
            Some(place) => places.push(place),
            None => strangers.push(product.to_string()),
        }
    }
    if !strangers.is_empty() {
        return Err(Error::invalid(format!("產品 (product_ids) 不在群組內：{}", strangers.join("、"))));
    }
    places.sort_unstable();
    let mut changed = false;
    for (product, place) in products.into_iter().zip(places) {
        changed |= change(tx, product, |_, product| Ok(take_place(&record, product, place)))?.1;
    }
    tell(tx, record, changed)
}

/// From now on the product is in exactly these collections; into new ones it comes last.
pub(crate) fn set(tx: &mut Tx<'_>, product: &mut Product, wanted: Vec<Id<CustomCollection>>) -> Answer<()> {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for id in once(wanted) {
        match tx.get(id)? {
            Some(collection) => found.push(collection),
            None => unknown.push(id.to_string()),
        }
    }
    if !unknown.is_empty() {
        return Err(Error::invalid(format!("自訂群組 (custom_collection_ids) 不存在：{}", unknown.join("、"))));
    }
    product.custom_collections.retain(|copy| found.iter().any(|collection| collection.id == copy.id));
    for mut collection in found {
        if join(&mut collection, product) {
            tx.save_quietly(&mut collection)?;
        }
    }
    Ok(())
}

/// Brings the product's copy of a collection up to date; the product leaves one that is gone, or that it has a place
/// in before `below`.
pub(crate) fn follow(tx: &Tx<'_>, product: &mut Product, id: Id<CustomCollection>, below: i64) -> Answer<()> {
    let Some(place) = place_of(product, id) else { return Ok(()) };
    match tx.get(id)? {
        Some(collection) if place >= below => {
            take_place(&collection, product, place);
        }
        _ => {
            leave(product, id);
        }
    }
    Ok(())
}

fn place_of(product: &Product, id: Id<CustomCollection>) -> Option<i64> {
    let copy = product.custom_collections.iter().find(|copy| copy.id == id)?;
    Some(copy.products.first().map_or(0, |entry| entry.position))
}

/// Puts the product last, unless it is in the collection. Answers whether it was not.
fn join(collection: &mut CustomCollection, product: &mut Product) -> bool {
    if place_of(product, collection.id).is_some() {
        return false;
    }
    collection.last_place += 1;
    take_place(collection, product, collection.last_place)
}

fn leave(product: &mut Product, id: Id<CustomCollection>) -> bool {
    let before = product.custom_collections.len();
    product.custom_collections.retain(|copy| copy.id != id);
    product.custom_collections.len() != before
}

/// The product holds the collection as it is now, with itself at this place. Answers whether the place is new.
fn take_place(collection: &CustomCollection, product: &mut Product, place: i64) -> bool {
    let entry = CollectionProduct { id: product.id, title: product.title.clone(), position: place };
    let copy = CustomCollection { products: vec![entry], last_place: 0, ..collection.clone() };
    let before = place_of(product, collection.id);
    match product.custom_collections.iter_mut().find(|known| known.id == collection.id) {
        Some(known) => *known = copy,
        None => product.custom_collections.push(copy),
    }
    before != Some(place)
}

/// Each once, as they come first.
fn once<T>(ids: Vec<Id<T>>) -> Vec<Id<T>> {
    let mut seen = std::collections::HashSet::new();
    ids.into_iter().filter(|id| seen.insert(*id)).collect()
}

fn known(from: &impl Reading, ids: Vec<Id<Product>>) -> Answer<Vec<Id<Product>>> {
    let ids = once(ids);
    if ids.len() > MOST {
        return Err(Error::invalid(format!("產品 (product_ids) 一次最多 {MOST} 個")));
    }
    let mut unknown = Vec::new();
    for id in &ids {
        if !from.exists(*id)? {
            unknown.push(id.to_string());
        }
    }
    if unknown.is_empty() {
        return Ok(ids);
    }
    Err(Error::invalid(format!("產品 (product_ids) 不存在：{}", unknown.join("、"))))
}
