//! What a customer looks like on the wire of version 2.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, Serializer};
use wire::{Date, Id, Money, Timestamp};

use crate::customers::{Customer, CustomerAddress, Status, UidProvider};
use crate::vip_groups::{CustomerVip, VipExtraInfo};

/// 會員
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
pub struct CustomerV2 {
    /// ID
    pub id: Id<Customer>,
    /// 姓名
    pub name: String,
    /// 狀態
    pub status: Status,
    /// Email
    pub email: Option<String>,
    /// 手機國碼，例如 +886
    pub country_calling_code: Option<String>,
    /// 手機號碼
    pub mobile: Option<String>,
    /// 是否可以使用超商取貨
    pub enable_cvs_pickup: bool,
    /// 是否可以使用超商貨到付款
    pub enable_cvs_cod: bool,
    /// 是否可以使用宅配貨到付款
    pub enable_home_delivery_cod: Option<bool>,
    /// 是否接受行銷
    pub accepts_marketing: bool,
    /// 是否接收通知信；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub accepts_email_notification: Section<bool>,
    /// 會員標籤；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub tags: Section<Vec<String>>,
    /// 會員地址；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub address: Section<Option<CustomerAddress>>,
    /// 性別
    pub gender: Option<String>,
    /// 生日
    pub birthday: Option<Date>,
    /// 其他通路累積金額
    pub other_accumulated_consumption: Money,
    /// 其他通路累積金額起算日
    pub other_accumulated_consumption_expired_at: Option<Timestamp>,
    /// 備註
    pub note: Option<String>,
    /// 自訂欄位內容；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub custom_fields: Section<Vec<String>>,
    /// 建立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,
    /// Email 驗證時間
    pub confirmed_at: Option<Timestamp>,
    /// 手機驗證時間
    pub mobile_sms_confirmed_at: Option<Timestamp>,
    /// 紅利點數總計；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub bonus_remain: Section<Money>,
    /// 第三方登入的使用者；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub uid_providers: Section<Vec<UidProvider>>,
    /// VIP 資訊；`include_params` 要求時才有
    #[serde(skip_serializing_if = "Section::is_absent")]
    pub vip_info: Section<VipInfo>,
}

/// 會員 VIP 資訊
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
pub struct VipInfo {
    /// 會員 ID
    pub customer_id: Id<Customer>,
    /// 當前 VIP 群組名稱
    pub current_group: Option<String>,
    /// 當前 VIP 層級名稱
    pub current_level: Option<String>,
    /// 下一個 VIP 層級名稱
    pub next_level: Option<String>,
    /// 額外資訊
    pub extra_info: VipExtraInfo,
}

impl From<CustomerVip> for VipInfo {
    fn from(vip: CustomerVip) -> Self {
        Self {
            customer_id: vip.customer_id,
            current_group: vip.current_group.map(|group| group.name),
            current_level: vip.current_level.map(|level| level.name),
            next_level: vip.next_level.map(|level| level.name),
            extra_info: vip.extra_info,
        }
    }
}

/// A part of an answer that is there only when asked for; what is there may itself be null.
#[derive(Debug, PartialEq)]
pub enum Section<T> {
    Absent,
    Present(T),
}

impl<T> Section<T> {
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: Serialize> Serialize for Section<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Absent => serializer.serialize_none(),
            Self::Present(value) => value.serialize(serializer),
        }
    }
}

impl<T: JsonSchema> JsonSchema for Section<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
