//! What happens to an order afterwards: refunds, exchanges, the customer's second thoughts.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Money, Timestamp};

use super::{Einvoice, MultiplePayment};
use crate::products::Variant;

/// 退款資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ReturnHistory {
    /// 退款內容簡述
    pub body: String,
    /// 退款金額
    pub price: Money,
    /// 退款時間
    pub refunded_at: Timestamp,
}

/// 換貨資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExchangeHistory {
    /// 換貨時間
    pub created_at: Timestamp,
    /// 換貨金額
    pub price: Money,
    /// 訂單換貨前金額
    pub order_price_before: Money,
    /// 訂單換貨後金額
    pub order_price_after: Money,
    /// 換貨 POS 店 ID
    pub pos_shop_id: Option<i64>,
    /// 換貨 POS 機 ID
    pub pos_id: Option<i64>,
    /// 付款方式
    pub payment_name: String,
    /// 付款方式名稱
    pub payment_method: String,
    /// 多付款方式資訊
    pub multiple_payment_infos: Vec<MultiplePayment>,
    /// 換貨商品資訊
    pub line_items: Vec<ExchangeLineItem>,
    /// 換貨發票資訊
    pub einvoice: Option<Einvoice>,
    /// 換貨紙本發票號碼
    pub paper_invoice_no: Option<String>,
    /// 換貨紙本發票統一編號
    pub paper_company_no: Option<String>,
}

/// 換貨商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ExchangeLineItem {
    /// 款式 ID
    pub product_variant_id: Id<Variant>,
    /// 名稱
    pub name: String,
    /// 款式 SKU
    pub sku: Option<String>,
    /// 廠商編號
    pub qc: Option<String>,
    /// 金額
    pub price: Money,
    /// 數量
    pub quantity: i64,
}

/// 顧客取消原因
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CancelReason {
    /// 取消訂單來源
    pub source: Option<String>,
    /// 取消原因 ID
    pub reason_id: Option<i64>,
    /// 取消原因詳情
    pub reason_detail: Option<String>,
}
