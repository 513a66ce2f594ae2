//! The embedded engine keeps every rule of storage.

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
