//! A database of an older format is brought to the newest, with all that is in it.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::sync::Arc;

use rusqlite::Connection;
use shopwire_storage_sqlite::{Options, Sqlite};
use storage::conformance::{KINDS, Thing};
use storage::{Database, Document, EndpointHealth, Filter, Kind, Reading, Span, StatBucket};
use wire::{OsRandom, SystemClock};

const MINUTE: i64 = 60_000;

/// What was tried before endpoints were tallied counts as well.
#[tokio::test]
async fn the_log_of_the_first_format_is_tallied() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../src/schema/1.sql")).unwrap();
    old.pragma_update(None, "user_version", 1).unwrap();
    old.execute_batch(
        "INSERT INTO events VALUES (1, 7, 'things/create', 1, 'evt_1', 0, NULL, '{}');
         INSERT INTO deliveries VALUES (1, 1, 7, 5, 0, 4, 4, 0), (2, 1, 7, 6, 1, 1, 1, 0);
         INSERT INTO attempts VALUES
           (65537, 60000, 9000000, NULL, 'no answer', x''), (65538, 60001, 1000, 200, NULL, x''),
           (65539, 60002, 3000, 500, 'answered 500', x''), (65540, 120000, 2000, 500, 'answered 500', x''),
           (131073, 60000, 1000, 200, NULL, x'');",
    )
    .unwrap();
    drop(old);

    let store = Sqlite::open(&path, KINDS, Options::default()).unwrap();
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    let read = database.read_raw(|reader| {
        let span = Span { since: MINUTE, until: 3 * MINUTE, bucket: MINUTE };
        Ok::<_, storage::Error>((reader.endpoint_health(5)?, reader.endpoint_stats(5, span)?))
    });
    let (health, stats) = read.await.unwrap();
    let expected = EndpointHealth {
        pending: 1,
        last_success_at: Some(60_001),
        last_failure_at: Some(120_000),
        failures_in_a_row: 2,
    };
    assert_eq!(health, expected);
    let first =
        StatBucket { start: MINUTE, succeeded: 1, failed: 2, answered: 2, total_micros: 4_000, slowest_micros: 3_000 };
    let second = StatBucket {
        start: 2 * MINUTE,
        succeeded: 0,
        failed: 1,
        answered: 1,
        total_micros: 2_000,
        slowest_micros: 2_000,
    };
    assert_eq!(stats, [first, second]);
    let delivery = database.read_raw(|reader| reader.delivery(1)).await.unwrap().unwrap();
    assert!(!delivery.summary.test);
}

/// What a kind no longer declares is not kept up for nobody.
#[test]
fn an_index_that_is_no_longer_declared_goes() {
    const BARE: &Kind = &Kind { table: Thing::KIND.table, indexes: &[] };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let indexes = || {
        let connection = Connection::open(&path).unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL";
        let mut names = connection.prepare(sql).unwrap();
        let names = names.query_map([BARE.table], |row| row.get(0)).unwrap();
        names.collect::<Result<Vec<String>, _>>().unwrap()
    };
    drop(Sqlite::open(&path, KINDS, Options::default()).unwrap());
    let declared = Thing::KIND.indexes.iter().filter(|index| index.text.is_none()).count();
    assert_eq!(indexes().len(), declared + 1, "those of the kind, and that of its shops");
    drop(Sqlite::open(&path, &[BARE], Options::default()).unwrap());
    assert_eq!(indexes(), [format!("{}_of_shop", BARE.table)]);
}

/// A kind that is given an index of words later is found by them from its first document on.
#[tokio::test]
async fn what_was_stored_before_there_were_words_is_found_by_them() {
    const BARE: &Kind = &Kind { table: Thing::KIND.table, indexes: &[] };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let open = |kinds: &[&'static Kind]| {
        let store = Sqlite::open(&path, kinds, Options::default()).unwrap();
        Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom))
    };
    let named = |name: &str| Thing { name: name.into(), ..Thing::default() };
    let before = open(KINDS);
    let fill = move |tx: &mut storage::Tx<'_>| {
        tx.insert(named("黑色上衣"))?;
        tx.insert(Thing { hidden: true, ..named("黑色帽子") }).map(|_| ())
    };
    before.write(7, None, fill).await.unwrap();
    drop(before);
    Connection::open(&path).unwrap().execute_batch("DROP TABLE conformance_things_text").unwrap();
    drop(open(&[BARE]));

    for _ in 0..2 {
        let database = open(KINDS);
        let count = |shop, text: &str| {
            let filters = [Filter::Matches(text.to_owned())];
            let database = &database;
            async move { database.read(shop, |view| view.count::<Thing>(&filters)).await.unwrap() }
        };
        assert_eq!((count(7, "黑色").await, count(7, "帽子").await, count(8, "黑色").await), (1, 0, 0));
    }
}
