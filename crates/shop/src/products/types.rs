//! What a product looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind, Lifecycle, text_of};
use wire::{Id, Labelled, Money, Timestamp};

use super::Variant;
use crate::branch_stores::BranchStore;
use crate::custom_collections::CustomCollection;
use crate::pos_shops::PosShop;
use crate::smart_collections::SmartCollection;
use crate::special_collections::SpecialCollection;

/// 商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Product {
    /// 商品 ID
    pub id: Id<Product>,
    /// 商品名稱
    pub title: String,
    /// 商品網址代碼 (/products/xxxxxx)
    pub handle: String,
    /// 商品英文名稱
    pub english_title: Option<String>,
    /// 商品網址
    pub product_url: String,
    /// 是否公開
    pub published: bool,
    /// 商品販售起始時間
    pub sell_from: Option<Timestamp>,
    /// 商品販售結束時間
    pub sell_to: Option<Timestamp>,
    /// 商品類型
    pub product_type: Option<String>,
    /// 商品類型代碼
    pub product_type_code: Option<String>,
    /// 商品標語
    pub slogan: String,
    /// 商品簡述 html 樣板文字
    pub brief: String,
    /// 商品簡述純文字
    pub brief_text: Option<String>,
    /// 商品簡述是否使用 html 樣板文字
    pub brief_includes_html: bool,
    /// 商品介紹內容
    pub body_html: String,
    /// 商品來源廠商
    pub vendor: Option<String>,
    /// 商品最低金額
    pub price: Money,
    /// 商品販售數量
    pub sell_weight: i64,
    /// 課稅類別
    pub tax_type_id: TaxType,
    /// 關聯自訂群組；群組的商品只列出這項商品自己
    pub custom_collections: Vec<CustomCollection>,
    /// 關聯行銷活動
    pub special_collection: Option<SpecialCollection>,
    /// 商品標籤
    pub tags: Vec<ProductTag>,
    /// 商品款式
    pub product_variants: Vec<Variant>,
    /// 商品選項
    pub product_options: Vec<ProductOption>,
    /// 關聯 POS 商店資訊
    pub pos_shop: Option<ProductPosShop>,
    /// 商品照片網址
    pub photo_urls: Vec<String>,
    /// 商品照片
    pub photos: Vec<ProductPhoto>,
    /// 商品通路
    pub channel: Option<ProductChannel>,
    /// 商品關聯群組
    pub related_collections: Vec<RelatedCollection>,
    /// 商品所屬門市
    pub branch_store: Option<BranchStore>,
    /// 建立時間
    pub created_at: Timestamp,
    /// 更新時間
    pub updated_at: Timestamp,
    /// 溫層
    pub temperature_types: Vec<Temperature>,
    /// 商品搜尋功能：是否可被搜尋
    pub searchable: bool,
    /// Google 產品類別 ID
    pub google_product_category_id: Option<i64>,
    /// 商品自訂欄位
    pub product_custom_fields: Vec<ProductCustomField>,
    /// SEO 標籤
    pub seo_meta_tags: SeoMetaTags,
    /// 限定購買會員標籤
    pub required_customer_tags: Vec<String>,
    /// 商品介紹
    pub product_descriptions: Vec<ProductDescription>,
    /// 綁定的物流
    pub shipping_names: Vec<String>,
    /// 符合其規則的智慧群組 ID
    pub smart_collection_ids: Vec<Id<SmartCollection>>,
}

/// 課稅類別
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxType {
    /// 應稅
    #[default]
    InclusiveTax,
    /// 零稅率
    ZeroTax,
    /// 免稅
    ExclusiveTax,
}

/// 溫層
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Temperature {
    /// 常溫
    #[serde(rename = "常溫")]
    Normal,
    /// 冷藏
    #[serde(rename = "冷藏")]
    Chilled,
    /// 冷凍
    #[serde(rename = "冷凍")]
    Frozen,
}

