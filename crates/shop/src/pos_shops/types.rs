//! What a POS shop looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Date, Id};

/// POS 商店
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PosShop {
    /// POS 商店 ID
    pub id: Id<PosShop>,
    /// 名稱
    pub name: String,
    /// 聯絡電話
    pub phone: Option<String>,
    /// 縣市
    pub county: Option<String>,
    /// 區域
    pub district: Option<String>,
    /// 地址
    pub address: Option<String>,
    /// 統一編號
    #[serde(rename = "VAT_number")]
    pub vat_number: Option<String>,
    /// 到期日
    pub deadline: Option<Date>,
    /// 是否可以查看其他店家訂單
    pub can_find_others_order: bool,
    /// 是否可以存取顧客資料
    pub can_access_customers: bool,
}

storage::document!(PosShop, "POS 商店", "pos_shops", []);
