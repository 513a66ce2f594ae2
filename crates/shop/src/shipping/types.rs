//! What is answered about consignments.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Timestamp};

use crate::orders::fulfillments::CvsService;
use crate::orders::{Fulfillment, LineItemV2, Order};

/// 宅配託運單的建立結果
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SupportShippingResult {
    /// 無法出貨的訂單及原因
    pub failed_orders: Vec<FailedOrder>,
    /// 成功訂單所建立的出貨紀錄
    pub fulfillments: Vec<ShippedOrder>,
}

/// 無法出貨的訂單
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FailedOrder {
    /// 訂單 ID
    pub order_id: Id<Order>,
    /// 原因
    pub message: String,
}

/// 已出貨的訂單
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShippedOrder {
    /// 出貨紀錄 ID
    pub id: Id<Fulfillment>,
    /// 訂單 ID
    pub order_id: Id<Order>,
    /// 物流追蹤單號；物流商尚未給號時為 null
    pub tracking_number: Option<String>,
    /// 物流商代碼
    pub tracking_company: String,
}

/// 超商出貨紀錄
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CvsFulfillment {
    /// 出貨紀錄 ID
    pub id: Id<Fulfillment>,
    /// 物流商代碼
    pub tracking_company: String,
    /// 超商配送類型；不能列印託運單時為 null
    pub cvs_shipping_type: Option<CvsService>,
    /// 物流追蹤單號
    pub tracking_number: Option<String>,
    /// 出貨時間
    pub fulfilled_at: Option<Timestamp>,
    /// 收貨時間
    pub received_at: Option<Timestamp>,
    /// 配送狀態
    pub status: String,
    /// 訂購的商品
    pub line_items: Vec<LineItemV2>,
}
