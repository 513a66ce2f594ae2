//! A URL that wants to hear of events.

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Result, Tx};
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
    /// What is to be sent there waits.
    #[serde(default)]
    pub paused: bool,
    pub created_at: Timestamp,
}

const SHOP: Field = Field::integer("shop_id");

storage::document!(
    Endpoint,
    "Webhook 端點",
    "endpoints",
    [Index::on("endpoints_app", &[Field::integer("app_id")]), Index::on("endpoints_shop", &[SHOP])]
);

/// Finding and changing endpoints, on [`storage::PLATFORM`].
impl Endpoint {
    pub fn of_shop(from: &impl Reading, shop: Id<Shop>) -> Result<Vec<Record<Self>>> {
        from.find(&Query::all().filter(Filter::equals(SHOP, shop)))
    }

    /// From now on it receives exactly these events.
    pub fn set_events(tx: &mut Tx<'_>, endpoint: &mut Record<Self>, events: Vec<String>) -> Result<()> {
        endpoint.events = events;
        tx.save(endpoint)?;
        tx.subscribe(endpoint.shop_id.get(), endpoint.id, &endpoint.events)
    }

    /// Nothing is sent there any more; what waits is given up.
    pub fn remove(tx: &mut Tx<'_>, endpoint: Record<Self>) -> Result<()> {
        tx.subscribe(endpoint.shop_id.get(), endpoint.id, &[])?;
        tx.delete(endpoint)?;
        Ok(())
    }
}
