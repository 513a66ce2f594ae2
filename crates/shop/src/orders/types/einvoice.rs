//! The electronic invoice of an order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Timestamp};

use super::Order;

/// 發票
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Einvoice {
    /// 發票抬頭
    pub title: Option<String>,
    /// 訂單 ID
    pub order_id: Id<Order>,
    /// 發票統編
    pub company_no: Option<String>,
    /// 發票號碼
    pub invoice_no: Option<String>,
    /// 發票狀態，未開立時為 null
    pub invoice_status: Option<InvoiceStatus>,
    /// 發票開立時間
    pub invoice_at: Option<Timestamp>,
    /// 發票作廢或折讓時間
    pub invalid_at: Option<Timestamp>,
    /// 隨機碼
    pub random_num: Option<String>,
    /// 發票類型
    pub invoice_type: InvoiceType,
    /// 捐贈碼
    pub love_code: Option<String>,
    /// 手機條碼
    pub phone_barcode: Option<String>,
    /// 自然人憑證
    pub nature_person: Option<String>,
}

/// 發票狀態
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceStatus {
    /// 開立
    Issue,
    /// 作廢
    IssueInvalid,
    /// 折讓
    Allowance,
    /// 部分折讓
    PartialAllowance,
}

/// 發票類型
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InvoiceType {
    /// 一般電子發票
    #[default]
    Default,
    /// 公司戶
    Company,
    /// 手機條碼載具
    PhoneBarcode,
    /// 自然人憑證
    NaturePerson,
    /// 捐贈
    Donate,
    /// 紙本發票，號碼在 `paper_invoice_no`
    PaperInvoice,
}
