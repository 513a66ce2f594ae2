//! What a coupon looks like on the wire, and what it is made and changed with.

use api::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind, Lifecycle, View};
use wire::{Date, Id, Labelled, Money, Timestamp};

use crate::customers::Customer;
use crate::orders::{Order, OrderStatus};
use crate::vip_groups::CampaignRestriction;

/// 優惠券
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Coupon {
    /// ID
    pub id: Id<Coupon>,
    /// 關聯顧客 ID；全館優惠券為 null
    pub customer_id: Option<Id<Customer>>,
    /// 名稱
    pub title: String,
    /// 序號
    pub code: String,
    /// 折扣種類
    pub coupon_type: CouponType,
    /// 折扣種類名稱：金額、百分比、免運、贈品
    pub coupon_type_name: String,
    /// 折扣內容：金額或百分比
    #[serde(with = "number_in_text")]
    #[schemars(with = "String")]
    pub coupon_value: i64,
    /// 最低訂單總金額
    pub order_price_threshold: Money,
    /// 使用起始日期，當日 00:00:00 起；不限時為 null
    pub start_date: Option<Date>,
    /// 使用結束日期，至當日 23:59:59；不限時為 null
    pub end_date: Option<Date>,
    /// 是否與「任選折扣群組」或「全館活動」併用
    pub concurrently_apply: bool,
    /// 使用次數上限；0 為不限次數
    pub usage_limit: i64,
    /// 是否可累積紅利點數
    pub can_accumulate_bonus: bool,
    /// 是否無使用次數限制
    pub usage_unlimited: bool,
    /// 已使用次數
    pub used_times: i64,
    /// 來源訂單 ID：贈送此優惠券的訂單
    pub gift_order_id: Option<Id<Order>>,
    /// 贈送的優惠券可使用的日數
    pub gift_days: Option<i64>,
    /// 是否限制每個帳號的使用次數
    pub account_usage_limit_enabled: bool,
    /// 每個帳號可使用次數
    pub account_usage_limit: i64,
    /// 與其他行銷活動併用限制 類型
    pub restrict_strategy: CampaignRestriction,
    /// 與其他行銷活動併用限制 活動
    pub restrict_campaigns: Vec<Campaign>,
    /// 綁定商品標籤
    pub tags: Vec<String>,
    /// 綁定門市 ID
    pub pos_shop_ids: Vec<i64>,
    /// 綁定的商品 ID
    pub product_ids: Vec<i64>,
    /// 優惠券狀態；請與 `gift_order_status` 一起判讀，來源訂單已取消的優惠券無效
    pub coupon_status: CouponStatus,
    /// 來源訂單狀態；沒有來源訂單時為 null
    pub gift_order_status: Option<OrderStatus>,
    /// 是否有效：在使用期間內、還有使用次數，且來源訂單未取消
    pub valid: bool,
    /// 顧客已使用次數；不是以顧客查詢的全館優惠券為 null
    pub customer_used_times: Option<i64>,
    /// 顧客是否還有剩餘使用次數；不是以顧客查詢的全館優惠券為 null
    pub customer_usable: Option<bool>,
}

/// 折扣種類
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CouponType {
    /// 金額
    #[default]
    Amount,
    /// 百分比
    Percent,
    /// 免運
    FreeShipping,
    /// 贈品
    Gift,
}

/// 優惠券狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CouponStatus {
    /// 尚未啟用
    NoStartUse,
    /// 已全部使用完畢
    Used,
    /// 可使用且有到期日
    HasExpireDate,
    /// 可使用且無到期日
    #[default]
    NoExpireDate,
    /// 已過期
    Expired,
}

/// 行銷活動
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Campaign {
    /// 會員專屬價格
    VipCustomPriceDiscount,
    /// 單品折扣
    VariantDiscount,
    /// 紅配綠多組合優惠
    BundleDiscount,
    /// 任選折扣
    SpecialCollectionDiscount,
    /// 分類優惠折扣
    CategoryCampaignDiscount,
    /// 全館折扣
    ShopDiscount,
    /// VIP 折扣
    VipDiscount,
    /// 推薦碼折扣
    ReferralDiscount,
    /// 加價購
    AddBuyDiscount,
}

