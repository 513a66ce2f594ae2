//! The searches of both versions of the API.

use std::sync::Arc;

use api::{Answer, Array, Body, Error, Group, Json, Listing, Paging, Query};
use platform::{Feature, Shop};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Order, Query as Find, Reading, Value, View, etag_of};
use wire::Id;

use super::{ProductSearch, ProductSearchResult, ProductV2, StoreType};
use crate::branch_stores::{BranchStore, STORE_NO};
use crate::collections::{ProductsOrder, products_of};
use crate::products::{
    BRANCH_STORE, PRODUCT_TYPE, Product, SELL_FROM, SELL_TO, SELL_WEIGHT, SKU, STATE, STATE_BRANCH_STORE, STATE_EC,
    STATE_POS, STATE_PUBLISHED, TAG, VENDOR,
};

/// So many values of one condition.
const MOST_VALUES: usize = 500;

pub(in crate::products) fn operations(group: &mut Group) {
    group
        .get("/v1/products/search", by_text)
        .summary("透過搜尋取得商品資料(q 跟 vendor 至少選一項填寫)")
        .note("關鍵字在商品名稱、英文名稱、SKU、標籤與廠商中尋找，以空白分開的每個詞都要符合；不開放搜尋的商品不會被關鍵字找到。");
    group
        .get("/v1/products/search/collection", of_collection)
        .summary("透過群組名稱取得商品資料")
        .note("群組名稱是自訂群組或智慧群組的網址名。order_by 為 collection 時依群組自己的排序方式。");
    group
        .asking_post("/v2/products/search", by_body)
        .summary("搜尋商品")
        .note("新的商品在前。分頁由 limit 與 offset 決定，總數在回應內容中，不另附分頁標頭。");
}

/// 排序方式
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum OrderBy {
    /// 建立時間，新的在前
    #[default]
    CreatedDate,
    /// 販售數量，多的在前
    SalesVolume,
}

impl From<OrderBy> for Order {
    fn from(order: OrderBy) -> Self {
        match order {
            OrderBy::CreatedDate => Self::NewestFirst,
            OrderBy::SalesVolume => Self::Descending(SELL_WEIGHT),
        }
    }
}

/// 群組商品的排序方式
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CollectionOrderBy {
    /// 建立時間，新的在前
    #[default]
    CreatedDate,
    /// 販售數量，多的在前
    SalesVolume,
    /// 群組自己的排序方式
    Collection,
}

/// 群組商品的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct CollectionSearch {
    /// 商品群組名稱：群組的網址名
    collection_handle: String,
    /// 結果最大筆數，預設 50，最多 50
    #[schemars(range(min = 1), extend("default" = 50))]
    limit: Option<u64>,
    /// 略過的筆數
    #[schemars(range(min = 0), extend("default" = 0))]
    offset: Option<u64>,
    /// 過濾已發佈的商品；`false` 會包含未發佈的商品
    #[schemars(extend("default" = true))]
    filter_published: Option<bool>,
    /// 排序方式
    #[schemars(extend("default" = "created_date"))]
    order_by: Option<CollectionOrderBy>,
}

/// 關鍵字搜尋的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct TextSearch {
    /// 搜尋關鍵字
    q: Option<String>,
    /// 商品來源廠商
    vendor: Option<String>,
    /// 過濾門市的商品：`true` 只回傳門市商品
    filter_branch_store: Option<bool>,
    /// 結果最大筆數，預設 50，最多 50
    #[schemars(range(min = 1), extend("default" = 50))]
    limit: Option<u64>,
    /// 略過的筆數
    #[schemars(range(min = 0), extend("default" = 0))]
    offset: Option<u64>,
    /// 過濾已發佈的商品；`false` 會包含未發佈的商品
    #[schemars(extend("default" = true))]
    filter_published: Option<bool>,
    /// 排序方式
    #[schemars(extend("default" = "created_date"))]
    order_by: Option<OrderBy>,
}

/// More than the most is the most, as with pages.
fn limit(asked: Option<u64>) -> u64 {
    asked.unwrap_or(Paging::MOST_PER_PAGE).clamp(1, Paging::MOST_PER_PAGE)
}

fn state(state: &str) -> Filter {
    Filter::HasTerm(STATE, vec![state.to_owned()])
}

fn by_text(view: &View<'_>, Query(search): Query<TextSearch>) -> Answer<Array<Product>> {
    let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    let (q, vendor) = (given(search.q), given(search.vendor));
    if q.is_none() && vendor.is_none() {
        return Err(Error::invalid("搜尋關鍵字 (q) 與商品來源廠商 (vendor) 至少須填寫一項"));
    }
    let query = Find::all()
        .filter_if(q, Filter::Matches)
        .filter_if(vendor, |vendor| Filter::equals(VENDOR, vendor.trim()))
        .filter_if(search.filter_branch_store.filter(|only| *only), |_| state(STATE_BRANCH_STORE))
        .filter_if(search.filter_published.unwrap_or(true).then_some(STATE_PUBLISHED), state)
        .order(search.order_by.unwrap_or_default().into())
        .offset(search.offset.unwrap_or_default())
        .limit(limit(search.limit));
    Array::of(view, &query)
}

