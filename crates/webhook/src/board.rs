//! What senders share: the means to send, and the board where they tell the dispatcher what has
//! ended and what they need.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use metrics::{Counter, Gauge, Histogram};
use platform::Vault;
use storage::{Database, DeliveryState, Outcome};
use tokio::sync::Notify;

use crate::DispatcherOptions;
use crate::connector::Connector;

pub(crate) struct Context {
    pub(crate) database: Database,
    pub(crate) vault: Arc<Vault>,
    pub(crate) options: DispatcherOptions,
    pub(crate) connector: Connector,
    pub(crate) metrics: Metrics,
    pub(crate) board: Board,
}

/// The bell rings once for each kind of news until the dispatcher has looked: while it gathers
/// what ended into one transaction, more of the same does not wake it.
#[derive(Default)]
pub(crate) struct Board {
    news: Mutex<News>,
    pub(crate) bell: Notify,
}

#[derive(Default)]
pub(crate) struct News {
    /// Tries to be recorded.
    pub(crate) tried: Vec<Outcome>,
    /// Deliveries (endpoint, id) that could not be tried.
    pub(crate) released: Vec<(i64, i64)>,
    /// Endpoints that would bear another sender.
    pub(crate) growing: Vec<i64>,
    /// Endpoints whose lanes have room again, while the store may have more for them.
    pub(crate) refill: Vec<i64>,
}

impl Board {
    pub(crate) fn tried(&self, outcome: Outcome) {
        let mut news = self.lock();
        news.tried.push(outcome);
        self.ring_if(news.tried.len() == 1, news);
    }

    pub(crate) fn released(&self, endpoint: i64, delivery: i64) {
        let mut news = self.lock();
        news.released.push((endpoint, delivery));
        self.ring_if(true, news);
    }

    pub(crate) fn grow(&self, endpoint: i64) {
        let mut news = self.lock();
        let known = news.growing.contains(&endpoint);
        if !known {
            news.growing.push(endpoint);
        }
        self.ring_if(!known, news);
    }

    pub(crate) fn refill(&self, endpoint: i64) {
        let mut news = self.lock();
        news.refill.push(endpoint);
        self.ring_if(news.refill.len() == 1, news);
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn ring_if(&self, new: bool, news: MutexGuard<'_, News>) {
        drop(news);
        if new {
            self.bell.notify_one();
        }
    }
}

/// Handles, looked up once: a delivery then costs an atomic addition.
pub(crate) struct Metrics {
    delivered: Counter,
    failed: Counter,
    given_up: Counter,
    seconds: Histogram,
    pub(crate) queue_depth: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        metrics::describe_counter!("shopwire_deliveries_total", "Tries to deliver a webhook, by outcome");
        metrics::describe_histogram!("shopwire_delivery_seconds", "How long a try took");
        metrics::describe_gauge!("shopwire_queue_depth", "Deliveries that are pending");
        Self {
            delivered: metrics::counter!("shopwire_deliveries_total", "outcome" => "delivered"),
            failed: metrics::counter!("shopwire_deliveries_total", "outcome" => "failed"),
            given_up: metrics::counter!("shopwire_deliveries_total", "outcome" => "given_up"),
            seconds: metrics::histogram!("shopwire_delivery_seconds"),
            queue_depth: metrics::gauge!("shopwire_queue_depth"),
        }
    }

    pub(crate) fn tried(&self, state: DeliveryState, duration: Duration) {
        match state {
            DeliveryState::Delivered => self.delivered.increment(1),
            DeliveryState::Pending => self.failed.increment(1),
            DeliveryState::GivenUp => self.given_up.increment(1),
        }
        self.seconds.record(duration);
    }
}