/// 新優惠券
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CouponCreate {
    /// 名稱
    #[schemars(length(max = 255))]
    pub title: String,
    /// 序號：同一商店內不可重複，不分大小寫
    #[schemars(length(max = 255))]
    pub code: String,
    /// 折扣種類
    pub coupon_type: CouponType,
    /// 折扣內容：金額須大於 0，百分比須為 1 到 100
    #[schemars(range(min = 0))]
    pub value: i64,
    /// 最小消費金額
    #[schemars(range(min = 0))]
    pub order_price_threshold: Money,
    /// 使用起始日期 (YYYY-MM-DD)
    pub start_date: Option<Date>,
    /// 使用結束日期 (YYYY-MM-DD)，當日仍可使用
    pub end_date: Option<Date>,
    /// 使用次數上限；0 為不限次數
    #[schemars(range(min = 0))]
    pub usage_limit: i64,
    /// 是否與「任選折扣群組」或「全館活動」併用：true 不限制，false 限制所有活動；請與 `restrict_strategy` 擇一使用
    pub concurrently_apply: Option<bool>,
    /// 與其他行銷活動併用限制 類型；都未帶時為 `unrestricted`，請與 `concurrently_apply` 擇一使用
    pub restrict_strategy: Option<CampaignRestriction>,
    /// 與其他行銷活動併用限制 活動；限制未指定活動時為所有活動
    pub restrict_campaigns: Option<Vec<Campaign>>,
    /// 綁定商品標籤；留空則不綁定
    pub tags: Option<Vec<String>>,
    /// 綁定的商品 ID
    pub product_ids: Option<Vec<i64>>,
}

/// 優惠券的變更；未帶的欄位保持不變
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct CouponChange {
    /// 名稱
    #[schemars(length(max = 255))]
    pub title: Option<String>,
    /// 序號：同一商店內不可重複，不分大小寫
    #[schemars(length(max = 255))]
    pub code: Option<String>,
    /// 折扣種類
    pub coupon_type: Option<CouponType>,
    /// 折扣內容：金額須大於 0，百分比須為 1 到 100
    #[schemars(range(min = 0))]
    pub value: Option<i64>,
    /// 最小消費金額
    #[schemars(range(min = 0))]
    pub order_price_threshold: Option<Money>,
    /// 使用起始日期 (YYYY-MM-DD)；帶 null 清除
    #[serde(default)]
    pub start_date: Change<Date>,
    /// 使用結束日期 (YYYY-MM-DD)，當日仍可使用；帶 null 清除
    #[serde(default)]
    pub end_date: Change<Date>,
    /// 使用次數上限；0 為不限次數
    #[schemars(range(min = 0))]
    pub usage_limit: Option<i64>,
    /// 使用次數
    #[schemars(range(min = 0))]
    pub used_times: Option<i64>,
    /// 是否與「任選折扣群組」或「全館活動」併用；請與 `restrict_strategy` 擇一使用
    pub concurrently_apply: Option<bool>,
    /// 與其他行銷活動併用限制 類型；請與 `concurrently_apply` 擇一使用
    pub restrict_strategy: Option<CampaignRestriction>,
    /// 與其他行銷活動併用限制 活動；限制未指定活動時為所有活動
    pub restrict_campaigns: Option<Vec<Campaign>>,
    /// 綁定商品標籤；空陣列則不綁定
    pub tags: Option<Vec<String>>,
    /// 綁定的商品 ID；空陣列則不綁定
    pub product_ids: Option<Vec<i64>>,
}

pub const CODE: Field = Field::folded("code");
pub const COUPON_TYPE: Field = Field::text("coupon_type");
pub const THRESHOLD: Field = Field::number("order_price_threshold");
/// Term: whose coupon it is, see [`owner_term`].
pub const OWNER: &str = "owner";
/// Term: the tags of the products it is bound to.
pub const TAG: &str = "tag";

/// How the coupons of a customer, or those of the whole shop, are looked up.
pub fn owner_term(customer: Option<Id<Customer>>) -> String {
    customer.map_or_else(|| "shop".to_owned(), |customer| customer.to_string())
}

impl Labelled for Coupon {
    const LABEL: &'static str = "優惠券";
}

impl Document for Coupon {
    const KIND: &'static Kind = &Kind { table: "coupons", indexes: &[Index::unique("coupons_code", &[CODE])] };
    const EVENTS: Lifecycle = Lifecycle {
        created: Some("coupons/create"),
        updated: Some("coupons/update"),
        deleted: Some("coupons/destroy"),
    };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        let owner = (OWNER, owner_term(self.customer_id));
        std::iter::once(owner).chain(self.tags.iter().map(|tag| (TAG, tag.clone()))).collect()
    }

    fn due_at(&self) -> Option<Timestamp> {
        self.next_turn()
    }

    fn refresh(&mut self, view: &View<'_>) -> storage::Result<()> {
        self.compute(view)
    }
}

/// A number that the wire shows as text.
mod number_in_text {
    use std::borrow::Cow;

    use serde::{Deserialize, Deserializer, Serializer, de};

    #[allow(clippy::trivially_copy_pass_by_ref)] // the signature is serde's
    pub fn serialize<S: Serializer>(number: &i64, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(number)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}
