//! The delivery log as it is searched: filters as SQL that walks the index that leaves the least to look at, and
//! stops when it has enough.

use std::fmt::Write;

use rusqlite::types::Value as SqlValue;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use storage::{DeliveryFilter, DeliveryState, DeliverySummary, Result, ShopId};

use crate::connection::{Session, failure};

/// So far (milliseconds) a shop's clock may go back without anything being missed.
const DISORDER: i64 = 3_600_000;

pub(crate) const SUMMARY: &str = "SELECT d.id, d.shop, d.endpoint, d.state, d.attempts, d.next_at, e.uid, e.name,
                                         e.resource_id, e.at, a.status, a.failure, d.test, d.event";

/// The last try of each delivery.
const LAST_TRY: &str = "LEFT JOIN attempts a ON a.id = d.id * 65536 + min(d.attempts, 65535)";

pub(crate) fn one_summary() -> String {
    format!("{SUMMARY} FROM deliveries d JOIN events e ON e.id = d.event {LAST_TRY} WHERE d.id = ?")
}

pub(crate) fn state_code(state: DeliveryState) -> i64 {
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

pub(crate) fn read_summary(row: &Row<'_>) -> rusqlite::Result<DeliverySummary> {
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
        test: row.get(12)?,
    })
}

/// A filter as SQL, from `FROM` on.
pub(crate) struct Search {
    sql: String,
    parameters: Vec<SqlValue>,
}

impl Search {
    /// `CROSS JOIN` keeps the tables in the order in which they stand: an event is looked at only when its delivery
    /// is, except where the event is what is looked up.
    pub(crate) fn new(filter: &DeliveryFilter, events_are_shown: bool) -> Self {
        let pending = filter.state == Some(DeliveryState::Pending);
        let mut tables = if filter.resource_id.is_some() {
            "FROM events e CROSS JOIN deliveries d ON d.event = e.id".to_owned()
        } else {
            let of_event = filter.event.is_some()
                || filter.request_id.is_some()
                || filter.since.is_some()
                || filter.until.is_some();
            let deliveries = match (&filter.ids, pending) {
                (Some(_), _) => "json_each(?) wanted CROSS JOIN deliveries d ON d.id = wanted.value",
                // The queue is shorter than the log.
                (None, true) => "deliveries d INDEXED BY deliveries_pending",
                (None, false) => "deliveries d",
            };
            let events = if events_are_shown || of_event { "CROSS JOIN events e ON e.id = d.event" } else { "" };
            format!("FROM {deliveries} {events}")
        };
        if events_are_shown {
            tables = format!("{tables} {LAST_TRY}");
        }
        let mut search = Self { sql: format!("{tables} WHERE 1"), parameters: Vec::new() };
        if let Some(ids) = &filter.ids {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            let ids = format!("[{}]", ids.join(","));
            if filter.resource_id.is_some() {
                search.and("d.id IN (SELECT value FROM json_each(?))", SqlValue::Text(ids));
            } else {
                search.parameters.push(SqlValue::Text(ids));
            }
        }
        if let Some(state) = filter.state {
            // Written out, because a partial index is used only where its condition stands in the statement.
            let _ = write!(search.sql, " AND d.state = {}", state_code(state));
        }
        let is_family = filter.event.as_ref().is_some_and(|name| name.ends_with("/*"));
        let name = if is_family { "e.name GLOB ?" } else { "e.name = ?" };
        let conditions = [
            (filter.shop.map(SqlValue::Integer), "d.shop = ?"),
            (filter.event.clone().map(SqlValue::Text), name),
            (filter.endpoint.map(SqlValue::Integer), "d.endpoint = ?"),
            (filter.resource_id.map(SqlValue::Integer), "e.resource_id = ?"),
            (filter.request_id.clone().map(SqlValue::Text), "e.request_id = ?"),
            (filter.since.map(SqlValue::Integer), "e.at >= ?"),
            (filter.until.map(SqlValue::Integer), "e.at < ?"),
            (filter.before.map(SqlValue::Integer), "d.id < ?"),
            (filter.after.map(SqlValue::Integer), "d.id > ?"),
        ];
        for (value, condition) in conditions {
            if let Some(value) = value {
                search.and(condition, value);
            }
        }
        search
    }

    pub(crate) fn and(&mut self, condition: &str, value: SqlValue) {
        self.sql.push_str(" AND ");
        self.sql.push_str(condition);
        self.parameters.push(value);
    }
}

