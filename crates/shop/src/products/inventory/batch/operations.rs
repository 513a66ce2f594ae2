//! Starting a batch, and asking how it stands.

use api::jobs::{self, enqueue};
use api::{Answer, Body, Error, Group, Json, Query, StatusCode};
use platform::Feature;
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query as Find, Reading, Tx, View};

use super::job::{Batch, NAME};
use super::{InventoryBatchUpdate, InventoryJobQueued, InventoryJobState, InventoryJobStatus};
use crate::branch_stores::{BranchStore, STORE_NO};

/// So many items a batch has at most.
const MOST_ITEMS: usize = 1000;

pub(crate) fn operations(group: &mut Group) {
    group
        .put("/v2/products/batch_update_branch_store_inventory", start)
        .summary("批量更新門市庫存")
        .note(
            "以店號與 SKU 設定庫存，單次最多 1,000 個項目，在背景執行；以回應的 job_id 查詢狀態，結束時觸發 \
             bulk_operations/finish。屬於該門市的商品設定款式的庫存量，不屬於任何門市的商品設定款式在該門市的庫存。",
        )
        .status(StatusCode::ACCEPTED)
        .needs(Feature::BranchStoreInventoryUpdate);
    group
        .get("/v2/products/branch_store_inventory_update_status", status)
        .summary("查詢批量庫存工作")
        .note("結果保留 7 天。")
        .needs(Feature::BranchStoreInventoryUpdate);
}

fn start(tx: &mut Tx<'_>, Body(batch): Body<InventoryBatchUpdate>) -> Answer<Json<InventoryJobQueued>> {
    let InventoryBatchUpdate { store_number, items } = batch;
    let total_items = items.len();
    let mut faults = Vec::new();
    if !(1..=MOST_ITEMS).contains(&total_items) {
        faults.push(format!("要更新的項目 (items) 單次須為 1 至 {MOST_ITEMS} 個"));
    }
    let named = Find::all().filter(Filter::equals(STORE_NO, store_number.trim()));
    let store = tx.find_one::<BranchStore>(named)?;
    if store.is_none() {
        faults.push(format!("門市店號 (store_number) 不存在：{store_number}"));
    }
    let (Some(store), true) = (store, faults.is_empty()) else { return Err(Error::Invalid(faults)) };
    let job_id = enqueue(tx, NAME, &Batch { store: store.id, items })?;
    let message = "工作已排入佇列，請以 job_id 查詢狀態";
    Ok(Json(InventoryJobQueued { job_id, status: InventoryJobState::Queued, message, store_number, total_items }))
}

/// 欲查詢的工作
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// 工作 ID：批量更新回應中的 `job_id`
    job_id: String,
}

fn status(view: &View<'_>, Query(wanted): Query<Wanted>) -> Answer<Json<InventoryJobStatus>> {
    let job = jobs::find(view, &wanted.job_id)?.filter(|job| job.name == NAME);
    let job = job.ok_or_else(|| Error::invalid(format!("job_id '{}' 不存在", wanted.job_id)))?;
    Ok(Json(InventoryJobStatus::of(view, &job)?))
}
