//! Where an order stands, and since when.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::Timestamp;

/// 狀態資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Statuses {
    /// 訂單狀態
    pub order_status: OrderStatus,
    /// 付款狀態
    pub financial_status: FinancialStatus,
    /// 配送狀態
    pub fulfillment_status: FulfillmentStatus,
    /// 退貨狀態
    pub return_status: ReturnStatus,
}

/// 訂單狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// 進行中
    #[default]
    Open,
    /// 已結案
    Closed,
    /// 已取消
    Cancelled,
}

/// 付款狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FinancialStatus {
    /// 已收到款項
    Paid,
    /// 等待付款
    #[default]
    Pending,
    /// 貨到付款
    Cod,
    /// 付款失敗
    Failed,
    /// 顧客棄單
    Abandoned,
    /// 已退款
    Refunded,
    /// 不退款
    NoRefunded,
    /// 待退款
    PendingRefund,
    /// 客服處理中
    Processing,
    /// 已回填帳號未收款
    Remitted,
    /// 待部分退款
    PendingPartialRefund,
    /// 部分退款
    PartialRefunded,
    /// 退款中
    Refunding,
    /// 退款失敗
    RefundFailed,
}

/// 配送狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentStatus {
    /// 未出貨
    #[default]
    Unshipped,
    /// 準備出貨
    Preparing,
    /// 取消出貨
    Cancel,
    /// 已出貨
    Fulfilled,
    /// 部分出貨
    Partial,
    /// 已到店
    Arrived,
    /// 已收貨
    Received,
    /// 已退貨
    Returned,
    /// 逾期未取
    Expired,
    /// 運送異常
    Problem,
    /// 不需出貨
    NoNeed,
}

/// 退貨狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnStatus {
    /// 不需退貨
    #[default]
    NoNeed,
    /// 退貨申請
    RequestReturn,
    /// 退貨中
    Returning,
    /// 退貨審查
    Checking,
    /// 已退貨
    Returned,
    /// 轉運中心
    InHub,
    /// 運送異常
    Problem,
    /// 客服處理中
    Processing,
    /// 原寄件門市
    InOriginCvs,
    /// 拒絕退貨
    Refused,
    /// 部分退貨
    PartialReturn,
}

/// 時間資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Timings {
    /// 申請退貨時間
    pub request_return_at: Option<Timestamp>,
    /// 退貨時間
    pub return_at: Option<Timestamp>,
    /// 退款時間
    pub refund_at: Option<Timestamp>,
    /// 關閉時間
    pub closed_at: Option<Timestamp>,
    /// 取消時間
    pub cancelled_at: Option<Timestamp>,
    /// 逾期未取時間
    pub expired_at: Option<Timestamp>,
    /// 訂單認單時間
    pub confirmed_at: Option<Timestamp>,
}