impl Session<'_> {
    pub(crate) fn list(&self, filter: &DeliveryFilter) -> Result<Vec<DeliverySummary>> {
        self.begin_snapshot()?;
        let Some(mut search) = self.search(filter, true)? else { return Ok(Vec::new()) };
        let direction = if filter.oldest_first { "ASC" } else { "DESC" };
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX));
        search.parameters.push(SqlValue::Integer(limit));
        let sql = format!("{SUMMARY} {} ORDER BY d.id {direction} LIMIT ?", search.sql);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        let rows = statement.query_map(params_from_iter(search.parameters), read_summary).map_err(failure)?;
        rows.collect::<Result<_, _>>().map_err(failure)
    }

    pub(crate) fn count_matching(&self, filter: &DeliveryFilter) -> Result<u64> {
        self.begin_snapshot()?;
        let Some(search) = self.search(filter, false)? else { return Ok(0) };
        let sql = format!("SELECT count(*) {}", search.sql);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        let count: i64 = statement.query_row(params_from_iter(search.parameters), |row| row.get(0)).map_err(failure)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// The filter as SQL, its times narrowed to ids; `None` when nothing is in them.
    fn search(&self, filter: &DeliveryFilter, events_are_shown: bool) -> Result<Option<Search>> {
        let mut search = Search::new(filter, events_are_shown);
        let Some(shop) = filter.shop else { return Ok(Some(search)) };
        if let Some(since) = filter.since {
            let Some(first) = self.first_delivery_at(shop, since.saturating_sub(DISORDER))? else { return Ok(None) };
            search.and("d.id >= ?", SqlValue::Integer(first));
        }
        if let Some(until) = filter.until
            && let Some(end) = self.first_delivery_at(shop, until.saturating_add(DISORDER))?
        {
            search.and("d.id < ?", SqlValue::Integer(end));
        }
        Ok(Some(search))
    }

    /// The shop's first delivery whose event is not before this time, found by halving: ids grow with time.
    fn first_delivery_at(&self, shop: ShopId, at: i64) -> Result<Option<i64>> {
        let sql = "SELECT (SELECT min(id) FROM deliveries WHERE shop = ?1),
                          (SELECT max(id) FROM deliveries WHERE shop = ?1)";
        let mut ends = self.connection.prepare_cached(sql).map_err(failure)?;
        let (Some(mut low), Some(mut high)) =
            ends.query_row([shop], |row| Ok((row.get(0)?, row.get::<_, Option<i64>>(1)?))).map_err(failure)?
        else {
            return Ok(None);
        };
        let sql = "SELECT d.id, e.at FROM deliveries d CROSS JOIN events e ON e.id = d.event
                   WHERE d.shop = ? AND d.id >= ? ORDER BY d.id LIMIT 1";
        let mut next = self.connection.prepare_cached(sql).map_err(failure)?;
        let mut found = None;
        while low <= high {
            let middle = low + (high - low) / 2;
            let row = next.query_row(params![shop, middle], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)));
            match row.optional().map_err(failure)? {
                Some((id, happened)) if happened < at => low = id + 1,
                Some((id, _)) => {
                    found = Some(id);
                    high = middle - 1;
                }
                None => high = middle - 1,
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::Connection;

    use super::*;

    /// How the engine would go about it.
    fn plan(filter: &DeliveryFilter) -> Vec<String> {
        let connection = Connection::open_in_memory().unwrap();
        let schema = [include_str!("schema/1.sql"), include_str!("schema/2.sql")].concat();
        connection.execute_batch(&schema).unwrap();
        let search = Search::new(filter, true);
        let sql = format!("EXPLAIN QUERY PLAN {SUMMARY} {} ORDER BY d.id DESC LIMIT 50", search.sql);
        let mut statement = connection.prepare(&sql).unwrap();
        let steps = statement.query_map(params_from_iter(search.parameters), |row| row.get(3)).unwrap();
        steps.collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn a_page_is_found_by_the_shortest_way() {
        let shop = DeliveryFilter { shop: Some(1), ..DeliveryFilter::default() };
        let state = |state| DeliveryFilter { state: Some(state), ..shop.clone() };
        for (filter, first, sorted) in [
            (DeliveryFilter::default(), "SCAN d", false),
            (shop.clone(), "SEARCH d USING INDEX deliveries_of_shop (shop=?)", false),
            (
                DeliveryFilter { endpoint: Some(1), event: Some("a".into()), ..shop.clone() },
                "SEARCH d USING INDEX deliveries_of_shop (shop=?)",
                false,
            ),
            (
                DeliveryFilter { before: Some(9), ..shop.clone() },
                "SEARCH d USING INDEX deliveries_of_shop (shop=? AND id<?)",
                false,
            ),
            (state(DeliveryState::Delivered), "SEARCH d USING INDEX deliveries_of_shop (shop=?)", false),
            (state(DeliveryState::GivenUp), "SEARCH d USING INDEX deliveries_given_up (shop=?)", false),
            (state(DeliveryState::Pending), "SCAN d USING INDEX deliveries_pending", true),
            (
                DeliveryFilter { endpoint: Some(1), ..state(DeliveryState::Pending) },
                "SEARCH d USING INDEX deliveries_pending (endpoint=?)",
                true,
            ),
            (
                DeliveryFilter { resource_id: Some(1), ..shop.clone() },
                "SEARCH e USING INDEX events_of_resource (resource_id=?)",
                true,
            ),
            (
                DeliveryFilter { ids: Some(vec![1, 2]), ..state(DeliveryState::Pending) },
                "SCAN wanted VIRTUAL TABLE INDEX 1:",
                true,
            ),
        ] {
            let plan = plan(&filter);
            assert_eq!(plan[0], first, "{filter:?}");
            let sorts = plan.iter().any(|step| step.contains("TEMP B-TREE"));
            assert_eq!(sorts, sorted, "{filter:?}: {plan:?}");
            let whole = plan[1..].iter().any(|step| step.starts_with("SCAN"));
            assert!(!whole, "{filter:?}: {plan:?}");
        }
    }
}