fn of_collection(view: &View<'_>, Query(search): Query<CollectionSearch>) -> Answer<Listing<Product>> {
    let order = match search.order_by.unwrap_or_default() {
        CollectionOrderBy::CreatedDate => Some(ProductsOrder::NewestFirst),
        CollectionOrderBy::SalesVolume => Some(ProductsOrder::BestSellingFirst),
        CollectionOrderBy::Collection => None,
    };
    let paging = Paging { page: 1, per_page: limit(search.limit), offset: search.offset.unwrap_or_default() };
    products_of(view, &search.collection_handle, order, search.filter_published.unwrap_or(true), paging)
}

fn by_body(view: &View<'_>, Body(search): Body<ProductSearch>) -> Answer<Json<ProductSearchResult>> {
    let limit = limit(search.limit);
    let offset = search.offset.unwrap_or_default();
    let filters = search.filters(view)?;
    // Who turns the pages asks for the same total again and again.
    let name = format!("products of {} {}", view.shop(), etag_of(format!("{filters:?}").as_bytes()));
    let total_count = *view.memoized(&name, || Ok::<_, Error>(Arc::new(view.count::<Product>(&filters)?)))?;
    let query = Find { filters, order: Order::NewestFirst, offset, limit: Some(limit) };
    let found = view.find::<Product>(&query)?.into_iter();
    let products = found.map(|product| ProductV2::from(product.into_value())).collect();
    Ok(Json(ProductSearchResult { products, total_count, total_pages: total_count.div_ceil(limit) }))
}

impl ProductSearch {
    /// An empty list asks for nothing in particular, as one that is not there.
    fn filters(self, view: &View<'_>) -> Answer<Vec<Filter>> {
        if self.skus.is_some() || self.branch_stores.is_some() || self.store_nos.is_some() {
            let shop = view.platform().get(Id::<Shop>::new(view.shop()))?.ok_or(Error::NotFound)?;
            if !shop.has(Feature::ProductSearchByStoreAndSku) {
                return Err(Error::Lacks(Feature::ProductSearchByStoreAndSku));
            }
        }
        let texts = |values: Vec<String>| values.into_iter().map(Value::from).collect();
        let mut query = Find::all()
            .filter_if(self.q.filter(|text| !text.trim().is_empty()), Filter::Matches)
            .filter_if(several("廠商 (vendors)", self.vendors)?, |vendors| Filter::OneOf(VENDOR, texts(vendors)))
            .filter_if(several("商品類型 (product_types)", self.product_types)?, |types| {
                Filter::OneOf(PRODUCT_TYPE, texts(types))
            })
            .filter_if(several("標籤 (tags)", self.tags)?, |tags| Filter::HasTerm(TAG, tags))
            .filter_if(several("要排除的標籤 (exclude_tags)", self.exclude_tags)?, |tags| {
                Filter::HasNoTerm(TAG, tags)
            })
            .filter_if(several("SKU (skus)", self.skus)?, |skus| Filter::HasTerm(SKU, skus))
            .filter_if(several("商品 ID (ids)", self.ids)?, |ids| {
                Filter::IdIn(ids.into_iter().map(Id::get).collect())
            });
        if let Some(types) = several("店型 (store_types)", self.store_types)? {
            let places: Answer<Vec<String>> = types.into_iter().map(place).collect();
            query = query.filter(Filter::HasTerm(STATE, places?));
        }
        if let Some(stores) = several("門市 ID (branch_stores)", self.branch_stores)? {
            query = query.filter(of_stores(stores.into_iter().map(Id::get)));
        }
        if let Some(numbers) = several("門市店號 (store_nos)", self.store_nos)? {
            let stores = view.find::<BranchStore>(&Find::all().filter(Filter::OneOf(STORE_NO, texts(numbers))))?;
            query = query.filter(of_stores(stores.iter().map(|store| store.id.get())));
        }
        if self.filter_branch_store == Some(true) {
            query = query.filter(state(STATE_BRANCH_STORE));
        }
        let on_sale = self.filter_on_sell == Some(true);
        if on_sale || self.filter_published.unwrap_or(true) {
            query = query.filter(state(STATE_PUBLISHED));
        }
        if on_sale {
            let now = view.now();
            query = query
                .filter(Filter::AtMostOrNull(SELL_FROM, now.into()))
                .filter(Filter::AtLeastOrNull(SELL_TO, now.into()));
        }
        Ok(query.filters)
    }
}

fn several<T>(label: &str, values: Option<Vec<T>>) -> Answer<Option<Vec<T>>> {
    match values {
        Some(values) if values.len() > MOST_VALUES => Err(Error::invalid(format!("{label} 最多 {MOST_VALUES} 個"))),
        values => Ok(values.filter(|values| !values.is_empty())),
    }
}

fn place(store_type: StoreType) -> Answer<String> {
    let place = match store_type {
        1 => STATE_EC,
        2 => STATE_POS,
        4 => STATE_BRANCH_STORE,
        _ => return Err(Error::invalid("店型 (store_types) 須為 1、2 或 4")),
    };
    Ok(place.to_owned())
}

fn of_stores(ids: impl Iterator<Item = i64>) -> Filter {
    Filter::HasTerm(BRANCH_STORE, ids.map(|id| id.to_string()).collect())
}
