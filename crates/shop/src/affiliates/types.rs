//! What a vendor is shown of an order that it has brought: nothing of who receives it, and where.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Date, Id, Labelled, Money, Timestamp};

use crate::customers::Customer;
use crate::orders::{Buyer, LineItemV2, Order, OrderStatus, PricesV2, Statuses, Timings};

/// 分潤廠商訂單
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AffiliateVendorOrder {
    /// 分潤廠商訂單 ID
    pub id: Id<Attribution>,
    /// 歸屬狀態：`create_succeed`（成立）、`closed_succeed`（結案）、`cancelled_succeed`（取消）
    pub status_code: StatusCode,
    /// 分潤使用者 id（前台造訪時的 `uid` 參數）
    pub uid: Option<String>,
    /// 分潤活動 id（前台造訪時的 `cid` 參數）
    pub cid: Option<String>,
    /// 分潤廠商名稱
    pub vendor_name: String,
    /// 歸屬的訂單
    pub order: AffiliateOrder,
}

/// 歸屬狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "AffiliateStatusCode")]
pub enum StatusCode {
    /// 成立
    #[default]
    CreateSucceed,
    /// 結案
    ClosedSucceed,
    /// 取消
    CancelledSucceed,
}

/// 歸屬的訂單
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AffiliateOrder {
    /// 訂單 ID
    pub id: Id<Order>,
    /// 會員 id
    pub customer_id: Option<Id<Customer>>,
    /// 不含運費的小計
    pub subtotal_price: Money,
    /// 建立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,
    /// 訂單編號
    pub order_number: i64,
    /// 訂單名稱，`#` 加訂單編號
    pub order_name: String,
    /// 購買會員的聯絡資訊
    pub buyer: Buyer,
    /// 訂購的商品
    pub line_items: Vec<LineItemV2>,
    /// 配送方式代碼
    pub shipping_type: Option<String>,
    /// 配送方式名稱
    pub shipping_name: String,
    /// 指定配送日期
    pub delivery_date: Option<Date>,
    /// 指定配送時段（0 = 不指定）
    pub delivery_time: i64,
    /// 代客下單的操作人帳號
    pub delegate: Option<String>,
    /// 價格明細
    pub prices: PricesV2,
    /// 第三方交易編號
    pub transaction_number: Option<String>,
    /// 送給金流的第三方串接編號
    pub merchant_trade_no: Option<String>,
    /// 狀態欄位
    pub statuses: Statuses,
    /// 狀態時間
    pub timings: Timings,
    /// 退款紀錄
    pub return_histories: Vec<String>,
    /// 備註
    pub note: Option<String>,
    /// 紅利商城紅利總使用量
    pub total_bonus_redemption_price: Money,
    /// 導購／分潤訂單歸屬資訊
    pub linked_order_info: AffiliateSource,
    /// 物流送貨狀態
    pub shipping_status: Option<String>,
    /// 額外資訊
    pub extra_info: Option<String>,
    /// 下單裝置
    pub from_device: Option<String>,
}

/// 導購來源
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AffiliateSource {
    /// 導購來源
    pub source: Option<String>,
}

/// 導購資訊: who is credited, as it stands with a periodic order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AffiliateVendor {
    /// 導購資訊 ID
    pub id: Id<AffiliateVendor>,
    /// 分潤使用者 id
    pub uid: Option<String>,
    /// 分潤活動 id
    pub cid: Option<String>,
    /// 分潤廠商名稱
    pub vendor_name: String,
    /// 分潤廠商的 app 安裝 ID
    pub shop_add_on_id: Option<i64>,
}

impl AffiliateVendor {
    pub(super) const SEQUENCE: &'static str = "affiliate_vendors";
}

impl Labelled for AffiliateVendor {
    const LABEL: &'static str = "導購資訊";
}

/// 分潤資訊：前台造訪時帶的參數
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Affiliate {
    /// 分潤廠商名稱
    #[schemars(length(min = 1, max = 255))]
    pub vendor_name: String,
    /// 分潤使用者 id（`uid` 參數）
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub uid: Option<String>,
    /// 分潤活動 id（`cid` 參數）
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub cid: Option<String>,
    /// 分潤廠商的 app 安裝 ID
    #[serde(default)]
    pub shop_add_on_id: Option<i64>,
}

/// 分潤歸屬: the credit for an order, with what its list is asked by.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attribution {
    pub id: Id<Attribution>,
    pub order_id: Id<Order>,
    pub status_code: StatusCode,
    pub affiliate: Affiliate,
    /// The order's own, kept up with it.
    pub order_status: OrderStatus,
    pub order_created_at: Timestamp,
    pub order_closed_at: Option<Timestamp>,
}

pub(super) const ORDER: Field = Field::integer("order_id");
pub(super) const ORDER_STATUS: Field = Field::text("order_status");
pub(super) const ORDER_CREATED_AT: Field = Field::text("order_created_at");
pub(super) const ORDER_CLOSED_AT: Field = Field::text("order_closed_at");

storage::document!(
    Attribution,
    "分潤廠商訂單",
    "affiliate_vendor_orders",
    [
        Index::unique("affiliate_vendor_orders_order", &[ORDER]),
        Index::on("affiliate_vendor_orders_status", &[ORDER_STATUS]),
        Index::on("affiliate_vendor_orders_status_created_at", &[ORDER_STATUS, ORDER_CREATED_AT]),
        Index::on("affiliate_vendor_orders_status_closed_at", &[ORDER_STATUS, ORDER_CLOSED_AT]),
        Index::on("affiliate_vendor_orders_created_at", &[ORDER_CREATED_AT]),
        Index::on("affiliate_vendor_orders_closed_at", &[ORDER_CLOSED_AT]),
    ]
);

impl Attribution {
    /// As the vendor sees it, with the order as it stands.
    pub(super) fn shown(&self, order: &Order) -> AffiliateVendorOrder {
        let Affiliate { vendor_name, uid, cid, .. } = self.affiliate.clone();
        AffiliateVendorOrder { id: self.id, status_code: self.status_code, uid, cid, vendor_name, order: order.into() }
    }
}

impl From<&Order> for AffiliateOrder {
    fn from(order: &Order) -> Self {
        Self {
            id: order.id,
            customer_id: order.customer.as_ref().map(|customer| customer.id),
            subtotal_price: order.subtotal_price,
            created_at: order.created_at,
            updated_at: order.updated_at,
            order_number: order.order_number,
            order_name: order.order_name.clone(),
            buyer: order.buyer.clone(),
            line_items: order.line_items.iter().map(Into::into).collect(),
            shipping_type: order.shipping_type.clone(),
            shipping_name: order.shipping_name.clone(),
            delivery_date: order.delivery_date,
            delivery_time: order.delivery_time,
            delegate: order.delegate.clone(),
            prices: (&order.prices).into(),
            transaction_number: order.transaction_number.clone(),
            merchant_trade_no: order.merchant_trade_no.clone(),
            statuses: order.statuses.clone(),
            timings: order.timings.clone(),
            return_histories: order.return_histories.iter().map(|refund| refund.body.clone()).collect(),
            note: order.note.clone(),
            total_bonus_redemption_price: order.total_bonus_redemption_price,
            linked_order_info: AffiliateSource { source: order.linked_order_info.source.clone() },
            shipping_status: order.shipping_status.clone(),
            extra_info: order.extra_info.clone(),
            from_device: order.from_device.clone(),
        }
    }
}
