//! The embedded engine keeps every rule of storage.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::sync::Arc;

use shopwire_storage_sqlite::{Options, Sqlite};
use storage::conformance::{Fixture, KINDS, Thing};
use storage::{Database, Error, Reading, View};
use wire::{OsRandom, SystemClock};

fn open() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("test.db"), KINDS, Options::default()).unwrap();
    Fixture { store: Arc::new(store), keep: Box::new(folder) }
}

storage::conformance_suite!(open);

/// A command changes an account while the server runs: the server must not remember the old one.
#[tokio::test]
async fn a_change_by_another_opener_of_the_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let store = Sqlite::open(&folder.path().join("test.db"), KINDS, Options::default()).unwrap();
        Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom))
    };
    let (server, command) = (open(), open());
    let counted = async || {
        let count = |view: &View<'_>| {
            view.memoized("count", || Ok::<_, Error>(Arc::new(view.count::<Thing>(&[])?))).map(|count| *count)
        };
        server.read(1, count).await.unwrap()
    };
    for expected in 0..20 {
        assert_eq!(counted().await, expected);
        command.write(1, None, |tx| tx.insert(Thing::default()).map(|_| ())).await.unwrap();
    }
}

/// Readers keep their snapshot as long as nothing changes; the log must start over all the same.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_stays_short_while_others_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let store = Sqlite::open(&path, KINDS, Options::default()).unwrap();
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    let readers: Vec<_> = (0..2)
        .map(|_| {
            let database = database.clone();
            tokio::spawn(async move {
                loop {
                    database.read(1, |view| view.count::<Thing>(&[])).await.unwrap();
                    tokio::task::yield_now().await;
                }
            })
        })
        .collect();
    // 6,000 commits of some 6 pages each: four times the length at which the log is brought in.
    for _ in 0..6_000 {
        database.write(1, None, |tx| tx.insert(Thing::default()).map(|_| ())).await.unwrap();
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
    let log = std::fs::metadata(folder.path().join("test.db-wal")).unwrap().len();
    assert!(log < 64 << 20, "the log has {log} bytes");
}

#[tokio::test]
async fn a_closed_database_is_one_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("test.db"), KINDS, Options::default()).unwrap();
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    database.write(1, None, |tx| tx.insert(Thing::default()).map(|_| ())).await.unwrap();
    assert_eq!(database.read(1, |view| view.count::<Thing>(&[])).await.unwrap(), 1);
    drop(database);
    let files: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["test.db"]);
}

/// A log is written at one end and removed at the other for years: what is counted must not grow with its age.
#[tokio::test]
async fn what_is_removed_leaves_nothing_to_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let store = Sqlite::open(&path, KINDS, Options::default()).unwrap();
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    let things = database
        .write(1, None, |tx| (0..5_000).map(|_| tx.insert(Thing::default())).collect::<Result<Vec<_>, Error>>())
        .await
        .unwrap();
    let remove = |tx: &mut storage::Tx<'_>| things.into_iter().try_for_each(|thing| tx.delete(thing).map(drop));
    database.write(1, None, remove).await.unwrap();
    assert_eq!(database.read(1, |view| view.count::<Thing>(&[])).await.unwrap(), 0);
    let file = rusqlite::Connection::open(&path).unwrap();
    let blocks: i64 = file.query_row("SELECT count(*) FROM blocks", [], |row| row.get(0)).unwrap();
    assert_eq!(blocks, 0);
}
