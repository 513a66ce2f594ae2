//! Lines and prices as the second version shows them: amounts and texts where the first has objects.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Money, Timestamp};

use super::{LineItem, OrderDiscounts, Prices, RelatedItem};
use crate::products::{TaxType, Variant};

/// 訂購的商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LineItemV2 {
    /// 訂單商品 ID
    pub id: Id<LineItem>,
    /// 商品 id
    pub product_id: i64,
    /// 商品款式 id
    pub product_variant_id: Id<Variant>,
    /// 標題
    pub title: String,
    /// 款式名稱
    pub variant_title: String,
    /// SKU
    pub sku: Option<String>,
    /// 廠商編號
    pub qc: Option<String>,
    /// 廠商
    pub vendor: Option<String>,
    /// 單價
    pub price: Money,
    /// 單位成本
    pub cost: Option<Money>,
    /// 數量
    pub quantity: i64,
    /// 項目類型，例如 `normal`
    pub item_type: String,
    /// 折扣名稱
    pub discount_name: Option<String>,
    /// 折扣拆項
    pub discounts: Vec<Money>,
    /// 折扣前總金額
    pub total_price_before_discounts: Money,
    /// 總折扣金額
    pub total_discount: Money,
    /// 折扣後總金額
    pub total_price_after_discounts: Money,
    /// 課稅類別
    pub tax_type_id: TaxType,
    /// 此項目兌換的紅利點數；非紅利兌換時為 null
    pub bonus_redemption_price: Option<Money>,
    /// 組合品的子商品：名稱、款式與數量
    pub related_items: Vec<String>,
    /// 建立時間
    pub created_at: Timestamp,
}

/// 價格明細
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PricesV2 {
    /// 商品總金額
    pub total_line_items_price: Money,
    /// 運費
    pub shipping_rate_price: Money,
    /// 折扣拆項
    pub discounts: DiscountsV2,
    /// 訂單總金額
    pub total_price: Money,
}

/// 折扣拆項
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct DiscountsV2 {
    /// 行銷活動（任選折扣）折扣
    pub special_collection_discount: Money,
    /// VIP 折扣
    pub vip_discount: Money,
    /// 全館折扣明細
    pub shop_discount: Option<Money>,
    /// 優惠券明細（單個，已棄用）
    pub coupon_discount: Option<Money>,
    /// 優惠券明細
    pub coupon_discounts: Vec<Money>,
    /// 紅利折抵
    pub bonus_consumed: Money,
    /// VIP 運費折扣
    pub vip_shipping_discount: Money,
    /// 免運券運費折扣
    pub coupon_shipping_discount: Money,
    /// 店長折扣
    pub price_discount: Money,
}

impl From<&LineItem> for LineItemV2 {
    fn from(line: &LineItem) -> Self {
        let related = line.related_items.iter().flat_map(|related| &related.items);
        Self {
            id: line.id,
            product_id: line.product_id,
            product_variant_id: line.product_variant_id,
            title: line.title.clone(),
            variant_title: line.variant_title.clone(),
            sku: line.sku.clone(),
            qc: line.qc.clone(),
            vendor: line.vendor.clone(),
            price: line.price,
            cost: line.cost,
            quantity: line.quantity,
            item_type: line.item_type.clone(),
            discount_name: line.discount_name.clone(),
            discounts: line.discounts.iter().map(|discount| discount.discount).collect(),
            total_price_before_discounts: line.total_price_before_discounts,
            total_discount: line.total_discount,
            total_price_after_discounts: line.total_price_after_discounts,
            tax_type_id: line.tax_type_id,
            bonus_redemption_price: line.bonus_redemption_price,
            related_items: related.map(named).collect(),
            created_at: line.created_at,
        }
    }
}

/// 帆布袋 黑色 × 2
fn named(item: &RelatedItem) -> String {
    let names = [item.title.as_str(), &item.variant_title].into_iter().filter(|name| !name.is_empty());
    format!("{} × {}", names.collect::<Vec<_>>().join(" "), item.quantity)
}

impl From<&Prices> for PricesV2 {
    fn from(prices: &Prices) -> Self {
        Self {
            total_line_items_price: prices.total_line_items_price,
            shipping_rate_price: prices.shipping_rate_price,
            discounts: (&prices.discounts).into(),
            total_price: prices.total_price,
        }
    }
}

impl From<&OrderDiscounts> for DiscountsV2 {
    fn from(discounts: &OrderDiscounts) -> Self {
        Self {
            special_collection_discount: discounts.special_collection_discount,
            vip_discount: discounts.vip_discount,
            shop_discount: discounts.shop_discount.as_ref().map(|discount| discount.amount),
            coupon_discount: discounts.coupon_discount.as_ref().map(|discount| discount.amount),
            coupon_discounts: discounts.coupon_discounts.iter().map(|discount| discount.amount).collect(),
            bonus_consumed: discounts.bonus_consumed,
            vip_shipping_discount: discounts.vip_shipping_discount,
            coupon_shipping_discount: discounts.coupon_shipping_discount,
            price_discount: discounts.price_discount,
        }
    }
}
