//! What a special collection looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Timestamp};

use crate::products::Product;

/// 任選折扣群組
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SpecialCollection {
    /// 任選折扣群組 ID
    pub id: Id<SpecialCollection>,
    /// 行銷活動群組名稱
    pub title: String,
    /// 行銷活動群組網址名
    pub handle: String,
    /// 是否公開
    pub published: bool,
    /// 群組起始時間
    pub start_date: Option<Timestamp>,
    /// 群組結束時間
    pub end_date: Option<Timestamp>,
    /// 行銷活動群組內文
    pub body_html: Option<String>,
    /// 行銷活動群組順序
    pub position: i64,
    /// 行銷活動群組類型
    pub special_collection_type: SpecialCollectionType,
    /// 行銷活動群組規則
    pub type_rules: Vec<SpecialCollectionRule>,
    /// 剩餘商品是否計入折扣
    pub rest_include_discount: bool,
    /// 群組商品
    pub products: Vec<SpecialCollectionProduct>,
}

storage::document!(SpecialCollection, "任選折扣群組", "special_collections", []);

/// 任選折扣群組類型
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SpecialCollectionType {
    /// 類型名稱
    pub name: String,
    /// 類型代碼
    pub code: String,
}

/// 任選折扣群組規則
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SpecialCollectionRule {
    /// 規則 ID
    pub id: Id<SpecialCollectionRule>,
    /// 規則商品數量
    pub quantity: i64,
    /// 規則折扣金額
    pub price: Option<String>,
    /// 規則折扣百分比
    pub percentage: Option<i64>,
}

impl Labelled for SpecialCollectionRule {
    const LABEL: &'static str = "任選折扣群組規則";
}

/// 任選折扣群組商品
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SpecialCollectionProduct {
    /// 商品 ID
    pub id: Id<Product>,
    /// 群組商品名稱
    pub title: String,
}
