//! Events, as they wait for delivery; deliveries, as they are claimed, recorded and listed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{EndpointHealth, Result, ShopId, Span, StatBucket};

/// Something that happened, with the document as it stands right after.
#[derive(Debug)]
pub struct NewEvent<'a> {
    /// `customers/update`
    pub name: &'a str,
    /// The resource the event is about, for filters and for order.
    pub resource_id: i64,
    /// The body that receivers get, byte for byte.
    pub payload: &'a [u8],
    /// The event's name for ever: receivers tell a repeat by it.
    pub uid: &'a str,
    /// Milliseconds since 1970.
    pub at: i64,
    /// The API request that caused it, if one did.
    pub request_id: Option<&'a str>,
}

/// What an endpoint is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `evt_…`: the same for every endpoint and every try.
    pub uid: String,
    pub name: String,
    pub resource_id: i64,
    /// When it happened, in milliseconds since 1970.
    pub at: i64,
    /// The API request that caused it, if one did.
    pub request_id: Option<String>,
    /// The body, byte for byte.
    pub payload: Bytes,
}

/// What a dispatcher asks for when it has room.
#[derive(Debug)]
pub struct Claim<'a> {
    /// Deliveries whose time is not later than this are due (milliseconds).
    pub now: i64,
    /// At most so many.
    pub limit: usize,
    /// At most so many of one endpoint, unless `rooms` says otherwise: so one that has a long
    /// queue leaves room for the rest.
    pub room: usize,
    /// Room by endpoint.
    pub rooms: &'a HashMap<i64, usize>,
    /// What this dispatcher has claimed and not recorded; not claimed again.
    pub in_flight: &'a HashSet<i64>,
    /// Only these endpoints are asked; all that have pending deliveries when absent.
    pub only: Option<&'a [i64]>,
    /// Of all endpoints, those after this one are asked first, so that a limit reached early is fair over time.
    pub after: i64,
    /// So long (milliseconds) the rows are this dispatcher's alone, where several nodes share a
    /// database: such an engine marks the rows it hands out (`FOR UPDATE SKIP LOCKED`) and hands
    /// them out again when the time has passed, because the node died. An engine with a single
    /// process needs no mark: `in_flight` says it all, and a restart redelivers.
    pub lease: i64,
}

/// What a claim brought.
#[derive(Debug, Default)]
pub struct Claimed {
    pub due: Vec<Due>,
    /// The limit was reached before every endpoint was asked; the next claim goes on after this one.
    pub unfinished_at: Option<i64>,
    /// The earliest time of a pending delivery that is not due yet, as far as was seen.
    pub next_at: Option<i64>,
}

/// A delivery whose time has come.
#[derive(Debug, Clone)]
pub struct Due {
    pub id: i64,
    pub shop: ShopId,
    pub endpoint: i64,
    /// Tries so far, in all.
    pub attempts: u32,
    /// Tries since it was queued or last resent: where it is on the schedule.
    pub tries: u32,
    /// Its event was made to try the endpoint out.
    pub test: bool,
    pub event: Arc<Event>,
}

/// A try that has ended, and what that means for its delivery.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub delivery: i64,
    pub endpoint: i64,
    pub attempt: Attempt,
    pub state: DeliveryState,
    /// When the next try is due (milliseconds), for one that stays pending.
    pub next_at: i64,
}

/// One try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Counts a delivery's tries, from 1.
    pub number: u32,
    /// When it began (milliseconds).
    pub at: i64,
    pub duration_micros: i64,
    /// The answer's status, if there was an answer.
    pub status: Option<u16>,
    /// Why it counts as failed, in words.
    pub failure: Option<String>,
    /// How the answer's body begins.
    pub answer: Bytes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    Pending,
    Delivered,
    GivenUp,
}

/// Which deliveries a list shows: all that match everything given, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeliveryFilter {
    pub shop: Option<ShopId>,
    /// `orders/paid`, or `orders/*` for all that happens to orders.
    pub event: Option<String>,
    pub endpoint: Option<i64>,
    pub state: Option<DeliveryState>,
    pub resource_id: Option<i64>,
    /// Only what this API request caused; to be given with its time, which is what is looked up.
    pub request_id: Option<String>,
    /// Only of events from this time on (milliseconds).
    pub since: Option<i64>,
    /// Only of events before this time (milliseconds).
    pub until: Option<i64>,
    /// Only these. What is shown is followed by it, for the price of its rows.
    pub ids: Option<Vec<i64>>,
    /// Only ids below this: the last id of the page before. New rows do not move such pages.
    pub before: Option<i64>,
    /// Only ids above this: what has come since, for the price of what has come.
    pub after: Option<i64>,
    pub oldest_first: bool,
    /// All when absent.
    pub limit: Option<u64>,
}

/// A delivery as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySummary {
    pub id: i64,
    pub shop: ShopId,
    pub endpoint: i64,
    pub state: DeliveryState,
    pub attempts: u32,
    /// When the next try is due, if it is pending (milliseconds).
    pub next_at: Option<i64>,
    pub uid: String,
    pub event: String,
    pub resource_id: i64,
    /// When the event happened (milliseconds).
    pub at: i64,
    /// The last try's status, if there was an answer.
    pub status: Option<u16>,
    /// Why the last try failed, if it did.
    pub failure: Option<String>,
    /// Its event was made to try the endpoint out.
    pub test: bool,
}

/// A delivery with its event and all its tries, oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivery {
    pub summary: DeliverySummary,
    pub event: Event,
    pub attempts: Vec<Attempt>,
}

/// The delivery log, read.
pub trait OutboxReader {
    /// Deliveries that match, newest first unless the filter says otherwise.
    ///
    /// Where a filter names a shop, its times are found by halving: a shop whose clock went back by more than an
    /// hour may miss what happened meanwhile.
    fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<DeliverySummary>>;
    /// How many deliveries match, whatever the filter's limit.
    fn count_deliveries(&self, filter: &DeliveryFilter) -> Result<u64>;
    fn delivery(&self, id: i64) -> Result<Option<Delivery>>;
    /// The last event of this name that really happened in the shop, if that is not very long ago.
    fn latest_event(&self, shop: ShopId, name: &str) -> Result<Option<Event>>;
    /// How many deliveries are pending.
    fn queue_depth(&self) -> Result<u64>;
    fn endpoint_health(&self, endpoint: i64) -> Result<EndpointHealth>;
    /// The endpoint's tries in each part of a span in which there were any, oldest first.
    fn endpoint_stats(&self, endpoint: i64, span: Span) -> Result<Vec<StatBucket>>;
}

/// The delivery log, written.
pub trait OutboxWriter: OutboxReader {
    /// Notes tries that have ended: each delivery's new state, the try beside it, and the endpoint's tally.
    fn record(&self, outcomes: &[Outcome]) -> Result<()>;
    /// Puts a delivery at the start of its schedule, due at once, and wakes the dispatcher.
    /// Answers whether there is such a delivery.
    fn resend(&self, delivery: i64, now: i64) -> Result<bool>;
}
