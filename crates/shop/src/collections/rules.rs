//! What must hold of collections of both kinds, and what a change of one tells.

use api::{Answer, Error};
use storage::{Filter, Order, Query, Reading, Record, Tx};
use wire::Id;

use super::refresh::{Refresh, at_once, refresh};
use super::{Collected, HANDLE, POSITION, ProductsOrder, Which, entries_of};
use crate::custom_collections::CustomCollection;
use crate::products::rules::fits_in_path;
use crate::smart_collections::SmartCollection;

/// The collection, or 404.
pub(crate) fn collection<T: Collected>(from: &impl Reading, id: Id<T>) -> Answer<Record<T>> {
    from.get(id)?.ok_or(Error::NotFound)
}

/// The collection as it is answered and told: with its products.
pub(crate) fn shown<T: Collected>(from: &impl Reading, collection: T) -> Answer<T> {
    let products = entries_of(from, collection.which(), collection.products_order())?;
    Ok(collection.shown_with(products))
}

/// Stores a new collection behind those there are.
pub(crate) fn insert<T: Collected>(tx: &mut Tx<'_>, mut collection: T) -> Answer<T> {
    *collection.position() = i64::try_from(tx.count::<T>(&[])?).unwrap_or(i64::MAX).saturating_add(1);
    collection.settle();
    check(tx, &mut collection)?;
    let stored = tx.insert(collection)?.into_value();
    let shown = shown(tx, stored)?;
    tx.emit_payload("collections/create", shown.id(), &shown)?;
    Ok(shown)
}

/// Changes what a collection itself says, and brings its members up to date.
pub(crate) fn change<T: Collected>(
    tx: &mut Tx<'_>,
    id: Id<T>,
    edit: impl FnOnce(&mut Tx<'_>, &mut T) -> Answer<()>,
) -> Answer<T> {
    let mut record = collection(tx, id)?;
    let before = T::clone(&record);
    edit(tx, &mut record)?;
    record.settle();
    check(tx, &mut *record)?;
    let changed = tx.save_quietly(&mut record)?;
    if changed && let Some(reach) = record.reach(&before) {
        refresh(tx, reach, &mut at_once())?;
    }
    tell(tx, record, changed)
}

/// Tells of a change, if there was one, and answers the collection as it is now.
pub(crate) fn tell<T: Collected>(tx: &mut Tx<'_>, record: Record<T>, changed: bool) -> Answer<T> {
    let shown = shown(tx, record.into_value())?;
    if changed {
        tx.emit_payload("collections/update", shown.id(), &shown)?;
    }
    Ok(shown)
}

/// Removes a collection: its products leave it, and those behind it move up.
pub(crate) fn remove<T: Collected>(tx: &mut Tx<'_>, id: Id<T>) -> Answer<T> {
    let mut record = collection(tx, id)?;
    let (which, position) = (record.which(), *record.position());
    let shown = shown(tx, T::clone(&record))?;
    tx.delete(record)?;
    tx.emit_payload("collections/delete", id, &shown)?;
    let mut budget = at_once();
    refresh(tx, Refresh::Members(which), &mut budget)?;
    let behind = Query::all().filter(Filter::at_least(POSITION, position)).order(Order::Ascending(POSITION));
    for mut moved in tx.find::<T>(&behind)? {
        *moved.position() -= 1;
        tx.save_quietly(&mut moved)?;
        if let Which::Custom(_) = moved.which() {
            refresh(tx, Refresh::Members(moved.which()), &mut budget)?;
        }
    }
    Ok(shown)
}

/// The collection of this handle, of either kind, with its own order.
pub(crate) fn by_handle(from: &impl Reading, handle: &str) -> Answer<Option<(Which, ProductsOrder)>> {
    fn of<T: Collected>(from: &impl Reading, handle: &str) -> Answer<Option<(Which, ProductsOrder)>> {
        let found = from.find_one::<T>(Query::all().filter(Filter::equals(HANDLE, handle)))?;
        Ok(found.map(|found| (found.which(), found.products_order())))
    }
    Ok(match of::<CustomCollection>(from, handle)? {
        Some(found) => Some(found),
        None => of::<SmartCollection>(from, handle)?,
    })
}

fn check<T: Collected>(from: &impl Reading, collection: &mut T) -> Answer<()> {
    let mut faults = Vec::new();
    let title = collection.title();
    *title = title.trim().to_owned();
    if title.is_empty() {
        faults.push("標題 (title) 不能為空白".to_owned());
    }
    let handle = collection.handle();
    *handle = handle.trim().to_owned();
    let handle = handle.clone();
    if handle.is_empty() {
        faults.push("群組網址代碼 (handle) 不能為空白".to_owned());
    } else if !fits_in_path(&handle) {
        faults.push("群組網址代碼 (handle) 不能有空白、斜線、? 或 #".to_owned());
    } else if by_handle(from, &handle)?.is_some_and(|(holder, _)| holder != collection.which()) {
        faults.push("群組網址代碼 (handle) 已被使用".to_owned());
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}
