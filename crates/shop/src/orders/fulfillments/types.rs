//! What is answered about shipments, beside the shipments themselves.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled};

use crate::orders::{Fulfillment, FulfillmentStatus, Order};

/// 多筆訂單的自動出貨結果
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BatchShipping {
    /// 這次請求的識別碼
    pub request_id: String,
    /// 各訂單的處理結果，順序與送出的相同
    pub results: Vec<ShippingResult>,
}

/// 一筆訂單的自動出貨結果
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShippingResult {
    /// 訂單 ID
    pub order_id: Id<Order>,
    /// 配送狀態；沒有這筆訂單時為 null
    pub fulfillment_status: Option<FulfillmentStatus>,
    /// 託運單號
    pub tracking_numbers: ShippingNumber,
    /// 錯誤或警告訊息
    pub message: String,
    /// 處理結果
    pub status: ShippingOutcome,
    /// 出貨的訂單商品 ID，以逗點區隔
    pub line_items: String,
}

/// 託運單號
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShippingNumber {
    /// 物流商
    pub tracking_company: Option<String>,
    /// 託運單號；物流商尚未給號時為 null
    pub tracking_number: Option<String>,
}

/// 自動出貨的處理結果
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShippingOutcome {
    /// 已出貨
    Success,
    /// 已出貨，等候物流商給號
    Processing,
    /// 未出貨
    Failed,
}

/// 超商託運單資料
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct FulfillmentInfo {
    /// 出貨紀錄 ID
    pub id: Id<Fulfillment>,
    /// 是否需檢視證件
    pub id_verification: bool,
    /// 提貨人
    pub receiver: String,
    /// 提貨人電話
    pub receiver_phone: String,
    /// 金額；取貨付款時為代收金額，否則為 0
    pub amount: String,
    /// 配送編號
    pub tracking_number: Option<String>,
    /// 門市
    pub store_name: String,
    /// 門市代號
    pub store_no: Option<String>,
    /// 條碼
    pub barcode: Option<String>,
    /// 廠商名稱
    pub shop_name: String,
    /// 廠商訂單編號
    pub order_no: String,
    /// 客服專線
    pub shop_phone: Option<String>,
    /// 網址
    pub shop_url: String,
    /// 供應商名稱(代號) (僅限萊爾富)
    pub supplier_name: Option<String>,
    /// 託運單圖檔網址 (僅限全家)
    pub image_url: Option<String>,
    /// 託運單 PDF 內容 (Base64 字串，僅限萊爾富)
    pub pdf: Option<String>,
    /// 託運單 HTML 內容 (僅限 7-11 C2C)
    pub html: Option<String>,
    /// 託運單 JSON 內容 (僅限萊爾富冷凍)
    pub pdf_json: Option<String>,
}

impl Labelled for FulfillmentInfo {
    const LABEL: &'static str = "超商託運單";
}
