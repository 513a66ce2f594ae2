//! What a client sends to make or change a product.

use api::{Change, Commas};
use schemars::JsonSchema;
use serde::Deserialize;
use wire::{Id, Money, Timestamp};

use super::{CollectionType, TaxType, Temperature};
use crate::branch_stores::BranchStore;
use crate::custom_collections::CustomCollection;
use crate::pos_shops::PosShop;
use crate::special_collections::SpecialCollection;

/// 新商品
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ProductCreate {
    /// 商品標題
    #[schemars(length(max = 255))]
    pub title: String,
    /// 商品網址代碼 (/products/xxxxxx)
    #[schemars(length(max = 255))]
    pub handle: String,
    /// 是否可在前台出現
    pub published: bool,
    /// 商品最低金額：第一個款式的售價
    #[schemars(range(min = 0))]
    pub price: Money,
    /// 商品所屬門市 ID
    pub branch_store_id: Option<Id<BranchStore>>,
    #[serde(flatten)]
    pub details: ProductDetails,
}

/// 在 POS 商店新增的商品
#[derive(Debug, Deserialize, JsonSchema)]
pub struct PosProductCreate {
    /// 商品標題
    #[schemars(length(max = 255))]
    pub title: String,
    /// 欲建立商品的 POS 商店 ID，逗點區隔 (單次上限 20 間 POS)
    pub pos_shop_ids: Commas<Id<PosShop>>,
    /// 商品最低金額：第一個款式的售價
    #[schemars(range(min = 0))]
    pub price: Option<Money>,
    #[serde(flatten)]
    pub details: ProductDetails,
}

/// 商品的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ProductChange {
    /// 商品標題
    #[schemars(length(max = 255))]
    pub title: Option<String>,
    /// 商品網址代碼 (/products/xxxxxx)
    #[schemars(length(max = 255))]
    pub handle: Option<String>,
    /// 是否可在前台出現
    pub published: Option<bool>,
    /// 商品最低金額：最便宜的款式改為這個售價，更便宜的款式也是
    #[schemars(range(min = 0))]
    pub price: Option<Money>,
    #[serde(flatten)]
    pub details: ProductDetails,
}

/// 新增與變更都能帶的商品資料
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ProductDetails {
    /// 商品英文標題
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub english_title: Change<String>,
    /// 上架日期 (YYYY-MM-DD hh:mm:ss)，不填則不設定走期
    #[serde(default)]
    pub sell_from: Change<Timestamp>,
    /// 下架日期 (YYYY-MM-DD hh:mm:ss)，不填則不設定走期
    #[serde(default)]
    pub sell_to: Change<Timestamp>,
    /// 商品通路
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub channel_name: Change<String>,
    /// 商品類型
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub product_type: Change<String>,
    /// 商品類型代碼
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub product_type_code: Change<String>,
    /// 商品標語
    pub slogan: Option<String>,
    /// 商品簡述 HTML
    pub brief: Option<String>,
    /// 商品簡述純文字
    #[serde(default)]
    pub brief_text: Change<String>,
    /// 商品簡述是否使用 HTML
    pub brief_includes_html: Option<bool>,
    /// 商品介紹 html
    pub body_html: Option<String>,
    /// 商品廠商
    #[serde(default)]
    #[schemars(length(max = 255))]
    pub vendor: Change<String>,
    /// 商品標籤字串 (逗點區隔)
    pub tags_text: Option<Commas<String>>,
    /// 隸屬哪個任選折扣群組
    #[serde(default)]
    pub special_collection_id: Change<Id<SpecialCollection>>,
    /// 隸屬哪些自訂群組 (逗點區隔)
    pub custom_collection_ids: Option<Commas<Id<CustomCollection>>>,
    /// 商品課稅類別
    #[schemars(extend("default" = "inclusive_tax"))]
    pub tax_type_id: Option<TaxType>,
    /// 商品關聯群組
    pub related_collections: Option<Vec<RelatedCollectionInput>>,
    /// 溫層（常溫, 冷藏, 冷凍)
    #[schemars(extend("default" = ["常溫"]))]
    pub temperature_types: Option<Vec<Temperature>>,
    /// 商品搜尋功能
    pub searchable: Option<bool>,
    /// Google 產品類別 ID
    #[serde(default)]
    pub google_product_category_id: Change<i64>,
    /// 限定購買會員標籤 (逗點區隔)
    pub required_customer_tags: Option<Commas<String>>,
}

/// 商品關聯群組
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RelatedCollectionInput {
    /// 自訂群組或智慧群組 ID
    pub collection_id: i64,
    /// 商品關聯群組類別，智慧群組為 `SmartCollection`、自訂群組為 `CustomCollection`
    pub collection_type: CollectionType,
}
