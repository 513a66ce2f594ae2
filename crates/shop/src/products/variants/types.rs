//! What a variant looks like on the wire.

use api::{Change, Commas};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Money, Timestamp};

use crate::branch_stores::BranchStore;
use crate::products::Product;

/// 商品款式
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Variant {
    /// 商品款式 ID
    pub id: Id<Variant>,
    /// 關聯商品 ID
    pub product_id: Id<Product>,
    /// 關聯商品名稱
    pub name: String,
    /// 商品款式順序
    pub position: i64,
    /// 商品款式金額
    pub price: Money,
    /// 商品款式成本
    pub cost: Option<Money>,
    /// 商品款式定價
    pub compare_at_price: Option<Money>,
    /// 商品款式材積
    pub meas: f64,
    /// 商品款式可用紅利上限
    pub max_usable_bonus: Money,
    /// 商品款式重量
    pub weight: f64,
    /// 商品款式類型 1
    pub option1: Option<String>,
    /// 商品款式類型 2
    pub option2: Option<String>,
    /// 商品款式類型 3
    pub option3: Option<String>,
    /// 是否管理庫存
    pub inventory_management: bool,
    /// 商品款式庫存數量
    pub inventory_quantity: i64,
    /// 商品款式已銷數量
    pub sold: i64,
    /// 商品款式安全水位
    pub safety_inventory_quantity: Option<i64>,
    /// 無庫存時是否允許購買
    pub inventory_policy: InventoryPolicy,
    /// 商品款式 SKU
    pub sku: Option<String>,
    /// 商品款式廠商編號
    pub qc: Option<String>,
    /// 商品款式是否需要收貨地址
    pub requires_shipping: bool,
    /// 建立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,
    /// 倉庫庫存同步
    pub honeycomb_sync: bool,
    /// 紅利群組名稱
    pub bonus_collection_titles: Vec<String>,
    /// 商品來源廠商
    pub vendor: Option<String>,
    /// 商品照片網址
    pub photo_urls: Vec<String>,
    /// 商品 PIM 資訊（CYBERBIZ CHANNEL BRIDGE 專用）
    pub pim_infos: Vec<PimInfo>,
    /// 依選項組合自動產生，尚未有人設定
    pub generated: bool,
    /// 各門市庫存
    pub branch_store_inventories: Vec<BranchStoreInventory>,
}

impl Labelled for Variant {
    const LABEL: &'static str = "商品款式";
}

impl Variant {
    /// Where the ids of variants come from.
    pub const SEQUENCE: &'static str = "product_variants";

    /// The values of its options, in the order of the product's options.
    pub fn values(&self) -> impl Iterator<Item = &str> {
        [&self.option1, &self.option2, &self.option3].into_iter().flatten().map(String::as_str)
    }

    pub fn set_values(&mut self, values: impl IntoIterator<Item = String>) {
        let mut values = values.into_iter();
        (self.option1, self.option2, self.option3) = (values.next(), values.next(), values.next());
    }
}

/// 門市庫存
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BranchStoreInventory {
    /// 門市 ID
    pub branch_store_id: Id<BranchStore>,
    /// 門市編號
    pub store_no: Option<String>,
    /// 門市庫存數量
    pub inventory_quantity: i64,
}

/// 庫存不足策略
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InventoryPolicy {
    /// 無庫存時允許購買
    Continue,
    /// 無庫存時不允許購買
    #[default]
    Deny,
}

/// 商品 PIM 資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PimInfo {
    /// PIM 資訊 ID
    pub id: Id<PimInfo>,
    /// 商品 ID
    pub product_id: Id<Product>,
    /// 商品款式 ID
    pub product_variant_id: Id<Variant>,
    /// PIM 商品 ID
    pub pim_product_id: i64,
    /// PIM 商品款式 ID
    pub pim_variant_id: i64,
    /// 商品通路
    pub channel: i64,
    /// 通路商店名稱
    pub channel_shop_name: String,
    /// 是否已連結
    pub is_connected: bool,
    /// 是否為來源
    pub is_source: bool,
    /// 商店 ID
    pub shop_id: i64,
}

impl Labelled for PimInfo {
    const LABEL: &'static str = "PIM 資訊";
}

