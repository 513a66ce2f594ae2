//! An empty installation in a test, without a server.
#![allow(dead_code, unreachable_pub)] // each test file uses its part
#![allow(clippy::unwrap_used)] // a test that cannot be set up fails

use std::sync::Arc;

use shopwire_platform::{KINDS, MasterKey, Vault};
use storage::Database;
use storage_sqlite::{Options, Sqlite};
use wire::{MovableClock, OsRandom, SystemClock};

pub struct Bench {
    pub database: Database,
    pub clock: MovableClock,
    pub vault: Arc<Vault>,
    _folder: tempfile::TempDir,
}

pub fn bench() -> Bench {
    let folder = tempfile::tempdir().unwrap();
    let store = Sqlite::open(&folder.path().join("test.db"), KINDS, Options::default()).unwrap();
    let clock = MovableClock::new(Arc::new(SystemClock));
    let database = Database::new(Arc::new(store), Arc::new(clock.clone()), Arc::new(OsRandom));
    let vault = Arc::new(Vault::new(&MasterKey::generate(&OsRandom)));
    Bench { database, clock, vault, _folder: folder }
}
