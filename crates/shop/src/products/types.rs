use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Money, Timestamp};

/// 商品款式
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Variant {
    /// 商品款式 ID
    pub id: Id<Variant>,
    /// 關聯商品 ID
    pub product_id: i64,
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
    /// 商品來源廠商
    pub vendor: Option<String>,
    /// 商品照片網址
    pub photo_urls: Vec<String>,
    /// 商品 PIM 資訊（CYBERBIZ CHANNEL BRIDGE 專用）
    pub pim_infos: Vec<PimInfo>,
}

storage::document!(Variant, "商品款式", "product_variants", []);

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

/// 課稅類別
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxType {
    /// 應稅
    #[default]
    InclusiveTax,
    /// 零稅率
    ZeroTax,
    /// 免稅
    ExclusiveTax,
}

/// 商品 PIM 資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PimInfo {
    /// PIM 資訊 ID
    pub id: Id<PimInfo>,
    /// 商品 ID
    pub product_id: i64,
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
             requires_shipping created_at updated_at honeycomb_sync vendor photo_urls pim_infos",
        );
        assert_loads_without_fields::<Variant>();
    }
}