/// 商品標籤
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductTag {
    /// 標籤 ID
    pub id: Id<ProductTag>,
    /// 標籤名稱
    pub name: String,
    /// 標籤類型
    pub category: i64,
}

/// 商品選項
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductOption {
    /// 商品選項 ID
    pub id: Id<ProductOption>,
    /// 商品選項名稱
    pub name: String,
    /// 商品選項順序
    pub position: i64,
    /// 商品選項區別方式，以逗點區隔
    pub types: String,
}

/// 商品圖片
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductPhoto {
    /// 商品圖片 ID
    pub id: Id<ProductPhoto>,
    /// 商品圖片網址
    pub url: String,
    /// 商品圖片順序
    pub position: i64,
    /// 圖片寬度（像素）
    pub width: u32,
    /// 圖片高度（像素）
    pub height: u32,
    /// 顯示這張圖片的商品款式 ID；空的表示整個商品
    pub product_variant_ids: Vec<Id<Variant>>,
}

/// 商品介紹
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductDescription {
    /// 商品介紹 ID
    pub id: Id<ProductDescription>,
    /// 商品介紹類型
    pub setting_name: DescriptionSetting,
    /// 商品介紹內容
    pub body_html: String,
}

/// 商品介紹類型
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum DescriptionSetting {
    /// 商品介紹
    #[default]
    #[serde(rename = "product_description_section_intro")]
    Intro,
    /// 尺寸表
    #[serde(rename = "product_description_section_size_table")]
    SizeTable,
    /// 試穿報告
    #[serde(rename = "product_description_section_try_report")]
    TryReport,
    /// 穿搭推薦
    #[serde(rename = "product_description_section_dress")]
    Dress,
    /// 商品規格
    #[serde(rename = "product_description_section_spec")]
    Spec,
    /// 運送方式
    #[serde(rename = "product_description_section_shipping")]
    Shipping,
}

/// 商品的 POS 商店
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductPosShop {
    /// POS 商店 ID
    pub id: Id<PosShop>,
    /// POS 商店名稱
    pub name: String,
}

/// 商品通路
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductChannel {
    /// 通路 ID
    pub id: Id<ProductChannel>,
    /// 通路名稱
    pub name: String,
}

/// 商品關聯群組
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct RelatedCollection {
    /// 關聯 ID
    pub id: Id<RelatedCollection>,
    /// 關聯群組 ID
    pub relatable_collection_id: i64,
    /// 關聯群組種類
    pub relatable_collection_type: CollectionType,
}

/// 群組種類
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum CollectionType {
    /// 自訂群組
    #[default]
    #[serde(alias = "Customcollection")]
    CustomCollection,
    /// 智慧群組
    SmartCollection,
}

/// 商品自訂欄位
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductCustomField {
    /// 欄位名稱
    pub name: String,
    /// 欄位顯示名稱
    pub label: String,
    /// 欄位內容
    pub value: String,
}

/// SEO 標籤
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SeoMetaTags {
    /// SEO 網站標題
    pub title: Option<String>,
    /// SEO 網站描述
    pub description: Option<String>,
    /// SEO 網站關鍵字
    pub keywords: Option<String>,
}

pub const HANDLE: Field = Field::folded("handle");
pub const VENDOR: Field = Field::text("vendor");
pub const PRODUCT_TYPE: Field = Field::text("product_type");
pub const PRICE: Field = Field::number("price");
pub const SELL_FROM: Field = Field::text("sell_from");
pub const SELL_TO: Field = Field::text("sell_to");
pub const SELL_WEIGHT: Field = Field::integer("sell_weight");
/// Terms by which a product is found.
pub const TAG: &str = "tag";
pub const VARIANT: &str = "variant";
pub const SKU: &str = "sku";
pub const QC: &str = "qc";
pub const CUSTOM_COLLECTION: &str = "custom_collection";
pub const SMART_COLLECTION: &str = "smart_collection";
/// The store that a product belongs to.
pub const BRANCH_STORE: &str = "branch_store";
/// What a product is or is not, one of the `STATE_…` values each.
pub const STATE: &str = "state";
pub const STATE_PUBLISHED: &str = "published";
/// Sold in the web shop, in a POS shop, in a branch store: exactly one of them.
pub const STATE_EC: &str = "ec";
pub const STATE_POS: &str = "pos";
pub const STATE_BRANCH_STORE: &str = "branch_store";

