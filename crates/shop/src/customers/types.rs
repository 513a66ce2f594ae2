//! What a customer looks like on the wire.

use api::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind, Lifecycle, Reading, View};
use wire::{Date, Id, Labelled, Money, Timestamp};

use super::bonus_points::Balance;
use super::password::PasswordHash;

/// 顧客
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Customer {
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
    /// 是否接收通知信
    pub accepts_email_notification: bool,
    /// 會員標籤
    pub tags: Vec<CustomerTag>,
    /// 會員地址
    pub address: Option<CustomerAddress>,
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
    /// 自訂欄位
    pub custom_fields: Vec<CustomField>,
    /// 建立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,
    /// Email 驗證時間
    pub confirmed_at: Option<Timestamp>,
    /// 手機驗證時間
    pub mobile_sms_confirmed_at: Option<Timestamp>,
    /// 紅利點數總計
    pub bonus_remain: Money,
    /// 第三方登入 UID
    pub uid_providers: Vec<UidProvider>,
    /// 下一批紅利點數的到期時間
    pub bonus_expires_at: Option<Timestamp>,
}

/// 顧客狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "CustomerStatus")]
pub enum Status {
    /// 帳號未啟用
    #[default]
    Pending,
    /// 帳號未驗證
    Validate,
    /// 帳號已啟用
    Enabled,
    /// 帳號已禁用
    Disabled,
    /// 已邀請會員啟用
    Invited,
    /// 啟用邀請被拒絕
    Declined,
    /// 已列為警示帳號
    Warning,
}

/// 會員標籤
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerTag {
    /// 標籤名稱
    pub name: String,
}

/// 會員地址
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomerAddress {
    /// 收件人
    pub name: Option<String>,
    /// 公司名稱
    pub company: Option<String>,
    /// 電話國碼
    pub country_calling_code: Option<String>,
    /// 電話
    pub phone: Option<String>,
    /// 地址
    pub address: String,
    /// 地址詳細資訊
    pub detail_address: DetailAddress,
}

/// 地址詳細資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DetailAddress {
    /// 區碼
    pub zip: Option<String>,
    /// 國家
    pub country: Option<String>,
    /// 省
    pub province: Option<String>,
    /// 市
    pub city: Option<String>,
    /// 區
    pub district: Option<String>,
    /// 地址一
    pub address1: Option<String>,
    /// 地址二
    pub address2: Option<String>,
}

/// 自訂欄位
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomField {
    /// ID
    pub id: Id<CustomField>,
    /// 自訂欄位名稱
    pub name: String,
    /// 自訂欄位顯示名稱
    pub label: String,
    /// 自訂欄位內容
    pub value: String,
}

impl Labelled for CustomField {
    const LABEL: &'static str = "自訂欄位";
}

/// 第三方登入的使用者
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct UidProvider {
    /// Provider 類型：`line`、`line_at`、`facebook` 等
    pub provider_type: String,
    /// UID
    pub uid: String,
}

/// 新顧客
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CustomerCreate {
    /// 姓名
    #[schemars(length(max = 255))]
    pub name: String,
    /// 帳戶狀態
    pub status: Option<Status>,
    /// 電子信箱
    #[schemars(length(max = 255))]
    pub email: Option<String>,
    /// 手機號碼
    #[schemars(length(max = 32))]
    pub mobile: Option<String>,
    /// 手機國碼
    #[schemars(length(max = 8))]
    pub country_calling_code: Option<String>,
    /// 密碼
    pub password: PasswordHash,
    /// 標籤 (逗點區隔)
    pub tags_text: Option<String>,
    /// 是否允許超取
    pub enable_cvs_pickup: bool,
    /// 是否允許超商貨到付款
    pub enable_cvs_cod: Option<bool>,
    /// 是否允許宅配貨到付款
    pub enable_home_delivery_cod: Option<bool>,
    /// 是否允許行銷
    pub accepts_marketing: bool,
    /// 性別
    pub gender: Option<String>,
    /// 生日 (YYYY-MM-DD)
    pub birthday: Option<Date>,
    /// 其他通路累積金額
    #[schemars(range(min = 0))]
    pub other_accumulated_consumption: Option<Money>,
    /// 累積金額成立時間 (YYYY-MM-DD)
    pub other_accumulated_consumption_expired_at: Option<Timestamp>,
    /// 備註
    pub note: Option<String>,
    /// Email驗證時間，ISO 8601，例如 2019-01-15T10:10:30+08:00
    pub confirmed_at: Option<Timestamp>,
    /// 手機驗證時間，ISO 8601，例如 2019-01-15T10:10:30+08:00
    pub mobile_sms_confirmed_at: Option<Timestamp>,
    /// 是否贈送註冊禮：依紅利規則贈送註冊紅利
    pub enable_register_gift: Option<bool>,
    /// 是否贈送生日禮
    pub enable_birth_gift: Option<bool>,
    /// 預設地址
    pub address: Option<AddressInput>,
}

