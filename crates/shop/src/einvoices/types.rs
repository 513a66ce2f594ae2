//! The electronic invoice as the wire shows it, and as the shop keeps it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind};
use wire::{Id, Labelled, Money, Timestamp};

use super::Period;
use super::tax::Split;
use crate::orders::Order;

/// 發票
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Einvoice {
    /// 電子發票 ID，尚未建立時為 null
    pub id: Option<Id<Invoice>>,
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
    /// 發票金額；未開立，或由商店自行開立時為 null
    pub amounts: Option<InvoiceAmounts>,
    /// 折讓紀錄
    pub allowances: Vec<Allowance>,
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
    /// 公司戶電子發票
    Company,
    /// 手機條碼載具
    PhoneBarcode,
    /// 自然人憑證載具
    NaturePerson,
    /// 捐贈
    Donate,
    /// 二聯式，由商店自行開立
    ClassDefault,
    /// 三聯式統編，由商店自行開立
    ClassCompany,
    /// 紙本發票，號碼在 `paper_invoice_no`
    PaperInvoice,
}

impl InvoiceType {
    /// Whether its number comes from the shop's ranges.
    pub fn is_electronic(self) -> bool {
        !matches!(self, Self::ClassDefault | Self::ClassCompany | Self::PaperInvoice)
    }

    pub fn is_for_company(self) -> bool {
        matches!(self, Self::Company | Self::ClassCompany)
    }
}

/// 發票金額
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct InvoiceAmounts {
    /// 應稅銷售額；有統編時未稅，沒有統編時含稅
    pub sales_amount: Money,
    /// 零稅率銷售額
    pub zero_tax_sales_amount: Money,
    /// 免稅銷售額
    pub free_tax_sales_amount: Money,
    /// 營業稅額；沒有統編時為 0
    pub tax_amount: Money,
    /// 總計
    pub total_amount: Money,
}

/// 折讓紀錄
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Allowance {
    /// 折讓時間
    pub allowed_at: Timestamp,
    /// 應稅銷售額（未稅）
    pub sales_amount: Money,
    /// 零稅率銷售額
    pub zero_tax_sales_amount: Money,
    /// 免稅銷售額
    pub free_tax_sales_amount: Money,
    /// 營業稅額
    pub tax_amount: Money,
    /// 折讓金額（含稅）
    pub total_amount: Money,
}

/// An invoice with what the wire does not show of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Invoice {
    #[serde(flatten)]
    pub shown: Einvoice,
    /// The two months it is issued in: what it may be void in, and what its number is unique in.
    pub period: Option<Period>,
    /// What it is about, before tax is set apart.
    pub(super) split: Split,
    /// What of the order was refunded already when it was issued.
    pub(super) refunded_before: Money,
    /// It is to be issued as soon as there is a number.
    pub(super) waiting: bool,
    /// The merchant keeps it in another system: here it is only written down, and nothing happens to it by itself.
    pub(super) by_hand: bool,
}

pub(super) const ORDER_ID: Field = Field::integer("order_id");
pub(super) const INVOICE_NO: Field = Field::folded("invoice_no");
pub(super) const PERIOD: Field = Field::folded("period");
pub(super) const WAITING: Field = Field::flag("waiting");

impl Labelled for Invoice {
    const LABEL: &'static str = "電子發票";
}

impl Document for Invoice {
    const KIND: &'static Kind = &Kind {
        table: "einvoices",
        indexes: &[
            Index::on("einvoices_order", &[ORDER_ID]),
            Index::unique("einvoices_number", &[INVOICE_NO, PERIOD]),
            Index::on("einvoices_waiting", &[WAITING]),
        ],
    };

    fn id(&self) -> Id<Self> {
        self.shown.id.unwrap_or_default()
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.shown.id = Some(id);
    }
}
