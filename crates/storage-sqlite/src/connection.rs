//! One connection as a [`Reader`] and a [`Writer`].

use std::borrow::Cow;
use std::cell::Cell;

use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, ffi, params, params_from_iter};
use storage::{
    Error, Filter, Kind, Memo, NewEvent, NewRow, Order, Query, Reader, Result, Row, RowRef, ShopId, Visit, Writer,
};

use crate::change_mark::{ChangeMark, Mark};
use crate::plan;

/// Ids in one entry of the table `blocks`.
const BLOCK: i64 = 2048;

/// A connection that reads, with the snapshot it has open and what was computed from what it read.
pub(crate) struct Reading {
    connection: Connection,
    change_mark: Option<ChangeMark>,
    /// The mark of the open snapshot. A snapshot is kept open as long as nothing changes: to end it and
    /// begin the same anew would cost more than most reads.
    snapshot: Cell<Option<Mark>>,
    memo: Memo,
    /// The mark that the memo is of.
    remembered: Cell<Option<Mark>>,
}

impl Reading {
    pub(crate) fn new(connection: Connection, change_mark: Option<ChangeMark>) -> Self {
        let (snapshot, memo, remembered) = (Cell::default(), Memo::default(), Cell::default());
        Self { connection, change_mark, snapshot, memo, remembered }
    }

    /// The mark before anything is read, so that what is read is never older than it.
    fn mark(&self) -> Option<Mark> {
        self.change_mark.as_ref().and_then(ChangeMark::read)
    }

    /// Whether the connection is in the state we think it is in, which it is unless the engine failed to begin
    /// or to end a snapshot.
    pub(crate) fn is_sound(&self) -> bool {
        self.connection.is_autocommit() == self.snapshot.get().is_none()
    }

    /// Ends a snapshot that is open. One that stays open keeps the WAL from starting over.
    pub(crate) fn end_snapshot(&self) -> Result<()> {
        match self.snapshot.take() {
            Some(_) => run(&self.connection, "COMMIT"),
            None => Ok(()),
        }
    }
}

fn run(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.execute([])).map_err(failure)?;
    Ok(())
}

pub(crate) struct Session<'a> {
    pub(crate) connection: &'a Connection,
    reading: Option<&'a Reading>,
    /// A snapshot is open.
    begun: Cell<bool>,
    /// An event was written since the last look.
    pub(crate) emitted: Cell<bool>,
}

/// JSON that we wrote ourselves: UTF-8 that need not be proved to be so again.
pub(crate) struct Text<'a>(pub(crate) &'a [u8]);

impl ToSql for Text<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Text(self.0)))
    }
}

/// What the engine says, in the store's words. A unique index names itself in the conflict.
pub(crate) fn failure(error: rusqlite::Error) -> Error {
    match &error {
        rusqlite::Error::SqliteFailure(code, message) if code.code == ffi::ErrorCode::ConstraintViolation => {
            Error::Conflict(message.clone().unwrap_or_default())
        }
        _ => Error::Unavailable(error.to_string()),
    }
}

impl<'a> Session<'a> {
    /// A session that writes; its owner begins and ends the transactions.
    pub(crate) fn writing(connection: &'a Connection) -> Self {
        Self { connection, reading: None, begun: Cell::new(true), emitted: Cell::new(false) }
    }

    /// A session that reads one snapshot, from the first look at a table on.
    pub(crate) fn reading(reading: &'a Reading) -> Self {
        let connection = &reading.connection;
        Self { connection, reading: Some(reading), begun: Cell::new(false), emitted: Cell::new(false) }
    }

    /// To be called before any table is read.
    pub(crate) fn begin_snapshot(&self) -> Result<()> {
        let Some(reading) = self.reading.filter(|_| !self.begun.replace(true)) else { return Ok(()) };
        let mark = reading.mark();
        if mark.is_some() && reading.snapshot.get() == mark {
            return Ok(());
        }
        reading.end_snapshot()?;
        self.run("BEGIN")?;
        // Without a mark nobody can tell when the snapshot is out of date: it ends with the session.
        reading.snapshot.set(Some(mark.unwrap_or([0; 48])));
        Ok(())
    }

    pub(crate) fn run(&self, sql: &str) -> Result<()> {
        run(self.connection, sql)
    }

