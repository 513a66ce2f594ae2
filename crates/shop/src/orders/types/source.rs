//! Where an order came from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// POS 相關資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PosInfo {
    /// POS 銷售員 ID
    pub pos_user_id: Option<i64>,
    /// POS 銷售員 Email
    pub pos_user_email: Option<String>,
    /// POS 銷售員所屬店家 ID
    pub pos_shop_id: Option<i64>,
    /// POS 相關資訊
    pub pos_info: Option<String>,
    /// 訂單銷售使用 POS 機 ID
    pub pos_id: Option<i64>,
    /// 訂單銷售使用 POS 機名稱
    pub pos_name: Option<String>,
}

/// 導購訂單資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LinkedOrderInfo {
    /// 導購來源
    pub source: Option<String>,
    /// 美安 RID
    pub shopdotcom_rid: Option<String>,
    /// 美安 Click ID
    pub shopdotcom_click_id: Option<String>,
    /// LINE 購物 ecid
    pub line_shopping_ecid: Option<String>,
    /// LINE 購物 affiliate
    pub line_shopping_affiliate: Option<String>,
    /// 通路王 gid
    pub ichannel_gid: Option<String>,
}

/// UTM 追蹤資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UtmTracking {
    /// UTM 來源
    pub utm_source: Option<String>,
    /// UTM 媒介
    pub utm_medium: Option<String>,
    /// UTM 活動
    pub utm_campaign: Option<String>,
    /// UTM 內容
    pub utm_content: Option<String>,
    /// UTM 關鍵字
    pub utm_term: Option<String>,
    /// UTM 點擊時間
    pub utm_click_time: Option<String>,
}
