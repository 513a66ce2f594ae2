//! Tables: the store's own, and one for each kind of document.

use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};
use storage::{Cast, Error, Index, Kind, Result};

use crate::connection::failure;
use crate::{sql, words};

/// The format of the store's own tables; each entry brings a database from the one before to it.
const MIGRATIONS: &[&str] = &[include_str!("schema/1.sql"), include_str!("schema/2.sql")];

/// Makes the file ready: pragmas, the store's own tables, a table for each kind.
pub(crate) fn prepare(connection: &mut Connection, kinds: &[&'static Kind], durable: bool) -> Result<()> {
    keep_plans(connection)?;
    connection
        .execute_batch(&format!(
            "PRAGMA busy_timeout = 10000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = {};
             PRAGMA cache_size = -16000;
             PRAGMA wal_autocheckpoint = 0;
             PRAGMA journal_size_limit = 67108864;
             PRAGMA temp_store = MEMORY;",
            if durable { "FULL" } else { "OFF" }
        ))
        .map_err(failure)?;
    connection.set_prepared_statement_cache_capacity(256);
    migrate(connection)?;
    for kind in kinds {
        create(connection, kind)?;
    }
    Ok(())
}

pub(crate) fn tune_reader(connection: &Connection) -> Result<()> {
    keep_plans(connection)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection
        .execute_batch(
            "PRAGMA query_only = ON;
             PRAGMA busy_timeout = 10000;
             PRAGMA cache_size = -8000;
             PRAGMA mmap_size = 67108864;
             PRAGMA temp_store = MEMORY;",
        )
        .map_err(failure)
}

/// A prepared statement keeps its plan whatever is bound to it; else it would be planned anew for each value.
fn keep_plans(connection: &Connection) -> Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(failure)?;
    Ok(())
}

fn migrate(connection: &mut Connection) -> Result<()> {
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failure)?;
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        return Err(Error::Newer { found, known });
    }
    for (number, migration) in (1..).zip(MIGRATIONS).skip_while(|(number, _)| *number <= found) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failure)?;
        // Another process may have done it while this one waited for its turn.
        let done: i64 = transaction.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(failure)?;
        if done >= number {
            continue;
        }
        transaction.execute_batch(migration).map_err(failure)?;
        transaction.pragma_update(None, "user_version", number).map_err(failure)?;
        transaction.commit().map_err(failure)?;
    }
    Ok(())
}

fn create(connection: &mut Connection, kind: &Kind) -> Result<()> {
    let table = kind.table;
    let exists: bool = connection
        .query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)", [table], |row| {
            row.get(0)
        })
        .map_err(failure)?;
    if !exists {
        connection
            .execute_batch(&format!(
                "CREATE TABLE IF NOT EXISTS {table} (
                   id INTEGER PRIMARY KEY,
                   shop INTEGER NOT NULL,
                   version INTEGER NOT NULL,
                   due_at INTEGER,
                   etag TEXT NOT NULL,
                   doc TEXT NOT NULL
                 ) STRICT;
                 CREATE INDEX IF NOT EXISTS {table}_of_shop ON {table} (shop);"
            ))
            .map_err(failure)?;
    }
    for index in kind.indexes {
        let name = index.name;
        if let Some(text_of) = index.text {
            words::create(connection, kind, name, text_of)?;
            continue;
        }
        let exists: bool = connection
            .query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND name = ?)", [name], |row| {
                row.get(0)
            })
            .map_err(failure)?;
        if !exists {
            connection.execute_batch(&create_index(table, index)).map_err(failure)?;
        }
    }
    drop_old_indexes(connection, kind)?;
    Ok(())
}

/// An index that the kind no longer has costs every write, and the engine may like it better than what it has now.
fn drop_old_indexes(connection: &Connection, kind: &Kind) -> Result<()> {
    let of_shop = format!("{}_of_shop", kind.table);
    let mut there = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
        .map_err(failure)?;
    let names = there.query_map([kind.table], |row| row.get(0)).map_err(failure)?;
    let names: Vec<String> = names.collect::<rusqlite::Result<_>>().map_err(failure)?;
    let is_known = |name: &String| *name == of_shop || kind.indexes.iter().any(|index| index.name == name);
    for name in names.iter().filter(|name| !is_known(name)) {
        connection.execute_batch(&format!("DROP INDEX IF EXISTS {name}")).map_err(failure)?;
    }
    Ok(())
}

fn create_index(table: &str, index: &Index) -> String {
    let fields: Vec<String> = index.fields.iter().map(sql::expression).collect();
    debug_assert!(
        !index.unique || index.fields.iter().all(|field| field.cast != Cast::Text),
        "a unique text is compared folded, which also exempts the empty text"
    );
    let unique = if index.unique { "UNIQUE " } else { "" };
    format!("CREATE {unique}INDEX IF NOT EXISTS {} ON {table} (shop, {})", index.name, fields.join(", "))
}
