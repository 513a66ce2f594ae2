//! What a smart collection looks like on the wire.

use api::Change;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::Index;
use wire::{Id, Labelled};

use crate::collections::{Collected, CollectionProduct, HANDLE, POSITION, ProductsOrder, Refresh, Which};

/// 智慧群組
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
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
    /// 智慧群組商品排序方式
    pub products_order_name: String,
    /// 智慧群組商品排序方式的代碼
    pub products_order: ProductsOrder,
    /// 智慧群組順序
    pub position: i64,
    /// 智慧群組規則；沒有規則的群組沒有商品
    pub rules: Vec<SmartCollectionRule>,
    /// 符合任一規則即可；否則須符合所有規則
    pub disjunctive: bool,
    /// 群組商品，依排序方式，最多 1,000 項
    pub products: Vec<CollectionProduct>,
}

impl Default for SmartCollection {
    fn default() -> Self {
        Self {
            id: Id::default(),
            title: String::new(),
            handle: String::new(),
            published: false,
            body_html: None,
            products_order_name: String::new(),
            products_order: ProductsOrder::NewestFirst,
            position: 0,
            rules: Vec::new(),
            disjunctive: false,
            products: Vec::new(),
        }
    }
}

/// 智慧群組規則
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SmartCollectionRule {
    /// 智慧群組規則 ID
    pub id: Id<SmartCollectionRule>,
    /// 規則內容，例如 `商品價格 小於 1000`
    pub filter: String,
    /// 過濾欄位
    pub column: Column,
    /// 過濾方式
    pub relation: Relation,
    /// 過濾的參考值
    pub condition: String,
}

/// 過濾欄位
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// 商品名稱
    #[default]
    Title,
    /// 商品類型
    ProductType,
    /// 商品廠商
    Vendor,
    /// 商品價格
    VariantsPrice,
    /// 定價
    VariantsCompareAtPrice,
    /// 庫存現貨
    VariantsInventoryQuantity,
    /// 款式名稱
    #[serde(rename = "variants_option1")]
    VariantsOption1,
    /// 商品標籤
    TagsName,
}

/// 過濾方式
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Relation {
    /// 等於
    #[default]
    #[serde(rename = "eq")]
    Equals,
    /// 大於
    #[serde(rename = "gt")]
    Greater,
    /// 小於
    #[serde(rename = "lt")]
    Less,
    /// 以此開頭
    #[serde(rename = "start")]
    StartsWith,
    /// 以此結束
    #[serde(rename = "end")]
    EndsWith,
    /// 包含
    #[serde(rename = "cont")]
    Contains,
    /// 不包含
    #[serde(rename = "exc")]
    Excludes,
}

storage::document!(
    SmartCollection,
    "智慧群組",
    "smart_collections",
    [Index::unique("smart_collections_handle", &[HANDLE]), Index::on("smart_collections_position", &[POSITION])]
);

impl Labelled for SmartCollectionRule {
    const LABEL: &'static str = "智慧群組規則";
}

impl Collected for SmartCollection {
    fn which(&self) -> Which {
        Which::Smart(self.id)
    }

    fn title(&mut self) -> &mut String {
        &mut self.title
    }

    fn handle(&mut self) -> &mut String {
        &mut self.handle
    }

    fn position(&mut self) -> &mut i64 {
        &mut self.position
    }

    fn products_order(&self) -> ProductsOrder {
        self.products_order
    }

    fn settle(&mut self) {
        self.products_order.name().clone_into(&mut self.products_order_name);
        for rule in &mut self.rules {
            rule.filter = format!("{} {} {}", rule.column.name(), rule.relation.name(), rule.condition);
        }
    }

    fn reach(&self, before: &Self) -> Option<Refresh> {
        let same = self.rules == before.rules && self.disjunctive == before.disjunctive;
        (!same).then_some(Refresh::Everything)
    }

    fn shown_with(self, products: Vec<CollectionProduct>) -> Self {
        Self { products, ..self }
    }
}

/// 新智慧群組
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SmartCollectionCreate {
    /// 標題
    #[schemars(length(max = 255))]
    pub title: String,
    /// 群組網址代碼 (/collections/xxxxxx)
    #[schemars(length(max = 255))]
    pub handle: String,
    /// 是否公開
    pub published: bool,
    /// 群組介紹 html
    pub body_html: Option<String>,
    /// 群組商品的排序方式，不能是手動排序
    #[schemars(extend("default" = "created_at.desc"))]
    pub products_order: Option<ProductsOrder>,
    /// 符合任一規則即可；否則須符合所有規則
    #[schemars(extend("default" = false))]
    pub disjunctive: Option<bool>,
}

/// 智慧群組的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct SmartCollectionChange {
    /// 標題
    #[schemars(length(max = 255))]
    pub title: Option<String>,
    /// 群組網址代碼 (/collections/xxxxxx)
    #[schemars(length(max = 255))]
    pub handle: Option<String>,
    /// 是否公開
    pub published: Option<bool>,
    /// 群組介紹 html
    #[serde(default)]
    pub body_html: Change<String>,
    /// 群組商品的排序方式，不能是手動排序
    pub products_order: Option<ProductsOrder>,
    /// 符合任一規則即可；否則須符合所有規則
    pub disjunctive: Option<bool>,
}

/// 新的智慧群組規則
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RuleCreate {
    /// 過濾欄位
    pub column: Column,
    /// 過濾方式：數字的欄位用等於、大於、小於，其他的欄位用大於、小於以外的
    pub relation: Relation,
    /// 過濾的參考值
    #[schemars(length(max = 255))]
    pub condition: String,
}

/// 智慧群組規則的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct RuleChange {
    /// 過濾欄位
    pub column: Option<Column>,
    /// 過濾方式：數字的欄位用等於、大於、小於，其他的欄位用大於、小於以外的
    pub relation: Option<Relation>,
    /// 過濾的參考值
    #[schemars(length(max = 255))]
    pub condition: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire_keys::{assert_keys, assert_loads_without_fields};

    #[test]
    fn a_smart_collection_shows_every_field() {
        let rule = SmartCollectionRule::default();
        assert_keys(&rule, "id filter column relation condition");
        let collection = SmartCollection { rules: vec![rule], ..SmartCollection::default() };
        assert_keys(&collection, "id title handle published body_html position rules products");
        assert_loads_without_fields::<SmartCollection>();
    }
}
