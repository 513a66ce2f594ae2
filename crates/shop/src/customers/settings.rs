//! What a shop decides about its customers.

use serde::{Deserialize, Serialize};
use storage::{Query, Reading};
use wire::Id;

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(default)]
pub struct CustomerSettings {
    pub id: Id<CustomerSettings>,
    /// Besides male and female.
    pub gender_options: Vec<String>,
}

impl Default for CustomerSettings {
    fn default() -> Self {
        Self { id: Id::default(), gender_options: vec!["其他".into(), "不透露".into()] }
    }
}

storage::document!(CustomerSettings, "顧客設定", "customer_settings", []);

impl CustomerSettings {
    /// The shop's own, or what a new shop starts with.
    pub fn of(from: &impl Reading) -> storage::Result<Self> {
        Ok(from.find_one(Query::all())?.map(storage::Record::into_value).unwrap_or_default())
    }
}
