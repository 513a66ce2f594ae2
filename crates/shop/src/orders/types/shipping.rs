//! How the goods travel.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Timestamp};

use super::LineItem;

/// 配送資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Fulfillment {
    /// 出貨紀錄 ID
    pub id: Id<Fulfillment>,
    /// 配送方式
    pub tracking_company: String,
    /// 配送單號
    pub tracking_number: Option<String>,
    /// 出貨日期
    pub fulfilled_at: Option<Timestamp>,
    /// 收貨日期
    pub received_at: Option<Timestamp>,
    /// 配送狀態
    pub status: String,
    /// 配送商品
    pub line_items: Vec<LineItem>,
    /// 貨態追蹤網址（目前只支援 Uber Direct 與 Pandago）
    pub tracking_url: Option<String>,
}

impl Labelled for Fulfillment {
    const LABEL: &'static str = "出貨紀錄";
}

/// How goods reach their customer, as far as rules care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    Home,
    /// Picked up in a convenience store.
    ConvenienceStore,
    /// Picked up in a branch store.
    BranchStore,
    /// Brought within hours.
    Express,
    /// There is nothing to deliver.
    None,
}

impl Delivery {
    /// What a way of shipping (`shipping_type`) is.
    pub fn of(shipping_type: &str) -> Self {
        match shipping_type {
            "seven"
            | "seven_c2c"
            | "family"
            | "family_c2c"
            | "family_cold"
            | "family_cold_c2c"
            | "hilife"
            | "hilife_cold"
            | "hilife_c2c"
            | "ezcat_cvs"
            | "ezcat_cvs_cold"
            | "ezcat_cvs_refrigerate" => Self::ConvenienceStore,
            "branch_store" => Self::BranchStore,
            "express" => Self::Express,
            "no_need" => Self::None,
            _ => Self::Home,
        }
    }
}

/// 物流商
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShippingVendor {
    /// 物流商代碼
    pub r#type: String,
    /// 物流商名稱
    pub name: String,
}
