//! What a search takes and what it answers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Money, Timestamp};

use crate::branch_stores::BranchStore;
use crate::custom_collections::CustomCollection;
use crate::products::{
    Product, ProductOption, ProductPosShop, RelatedCollection, SeoMetaTags, TaxType, Temperature, Variant,
};
use crate::special_collections::SpecialCollection;

/// 商品搜尋條件；各條件同時成立
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ProductSearch {
    /// 搜尋文字：商品名稱、英文名稱、SKU、標籤與廠商；以空白分開的每個詞都要符合
    pub q: Option<String>,
    /// 最大回傳筆數，預設 50，最多 50
    #[schemars(range(min = 1), extend("default" = 50))]
    pub limit: Option<u64>,
    /// 起始位置
    #[schemars(range(min = 0), extend("default" = 0))]
    pub offset: Option<u64>,
    /// 只回傳已上架商品；`false` 會包含未上架商品
    #[schemars(extend("default" = true))]
    pub filter_published: Option<bool>,
    /// 廠商篩選
    pub vendors: Option<Vec<String>>,
    /// 商品類型篩選
    pub product_types: Option<Vec<String>>,
    /// 標籤篩選：有其中任一標籤
    pub tags: Option<Vec<String>>,
    /// 店型篩選：`1` EC、`2` POS、`4` 門市
    pub store_types: Option<Vec<StoreType>>,
    /// 只回傳門市商品
    pub filter_branch_store: Option<bool>,
    /// 只回傳販售中的商品：已上架，且在販售期間內
    pub filter_on_sell: Option<bool>,
    /// 商品 ID 列表
    pub ids: Option<Vec<Id<Product>>>,
    /// 要排除的標籤
    pub exclude_tags: Option<Vec<String>>,
    /// SKU 篩選（客製功能）
    pub skus: Option<Vec<String>>,
    /// 門市 ID（客製功能）
    pub branch_stores: Option<Vec<Id<BranchStore>>>,
    /// 門市店號（客製功能）
    pub store_nos: Option<Vec<String>>,
}

/// 店型：`1` EC、`2` POS、`4` 門市
pub type StoreType = i64;

/// 商品搜尋結果
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductSearchResult {
    /// 商品
    pub products: Vec<ProductV2>,
    /// 符合的商品總數
    pub total_count: u64,
    /// 依指定 `limit` 計算的總頁數
    pub total_pages: u64,
}

/// 商品
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProductV2 {
    /// 商品 ID
    pub id: Id<Product>,
    /// 商品名稱
    pub title: String,
    /// 商品網址代碼
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
    /// 商品簡述 HTML
    pub brief: String,
    /// 商品簡述純文字
    pub brief_text: Option<String>,
    /// 商品簡述是否使用 HTML
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
    pub tags: Vec<String>,
    /// 商品款式
    pub product_variants: Vec<Variant>,
    /// 商品選項
    pub product_options: Vec<ProductOption>,
    /// 關聯 POS 商店資訊
    pub pos_shop: Option<ProductPosShop>,
    /// 商品照片網址
    pub photo_urls: Vec<String>,
    /// 商品關聯群組
    pub related_collections: Vec<RelatedCollection>,
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
    /// SEO 標籤
    pub seo_meta_tags: SeoMetaTags,
}

impl From<Product> for ProductV2 {
    fn from(product: Product) -> Self {
        Self {
            id: product.id,
            title: product.title,
            handle: product.handle,
            english_title: product.english_title,
            product_url: product.product_url,
            published: product.published,
            sell_from: product.sell_from,
            sell_to: product.sell_to,
            product_type: product.product_type,
            product_type_code: product.product_type_code,
            slogan: product.slogan,
            brief: product.brief,
            brief_text: product.brief_text,
            brief_includes_html: product.brief_includes_html,
            body_html: product.body_html,
            vendor: product.vendor,
            price: product.price,
            sell_weight: product.sell_weight,
            tax_type_id: product.tax_type_id,
            custom_collections: product.custom_collections,
            special_collection: product.special_collection,
            tags: product.tags.into_iter().map(|tag| tag.name).collect(),
            product_variants: product.product_variants,
            product_options: product.product_options,
            pos_shop: product.pos_shop,
            photo_urls: product.photo_urls,
            related_collections: product.related_collections,
            created_at: product.created_at,
            updated_at: product.updated_at,
            temperature_types: product.temperature_types,
            searchable: product.searchable,
            google_product_category_id: product.google_product_category_id,
            seo_meta_tags: product.seo_meta_tags,
        }
    }
}
