//! Events and their deliveries.

use rusqlite::params;
use storage::{NewEvent, Result, ShopId};

use crate::connection::{Session, failure};

impl Session<'_> {
    pub(crate) fn add_event(&self, shop: ShopId, event: &NewEvent<'_>) -> Result<()> {
        let sql =
            "INSERT INTO events (shop, name, resource_id, uid, at, request_id, payload) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let row = params![shop, event.name, event.resource_id, event.uid, event.at, event.request_id, event.payload];
        let id = statement.insert(row).map_err(failure)?;
        let sql = "INSERT INTO deliveries (event, shop, endpoint, state, attempts, next_at)
                   SELECT ?, shop, endpoint, 0, 0, ? FROM subscriptions WHERE shop = ? AND event = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.execute(params![id, event.at, shop, event.name]).map_err(failure)?;
        Ok(())
    }

    pub(crate) fn replace_subscriptions(&self, shop: ShopId, endpoint: i64, events: &[String]) -> Result<()> {
        let mut statement =
            self.connection.prepare_cached("DELETE FROM subscriptions WHERE endpoint = ?").map_err(failure)?;
        statement.execute([endpoint]).map_err(failure)?;
        let sql = "INSERT OR IGNORE INTO subscriptions (shop, event, endpoint) VALUES (?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        for event in events {
            statement.execute(params![shop, event, endpoint]).map_err(failure)?;
        }
        Ok(())
    }
}
