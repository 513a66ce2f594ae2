//! Setting the figures of a batch, some items a step.

use api::jobs::{Job, Jobs, Step, Task};
use api::{Answer, Error};
use serde::{Deserialize, Serialize};
use serde_json::json;
use storage::{Filter, Query, Reading, Record, Tx};
use wire::Id;

use super::{InventoryBatchItem, InventoryJobFailure, InventoryJobStatus};
use crate::branch_stores::BranchStore;
use crate::products::inventory::{set, set_in_store};
use crate::products::{Product, SKU, rules::change};

pub(super) const NAME: &str = "products/batch_update_branch_store_inventory";

/// So many items a step, and so a transaction.
const AT_ONCE: usize = 50;

pub(crate) fn jobs(jobs: &mut Jobs) {
    jobs.in_transactions(NAME, step, finish);
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Batch {
    pub store: Id<BranchStore>,
    pub items: Vec<InventoryBatchItem>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    done: usize,
    succeeded: u64,
}

/// What was found are the items that failed.
fn step(tx: &mut Tx<'_>, task: Task<Batch, Progress>) -> Answer<Step<Progress>> {
    let Task { input: Batch { store, items }, progress: Progress { done, mut succeeded }, .. } = task;
    let store = tx.get(store)?;
    let mut found = Vec::new();
    for item in items.iter().skip(done).take(AT_ONCE) {
        match update(tx, store.as_deref(), item)? {
            Ok(()) => succeeded += 1,
            Err(error) => found.push(json!(InventoryJobFailure { sku: item.sku.clone(), error })),
        }
    }
    let done = done + AT_ONCE;
    if done < items.len() {
        return Ok(Step::Next { found, progress: Progress { done, succeeded } });
    }
    Ok(Step::Last { found, result: succeeded.into() })
}

fn finish(tx: &mut Tx<'_>, job: &Job) -> Answer<()> {
    let status = InventoryJobStatus::of(tx, job)?;
    Ok(tx.emit_payload("bulk_operations/finish", job.id, &status)?)
}

/// Sets the figure of every variant with the item's SKU that the store may speak of; or says why of none.
fn update(
    tx: &mut Tx<'_>,
    store: Option<&BranchStore>,
    item: &InventoryBatchItem,
) -> Answer<std::result::Result<(), String>> {
    let Some(store) = store else { return Ok(Err("門市已不存在".to_owned())) };
    let sku = item.sku.trim();
    let products = tx.find::<Product>(&Query::all().filter(Filter::HasTerm(SKU, vec![sku.to_owned()])))?;
    if products.is_empty() {
        return Ok(Err(format!("SKU 不存在：{sku}")));
    }
    let is_here = |product: &Product| product.branch_store.as_ref().is_none_or(|owner| owner.id == store.id);
    let here: Vec<_> = products.into_iter().filter(|product| is_here(product)).collect();
    if here.is_empty() {
        return Ok(Err(format!("SKU 的商品屬於其他門市：{sku}")));
    }
    // The POS keeps the count of what it sells.
    let counted: Vec<_> = here.into_iter().filter(|product| product.pos_shop.is_none()).collect();
    if counted.is_empty() {
        return Ok(Err(format!("SKU 的庫存由 POS 計算：{sku}")));
    }
    let edit = |product: &mut Product| {
        let is_of_store = product.branch_store.is_some();
        let mut named = product.product_variants.iter_mut().filter(|variant| variant.sku.as_deref() == Some(sku));
        named.try_for_each(|variant| {
            if is_of_store {
                set(variant, item.inventory_quantity)
            } else {
                set_in_store(variant, store, item.inventory_quantity)
            }
        })
    };
    // All of them or none: what would be refused of one is found out before the first is stored.
    for product in &counted {
        match edit(&mut Product::clone(product)) {
            Ok(()) => {}
            Err(Error::Invalid(texts)) => return Ok(Err(texts.join("；"))),
            Err(error) => return Err(error),
        }
    }
    for id in counted.iter().map(|product: &Record<Product>| product.id) {
        change(tx, id, |_, product| edit(product))?;
    }
    Ok(Ok(()))
}
