//! The seam between rooms and engines: what a backend implements.

use std::future::Future;
use std::pin::Pin;

use tokio::sync::Notify;

use crate::{Claim, Claimed, Filter, Kind, Memo, NewEvent, OutboxReader, OutboxWriter, Query, Result, ShopId};

pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The transaction is to leave no trace.
#[derive(Debug)]
pub struct Rollback;

/// Reads one consistent snapshot.
pub type ReadJob<'a> = Box<dyn FnOnce(&dyn Reader) -> Result<()> + Send + 'a>;

/// Reads and writes one transaction. It runs beside nothing else that writes the same
/// documents, and may be grouped with others into one commit, so it must not wait.
pub type WriteJob = Box<dyn FnOnce(&dyn Writer) -> Result<(), Rollback> + Send>;

/// A database engine.
pub trait Store: Send + Sync + 'static {
    /// Runs the job on a snapshot, in place where the engine answers from memory.
    fn read<'a>(&'a self, job: ReadJob<'a>) -> BoxFuture<'a, Result<()>>;

    /// Runs the job in a transaction. When this answers `Ok`, what the job wrote survives a
    /// power cut; when it answers `Err`, nothing of it is there.
    fn write(&self, job: WriteJob) -> BoxFuture<'_, Result<()>>;

    /// Takes due deliveries for sending, oldest first within an endpoint. What was taken and is
    /// never recorded, because the process died, is handed out again.
    fn claim<'a>(&'a self, claim: Claim<'a>) -> BoxFuture<'a, Result<Claimed>>;

    /// Rings after each commit that holds events, for the dispatcher.
    fn events_committed(&self) -> &Notify;
}

/// A document as it lies in its table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub id: i64,
    /// Counts the document's changes, from 1.
    pub version: i64,
    /// From this moment (milliseconds) on, computed fields are out of date.
    pub due_at: Option<i64>,
    /// First 32 hex digits of the document's SHA-256.
    pub etag: String,
    /// JSON, in UTF-8.
    pub doc: Vec<u8>,
}

/// A [`Row`] where it lies.
#[derive(Debug, Clone, Copy)]
pub struct RowRef<'a> {
    pub id: i64,
    pub version: i64,
    pub due_at: Option<i64>,
    pub etag: &'a str,
    pub doc: &'a [u8],
}

impl RowRef<'_> {
    pub fn to_row(self) -> Row {
        let Self { id, version, due_at, etag, doc } = self;
        Row { id, version, due_at, etag: etag.to_owned(), doc: doc.to_owned() }
    }
}

/// What is done with each row of a query.
pub type Visit<'a> = &'a mut dyn FnMut(RowRef<'_>) -> Result<()>;

/// A document to be stored; version 1 is new, any other replaces the version before it.
#[derive(Debug)]
pub struct NewRow<'a> {
    pub id: i64,
    pub version: i64,
    pub due_at: Option<i64>,
    pub etag: &'a str,
    /// JSON, in UTF-8.
    pub doc: &'a [u8],
    /// All terms of the document, when they changed (see [`crate::Document::terms`]).
    pub terms: Option<&'a [(&'static str, String)]>,
    /// What the document is found by in full text, when it changed; empty when by nothing.
    pub text: Option<&'a str>,
}

pub trait Reader: OutboxReader {
    /// Where what was computed from stored documents is kept until the database changes, if the
    /// engine can tell when that is.
    fn memo(&self) -> Result<Option<&Memo>>;
    fn get(&self, kind: &Kind, shop: ShopId, id: i64) -> Result<Option<Row>>;
    /// Shows each row that the query finds, in order, without copying it.
    fn each(&self, kind: &Kind, shop: ShopId, query: &Query, visit: Visit<'_>) -> Result<()>;
    fn count(&self, kind: &Kind, shop: ShopId, filters: &[Filter]) -> Result<u64>;
    /// The distinct values of a term in a shop, sorted.
    fn term_values(&self, kind: &Kind, shop: ShopId, term: &str) -> Result<Vec<String>>;
}

pub trait Writer: Reader + OutboxWriter {
    /// The next id of a sequence: increasing, never given twice, also not after a rollback of others.
    fn next_id(&self, sequence: &str) -> Result<i64>;
    /// Stores the row; [`crate::Error::Conflict`] when its version is not the next one.
    fn put(&self, kind: &Kind, shop: ShopId, row: NewRow<'_>) -> Result<()>;
    fn delete(&self, kind: &Kind, shop: ShopId, id: i64) -> Result<()>;
    /// Begins a part of the transaction that [`Writer::end_part`] ends. Parts may hold parts.
    fn begin_part(&self) -> Result<()>;
    /// Ends the part that was begun last: what it wrote stays, or is gone as if it had never been.
    fn end_part(&self, stays: bool) -> Result<()>;
    /// Adds an event to the outbox, with one delivery for each endpoint that subscribes to it.
    fn emit(&self, shop: ShopId, event: NewEvent<'_>) -> Result<()>;
    /// Adds an event made to try an endpoint out: with one delivery, for that endpoint alone, whether or not it
    /// subscribes. Answers the delivery's id.
    fn emit_test(&self, shop: ShopId, endpoint: i64, event: NewEvent<'_>) -> Result<i64>;
    /// From now on the endpoint receives exactly these events of the shop.
    fn subscribe(&self, shop: ShopId, endpoint: i64, events: &[String]) -> Result<()>;
}
