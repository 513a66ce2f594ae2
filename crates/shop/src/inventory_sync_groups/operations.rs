//! 庫存同步群組: listing, making and changing groups, and who is in them.

use api::{Answer, Body, Commas, Error, Group, Listing, Paging, Path, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Query as Find, Reading, Record, Stored, Tx, View};
use wire::Id;

use super::{InventorySyncGroup, rules};
use crate::products::inventory::Stock;
use crate::products::{InventoryPolicy, Variant};

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/inventory_sync_groups", list).summary("取得所有庫存同步群組");
    group.post("/v1/inventory_sync_groups", create).summary("建立庫存同步群組");
    group
        .get("/v1/inventory_sync_groups/{inventory_sync_group_id}", show)
        .summary("透過庫存同步群組 ID 取得該庫存同步群組");
    group
        .put("/v1/inventory_sync_groups/{inventory_sync_group_id}", update)
        .summary("透過庫存同步群組 ID 更新該庫存同步群組")
        .note("庫存量與庫存不足策略套用到群組內每一個款式，各觸發一次 variants/update。");
    group
        .delete("/v1/inventory_sync_groups/{inventory_sync_group_id}", delete)
        .summary("透過庫存同步群組 ID 刪除該庫存同步群組")
        .note("群組內的款式保留目前的庫存，之後各自計算。");
    group
        .post("/v1/inventory_sync_groups/{inventory_sync_group_id}/variants", join)
        .summary("新增款式進該庫存同步群組")
        .note("款式的庫存量與庫存不足策略改為群組的。一個款式只能在一個群組；有一個款式不能加入，便全部不加入。");
    group
        .delete("/v1/inventory_sync_groups/{inventory_sync_group_id}/variants", leave)
        .summary("從該庫存同步群組中移除款式")
        .note("移除的款式保留目前的庫存。有一個款式不在群組內，便全部不移除。");
}

fn list(view: &View<'_>, paging: Paging) -> Answer<Listing<InventorySyncGroup>> {
    Listing::of(view, paging, Find::all())
}

fn show(view: &View<'_>, Path(id): Path<Id<InventorySyncGroup>>) -> Answer<Stored<InventorySyncGroup>> {
    view.stored(id)?.ok_or(Error::NotFound)
}

/// 新的庫存同步群組
#[derive(Debug, Deserialize, JsonSchema)]
struct GroupCreate {
    /// 標題
    #[schemars(length(max = 255))]
    title: String,
    /// 庫存量 (>0)；未帶時為 0
    #[schemars(extend("default" = 0))]
    inventory_quantity: Option<i64>,
    /// 庫存不足策略 (continue/deny)
    inventory_policy: InventoryPolicy,
}

fn create(tx: &mut Tx<'_>, Body(new): Body<GroupCreate>) -> Answer<Record<InventorySyncGroup>> {
    let stock = Stock { quantity: new.inventory_quantity.unwrap_or_default(), policy: new.inventory_policy };
    rules::create(tx, &new.title, stock)
}

/// 庫存同步群組的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct GroupChange {
    /// 標題
    #[schemars(length(max = 255))]
    title: Option<String>,
    /// 庫存量 (>0)
    inventory_quantity: Option<i64>,
    /// 庫存不足策略 (continue/deny)
    inventory_policy: Option<InventoryPolicy>,
}

fn update(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<InventorySyncGroup>>,
    Body(new): Body<GroupChange>,
) -> Answer<Record<InventorySyncGroup>> {
    let group = rules::group(tx, id)?;
    let now = group.stock();
    let stock = Stock {
        quantity: new.inventory_quantity.unwrap_or(now.quantity),
        policy: new.inventory_policy.unwrap_or(now.policy),
    };
    rules::update(tx, group, new.title.as_deref(), stock)
}

fn delete(tx: &mut Tx<'_>, Path(id): Path<Id<InventorySyncGroup>>) -> Answer<Stored<InventorySyncGroup>> {
    let group = rules::group(tx, id)?;
    Ok(tx.delete(group)?)
}

/// 加入或移除的款式
#[derive(Debug, Deserialize, JsonSchema)]
struct Members {
    /// 款式 IDs (逗點區隔)
    variant_ids: Commas<Id<Variant>>,
}

fn join(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<InventorySyncGroup>>,
    Body(members): Body<Members>,
) -> Answer<Record<InventorySyncGroup>> {
    let group = rules::group(tx, id)?;
    rules::join(tx, group, &members.variant_ids.0)
}

fn leave(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<InventorySyncGroup>>,
    Query(members): Query<Members>,
) -> Answer<Record<InventorySyncGroup>> {
    let group = rules::group(tx, id)?;
    rules::leave(tx, group, &members.variant_ids.0)
}
