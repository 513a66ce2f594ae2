//! Events and their deliveries, as they are written and looked at one by one.

use bytes::Bytes;
use rusqlite::{OptionalExtension, params};
use storage::{
    Attempt, Delivery, DeliveryFilter, DeliverySummary, EndpointHealth, Event, NewEvent, OutboxReader, OutboxWriter,
    Outcome, Result, ShopId, Span, StatBucket,
};

use crate::connection::{Session, Text, failure};
use crate::delivery_log::{one_summary, read_summary, state_code};

/// So far back an event is looked for that shows what receivers get.
const RECENT_EVENTS: i64 = 20_000;

impl Session<'_> {
    /// Answers the event's id.
    fn insert_event(&self, shop: ShopId, event: &NewEvent<'_>) -> Result<i64> {
        let sql =
            "INSERT INTO events (shop, name, resource_id, uid, at, request_id, payload) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let row =
            params![shop, event.name, event.resource_id, event.uid, event.at, event.request_id, Text(event.payload)];
        statement.insert(row).map_err(failure)
    }

    pub(crate) fn add_event(&self, shop: ShopId, event: &NewEvent<'_>) -> Result<()> {
        let id = self.insert_event(shop, event)?;
        let sql = "INSERT INTO deliveries (event, shop, endpoint, state, attempts, tries, next_at)
                   SELECT ?, shop, endpoint, 0, 0, 0, ? FROM subscriptions WHERE shop = ? AND event = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.execute(params![id, event.at, shop, event.name]).map_err(failure)?;
        Ok(())
    }

    /// Answers the id of the one delivery.
    pub(crate) fn add_test_event(&self, shop: ShopId, endpoint: i64, event: &NewEvent<'_>) -> Result<i64> {
        let id = self.insert_event(shop, event)?;
        let sql = "INSERT INTO deliveries (event, shop, endpoint, state, attempts, tries, next_at, test)
                   VALUES (?, ?, ?, 0, 0, 0, ?, 1)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.insert(params![id, shop, endpoint, event.at]).map_err(failure)
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

/// Where a delivery's tries lie in `attempts`.
const TRIES: i64 = 1 << 16;

fn attempt_id(delivery: i64, number: u32) -> i64 {
    delivery * TRIES + i64::from(number).min(TRIES - 1)
}

impl OutboxReader for Session<'_> {
    fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliverySummary>> {
        self.list(filter)
    }

    fn count_deliveries(&self, filter: &DeliveryFilter) -> Result<u64> {
        self.count_matching(filter)
    }

    fn delivery(&self, id: i64) -> Result<Option<Delivery>> {
        self.begin_snapshot()?;
        let mut statement = self.connection.prepare_cached(&one_summary()).map_err(failure)?;
        let found =
            statement.query_row([id], |row| Ok((read_summary(row)?, row.get(13)?))).optional().map_err(failure)?;
        let Some((summary, event)) = found else {
            return Ok(None);
        };
        Ok(Some(Delivery { summary, event: self.event(event)?, attempts: self.attempts(id)? }))
    }

    fn latest_event(&self, shop: ShopId, name: &str) -> Result<Option<Event>> {
        self.begin_snapshot()?;
        // No index of names: it would be written with every change, for something that people ask now and then.
        let sql = "SELECT id FROM events e
                   WHERE id > (SELECT max(id) FROM events) - ?3 AND shop = ?1 AND name = ?2
                     AND NOT EXISTS (SELECT 1 FROM deliveries WHERE event = e.id AND test)
                   ORDER BY id DESC LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let found = statement.query_row(params![shop, name, RECENT_EVENTS], |row| row.get(0)).optional();
        found.map_err(failure)?.map(|id| self.event(id)).transpose()
    }

    fn queue_depth(&self) -> Result<u64> {
        self.begin_snapshot()?;
        let sql = "SELECT count(*) FROM deliveries WHERE state = 0";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let depth: i64 = statement.query_row([], |row| row.get(0)).map_err(failure)?;
        Ok(u64::try_from(depth).unwrap_or_default())
    }

    fn endpoint_health(&self, endpoint: i64) -> Result<EndpointHealth> {
        self.health(endpoint)
    }

    fn endpoint_stats(&self, endpoint: i64, span: Span) -> Result<Vec<StatBucket>> {
        self.stats(endpoint, span)
    }
}

impl OutboxWriter for Session<'_> {
    fn record(&self, outcomes: &[Outcome]) -> Result<()> {
        let sql = "UPDATE deliveries SET state = ?, attempts = ?, tries = tries + 1, next_at = ? WHERE id = ?";
        let mut update = self.connection.prepare_cached(sql).map_err(failure)?;
        let sql = "INSERT OR REPLACE INTO attempts (id, at, duration_micros, status, failure, answer)
                   VALUES (?, ?, ?, ?, ?, ?)";
        let mut insert = self.connection.prepare_cached(sql).map_err(failure)?;
        for Outcome { delivery, attempt, state, next_at, .. } in outcomes {
            update.execute(params![state_code(*state), attempt.number, next_at, delivery]).map_err(failure)?;
            insert
                .execute(params![
                    attempt_id(*delivery, attempt.number),
                    attempt.at,
                    attempt.duration_micros,
                    attempt.status,
                    attempt.failure,
                    &attempt.answer[..]
                ])
                .map_err(failure)?;
        }
        self.tally(outcomes)
    }

    fn resend(&self, delivery: i64, now: i64) -> Result<bool> {
        let sql = "UPDATE deliveries SET state = 0, tries = 0, next_at = ? WHERE id = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let changed = statement.execute([now, delivery]).map_err(failure)?;
        self.emitted.set(true);
        Ok(changed == 1)
    }
}

impl Session<'_> {
    fn attempts(&self, delivery: i64) -> Result<Vec<Attempt>> {
        let sql = "SELECT id, at, duration_micros, status, failure, answer FROM attempts
                   WHERE id BETWEEN ? AND ? ORDER BY id";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let rows = statement
            .query_map([attempt_id(delivery, 0), attempt_id(delivery, u32::MAX)], |row| {
                let id: i64 = row.get(0)?;
                Ok(Attempt {
                    number: u32::try_from(id % TRIES).unwrap_or_default(),
                    at: row.get(1)?,
                    duration_micros: row.get(2)?,
                    status: row.get(3)?,
                    failure: row.get(4)?,
                    answer: Bytes::copy_from_slice(row.get_ref(5)?.as_bytes()?),
                })
            })
            .map_err(failure)?;
        rows.collect::<Result<_, _>>().map_err(failure)
    }
}
