//! Events, and the log of their deliveries.

use bytes::Bytes;
use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use storage::{
    Attempt, Delivery, DeliveryFilter, DeliveryState, DeliverySummary, NewEvent, OutboxReader, OutboxWriter, Outcome,
    Result, ShopId,
};

use crate::connection::{Session, Text, failure};

impl Session<'_> {
    pub(crate) fn add_event(&self, shop: ShopId, event: &NewEvent<'_>) -> Result<()> {
        let sql =
            "INSERT INTO events (shop, name, resource_id, uid, at, request_id, payload) VALUES (?, ?, ?, ?, ?, ?, ?)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let row =
            params![shop, event.name, event.resource_id, event.uid, event.at, event.request_id, Text(event.payload)];
        let id = statement.insert(row).map_err(failure)?;
        let sql = "INSERT INTO deliveries (event, shop, endpoint, state, attempts, tries, next_at)
                   SELECT ?, shop, endpoint, 0, 0, 0, ? FROM subscriptions WHERE shop = ? AND event = ?";
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

/// Where a delivery's tries lie in `attempts`.
const TRIES: i64 = 1 << 16;

fn attempt_id(delivery: i64, number: u32) -> i64 {
    delivery * TRIES + i64::from(number).min(TRIES - 1)
}

fn state_code(state: DeliveryState) -> i64 {
    match state {
        DeliveryState::Pending => 0,
        DeliveryState::Delivered => 1,
        DeliveryState::GivenUp => 2,
    }
}

fn state_of(code: i64) -> DeliveryState {
    match code {
        0 => DeliveryState::Pending,
        1 => DeliveryState::Delivered,
        _ => DeliveryState::GivenUp,
    }
}

const SUMMARY: &str = "SELECT d.id, d.shop, d.endpoint, d.state, d.attempts, d.next_at, e.uid, e.name, e.resource_id,
                              e.at, a.status, a.failure, d.event
                       FROM deliveries d JOIN events e ON e.id = d.event
                       LEFT JOIN attempts a ON a.id = d.id * 65536 + min(d.attempts, 65535)";

fn read_summary(row: &Row<'_>) -> rusqlite::Result<DeliverySummary> {
    let state = state_of(row.get(3)?);
    Ok(DeliverySummary {
        id: row.get(0)?,
        shop: row.get(1)?,
        endpoint: row.get(2)?,
        state,
        attempts: row.get(4)?,
        next_at: (state == DeliveryState::Pending).then_some(row.get(5)?),
        uid: row.get(6)?,
        event: row.get(7)?,
        resource_id: row.get(8)?,
        at: row.get(9)?,
        status: row.get(10)?,
        failure: row.get(11)?,
    })
}

impl OutboxReader for Session<'_> {
    fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliverySummary>> {
        self.begin_snapshot()?;
        let conditions = [
            (filter.shop.map(SqlValue::Integer), "d.shop = ?"),
            (filter.event.clone().map(SqlValue::Text), "e.name = ?"),
            (filter.endpoint.map(SqlValue::Integer), "d.endpoint = ?"),
            (filter.state.map(|state| SqlValue::Integer(state_code(state))), "d.state = ?"),
            (filter.resource_id.map(SqlValue::Integer), "e.resource_id = ?"),
            (filter.before.map(SqlValue::Integer), "d.id < ?"),
        ];
        let mut sql = format!("{SUMMARY} WHERE 1");
        let mut parameters = Vec::new();
        for (value, condition) in conditions {
            if let Some(value) = value {
                sql.push_str(" AND ");
                sql.push_str(condition);
                parameters.push(value);
            }
        }
        sql.push_str(" ORDER BY d.id DESC LIMIT ?");
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        parameters.push(SqlValue::Integer(limit));
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        let rows = statement.query_map(params_from_iter(parameters), read_summary).map_err(failure)?;
        rows.collect::<Result<_, _>>().map_err(failure)
    }

    fn delivery(&self, id: i64) -> Result<Option<Delivery>> {
        self.begin_snapshot()?;
        let sql = format!("{SUMMARY} WHERE d.id = ?");
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        let found =
            statement.query_row([id], |row| Ok((read_summary(row)?, row.get(12)?))).optional().map_err(failure)?;
        let Some((summary, event)) = found else {
            return Ok(None);
        };
        Ok(Some(Delivery { summary, event: self.event(event)?, attempts: self.attempts(id)? }))
    }

    fn queue_depth(&self) -> Result<u64> {
        self.begin_snapshot()?;
        let sql = "SELECT count(*) FROM deliveries WHERE state = 0";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let depth: i64 = statement.query_row([], |row| row.get(0)).map_err(failure)?;
        Ok(u64::try_from(depth).unwrap_or_default())
    }
}

impl OutboxWriter for Session<'_> {
    fn record(&self, outcomes: &[Outcome]) -> Result<()> {
        let sql = "UPDATE deliveries SET state = ?, attempts = ?, tries = tries + 1, next_at = ? WHERE id = ?";
        let mut update = self.connection.prepare_cached(sql).map_err(failure)?;
        let sql = "INSERT OR REPLACE INTO attempts (id, at, duration_micros, status, failure, answer)
                   VALUES (?, ?, ?, ?, ?, ?)";
        let mut insert = self.connection.prepare_cached(sql).map_err(failure)?;
        for Outcome { delivery, attempt, state, next_at } in outcomes {
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
        Ok(())
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
