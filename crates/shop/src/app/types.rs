//! What a shop and an app's installation in it look like on the wire.

use std::collections::BTreeMap;

use platform::{Installation, Shop};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Timestamp};

/// 商店資訊
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopInfoEnvelope {
    /// 商店
    pub shop_info: ShopInfo,
}

/// 商店
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopInfo {
    /// 商店的主網域
    pub primary_domain: String,
    /// 名稱
    pub name: String,
    /// 商店 ID
    pub id: Id<Shop>,
    /// 商店的聯絡 Email
    pub email: String,
    /// Open Graph 圖片網址
    pub og_image_url: Option<String>,
    /// LINE 聊天機器人設定；未設定時為 null
    pub shop_line_chat_bot: Option<LineChatBot>,
    /// LINE 登入／LIFF 設定
    pub shop_line: ShopLine,
    /// 前台語言，例如 `zh-TW`
    pub language: String,
    /// 幣別；固定為 `TWD`
    pub currency: String,
    /// 簡訊前綴
    pub sms_prefix: Option<String>,
    /// 商家所在地
    pub merchant_location: String,
    /// 市場所在地
    pub market_location: String,
}

/// LINE 聊天機器人
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineChatBot {
    /// 機器人 ID
    pub bot_id: String,
}

/// LINE 登入／LIFF
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopLine {
    /// 是否啟用 LINE 登入
    pub login_enable: bool,
    /// LIFF 應用程式 ID
    pub liff_id: Option<i64>,
    /// 是否啟用 LIFF
    pub liff_enable: bool,
}

/// app 在商店的安裝
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopAddOnEnvelope {
    /// app 在此商店的安裝資訊
    pub shop_add_on: ShopAddOn,
}

/// app 在此商店的安裝資訊
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShopAddOn {
    /// 安裝 ID
    pub id: Id<Installation>,
    /// app 的設定值，以 manifest 宣告的 `setting_fields` 為 key；尚未設定者為 null
    pub settings: BTreeMap<String, Option<String>>,
    /// app 的開發商名稱
    pub vendor_type: String,
    /// 呼叫所用的 token
    pub token: String,
    /// 生效時間
    pub start_at: Timestamp,
    /// 失效時間；null 為無期限
    pub end_at: Option<Timestamp>,
    /// 已安裝的 app 版本
    pub add_on_version: AddOnVersion,
}

/// 已安裝的 app 版本
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddOnVersion {
    /// app 註冊的 webhook 網址
    pub webhook_url: Option<String>,
    /// app 的 manifest
    pub manifest: AddOnManifest,
    /// app 是否內嵌於後台
    pub embedded: bool,
    /// 版本狀態；已安裝的版本為 `published`
    pub status: String,
    /// 授予的權限範圍，以空格分隔
    pub scopes: String,
}

/// app 的 manifest
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AddOnManifest {
    /// 名稱
    pub name: String,
    /// app 版本
    pub version: String,
    /// 授予的權限範圍，以空格分隔
    pub scopes: String,
    /// manifest 版本
    pub manifest_version: i64,
    /// 交易類型：`topup`（儲值）、`consumption`（消費）、`refund`（退儲值金）、`cancel_order`（訂單取消退還）、`bonus`（紅利）；不做交易的 app 為 null
    pub r#type: Option<String>,
    /// app 訂閱的事件
    pub webhook_events: Vec<String>,
}

/// app 設定值的更新
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ShopAddOnSettingsUpdate {
    /// 要設定的欄位與其值
    pub settings: Vec<SettingValue>,
}

/// 一個設定值
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SettingValue {
    /// 設定欄位名稱；須為 manifest 的 `setting_fields` 所宣告
    pub field: String,
    /// 設定值
    #[schemars(length(max = 65535))]
    pub data: String,
}
