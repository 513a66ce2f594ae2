//! What a custom collection looks like on the wire.

use api::{Change, Commas};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::Index;
use wire::Id;

use crate::collections::{Collected, CollectionProduct, HANDLE, POSITION, ProductsOrder, Refresh, Which};
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
    /// 自訂群組商品排序方式的代碼
    pub products_order: ProductsOrder,
    /// 自訂群組順序
    pub position: i64,
    /// 群組商品，依排序方式，最多 1,000 項；順序是手動排序的順序
    pub products: Vec<CollectionProduct>,
    /// The last place in the manual order that was given away. Only the stored document has it.
    #[serde(skip_serializing_if = "is_none_yet")]
    #[schemars(skip)]
    pub last_place: i64,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // as serde wants it
fn is_none_yet(place: &i64) -> bool {
    *place == 0
}

storage::document!(
    CustomCollection,
    "自訂群組",
    "custom_collections",
    [Index::unique("custom_collections_handle", &[HANDLE]), Index::on("custom_collections_position", &[POSITION])]
);

impl Collected for CustomCollection {
    fn which(&self) -> Which {
        Which::Custom(self.id)
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
    }

    fn reach(&self, _: &Self) -> Option<Refresh> {
        Some(Refresh::Members(self.which()))
    }

    fn shown_with(self, products: Vec<CollectionProduct>) -> Self {
        Self { products, last_place: 0, ..self }
    }
}

/// 新自訂群組
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CustomCollectionCreate {
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
    /// 群組商品的排序方式
    #[schemars(extend("default" = "manual"))]
    pub products_order: Option<ProductsOrder>,
}

/// 自訂群組的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
pub struct CustomCollectionChange {
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
    /// 群組商品的排序方式
    pub products_order: Option<ProductsOrder>,
}

/// 商品
#[derive(Debug, Deserialize, JsonSchema)]
pub struct ProductChoice {
    /// 產品 IDs (逗點區隔)，一次最多 1,000 個
    pub product_ids: Commas<Id<Product>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire_keys::{assert_keys, assert_loads_without_fields};

    #[test]
    fn a_custom_collection_shows_every_field() {
        let collection = CustomCollection { products: vec![CollectionProduct::default()], ..Default::default() };
        assert_keys(&collection, "id title handle published body_html products_order_name position products");
        assert_keys(&collection.products[0], "id title position");
        assert_loads_without_fields::<CustomCollection>();
    }
}
