//! What a shop decides about its products.

use serde::{Deserialize, Serialize};
use storage::{Query, Reading};
use wire::Id;

#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ProductSettings {
    pub id: Id<ProductSettings>,
    /// What stands in the addresses of its product feeds, once they were asked for.
    pub feed_key: Option<String>,
}

storage::document!(ProductSettings, "商品設定", "product_settings", []);

impl ProductSettings {
    /// The shop's own, or what a new shop starts with.
    pub fn of(from: &impl Reading) -> storage::Result<Self> {
        Ok(from.find_one(Query::all())?.map(storage::Record::into_value).unwrap_or_default())
    }
}