    /// Where the `offset`-th document of a shop lies: its block's first id, and what is left to skip there.
    fn seek(&self, kind: &Kind, shop: ShopId, newest_first: bool, offset: u64) -> Result<Option<(i64, u64)>> {
        let direction = if newest_first { "DESC" } else { "ASC" };
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "SELECT block, n FROM blocks WHERE kind = ? AND shop = ? ORDER BY block {direction}"
            ))
            .map_err(failure)?;
        let mut rows = statement.query(params![kind.table, shop]).map_err(failure)?;
        let mut left = offset;
        while let Some(row) = rows.next().map_err(failure)? {
            let (block, n): (i64, i64) = (row.get(0).map_err(failure)?, row.get(1).map_err(failure)?);
            let n = u64::try_from(n).unwrap_or_default();
            if left < n {
                return Ok(Some((block, left)));
            }
            left -= n;
        }
        Ok(None)
    }

    /// How many documents of a kind a shop has.
    pub(crate) fn count_all(&self, kind: &Kind, shop: ShopId) -> Result<u64> {
        let sql = "SELECT coalesce(sum(n), 0) FROM blocks WHERE kind = ? AND shop = ?";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let count: i64 = statement.query_row(params![kind.table, shop], |row| row.get(0)).map_err(failure)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    fn count_in_block(&self, kind: &Kind, shop: ShopId, id: i64, change: i64) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO blocks (kind, shop, block, n) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET n = n + ?4",
            )
            .map_err(failure)?;
        statement.execute(params![kind.table, shop, id / BLOCK, change]).map_err(failure)?;
        if change < 0 {
            // A log that runs for years leaves no empty blocks behind to be added up.
            let sql = "DELETE FROM blocks WHERE kind = ? AND shop = ? AND block = ? AND n = 0";
            let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
            statement.execute(params![kind.table, shop, id / BLOCK]).map_err(failure)?;
        }
        Ok(())
    }
}

fn row_ref<'a>(row: &'a rusqlite::Row<'_>) -> rusqlite::Result<RowRef<'a>> {
    let (etag, doc) = (row.get_ref(3)?.as_str()?, row.get_ref(4)?.as_bytes()?);
    Ok(RowRef { id: row.get(0)?, version: row.get(1)?, due_at: row.get(2)?, etag, doc })
}

impl Reader for Session<'_> {
    fn memo(&self) -> Result<Option<&Memo>> {
        let Some(reading) = self.reading else { return Ok(None) };
        let Some(mark) = reading.mark() else { return Ok(None) };
        if reading.remembered.replace(Some(mark)) != Some(mark) {
            reading.memo.clear();
        }
        Ok(Some(&reading.memo))
    }

    fn get(&self, kind: &Kind, shop: ShopId, id: i64) -> Result<Option<Row>> {
        self.begin_snapshot()?;
        let sql = format!("SELECT id, version, due_at, etag, doc FROM {} WHERE id = ? AND shop = ?", kind.table);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        statement.query_row([id, shop], |row| Ok(row_ref(row)?.to_row())).optional().map_err(failure)
    }

    fn each(&self, kind: &Kind, shop: ShopId, query: &Query, visit: Visit<'_>) -> Result<()> {
        self.begin_snapshot()?;
        let (mut query, mut bound) = (Cow::Borrowed(query), None);
        let by_id = matches!(query.order, Order::OldestFirst | Order::NewestFirst);
        if query.filters.is_empty() && query.offset > 0 && by_id {
            let newest_first = query.order == Order::NewestFirst;
            let Some((block, left)) = self.seek(kind, shop, newest_first, query.offset)? else {
                return Ok(());
            };
            bound = Some(if newest_first {
                Filter::IdBefore((block + 1) * BLOCK)
            } else {
                Filter::IdAfter(block * BLOCK - 1)
            });
            query.to_mut().offset = left;
        }
        query.to_mut().filters.extend(bound);
        let Some(mut statement) = plan::rows(self, kind, shop, &query)? else { return Ok(()) };
        statement.add(" LIMIT ? OFFSET ?");
        statement.bind(query.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX)));
        statement.bind(i64::try_from(query.offset).unwrap_or(i64::MAX));
        let mut prepared = self.connection.prepare_cached(&statement.sql).map_err(failure)?;
        let mut rows = prepared.query(params_from_iter(statement.parameters)).map_err(failure)?;
        while let Some(row) = rows.next().map_err(failure)? {
            visit(row_ref(row).map_err(failure)?)?;
        }
        Ok(())
    }

    fn count(&self, kind: &Kind, shop: ShopId, filters: &[Filter]) -> Result<u64> {
        self.begin_snapshot()?;
        if filters.is_empty() {
            return self.count_all(kind, shop);
        }
        let Some(statement) = plan::count(self, kind, shop, filters)? else { return Ok(0) };
        let mut prepared = self.connection.prepare_cached(&statement.sql).map_err(failure)?;
        let count: i64 =
            prepared.query_row(params_from_iter(statement.parameters), |row| row.get(0)).map_err(failure)?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    fn term_values(&self, kind: &Kind, shop: ShopId, term: &str) -> Result<Vec<String>> {
        self.begin_snapshot()?;
        // One seek for each distinct value, however many documents carry it.
        let sql =
            "SELECT value FROM terms WHERE kind = ? AND shop = ? AND term = ? AND value > ? ORDER BY value LIMIT 1";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        let mut values = Vec::<String>::new();
        loop {
            let last = values.last().map_or("", String::as_str);
            let next = statement.query_row(params![kind.table, shop, term, last], |row| row.get(0));
            match next.optional().map_err(failure)? {
                Some(value) => values.push(value),
                None => return Ok(values),
            }
        }
    }
}