/// 顧客的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CustomerChange {
    /// 姓名
    #[schemars(length(max = 255))]
    pub name: Option<String>,
    /// 帳戶狀態
    pub status: Option<Status>,
    /// 電子信箱
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub email: Change<String>,
    /// 手機國碼
    #[serde(default)]
    pub country_calling_code: Change<String>,
    /// 手機號碼
    #[serde(default)]
    #[schemars(length(max = 32))]
    pub mobile: Change<String>,
    /// 密碼
    pub password: Option<PasswordHash>,
    /// 標籤 (逗點區隔)
    pub tags_text: Option<String>,
    /// 是否允許超取
    pub enable_cvs_pickup: Option<bool>,
    /// 是否允許超商貨到付款
    pub enable_cvs_cod: Option<bool>,
    /// 是否允許宅配貨到付款
    #[serde(default)]
    pub enable_home_delivery_cod: Change<bool>,
    /// 是否允許行銷
    pub accepts_marketing: Option<bool>,
    /// 性別
    #[serde(default)]
    pub gender: Change<String>,
    /// 是否贈送生日禮
    pub enable_send_birth_gift: Option<bool>,
    /// 生日 (YYYY-MM-DD)
    #[serde(default)]
    pub birthday: Change<Date>,
    /// 其他通路累積金額
    #[schemars(range(min = 0))]
    pub other_accumulated_consumption: Option<Money>,
    /// 累積金額成立時間 (YYYY-MM-DD)
    #[serde(default)]
    pub other_accumulated_consumption_expired_at: Change<Timestamp>,
    /// 備註
    #[serde(default)]
    pub note: Change<String>,
    /// Email驗證時間，ISO 8601；帶 null 清除
    #[serde(default)]
    pub confirmed_at: Change<Timestamp>,
    /// 手機驗證時間，ISO 8601；帶 null 清除
    #[serde(default)]
    pub mobile_sms_confirmed_at: Change<Timestamp>,
    /// 預設地址
    pub address: Option<AddressInput>,
}

/// 預設地址
#[derive(Debug, Deserialize, JsonSchema)]
pub struct AddressInput {
    /// 收件人
    #[serde(default)]
    pub name: Change<String>,
    /// 國家
    #[serde(default)]
    pub country: Change<String>,
    /// 省份
    #[serde(default)]
    pub province: Change<String>,
    /// 縣市
    #[serde(default)]
    pub city: Change<String>,
    /// 區域
    #[serde(default)]
    pub district: Change<String>,
    /// 地址
    #[serde(default)]
    pub address1: Change<String>,
    /// 郵遞區號
    #[serde(default)]
    pub zip: Change<String>,
    /// 電話國碼
    #[serde(default)]
    pub country_calling_code: Change<String>,
    /// 電話
    #[serde(default)]
    pub phone: Change<String>,
}

pub const EMAIL: Field = Field::folded("email");
pub const MOBILE: Field = Field::folded("mobile");
pub const NAME: Field = Field::folded("name");
pub const UPDATED_AT: Field = Field::text("updated_at");
/// Term: the names of a customer's tags.
pub const TAG: &str = "tag";
/// Term: `line U1234`, see [`uid_term`].
pub const UID: &str = "uid";

/// How a third-party user is looked up.
pub fn uid_term(provider: &str, uid: &str) -> String {
    format!("{provider} {uid}")
}

impl Labelled for Customer {
    const LABEL: &'static str = "顧客";
}

impl Document for Customer {
    const KIND: &'static Kind = &Kind {
        table: "customers",
        indexes: &[
            Index::unique("customers_email", &[EMAIL]),
            Index::unique("customers_mobile", &[MOBILE]),
            Index::on("customers_name", &[NAME]),
            Index::on("customers_updated_at", &[UPDATED_AT]),
        ],
    };
    const EVENTS: Lifecycle =
        Lifecycle { created: Some("customers/create"), updated: Some("customers/update"), deleted: None };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        let tags = self.tags.iter().map(|tag| (TAG, tag.name.clone()));
        let uids = self.uid_providers.iter().map(|user| (UID, uid_term(&user.provider_type, &user.uid)));
        tags.chain(uids).collect()
    }

    /// Points expire by themselves.
    fn due_at(&self) -> Option<Timestamp> {
        self.bonus_expires_at
    }

    fn refresh(&mut self, view: &View<'_>) -> storage::Result<()> {
        let balance = Balance::of(view, self.id, view.now())?;
        balance.show_on(self);
        Ok(())
    }

    fn touch(&mut self, now: Timestamp) {
        self.updated_at = now;
    }
}
