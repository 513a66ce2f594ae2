//! The end of the log that requests see: a try at a queue, and nothing they would wait for.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use http::Method;
use platform::{Caller, Token};
use storage::ShopId;
use tokio::sync::mpsc::Sender;
use wire::{Id, Timestamp};

use super::budget::Budget;
use super::{LEFT_OUT, Why};

/// Takes down calls. Cheap to clone.
#[derive(Clone)]
pub struct Recorder {
    queue: Sender<(Arc<str>, Note)>,
    budget: Arc<Budget>,
}

/// A call that has its answer.
#[derive(Debug)]
pub(crate) struct Note {
    pub(crate) who: Who,
    pub(crate) address: IpAddr,
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) request_id: Arc<str>,
    pub(crate) at: Timestamp,
    pub(crate) status: u16,
    pub(crate) micros: u64,
    pub(crate) refused: Option<(Why, Option<String>)>,
}

/// Whose call it is.
#[derive(Debug, Clone)]
pub(crate) enum Who {
    Known(Arc<Caller>),
    /// Nobody is proven to be anybody.
    Said(Option<Claim>),
}

/// Who a call says it is from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Claim {
    /// The account of this name.
    Account(String),
    /// A token of ours that may open nothing any more.
    Token(Id<Token>),
    /// Nobody in particular, on a page of this shop.
    Visitor(ShopId),
}

/// Room for one call in the log.
pub(crate) struct Place<'a> {
    recorder: &'a Recorder,
    key: Arc<str>,
}

impl Recorder {
    pub(super) fn new(queue: Sender<(Arc<str>, Note)>, budget: Arc<Budget>) -> Self {
        Self { queue, budget }
    }

    /// Room for a call of this caller, if there is any left at this moment. To be asked before a note is written.
    pub(crate) fn place(&self, caller: Option<&Arc<Caller>>, address: IpAddr) -> Option<Place<'_>> {
        // Whoever is not proven to be somebody shares the room of an address, whatever names it makes up.
        let key = caller.map_or_else(|| address.to_string().into(), |caller| Arc::clone(&caller.key));
        if self.budget.take(&key, Instant::now()) {
            return Some(Place { recorder: self, key });
        }
        metrics::counter!(LEFT_OUT).increment(1);
        None
    }
}

impl Place<'_> {
    /// Hands the note over, unless too many wait already. Never waits itself.
    pub(crate) fn fill(self, note: Note) {
        let Self { recorder, key } = self;
        if let Err(error) = recorder.queue.try_send((key, note)) {
            let (key, _) = error.into_inner();
            recorder.budget.give_up(&key);
            metrics::counter!(LEFT_OUT).increment(1);
        }
    }
}
