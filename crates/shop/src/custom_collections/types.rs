//! What a custom collection looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled};

use crate::products::Product;

/// 自訂群組
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CustomCollection {
    /// 自訂群組 ID
    pub id: Id<CustomCollection>,
    /// 自訂群組名稱
    pub title: String,
    /// 自訂群組網址名
    pub handle: String,
    /// 是否公開
    pub published: bool,
    /// 自訂群組內文
    pub body_html: Option<String>,
    /// 自訂群組商品排序方式
    pub products_order_name: String,
    /// 自訂群組順序
    pub position: i64,
    /// 群組商品
    pub products: Vec<CollectionProduct>,
}

impl Labelled for CustomCollection {
    const LABEL: &'static str = "自訂群組";
}

/// 群組商品
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct CollectionProduct {
    /// 商品 ID
    pub id: Id<Product>,
    /// 群組商品名稱
    pub title: String,
    /// 群組商品順序
    pub position: i64,
}
