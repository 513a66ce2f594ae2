//! What must hold of a product, and what a change of it tells.

use std::collections::HashMap;

use api::{Answer, Error};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use platform::Shop;
use storage::{Filter, Query, Reading, Record, Stored, Tx};
use wire::{Id, Money, Timestamp};

use super::{HANDLE, Product, Variant, inventory, photos};
use crate::custom_collections::CustomCollection;
use crate::{inventory_sync_groups, smart_collections};

/// What a path keeps as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// The product, or 404.
pub fn product(from: &impl Reading, id: Id<Product>) -> Answer<Record<Product>> {
    from.get(id)?.ok_or(Error::NotFound)
}

/// Changes a product, or answers 404. This is the one way: what follows from the rest is brought up to date, and
/// exactly what differs is told.
pub fn change<R>(
    tx: &mut Tx<'_>,
    id: Id<Product>,
    edit: impl FnOnce(&mut Tx<'_>, &mut Product) -> Answer<R>,
) -> Answer<(Record<Product>, R)> {
    let mut record = product(tx, id)?;
    let before = Product::clone(&record);
    let result = edit(tx, &mut record)?;
    settle(tx, &mut record, Some(&before))?;
    if tx.save_quietly(&mut record)? {
        tell(tx, &record, &before)?;
        photos::rules::let_go(tx, &before.photos, &record.photos)?;
    }
    Ok((record, result))
}

/// Stores a new product with its first variants.
pub fn insert(tx: &mut Tx<'_>, mut product: Product) -> Answer<Record<Product>> {
    let now = tx.now();
    (product.created_at, product.updated_at) = (now, now);
    settle(tx, &mut product, None)?;
    let record = tx.insert(product)?;
    for variant in &record.product_variants {
        tx.emit_payload("variants/create", variant.id, variant)?;
    }
    Ok(record)
}

/// Stores a product that was there before anybody looked: with the times it has, and nobody is told.
pub(crate) fn insert_quietly(tx: &mut Tx<'_>, mut product: Product) -> Answer<Record<Product>> {
    let at = product.created_at;
    settle(tx, &mut product, None)?;
    for variant in &mut product.product_variants {
        (variant.created_at, variant.updated_at) = (at, at);
    }
    Ok(tx.insert_quietly(product)?)
}

/// Removes a product with all its variants.
pub fn remove(tx: &mut Tx<'_>, id: Id<Product>) -> Answer<Stored<Product>> {
    let record = product(tx, id)?;
    inventory_sync_groups::forget(tx, &record)?;
    for variant in &record.product_variants {
        tx.emit_payload("variants/delete", variant.id, variant)?;
    }
    photos::rules::let_go(tx, &record.photos, &[])?;
    Ok(tx.delete(record)?)
}

/// Brings what follows from the rest up to date, and checks what must hold.
fn settle(tx: &mut Tx<'_>, product: &mut Product, before: Option<&Product>) -> Answer<()> {
    check(tx, product)?;
    if let Some(before) = before {
        inventory_sync_groups::follow(tx, product, before)?;
    }
    if before.is_none_or(|before| before.handle != product.handle) {
        product.product_url = url(tx, &product.handle)?;
    }
    product.price = product.product_variants.iter().map(|variant| variant.price).min().unwrap_or_default();
    photos::rules::settle(product);
    for collection in &mut product.custom_collections {
        for entry in &mut collection.products {
            entry.title.clone_from(&product.title);
        }
    }
    settle_variants(product, before, tx.now());
    product.smart_collection_ids = smart_collections::rules::matching(tx, product)?;
    Ok(())
}

/// Variants carry some of their product's data, and note when they changed.
fn settle_variants(product: &mut Product, before: Option<&Product>, now: Timestamp) {
    let before: HashMap<_, _> =
        before.iter().flat_map(|before| &before.product_variants).map(|variant| (variant.id, variant)).collect();
    for variant in &mut product.product_variants {
        variant.product_id = product.id;
        variant.name.clone_from(&product.title);
        variant.vendor.clone_from(&product.vendor);
        match before.get(&variant.id) {
            None => (variant.created_at, variant.updated_at) = (now, now),
            Some(before) if **before != *variant => variant.updated_at = now,
            Some(_) => {}
        }
    }
}

fn check(from: &impl Reading, product: &mut Product) -> Answer<()> {
    let mut faults = Vec::new();
    product.title = product.title.trim().to_owned();
    if product.title.is_empty() {
        faults.push("商品標題 (title) 不能為空白".to_owned());
    }
    product.handle = product.handle.trim().to_owned();
    if product.handle.is_empty() {
        faults.push("商品網址代碼 (handle) 不能為空白".to_owned());
    } else if !fits_in_path(&product.handle) {
        faults.push("商品網址代碼 (handle) 不能有空白、斜線、? 或 #".to_owned());
    } else if let Some(holder) = from.find_one::<Product>(with_handle(&product.handle))?
        && holder.id != product.id
    {
        faults.push("商品網址代碼 (handle) 已被使用".to_owned());
    }
    if let (Some(from), Some(to)) = (product.sell_from, product.sell_to)
        && from > to
    {
        faults.push("下架日期 (sell_to) 不能早於上架日期 (sell_from)".to_owned());
    }
    faults.extend(product.product_variants.iter().filter_map(inventory::fault));
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Whether a handle can stand in an address as one part of its path.
pub fn fits_in_path(handle: &str) -> bool {
    !handle.contains(|c: char| c.is_whitespace() || c.is_control() || "/?#\\".contains(c))
}

pub fn with_handle(handle: &str) -> Query {
    Query::all().filter(Filter::equals(HANDLE, handle))
}

/// Where shoppers see it.
fn url(from: &impl Reading, handle: &str) -> Answer<String> {
    let shop = from.view().platform().get(Id::<Shop>::new(from.shop()))?.ok_or(Error::NotFound)?;
    Ok(format!("https://{}/products/{}", shop.storefront_domain, utf8_percent_encode(handle, PATH)))
}

/// Fires what differs, each once.
fn tell(tx: &mut Tx<'_>, after: &Record<Product>, before: &Product) -> Answer<()> {
    if own_fields(after) != own_fields(before) {
        tx.emit("products/update", after)?;
    }
    if after.product_options != before.product_options {
        tx.emit("products/update_options", after)?;
    }
    if after.photos != before.photos {
        tx.emit("products/update_photos", after)?;
    }
    let known: HashMap<_, _> = before.product_variants.iter().map(|variant| (variant.id, variant)).collect();
    for variant in &after.product_variants {
        match known.get(&variant.id) {
            None => tx.emit_payload("variants/create", variant.id, variant)?,
            Some(before) if **before != *variant => tx.emit_payload("variants/update", variant.id, variant)?,
            Some(_) => {}
        }
    }
    let kept = |gone: &&Variant| after.product_variants.iter().all(|variant| variant.id != gone.id);
    for variant in before.product_variants.iter().filter(kept) {
        tx.emit_payload("variants/delete", variant.id, variant)?;
    }
    Ok(())
}

/// The product without what has events of its own, or follows from what others are.
fn own_fields(product: &Product) -> Product {
    let collections = product.custom_collections.iter().map(|collection| collection.id);
    Product {
        custom_collections: collections.map(|id| CustomCollection { id, ..CustomCollection::default() }).collect(),
        product_variants: Vec::new(),
        product_options: Vec::new(),
        photos: Vec::new(),
        photo_urls: Vec::new(),
        smart_collection_ids: Vec::new(),
        updated_at: Timestamp::default(),
        ..product.clone()
    }
}

/// The cheapest variants cost so much from now on, and so do those that were cheaper than that.
pub fn set_price(product: &mut Product, price: Money) {
    let lowest = product.product_variants.iter().map(|variant| variant.price).min().unwrap_or_default();
    for variant in &mut product.product_variants {
        if variant.price == lowest || variant.price < price {
            variant.price = price;
        }
    }
}

impl Product {
    /// Whether shoppers can buy it at this moment.
    pub fn is_on_sale(&self, now: Timestamp) -> bool {
        self.published && self.sell_from.is_none_or(|from| from <= now) && self.sell_to.is_none_or(|to| now <= to)
    }
}
