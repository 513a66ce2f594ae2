//! The embedded engine keeps every rule of storage.

use std::sync::Arc;

use shopwire_storage_sqlite::{Options, Sqlite};
use storage::conformance::{Fixture, KINDS};

fn open() -> Fixture {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("test.db"), KINDS, Options::default()).unwrap();
    Fixture { store: Arc::new(store), keep: Box::new(folder) }
}

storage::conformance_suite!(open);
