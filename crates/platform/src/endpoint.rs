//! A URL that wants to hear of events.

use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Timestamp};

use crate::{App, Shop};

/// Which events it receives stands in the store's subscriptions; this is where they go.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    #[serde(default)]
    pub id: Id<Endpoint>,
    pub shop_id: Id<Shop>,
    /// The app whose secret signs what is sent here.
    pub app_id: Id<App>,
    pub url: String,
    pub events: Vec<String>,
    pub created_at: Timestamp,
}

storage::document!(
    Endpoint,
    "Webhook 端點",
    "endpoints",
    [
        Index::on("endpoints_app", &[Field::integer("app_id")]),
        Index::on("endpoints_shop", &[Field::integer("shop_id")])
    ]
);
