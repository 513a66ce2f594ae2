//! The embedded engine: one SQLite file in the data folder.
//!
//! Reads run in place on the calling thread, each on a read-only connection of its own: the page
//! cache answers in microseconds. Writes go to one thread ([`writer`]) that groups the
//! transactions that wait into one commit, so that many share one fsync.

mod change_mark;
mod claim;
mod connection;
mod delivery_log;
mod health;
mod outbox;
mod plan;
mod schema;
mod sql;
mod words;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, OpenFlags};
use storage::{BoxFuture, Claim, Claimed, Error, Kind, ReadJob, Result, Store, WriteJob};
use tokio::sync::Notify;

use change_mark::ChangeMark;
use connection::{Reading, Session};
use writer::{Shared, Writing};

/// How the database file is opened.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Answered writes survive a power cut. Only a benchmark turns this off.
    pub durable: bool,
    /// At most so many transactions share a commit.
    pub max_group: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { durable: true, max_group: 512 }
    }
}

/// Read-only connections that nobody uses right now.
pub(crate) type Idle = Mutex<Vec<Reading>>;

pub struct Sqlite {
    path: PathBuf,
    idle: Arc<Idle>,
    writing: Writing,
    events_committed: Arc<Notify>,
}

impl Sqlite {
    /// Opens the file, making it and its tables where they are missing.
    pub fn open(path: &Path, kinds: &[&'static Kind], options: Options) -> Result<Self> {
        let mut connection = Connection::open(path)
            .map_err(|error| Error::Unavailable(format!("cannot open {}: {error}", path.display())))?;
        schema::prepare(&mut connection, kinds, options.durable)?;
        let events_committed = Arc::new(Notify::new());
        let idle = Arc::<Idle>::default();
        let shared = Shared { log: ChangeMark::of(path), idle: Arc::clone(&idle), bell: Arc::clone(&events_committed) };
        let writing = Writing::start(connection, options.max_group, shared)?;
        Ok(Self { path: path.to_owned(), idle, writing, events_committed })
    }

    fn reader(&self) -> Result<Reading> {
        if let Some(reading) = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop() {
            return Ok(reading);
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(&self.path, flags).map_err(connection::failure)?;
        schema::tune_reader(&connection)?;
        Ok(Reading::new(connection, ChangeMark::of(&self.path)))
    }

    fn read_in_place<T>(&self, job: impl FnOnce(&Session<'_>) -> Result<T>) -> Result<T> {
        let reading = self.reader()?;
        let session = Session::reading(&reading);
        let outcome = job(&session);
        if !reading.is_sound() {
            // Closed, and opened anew when one is needed.
            return outcome;
        }
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reading);
        outcome
    }
}

impl Store for Sqlite {
    fn read<'a>(&'a self, job: ReadJob<'a>) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move { self.read_in_place(|session| job(session)) })
    }

    fn write(&self, job: WriteJob) -> BoxFuture<'_, Result<()>> {
        Box::pin(self.writing.run(job))
    }

    /// Reads in place: what is in flight is the caller's to know, so nothing is marked, and a
    /// claim never waits for the writer's fsync.
    fn claim<'a>(&'a self, claim: Claim<'a>) -> BoxFuture<'a, Result<Claimed>> {
        Box::pin(async move { self.read_in_place(|session| session.claim(&claim)) })
    }

    fn events_committed(&self) -> &Notify {
        &self.events_committed
    }
}
