use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled};

/// 顧客
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Customer {
    /// 顧客 ID
    pub id: Id<Customer>,
}

impl Labelled for Customer {
    const LABEL: &'static str = "顧客";
}

/// 地址詳細資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DetailAddress {
    /// 區碼
    pub zip: Option<String>,
}

/// 自訂欄位
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomField {
    /// 自訂欄位名稱
    pub name: String,
}
