//! The order and, in the files beside, what it holds.

mod aftersales;
mod line_item;
mod party;
mod prices;
mod shipping;
mod source;
mod statuses;
#[cfg(test)]
mod tests;
mod v2;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind};
use wire::{Date, Id, Labelled, Money, Timestamp};

use crate::branch_stores::BranchStore;
use crate::customers::Customer;

pub use crate::einvoices::{Einvoice, InvoiceStatus, InvoiceType};
pub use aftersales::{CancelReason, ExchangeHistory, ExchangeLineItem, ReturnHistory};
pub use line_item::{LineItem, LineItemDiscount, RelatedItem, RelatedItems};
pub use party::{BillingAddress, Buyer, Receiver};
pub use prices::{CouponDiscount, MultiplePayment, OrderDiscounts, Prices, ShopDiscount};
pub use shipping::{Delivery, Fulfillment, ShippingVendor};
pub use source::{LinkedOrderInfo, PosInfo, UtmTracking};
pub use statuses::{FinancialStatus, FulfillmentStatus, OrderStatus, ReturnStatus, Statuses, Timings};
pub use v2::{DiscountsV2, LineItemV2, PricesV2};

/// 訂單
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Order {
    /// 訂單 ID
    pub id: Id<Order>,
    /// 訂單識別碼
    pub token: String,
    /// 訂單編號
    pub order_number: i64,
    /// 訂單名稱
    pub order_name: String,
    /// 小計（不含運費）
    pub subtotal_price: Money,
    /// 成立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,

    /// 顧客資訊
    pub customer: Option<Box<Customer>>,
    /// 購買會員資訊
    pub buyer: Buyer,
    /// 收貨人資訊
    pub receiver: Receiver,
    /// 購買人資訊（客製項目）
    pub billing_address: Option<BillingAddress>,
    /// 訂單商品資訊
    pub line_items: Vec<LineItem>,

    /// 配送方式
    pub shipping_type: Option<String>,
    /// 配送名稱
    pub shipping_name: String,
    /// 物流商
    pub shipping_vendor: Option<ShippingVendor>,
    /// 綠界物流訂單編號
    pub logistics_id: Option<String>,
    /// 指定配送日期
    pub delivery_date: Option<Date>,
    /// 指定配送時間（0：不指定）
    pub delivery_time: i64,
    /// 代客下單操作人
    pub delegate: Option<String>,
    /// 配送資訊
    pub fulfillments: Vec<Fulfillment>,
    /// 自取門市資訊
    pub branch_store: Option<BranchStore>,
    /// 快速到貨門市資訊
    pub express_delivery_branch_store: Option<BranchStore>,
    /// 送貨狀態
    pub shipping_status: Option<String>,
    /// 總重量
    pub order_weight: f64,
    /// 倉庫類型 ID
    pub warehouse_type_id: Option<i64>,

    /// 付款方式
    pub payment_name: String,
    /// 付款方式名稱
    pub payment_method: String,
    /// 付款網址
    pub payment_url: Option<String>,
    /// 多付款方式資訊
    pub multiple_payment_infos: Vec<MultiplePayment>,
    /// 價格資訊
    pub prices: Prices,
    /// 付款卡號後四碼
    pub card4no: Option<String>,
    /// 第三方交易編號
    pub transaction_number: Option<String>,
    /// 第三方串接編號
    pub merchant_trade_no: Option<String>,
    /// 紅利商城紅利總使用量
    pub total_bonus_redemption_price: Money,

    /// 發票資訊
    pub einvoice: Option<Einvoice>,
    /// 紙本發票號碼
    pub paper_invoice_no: Option<String>,
    /// 紙本發票統一編號
    pub paper_company_no: Option<String>,
    /// 預購訂單紙本發票號碼
    pub prepayment_paper_invoice_no: Option<String>,
    /// 預購訂單紙本發票統一編號
    pub prepayment_paper_company_no: Option<String>,

    /// 狀態資訊
    pub statuses: Statuses,
    /// 時間資訊
    pub timings: Timings,
    /// 退款資訊
    pub return_histories: Vec<ReturnHistory>,
    /// 換貨相關資訊
    pub exchange_histories: Vec<ExchangeHistory>,
    /// 顧客取消原因
    pub customer_cancel_reason_detail: Option<CancelReason>,

    /// 訂單備註
    pub note: Option<String>,
    /// 訂單標籤
    pub tags: Vec<OrderTag>,
    /// 額外資訊
    pub extra_info: Option<String>,
    /// 活動序號
    pub serial_numbers: Vec<String>,

    /// 訂單來源
    pub from_device: Option<String>,
    /// POS 相關資訊
    pub pos_info: PosInfo,
    /// 導購訂單資訊
    pub linked_order_info: LinkedOrderInfo,
    /// UTM 追蹤資訊（客製項目）
    pub utm_tracking: Option<UtmTracking>,
    /// 推薦分潤代碼
    pub referral_code: Option<String>,
    /// 結帳人分潤代碼
    pub checkout_referral_code: Option<String>,
    /// 結帳人名稱
    pub checkout_referral_user_name: Option<String>,
    /// 註冊人分潤代碼
    pub register_referral_code: Option<String>,
}