impl Writer for Session<'_> {
    fn next_id(&self, sequence: &str) -> Result<i64> {
        let sql = "INSERT INTO sequences (name, last) VALUES (?, 1)
                   ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last";
        let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
        statement.query_row([sequence], |row| row.get(0)).map_err(failure)
    }

    fn begin_part(&self) -> Result<()> {
        self.run("SAVEPOINT part")
    }

    fn end_part(&self, stays: bool) -> Result<()> {
        if !stays {
            self.run("ROLLBACK TO part")?;
        }
        self.run("RELEASE part")
    }

    fn put(&self, kind: &Kind, shop: ShopId, row: NewRow<'_>) -> Result<()> {
        let table = kind.table;
        if row.version == 1 {
            let sql = format!("INSERT INTO {table} (id, shop, version, due_at, etag, doc) VALUES (?, ?, 1, ?, ?, ?)");
            let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
            statement.execute(params![row.id, shop, row.due_at, row.etag, Text(row.doc)]).map_err(failure)?;
            self.count_in_block(kind, shop, row.id, 1)?;
        } else {
            let sql = format!(
                "UPDATE {table} SET version = ?1, due_at = ?2, etag = ?3, doc = ?4
                 WHERE id = ?5 AND shop = ?6 AND version = ?1 - 1"
            );
            let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
            let changed = statement
                .execute(params![row.version, row.due_at, row.etag, Text(row.doc), row.id, shop])
                .map_err(failure)?;
            if changed != 1 {
                return Err(Error::Conflict(format!("{table} {}", row.id)));
            }
        }
        if let Some(terms) = row.terms {
            if row.version > 1 {
                self.forget_terms(kind, row.id)?;
            }
            let sql = "INSERT OR IGNORE INTO terms (kind, shop, term, value, id) VALUES (?, ?, ?, ?, ?)";
            let mut statement = self.connection.prepare_cached(sql).map_err(failure)?;
            for (term, value) in terms {
                statement.execute(params![table, shop, term, value, row.id]).map_err(failure)?;
            }
        }
        match row.text {
            Some(text) => self.put_words(kind, shop, row.id, row.version == 1, text),
            None => Ok(()),
        }
    }

    fn delete(&self, kind: &Kind, shop: ShopId, id: i64) -> Result<()> {
        let sql = format!("DELETE FROM {} WHERE id = ? AND shop = ?", kind.table);
        let mut statement = self.connection.prepare_cached(&sql).map_err(failure)?;
        if statement.execute([id, shop]).map_err(failure)? != 1 {
            return Err(Error::Conflict(format!("{} {id}", kind.table)));
        }
        self.count_in_block(kind, shop, id, -1)?;
        self.forget_terms(kind, id)?;
        self.forget_words(kind, id)
    }

    fn emit(&self, shop: ShopId, event: NewEvent<'_>) -> Result<()> {
        self.emitted.set(true);
        self.add_event(shop, &event)
    }

    fn emit_test(&self, shop: ShopId, endpoint: i64, event: NewEvent<'_>) -> Result<i64> {
        self.emitted.set(true);
        self.add_test_event(shop, endpoint, &event)
    }

    fn subscribe(&self, shop: ShopId, endpoint: i64, events: &[String]) -> Result<()> {
        self.replace_subscriptions(shop, endpoint, events)
    }
}

impl Session<'_> {
    fn forget_terms(&self, kind: &Kind, id: i64) -> Result<()> {
        let sql = "DELETE FROM terms WHERE kind = ? AND id = ?";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params![kind.table, id]))
            .map_err(failure)?;
        Ok(())
    }
}
