//! What collections of both kinds look like.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Filter, Order};
use wire::Id;

use super::Refresh;
use crate::custom_collections::CustomCollection;
use crate::products::{self, Product};
use crate::smart_collections::SmartCollection;

/// 群組：自訂群組或智慧群組
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Collection {
    /// 智慧群組
    Smart(SmartCollection),
    /// 自訂群組
    Custom(CustomCollection),
}

/// 群組商品
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CollectionProduct {
    /// 商品 ID
    pub id: Id<Product>,
    /// 群組商品名稱
    pub title: String,
    /// 群組商品順序
    pub position: i64,
}

/// 群組商品的排序方式
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ProductsOrder {
    /// 按標題拼音升序: A-Z
    #[serde(rename = "title.asc")]
    TitleAscending,
    /// 按標題拼音降序: Z-A
    #[serde(rename = "title.desc")]
    TitleDescending,
    /// 按創建日期: 最近-最遠
    #[serde(rename = "created_at.desc")]
    NewestFirst,
    /// 按創建日期: 最遠-最近
    #[serde(rename = "created_at.asc")]
    OldestFirst,
    /// 按價格排序: 最高-最低
    #[serde(rename = "price.desc")]
    DearestFirst,
    /// 按價格排序: 最低-最高
    #[serde(rename = "price.asc")]
    CheapestFirst,
    /// 手動排序
    #[default]
    #[serde(rename = "manual")]
    Manual,
    /// 暢銷商品排序
    #[serde(rename = "sell_weight.desc")]
    BestSellingFirst,
}

/// Titles sort by the code points of their characters; the case of Latin letters does not count.
const TITLE: Field = Field::folded("title");

impl ProductsOrder {
    /// What a shop's staff reads.
    pub fn name(self) -> &'static str {
        match self {
            Self::TitleAscending => "按標題拼音升序: A-Z",
            Self::TitleDescending => "按標題拼音降序: Z-A",
            Self::NewestFirst => "按創建日期: 最近-最遠",
            Self::OldestFirst => "按創建日期: 最遠-最近",
            Self::DearestFirst => "按價格排序: 最高-最低",
            Self::CheapestFirst => "按價格排序: 最低-最高",
            Self::Manual => "手動排序",
            Self::BestSellingFirst => "暢銷商品排序",
        }
    }

    /// The order as the store knows it, unless it is made by hand. Ids follow the time of creation.
    pub(crate) fn of_products(self) -> Option<Order> {
        match self {
            Self::TitleAscending => Some(Order::Ascending(TITLE)),
            Self::TitleDescending => Some(Order::Descending(TITLE)),
            Self::NewestFirst => Some(Order::NewestFirst),
            Self::OldestFirst => Some(Order::OldestFirst),
            Self::DearestFirst => Some(Order::Descending(products::PRICE)),
            Self::CheapestFirst => Some(Order::Ascending(products::PRICE)),
            Self::BestSellingFirst => Some(Order::Descending(products::SELL_WEIGHT)),
            Self::Manual => None,
        }
    }
}

/// Which collection, of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Which {
    Custom(Id<CustomCollection>),
    Smart(Id<SmartCollection>),
}

impl Which {
    /// Finds its products.
    pub(crate) fn members(self) -> Filter {
        match self {
            Self::Custom(id) => Filter::HasTerm(products::CUSTOM_COLLECTION, vec![id.to_string()]),
            Self::Smart(id) => Filter::HasTerm(products::SMART_COLLECTION, vec![id.to_string()]),
        }
    }
}

/// A kind of collection: what is done alike with both.
pub(crate) trait Collected: Document + Clone + JsonSchema {
    fn which(&self) -> Which;
    fn title(&mut self) -> &mut String;
    fn handle(&mut self) -> &mut String;
    /// Its place among the shop's collections of its kind, from 1.
    fn position(&mut self) -> &mut i64;
    fn products_order(&self) -> ProductsOrder;
    /// Brings what follows from its other fields up to date.
    fn settle(&mut self);
    /// Which products follow a change of the collection, if any do.
    fn reach(&self, before: &Self) -> Option<Refresh>;
    /// As it is answered: with these products.
    fn shown_with(self, products: Vec<CollectionProduct>) -> Self;
}

pub(crate) const HANDLE: Field = Field::folded("handle");
pub(crate) const POSITION: Field = Field::integer("position");