pub const CUSTOMER: Field = Field::integer("customer.id");
pub const NUMBER: Field = Field::integer("order_number");
pub const CREATED_AT: Field = Field::text("created_at");
pub const UPDATED_AT: Field = Field::text("updated_at");
pub const CLOSED_AT: Field = Field::text("timings.closed_at");
pub const REFUND_AT: Field = Field::text("timings.refund_at");
pub const CANCELLED_AT: Field = Field::text("timings.cancelled_at");
pub const ORDER_STATUS: Field = Field::text("statuses.order_status");
pub const FINANCIAL_STATUS: Field = Field::text("statuses.financial_status");
pub const FULFILLMENT_STATUS: Field = Field::text("statuses.fulfillment_status");
pub const RETURN_STATUS: Field = Field::text("statuses.return_status");
/// Terms by which an order is found.
pub const TAG: &str = "tag";
pub const VENDOR: &str = "vendor";
pub const FULFILLMENT: &str = "fulfillment";
/// Where it was placed: in the web shop or in a POS shop.
pub const SOURCE: &str = "source";
pub const SOURCE_EC: &str = "ec";
pub const SOURCE_POS: &str = "pos";

impl Labelled for Order {
    const LABEL: &'static str = "訂單";
}

impl Document for Order {
    const KIND: &'static Kind = &Kind {
        table: "orders",
        indexes: &[
            Index::on("orders_customer", &[CUSTOMER, CREATED_AT]),
            Index::on("orders_number", &[NUMBER]),
            // With what such lists are asked for beside, so that orders are counted without being read.
            Index::on("orders_created", &[CREATED_AT, ORDER_STATUS, FINANCIAL_STATUS, FULFILLMENT_STATUS]),
            Index::on("orders_updated", &[UPDATED_AT, ORDER_STATUS, FINANCIAL_STATUS, FULFILLMENT_STATUS]),
            Index::on("orders_statuses", &[ORDER_STATUS, FINANCIAL_STATUS, FULFILLMENT_STATUS, RETURN_STATUS]),
            Index::on("orders_closed_at", &[CLOSED_AT]),
            Index::on("orders_refund_at", &[REFUND_AT]),
            Index::on("orders_cancelled_at", &[CANCELLED_AT]),
            Index::on("orders_order_status", &[ORDER_STATUS]),
            Index::on("orders_financial_status", &[FINANCIAL_STATUS]),
            Index::on("orders_fulfillment_status", &[FULFILLMENT_STATUS]),
            Index::on("orders_return_status", &[RETURN_STATUS]),
        ],
    };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        let tags = self.tags.iter().map(|tag| (TAG, tag.name.clone()));
        let shipments = self.fulfillments.iter().map(|shipment| (FULFILLMENT, shipment.id.to_string()));
        let mut terms: Vec<_> = tags.chain(shipments).collect();
        for vendor in self.line_items.iter().filter_map(|line| line.vendor.as_ref()) {
            if !terms.iter().any(|(term, value)| *term == VENDOR && value == vendor) {
                terms.push((VENDOR, vendor.clone()));
            }
        }
        let source = if self.pos_info.pos_shop_id.is_some() { SOURCE_POS } else { SOURCE_EC };
        terms.push((SOURCE, source.to_owned()));
        terms
    }

    fn touch(&mut self, now: Timestamp) {
        self.updated_at = now;
    }
}

/// 訂單標籤
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OrderTag {
    /// 標籤名稱
    pub name: String,
}
