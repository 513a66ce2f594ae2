//! An app: a vendor's program, with the scopes a shop granted it.

use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Timestamp};

use crate::{Scopes, Sealed, Shop};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct App {
    #[serde(default)]
    pub id: Id<App>,
    pub shop_id: Id<Shop>,
    pub name: String,
    /// Signs the app's webhooks.
    pub secret: Sealed,
    pub scopes: Scopes,
    pub requests_per_second: u32,
    pub max_body_bytes: usize,
    pub created_at: Timestamp,
}

impl App {
    /// What its calls are counted and logged under.
    pub fn key(&self) -> String {
        format!("app:{}", self.id)
    }
}

storage::document!(App, "應用程式", "apps", [Index::on("apps_shop", &[Field::integer("shop_id")])]);
