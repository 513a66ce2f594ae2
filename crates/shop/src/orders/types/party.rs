//! Who buys, who receives, who is billed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::customers::DetailAddress;

/// 購買會員資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Buyer {
    /// 購買會員 Email
    pub email: Option<String>,
    /// 購買會員手機
    pub mobile: Option<String>,
}

/// 收貨人資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Receiver {
    /// 收貨人名稱
    pub name: String,
    /// 收貨人電話國碼
    pub country_calling_code: Option<String>,
    /// 收貨人電話
    pub phone: String,
    /// 收貨人地址
    pub address: Option<String>,
    /// 收貨人地址詳細資訊
    pub detail_address: DetailAddress,
    /// 超取店號
    pub cvs_store_id: Option<String>,
    /// 綠界物流編號
    pub allpay_logistics_id: Option<String>,
}

/// 購買人資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BillingAddress {
    /// 購買人姓名
    pub name: String,
    /// 購買人電話國碼
    pub country_calling_code: Option<String>,
    /// 購買人電話
    pub phone: String,
    /// 購買人地址
    pub address: Option<String>,
    /// 購買人地址詳細資訊
    pub detail_address: DetailAddress,
}