/// 新的商品款式
#[derive(Debug, Deserialize, JsonSchema)]
pub struct VariantCreate {
    /// 款式順序
    #[schemars(range(min = 1))]
    pub position: i64,
    /// 售價；未帶時為商品目前的最低金額
    #[schemars(range(min = 0))]
    pub price: Option<Money>,
    /// 成本
    #[schemars(range(min = 0))]
    pub cost: Option<Money>,
    /// 定價
    #[schemars(range(min = 0))]
    pub compare_at_price: Option<Money>,
    /// 材積
    #[schemars(range(min = 0))]
    pub meas: Option<f64>,
    /// 紅利最高折抵
    #[schemars(range(min = 0))]
    pub max_usable_bonus: Option<Money>,
    /// 重量 (公斤)
    #[schemars(range(min = 0))]
    pub weight: Option<f64>,
    /// 款式類型一
    #[schemars(length(max = 255))]
    pub option1: Option<String>,
    /// 款式類型二
    #[schemars(length(max = 255))]
    pub option2: Option<String>,
    /// 款式類型三
    #[schemars(length(max = 255))]
    pub option3: Option<String>,
    /// 管理庫存
    pub inventory_management: bool,
    /// 庫存量 (如果使用 POS 系統，則會無視修改)
    pub inventory_quantity: i64,
    /// 已售數量
    #[schemars(range(min = 0))]
    pub sold: Option<i64>,
    /// 安全庫存水位
    #[schemars(range(min = 0))]
    pub safety_inventory_quantity: Option<i64>,
    /// 庫存不足策略 (continue/deny)
    pub inventory_policy: InventoryPolicy,
    /// SKU
    #[schemars(length(max = 255))]
    pub sku: Option<String>,
    /// 廠商編號
    #[schemars(length(max = 255))]
    pub qc: Option<String>,
    /// 是否需要收貨地址
    pub requires_shipping: bool,
    /// 紅利群組名稱 (逗點區隔)
    pub bonus_collection_titles: Option<Commas<String>>,
    /// 倉庫庫存同步
    pub honeycomb_sync: Option<bool>,
}

/// 商品款式的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct VariantChange {
    /// 款式順序
    #[schemars(range(min = 1))]
    pub position: Option<i64>,
    /// 售價
    #[schemars(range(min = 0))]
    pub price: Option<Money>,
    /// 成本
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub cost: Change<Money>,
    /// 定價
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub compare_at_price: Change<Money>,
    /// 材積
    #[schemars(range(min = 0))]
    pub meas: Option<f64>,
    /// 紅利最高折抵
    #[schemars(range(min = 0))]
    pub max_usable_bonus: Option<Money>,
    /// 重量 (公斤)
    #[schemars(range(min = 0))]
    pub weight: Option<f64>,
    /// 款式類型一
    #[schemars(length(max = 255))]
    pub option1: Option<String>,
    /// 款式類型二
    #[schemars(length(max = 255))]
    pub option2: Option<String>,
    /// 款式類型三
    #[schemars(length(max = 255))]
    pub option3: Option<String>,
    /// 管理庫存
    pub inventory_management: Option<bool>,
    /// 庫存量 (如果使用 POS 系統，則會無視修改)
    pub inventory_quantity: Option<i64>,
    /// 已售數量
    #[schemars(range(min = 0))]
    pub sold: Option<i64>,
    /// 安全庫存水位
    #[serde(default)]
    #[schemars(range(min = 0))]
    pub safety_inventory_quantity: Change<i64>,
    /// 庫存不足策略 (continue/deny)
    pub inventory_policy: Option<InventoryPolicy>,
    /// SKU
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub sku: Change<String>,
    /// 廠商編號
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub qc: Change<String>,
    /// 是否需要收貨地址
    pub requires_shipping: Option<bool>,
    /// 紅利群組名稱 (逗點區隔)，僅加入，不會移出舊的群組
    pub bonus_collection_titles: Option<Commas<String>>,
    /// 倉庫庫存同步
    pub honeycomb_sync: Option<bool>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire_keys::{assert_keys, assert_loads_without_fields};

    #[test]
    fn a_variant_shows_every_field() {
        let pim_info = PimInfo::default();
        assert_keys(
            &pim_info,
            "id product_id product_variant_id pim_product_id pim_variant_id channel channel_shop_name \
             is_connected is_source shop_id",
        );
        let variant = Variant { pim_infos: vec![pim_info], ..Variant::default() };
        assert_keys(
            &variant,
            "id product_id name position price cost compare_at_price meas max_usable_bonus weight option1 option2 \
             option3 inventory_management inventory_quantity sold safety_inventory_quantity inventory_policy sku qc \
             requires_shipping created_at updated_at honeycomb_sync vendor photo_urls pim_infos generated \
             branch_store_inventories",
        );
        assert_loads_without_fields::<Variant>();
    }
}
