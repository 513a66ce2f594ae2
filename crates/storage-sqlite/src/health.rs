//! Endpoints' tallies: kept with every try that is recorded, read as health and as statistics over time.

use std::collections::BTreeMap;

use rusqlite::{Row, params};
use storage::{Attempt, EndpointHealth, MINUTE_MILLIS, Outcome, Result, Span, StatBucket};

use crate::connection::{Session, failure};

/// What some tries of one endpoint in one minute come to, in the order in which they were recorded.
#[derive(Default)]
struct Tally {
    succeeded: i64,
    failed: i64,
    failed_since: i64,
    last_success_at: Option<i64>,
    last_failure_at: Option<i64>,
    answered: i64,
    micros: i64,
    slowest: i64,
}

impl Tally {
    fn add(&mut self, attempt: &Attempt) {
        if attempt.failure.is_none() {
            self.succeeded += 1;
            self.failed_since = 0;
            self.last_success_at = self.last_success_at.max(Some(attempt.at));
        } else {
            self.failed += 1;
            self.failed_since += 1;
            self.last_failure_at = self.last_failure_at.max(Some(attempt.at));
        }
        if attempt.status.is_some() {
            self.answered += 1;
            self.micros += attempt.duration_micros;
            self.slowest = self.slowest.max(attempt.duration_micros);
        }
    }
}

fn minute_of(at: i64) -> i64 {
    at.div_euclid(MINUTE_MILLIS)
}

impl Session<'_> {
    /// One row for each endpoint that was tried, however many tries are recorded together.
    pub(crate) fn tally(&self, outcomes: &[Outcome]) -> Result<()> {
        let mut tallies = BTreeMap::<(i64, i64), Tally>::new();
        for Outcome { endpoint, attempt, .. } in outcomes {
            tallies.entry((*endpoint, minute_of(attempt.at))).or_default().add(attempt);
        }
        let sql = "INSERT INTO tallies (endpoint, minute, succeeded, failed, failed_since, last_success_at,
                                        last_failure_at, answered, micros, slowest)
                   VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                   ON CONFLICT DO UPDATE SET
                     succeeded = succeeded + excluded.succeeded,
                     failed = failed + excluded.failed,
                     failed_since = excluded.failed_since + iif(excluded.succeeded > 0, 0, failed_since),
                     last_success_at = nullif(max(coalesce(last_success_at, 0), coalesce(excluded.last_success_at, 0)), 0),
                     last_failure_at = nullif(max(coalesce(last_failure_at, 0), coalesce(excluded.last_failure_at, 0)), 0),
                     answered = answered + excluded.answered,
                     micros = micros + excluded.micros,
                     slowest = max(slowest, excluded.slowest)";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        for ((endpoint, minute), tally) in tallies {
            statement
                .execute(params![
                    endpoint,
                    minute,
                    tally.succeeded,
                    tally.failed,
                    tally.failed_since,
                    tally.last_success_at,
                    tally.last_failure_at,
                    tally.answered,
                    tally.micros,
                    tally.slowest
                ])
                .map_err(failure)?;
        }
        Ok(())
    }

    /// Goes back minute by minute to the last try that succeeded; one that failed is mostly met on the way.
    pub(crate) fn health(&self, endpoint: i64) -> Result<EndpointHealth> {
        self.begin_snapshot()?;
        let sql = "SELECT count(*) FROM deliveries WHERE state = 0 AND endpoint = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let pending = statement.query_row([endpoint], |row| number(row, 0)).map_err(failure)?;
        let mut health = EndpointHealth { pending, ..EndpointHealth::default() };

        let sql = "SELECT last_success_at, last_failure_at, failed_since FROM tallies
                   WHERE endpoint = ? ORDER BY minute DESC";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let mut rows = statement.query([endpoint]).map_err(failure)?;
        while health.last_success_at.is_none() || health.last_failure_at.is_none() {
            let Some(row) = rows.next().map_err(failure)? else { break };
            if health.last_success_at.is_none() {
                health.failures_in_a_row += number(row, 2).map_err(failure)?;
                health.last_success_at = row.get(0).map_err(failure)?;
            }
            if health.last_failure_at.is_none() {
                health.last_failure_at = row.get(1).map_err(failure)?;
            }
        }
        Ok(health)
    }

    pub(crate) fn stats(&self, endpoint: i64, span: Span) -> Result<Vec<StatBucket>> {
        self.begin_snapshot()?;
        let (since, until) = (minute_of(span.since), minute_of(span.until));
        let bucket = minute_of(span.bucket).max(1);
        let sql = "SELECT minute, succeeded, failed, answered, micros, slowest FROM tallies
                   WHERE endpoint = ? AND minute >= ? AND minute < ? ORDER BY minute";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let mut rows = statement.query([endpoint, since, until]).map_err(failure)?;
        let mut buckets: Vec<StatBucket> = Vec::new();
        while let Some(row) = rows.next().map_err(failure)? {
            let tally = read_minute(row).map_err(failure)?;
            let start = tally.start - (tally.start - since * MINUTE_MILLIS) % (bucket * MINUTE_MILLIS);
            match buckets.last_mut().filter(|last| last.start == start) {
                Some(last) => last.add(&tally),
                None => buckets.push(StatBucket { start, ..tally }),
            }
        }
        Ok(buckets)
    }
}

fn read_minute(row: &Row<'_>) -> rusqlite::Result<StatBucket> {
    Ok(StatBucket {
        start: row.get::<_, i64>(0)? * MINUTE_MILLIS,
        succeeded: number(row, 1)?,
        failed: number(row, 2)?,
        answered: number(row, 3)?,
        total_micros: number(row, 4)?,
        slowest_micros: number(row, 5)?,
    })
}

/// A count, which is never negative.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or_default())
}
