//! 商品: what is sold. A product comes in variants, one for each combination of its options' values; a variant is
//! what has a price and a stock.
//!
//! A product is one document with all that belongs to it. [`rules::change`] is the one way to change it: it brings
//! what follows from the rest up to date, and tells exactly what differs.

mod descriptions;
mod input;
pub(crate) mod inventory;
mod operations;
mod options;
mod photos;
pub(crate) mod rules;
mod search;
mod settings;
mod shippings;
pub(crate) mod tags;
#[cfg(test)]
mod tests;
mod types;
mod variants;

pub use input::*;
pub use search::{ProductSearch, ProductV2};
pub use settings::ProductSettings;
pub use types::*;
pub use variants::{BranchStoreInventory, InventoryPolicy, PimInfo, Variant, variants};

use api::{Event, Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Product::KIND, ProductTag::KIND, ProductChannel::KIND, ProductSettings::KIND];

/// What happens to products and may be told to others.
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<Product>("products/create", "商品新增。"),
    Event::of::<Product>("products/update", "商品修改；選項、圖片與款式的變更另有各自的事件。"),
    Event::of::<Product>("products/delete", "商品刪除。"),
    Event::of::<Product>("products/update_photos", "商品圖片新增、刪除或重新排序。"),
    Event::of::<Product>("products/update_options", "商品選項新增、修改或刪除。"),
    Event::of::<Variant>("variants/create", "款式新增。"),
    Event::of::<Variant>("variants/update", "款式修改，庫存變動也算。"),
    Event::of::<Variant>("variants/delete", "款式刪除。"),
];

pub(crate) fn group() -> Group {
    let mut group = Group::new("products", "商品", Scope::Family("products"));
    operations::operations(&mut group);
    search::operations(&mut group);
    shippings::operations(&mut group);
    descriptions::operations(&mut group);
    options::operations(&mut group);
    photos::operations(&mut group);
    tags::operations(&mut group);
    variants::operations(&mut group);
    inventory::batch::operations(&mut group);
    group
}
