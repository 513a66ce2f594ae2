//! What a smart collection looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use wire::{Id, Labelled};

use crate::custom_collections::CollectionProduct;

/// 智慧群組
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SmartCollection {
    /// 智慧群組 ID
    pub id: Id<SmartCollection>,
    /// 智慧群組名稱
    pub title: String,
    /// 智慧群組網址名
    pub handle: String,
    /// 是否公開
    pub published: bool,
    /// 智慧群組內文
    pub body_html: Option<String>,
    /// 智慧群組順序
    pub position: i64,
    /// 群組商品
    pub products: Vec<CollectionProduct>,
}

impl Labelled for SmartCollection {
    const LABEL: &'static str = "智慧群組";
}
