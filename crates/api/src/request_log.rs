//! The request log: a shop's recent calls, and why a call was refused, for whoever owns the account.
//!
//! A request pays for it with one try at a bounded queue ([`Recorder`]). A task of its own ([`Keeper`]) stores what
//! came in about once a second, in one transaction, and takes away what is old: reads live on nothing changing in
//! the database between two of them, so the log must not change it with each. Under a flood some calls are left
//! out, and the entry beside them says how many.
//!
//! Entries are documents of the shop they are about: any node can read them, over any engine, and a shop's are
//! counted, paged and removed without a look at another's. Query strings and bodies are never kept: they hold what
//! shoppers typed.

mod budget;
mod entry;
mod keeper;
mod owners;
mod recorder;
mod why;

use std::sync::Arc;
use std::time::Duration;

use storage::{Database, Document, Kind};
use tokio::sync::mpsc;

use budget::Budget;

pub use entry::{LoggedRequest, RequestFilter};
pub use keeper::Keeper;
pub use recorder::Recorder;
pub(crate) use recorder::{Claim, Note, Who};
pub use why::Why;

pub const KINDS: &[&Kind] = &[LoggedRequest::KIND];

/// Calls that wait to be stored; more of one batch are left out.
const QUEUE: usize = 1000;

/// Counts calls that the log does not have.
const LEFT_OUT: &str = "shopwire_request_log_left_out_total";

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Whether calls are recorded at all. What was recorded before is removed in its time all the same.
    pub enabled: bool,
    /// So many calls of one caller are recorded within a second.
    pub per_second: u32,
    /// So many calls of one shop are kept.
    pub keep: u64,
    /// So long a call is kept.
    pub days: u32,
    /// What comes within this time is stored together.
    pub interval: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self { enabled: true, per_second: 100, keep: 20_000, days: 14, interval: Duration::from_secs(1) }
    }
}

/// The two ends of the log: one for the service, where calls are recorded, and one to be run beside it.
pub fn open(database: Database, options: Options) -> (Option<Recorder>, Keeper) {
    let (sender, receiver) = mpsc::channel(QUEUE);
    let budget = Arc::new(Budget::new(options.per_second));
    let keeper = Keeper::new(database, receiver, Arc::clone(&budget), options);
    (options.enabled.then(|| Recorder::new(sender, budget)), keeper)
}
