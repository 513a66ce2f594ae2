//! What a shopper says at the checkout.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Date, Id, Money};

use super::PaymentMethod;
use crate::affiliates::Affiliate;
use crate::branch_stores::BranchStore;
use crate::customers::{Customer, DetailAddress};
use crate::einvoices::InvoiceDetails;
use crate::orders::{LinkedOrderInfo, UtmTracking};
use crate::products::Variant;

/// 新訂單：購物者在結帳時填寫的內容
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Placement {
    /// 顧客 ID；未帶時為訪客購買，需帶 `buyer`
    pub customer_id: Option<Id<Customer>>,
    /// 購買人聯絡方式；未帶時為顧客的
    pub buyer: Option<PlacementBuyer>,
    /// 收貨人
    pub receiver: Option<PlacementReceiver>,
    /// 購買的商品；最多 100 項
    #[schemars(length(min = 1, max = 100))]
    pub line_items: Vec<PlacementLine>,
    /// 配送名稱，例如「宅配」；所有商品都不需要配送時可省略
    #[schemars(length(max = 255))]
    pub shipping_name: Option<String>,
    /// 門市自取或快速到貨的門市 ID
    pub branch_store_id: Option<Id<BranchStore>>,
    /// 付款方式
    pub payment_method: PaymentMethod,
    /// 優惠券序號
    #[serde(default)]
    #[schemars(length(max = 10))]
    pub coupon_codes: Vec<String>,
    /// 使用的紅利點數
    #[schemars(range(min = 0))]
    pub points: Option<Money>,
    /// 發票；未帶時為一般發票
    pub invoice: Option<InvoiceDetails>,
    /// 訂單備註
    #[schemars(length(max = 5000))]
    pub note: Option<String>,
    /// 指定配送日期 (YYYY-MM-DD)
    pub delivery_date: Option<Date>,
    /// 指定配送時段：0 不指定、1 中午前、2 下午、3 晚上
    #[schemars(range(min = 0, max = 3))]
    pub delivery_time: Option<i64>,
    /// 下單裝置，例如 `desktop`、`mobile`
    #[schemars(length(max = 255))]
    pub from_device: Option<String>,
    /// 推薦分潤代碼
    #[schemars(length(max = 255))]
    pub referral_code: Option<String>,
    /// 導購訂單資訊
    pub linked_order_info: Option<LinkedOrderInfo>,
    /// UTM 追蹤資訊
    pub utm_tracking: Option<UtmTracking>,
    /// 分潤資訊；帶有時為分潤訂單
    pub affiliate: Option<Affiliate>,
}

/// 購買人聯絡方式
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlacementBuyer {
    /// Email
    #[schemars(length(max = 255))]
    pub email: Option<String>,
    /// 手機
    #[schemars(length(max = 255))]
    pub mobile: Option<String>,
}

/// 收貨人
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlacementReceiver {
    /// 收貨人名稱
    #[schemars(length(max = 255))]
    pub name: String,
    /// 收貨人電話國碼
    #[schemars(length(max = 255))]
    pub country_calling_code: Option<String>,
    /// 收貨人電話
    #[schemars(length(max = 255))]
    pub phone: String,
    /// 收貨人地址；超商與門市取貨時可省略
    pub detail_address: Option<DetailAddress>,
    /// 超商取貨的門市店號
    #[schemars(length(max = 255))]
    pub cvs_store_id: Option<String>,
}

/// 購買的商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlacementLine {
    /// 商品款式 ID
    pub product_variant_id: Id<Variant>,
    /// 數量
    #[schemars(range(min = 1, max = 999))]
    pub quantity: u32,
}
