//! 庫存: the one way to a variant's stock. Whoever changes a figure does it here, so that it is never below zero
//! where overselling is not allowed.
//!
//! What a change means for variants that share a stock, [`crate::inventory_sync_groups`] sees to when the product is
//! saved.

pub(crate) mod batch;
#[cfg(test)]
mod tests;

use api::{Answer, Error};

use super::{BranchStoreInventory, InventoryPolicy, Variant};
use crate::branch_stores::BranchStore;

/// How many there are, and what happens when there are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    pub quantity: i64,
    pub policy: InventoryPolicy,
}

/// What is wrong with a stock, without the name of what has it.
pub const BELOW_ZERO: &str = "庫存量 (inventory_quantity) 不能小於 0，除非庫存不足時允許購買";

impl Stock {
    pub fn is_sound(self) -> bool {
        self.quantity >= 0 || self.policy == InventoryPolicy::Continue
    }
}

impl Variant {
    pub fn stock(&self) -> Stock {
        Stock { quantity: self.inventory_quantity, policy: self.inventory_policy }
    }

    /// As people know it.
    pub fn code(&self) -> String {
        self.sku.as_ref().map_or_else(|| format!("款式 {}", self.id), |sku| format!("SKU {sku}"))
    }
}

/// From now on there are so many.
pub fn set(variant: &mut Variant, quantity: i64) -> Answer<()> {
    put(variant, Stock { quantity, ..variant.stock() })
}

/// Gives the variant a stock as a whole, with what happens when there are none.
pub fn put(variant: &mut Variant, stock: Stock) -> Answer<()> {
    if !stock.is_sound() {
        return Err(Error::invalid(below_zero(variant)));
    }
    (variant.inventory_quantity, variant.inventory_policy) = (stock.quantity, stock.policy);
    Ok(())
}

/// Takes so many out of stock, which were sold, or refuses where there are fewer. Where nobody counts the stock, there
/// are always enough.
pub fn take(variant: &mut Variant, quantity: u32) -> Answer<()> {
    if variant.inventory_management {
        let left = Stock { quantity: moved(variant, -i64::from(quantity))?, ..variant.stock() };
        if !left.is_sound() {
            let (code, there) = (variant.code(), variant.inventory_quantity);
            return Err(Error::Forbidden(format!("庫存不足：{code} 剩 {there}，不足 {quantity}")));
        }
        put(variant, left)?;
    }
    variant.sold = variant.sold.saturating_add(i64::from(quantity));
    Ok(())
}

/// Puts so many back in stock, where it is counted.
pub fn give_back(variant: &mut Variant, quantity: u32) -> Answer<()> {
    if !variant.inventory_management {
        return Ok(());
    }
    // Of oversold ones some may still be missing: that is no fault of those that come back.
    variant.inventory_quantity = moved(variant, i64::from(quantity))?;
    Ok(())
}

/// From now on there are so many in this branch store, beside what the variant has of its own.
pub fn set_in_store(variant: &mut Variant, store: &BranchStore, quantity: i64) -> Answer<()> {
    if !(Stock { quantity, ..variant.stock() }).is_sound() {
        return Err(Error::invalid(below_zero(variant)));
    }
    let figures = &mut variant.branch_store_inventories;
    let figure = BranchStoreInventory {
        branch_store_id: store.id,
        store_no: store.store_no.clone(),
        inventory_quantity: quantity,
    };
    match figures.iter_mut().find(|known| known.branch_store_id == store.id) {
        Some(known) => *known = figure,
        None => figures.push(figure),
    }
    Ok(())
}

/// What is wrong with the variant's stock, if anything is: a policy may have changed under it.
pub fn fault(variant: &Variant) -> Option<String> {
    (!variant.stock().is_sound()).then(|| below_zero(variant))
}

fn below_zero(variant: &Variant) -> String {
    format!("{BELOW_ZERO}：{}", variant.code())
}

fn moved(variant: &Variant, by: i64) -> Answer<i64> {
    let sum = variant.inventory_quantity.checked_add(by);
    sum.ok_or_else(|| Error::invalid(format!("庫存量 (inventory_quantity) 超出範圍：{}", variant.code())))
}
