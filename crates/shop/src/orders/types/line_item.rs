//! What was ordered, line by line.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Money, Timestamp};

use super::ReturnStatus;
use crate::customers::CustomField;
use crate::products::{TaxType, Variant};

/// 訂單商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LineItem {
    /// 訂單商品 ID
    pub id: Id<LineItem>,
    /// 商品 ID
    pub product_id: i64,
    /// 款式 ID
    pub product_variant_id: Id<Variant>,
    /// 商品名稱
    pub title: String,
    /// 款式名稱
    pub variant_title: String,
    /// 款式 SKU
    pub sku: Option<String>,
    /// 款式廠商編號
    pub qc: Option<String>,
    /// 商品來源廠商
    pub vendor: Option<String>,
    /// 金額
    pub price: Money,
    /// 成本
    pub cost: Option<Money>,
    /// 數量
    pub quantity: i64,
    /// 類型，例如 `normal`
    pub item_type: String,
    /// 退貨狀態
    pub return_status: Option<ReturnStatus>,
    /// 折扣名稱
    pub discount_name: Option<String>,
    /// 商品折扣拆負項
    pub discounts: Vec<LineItemDiscount>,
    /// 折扣前總金額
    pub total_price_before_discounts: Money,
    /// 總折扣金額
    pub total_discount: Money,
    /// 折扣後總金額
    pub total_price_after_discounts: Money,
    /// 課稅類別
    pub tax_type_id: TaxType,
    /// 紅利商城兌換點數，若非紅利兌換則為 null
    pub bonus_redemption_price: Option<Money>,
    /// 組合品子商品資訊
    pub related_items: Vec<RelatedItems>,
    /// 建立時間
    pub created_at: Timestamp,
    /// 商品通路
    pub channel: Option<String>,
    /// 商品重量
    pub weight: Option<f64>,
    /// 商品圖片
    pub photo: Option<String>,
    /// 商品自訂欄位（客製項目）
    pub custom_fields: Vec<CustomField>,
}

impl Labelled for LineItem {
    const LABEL: &'static str = "訂單商品";
}

/// 商品折扣拆負項
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LineItemDiscount {
    /// 第 n 個商品
    pub position: i64,
    /// 折扣類型 ID
    pub id: i64,
    /// 折扣類型代碼
    pub code: String,
    /// 折扣類型名稱
    pub name: String,
    /// 折扣金額
    pub discount: Money,
}

/// 組合品子商品資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RelatedItems {
    /// 組合數量
    pub quantity: i64,
    /// 組合內容
    pub items: Vec<RelatedItem>,
}

/// 組合品子商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RelatedItem {
    /// 子商品 ID
    pub id: Id<RelatedItem>,
    /// 商品 ID
    pub product_id: i64,
    /// 款式 ID
    pub product_variant_id: Id<Variant>,
    /// 商品名稱
    pub title: String,
    /// 款式名稱
    pub variant_title: String,
    /// 款式 SKU
    pub sku: Option<String>,
    /// 款式廠商編號
    pub qc: Option<String>,
    /// 商品來源廠商
    pub vendor: Option<String>,
    /// 金額
    pub price: Money,
    /// 成本
    pub cost: Option<Money>,
    /// 數量
    pub quantity: i64,
    /// 組合品價差（企業版專屬功能）
    pub combo_product_price_difference: Option<Money>,
    /// 組合品價差細節（企業版專屬功能）
    pub combo_product_price_diff_details: Vec<i64>,
}

impl Labelled for RelatedItem {
    const LABEL: &'static str = "子商品";
}
