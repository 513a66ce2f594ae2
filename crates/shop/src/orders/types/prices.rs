//! What the order costs, what was taken off, and how a payment in parts was made.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled, Money};

/// 價格資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Prices {
    /// 商品總金額
    pub total_line_items_price: Money,
    /// 運費
    pub shipping_rate_price: Money,
    /// 折扣金額明細
    pub discounts: OrderDiscounts,
    /// 訂單總金額
    pub total_price: Money,
}

/// 折扣金額明細
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OrderDiscounts {
    /// 行銷活動折扣
    pub special_collection_discount: Money,
    /// VIP 折扣
    pub vip_discount: Money,
    /// 全館折扣明細
    pub shop_discount: Option<ShopDiscount>,
    /// 優惠券明細（單個，已棄用）
    pub coupon_discount: Option<CouponDiscount>,
    /// 優惠券明細
    pub coupon_discounts: Vec<CouponDiscount>,
    /// 紅利折扣
    pub bonus_consumed: Money,
    /// VIP 運費折扣
    pub vip_shipping_discount: Money,
    /// 免運券運費折扣
    pub coupon_shipping_discount: Money,
    /// 店長折扣
    pub price_discount: Money,
    /// 第三方折扣
    pub third_party_discount: Money,
}

/// 全館折扣明細
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ShopDiscount {
    /// 全館活動名稱
    pub name: String,
    /// 全館活動折扣
    pub amount: Money,
}

/// 優惠券明細
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CouponDiscount {
    /// 優惠券明細 ID
    pub id: Id<CouponDiscount>,
    /// 優惠券名稱
    pub name: String,
    /// 優惠券代碼
    pub code: String,
    /// 優惠券折扣
    pub amount: Money,
    /// 優惠券 ID
    pub coupon_id: i64,
}

impl Labelled for CouponDiscount {
    const LABEL: &'static str = "優惠券明細";
}

/// 多付款方式資訊
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct MultiplePayment {
    /// 付款名稱
    pub name: String,
    /// 付款金額
    pub amount: Money,
}
