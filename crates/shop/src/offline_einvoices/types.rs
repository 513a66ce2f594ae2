//! An invoice as the tax office's platform names its fields, and what it earned.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Money, Timestamp};

use crate::customers::Customer;
use crate::customers::bonus_points::BonusPoint;

/// 線下發票
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OfflineEinvoice {
    /// 線下發票 ID
    pub id: Id<OfflineEinvoice>,
    /// 會員 ID
    pub customer_id: Id<Customer>,
    /// 建立時間
    pub created_at: Timestamp,
    /// 發票總金額
    pub total_amount: Money,
    /// 獲得的紅利點數
    pub bonus_points: Money,
    /// 紅利 ID，沒有獲得紅利時為 null
    pub bonus_point_id: Option<Id<BonusPoint>>,
    /// 發票內容
    pub offline_einvoice: OfflineEinvoiceContent,
}

/// 發票內容
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfflineEinvoiceContent {
    /// 發票號碼
    #[schemars(example = &"AB12345678")]
    pub inv_num: String,
    /// 發票開立時間 (hh:mm:ss)
    #[schemars(example = &"14:05:30")]
    pub invoice_time: String,
    /// 發票狀態：已確認、開立、正常 (`issue`)，或作廢 (`issue_invalid`)、註銷、退回、折讓 (`allowance`)；後四種不累積紅利
    #[schemars(length(max = 20), example = &"已確認")]
    pub inv_status: String,
    /// 賣方名稱
    #[schemars(length(max = 255))]
    pub seller_name: String,
    /// 對獎發票期別（民國年月，例如 11512）
    #[schemars(example = &"11502")]
    pub inv_period: String,
    /// 發票開立日期 (YYYY-MM-DD 或 YYYYMMDD)
    #[schemars(example = &"2026-01-15")]
    pub inv_date: String,
    /// 賣方營業人地址
    #[schemars(length(max = 255))]
    pub seller_address: String,
    /// 賣方營業人統編
    #[schemars(example = &"04595257")]
    pub seller_ban: String,
    /// 買方營業人統編
    #[serde(default)]
    #[schemars(example = &"10458575")]
    pub buyer_ban: Option<String>,
    /// 幣別，目前只有 TWD
    #[serde(default)]
    #[schemars(example = &"TWD")]
    pub currency: Option<String>,
    /// 發票明細
    pub details: Vec<OfflineEinvoiceLine>,
}

/// 發票明細
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct OfflineEinvoiceLine {
    /// 單價
    #[schemars(example = &"120")]
    pub unit_price: String,
    /// 小計
    #[schemars(example = &"240")]
    pub amount: String,
    /// 數量
    #[schemars(example = &"2")]
    pub quantity: String,
    /// 明細編號
    #[schemars(example = &"1")]
    pub row_num: String,
    /// 品名
    #[schemars(length(max = 255))]
    pub description: String,
    /// SKU
    #[schemars(length(max = 255))]
    pub sku: String,
}

/// 新線下發票
#[derive(Debug, Deserialize, JsonSchema)]
pub struct OfflineEinvoiceCreate {
    /// 會員 ID
    pub customer_id: Id<Customer>,
    /// 發票內容
    pub offline_einvoice: OfflineEinvoiceContent,
}

pub(super) const NUMBER: Field = Field::folded("offline_einvoice.invNum");
pub(super) const DATE: Field = Field::folded("offline_einvoice.invDate");

storage::document!(
    OfflineEinvoice,
    "線下發票",
    "offline_einvoices",
    [Index::unique("offline_einvoices_number", &[NUMBER, DATE])]
);
