//! What a group of variants with one stock looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Kind};
use wire::{Id, Labelled, Timestamp};

use crate::products::{InventoryPolicy, Product, Variant};

/// 庫存同步群組
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InventorySyncGroup {
    /// 庫存同步群組 ID
    pub id: Id<InventorySyncGroup>,
    /// 庫存同步群組名稱
    pub title: String,
    /// 庫存同步群組庫存數量
    pub inventory_quantity: i64,
    /// 庫存不足策略 (continue/deny)
    pub inventory_policy: InventoryPolicy,
    /// 商品款式
    pub variants: Vec<InventorySyncGroupVariant>,
}

/// 庫存同步群組的商品款式
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InventorySyncGroupVariant {
    /// 庫存同步群組款式 ID
    pub id: Id<InventorySyncGroupVariant>,
    /// 庫存同步群組 ID
    pub inventory_sync_group_id: Id<InventorySyncGroup>,
    /// 商品款式 ID
    pub product_variant_id: Id<Variant>,
    /// 商品 ID
    pub product_id: Id<Product>,
    /// 款式新增時間
    pub created_at: Timestamp,
    /// 款式更新時間：加入群組，或群組的庫存變動的時間
    pub updated_at: Timestamp,
}

impl Labelled for InventorySyncGroup {
    const LABEL: &'static str = "庫存同步群組";
}

impl Labelled for InventorySyncGroupVariant {
    const LABEL: &'static str = "庫存同步群組款式";
}

/// The term by which the group of a variant is found.
pub(super) const MEMBER: &str = "variant";

impl Document for InventorySyncGroup {
    const KIND: &'static Kind = &Kind { table: "inventory_sync_groups", indexes: &[] };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        self.variants.iter().map(|member| (MEMBER, member.product_variant_id.to_string())).collect()
    }
}
