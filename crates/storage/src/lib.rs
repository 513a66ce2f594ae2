//! Documents, their declared indexes, and the outbox: what every backend stores and how
//! the rooms above ask for it.
//!
//! We store what we serve. A resource is one JSON document beside its key, its version and
//! its ETag; a change and the event it causes are written in one transaction. Backends
//! implement [`Store`], [`Reader`] and [`Writer`]; everything else talks to [`Database`],
//! [`View`] and [`Tx`], which are typed.
//!
//! # To add a kind of document
//!
//! Implement [`Document`] for its wire type (its [`Kind`] names the table and the indexes)
//! and list the kind where the program opens its store. Tables and indexes are made at start.

#[cfg(feature = "conformance")]
pub mod conformance;
mod database;
mod document;
mod health;
mod kind;
mod memo;
mod outbox;
mod query;
mod store;
mod text;
mod transaction;

pub use database::Database;
pub use document::{Document, Lifecycle, Record, Stored, etag_of, text_of};
pub use health::{EndpointHealth, MINUTE_MILLIS, Span, StatBucket};
pub use kind::{Cast, Field, Index, Kind, TextOf};
pub use memo::Memo;
pub use outbox::{
    Attempt, Claim, Claimed, Delivery, DeliveryFilter, DeliveryState, DeliverySummary, Due, Event, NewEvent,
    OutboxReader, OutboxWriter, Outcome,
};
pub use query::{Filter, Order, Query, Value};
pub use store::{BoxFuture, NewRow, ReadJob, Reader, Rollback, Row, RowRef, Store, Visit, WriteJob, Writer};
pub use text::{Phrase, phrases, words};
pub use transaction::{Reading, Tx, View};

/// The shop a document belongs to; 0 holds what belongs to the platform itself.
pub type ShopId = i64;

/// What belongs to no shop: shops themselves, accounts, signing keys.
pub const PLATFORM: ShopId = 0;

/// What can go wrong between a room and its database.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Somebody else changed the same document first, or a unique index refused the row.
    #[error("conflicting change to {0}")]
    Conflict(String),
    /// A stored document does not read as its type: a bug or a damaged file.
    #[error("stored {table} {id} is not readable: {reason}")]
    Unreadable { table: &'static str, id: i64, reason: String },
    /// The database was written by a newer Shopwire.
    #[error("the database has format {found}, this program knows {known}: run the newer Shopwire that wrote it")]
    Newer { found: i64, known: i64 },
    /// The database is busy, full, closed or out of reach.
    #[error("the database is unavailable: {0}")]
    Unavailable(String),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;