impl Labelled for Product {
    const LABEL: &'static str = "商品";
}

impl Labelled for ProductOption {
    const LABEL: &'static str = "商品選項";
}

impl Labelled for ProductPhoto {
    const LABEL: &'static str = "商品圖片";
}

impl Labelled for ProductDescription {
    const LABEL: &'static str = "商品介紹";
}

impl Labelled for RelatedCollection {
    const LABEL: &'static str = "商品關聯群組";
}

storage::document!(ProductTag, "商品標籤", "product_tags", [Index::unique("product_tags_name", &[NAME])]);
storage::document!(ProductChannel, "商品通路", "product_channels", [Index::unique("product_channels_name", &[NAME])]);

/// A tag, a channel: what has one name in a shop.
pub(super) const NAME: Field = Field::folded("name");

impl Document for Product {
    const KIND: &'static Kind = &Kind {
        table: "products",
        indexes: &[
            Index::unique("products_handle", &[HANDLE]),
            Index::on("products_vendor", &[VENDOR]),
            Index::on("products_product_type", &[PRODUCT_TYPE]),
            Index::on("products_price", &[PRICE]),
            Index::on("products_sell_weight", &[SELL_WEIGHT]),
            Index::text("products_text", text_of::<Product>),
        ],
    };
    /// What a change fires depends on what differs: see [`super::rules::change`].
    const EVENTS: Lifecycle =
        Lifecycle { created: Some("products/create"), updated: None, deleted: Some("products/delete") };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
        for variant in &mut self.product_variants {
            variant.product_id = id;
        }
        for product in self.custom_collections.iter_mut().flat_map(|collection| &mut collection.products) {
            product.id = id;
        }
        for product in self.special_collection.iter_mut().flat_map(|collection| &mut collection.products) {
            product.id = id;
        }
    }

    fn terms(&self) -> Vec<(&'static str, String)> {
        let mut terms = Vec::new();
        let mut add = |term, value: &str| terms.push((term, value.to_owned()));
        for tag in &self.tags {
            add(TAG, &tag.name);
        }
        for variant in &self.product_variants {
            add(VARIANT, &variant.id.to_string());
            for (term, code) in [(SKU, &variant.sku), (QC, &variant.qc)] {
                if let Some(code) = code {
                    add(term, code);
                }
            }
        }
        for collection in &self.custom_collections {
            add(CUSTOM_COLLECTION, &collection.id.to_string());
        }
        for id in &self.smart_collection_ids {
            add(SMART_COLLECTION, &id.to_string());
        }
        if self.published {
            add(STATE, STATE_PUBLISHED);
        }
        let place = match (&self.branch_store, &self.pos_shop) {
            (Some(_), _) => STATE_BRANCH_STORE,
            (None, Some(_)) => STATE_POS,
            (None, None) => STATE_EC,
        };
        add(STATE, place);
        if let Some(store) = &self.branch_store {
            add(BRANCH_STORE, &store.id.to_string());
        }
        terms
    }

    /// What people look for it by: its names, its codes, its tags, whose it is.
    fn text(&self) -> Option<String> {
        if !self.searchable {
            return None;
        }
        let names = [Some(&self.title), self.english_title.as_ref(), self.vendor.as_ref()].into_iter().flatten();
        let codes = self.product_variants.iter().filter_map(|variant| variant.sku.as_ref());
        let parts = names.chain(codes).chain(self.tags.iter().map(|tag| &tag.name));
        Some(parts.map(String::as_str).collect::<Vec<_>>().join("\n"))
    }

    fn touch(&mut self, now: Timestamp) {
        self.updated_at = now;
    }
}
