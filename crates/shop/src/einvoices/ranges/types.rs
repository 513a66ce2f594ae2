//! A range of numbers, as it is kept and shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::Id;

use crate::einvoices::Period;

/// 發票字軌
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct InvoiceRange {
    /// 發票字軌 ID
    pub id: Id<InvoiceRange>,
    /// 期別，以兩個月的第一個月表示
    pub period: Period,
    /// 字軌，2 個英文字母
    pub prefix: String,
    /// 起號，8 碼數字
    pub from: String,
    /// 迄號，8 碼數字
    pub to: String,
    /// 下一個號碼，8 碼數字；用完時為 null
    pub next: Option<String>,
}

pub(super) const PERIOD: Field = Field::text("period");
pub(super) const NEXT: Field = Field::text("next");

storage::document!(InvoiceRange, "發票字軌", "einvoice_ranges", [Index::on("einvoice_ranges_next", &[PERIOD, NEXT])]);

/// 新發票字軌
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct InvoiceRangeCreate {
    /// 期別：其中一個月 (YYYY-MM)，或民國年月 (例如 11512)；未帶時為目前的期別
    pub period: Option<String>,
    /// 字軌，2 個英文字母
    #[schemars(length(max = 2), example = &"AB")]
    pub prefix: String,
    /// 起號，8 碼數字
    #[schemars(length(max = 8), example = &"10000000")]
    pub from: String,
    /// 迄號，8 碼數字，不小於起號
    #[schemars(length(max = 8), example = &"10000049")]
    pub to: String,
}
