//! What a shop decides about its products.

use serde::{Deserialize, Serialize};
use storage::{Query, Reading};
use wire::Id;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductSettings {
    pub id: Id<ProductSettings>,
    /// The ways of shipping that a product can be bound to.
    pub shipping_names: Vec<String>,
    /// What stands in the addresses of its product feeds, once they were asked for.
    pub feed_key: Option<String>,
}

impl Default for ProductSettings {
    fn default() -> Self {
        let names = ["宅配", "低溫宅配", "7-ELEVEN 超商取貨", "全家超商取貨", "萊爾富超商取貨", "門市自取", "郵局"];
        Self { id: Id::default(), shipping_names: names.map(str::to_owned).to_vec(), feed_key: None }
    }
}

storage::document!(ProductSettings, "商品設定", "product_settings", []);

impl ProductSettings {
    /// The shop's own, or what a new shop starts with.
    pub fn of(from: &impl Reading) -> storage::Result<Self> {
        Ok(from.find_one(Query::all())?.map(storage::Record::into_value).unwrap_or_default())
    }
}
