//! The one task that claims what is due and records what has ended.
//!
//! It owns the list of what is in flight; the rows stay pending in the store until a try is
//! recorded. So a process that dies loses nothing: what was in flight is delivered again, under the
//! same `webhook-id`.

use std::collections::{HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use platform::Vault;
use storage::{Claim, Claimed, Database, Due, Outcome};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::DispatcherOptions;
use crate::board::{Board, Context, Metrics};
use crate::connector::Connector;
use crate::lane::{Lane, WAITING_AT_LEAST, work};

/// Tries that end within this time are recorded together. It delays no delivery.
const GATHER: Duration = Duration::from_millis(5);
/// At most so many deliveries in one claim, so that the loop stays lively.
const CLAIMED_AT_ONCE: usize = 512;
/// What has to wait is not looked at again before this time.
const HELD_AT_LEAST: Duration = Duration::from_millis(100);
/// How often the queue is measured and what is no longer used put away.
const HOUSEKEEPING: Duration = Duration::from_secs(5);
/// A store that fails is asked again after this time.
const STORE_PATIENCE: Duration = Duration::from_millis(200);

/// Delivers events until it is told to stop.
pub struct Dispatcher {
    context: Arc<Context>,
    lanes: HashMap<i64, Arc<Lane>>,
    /// Endpoints whose deliveries cannot be tried now, and until when.
    held: HashMap<i64, Instant>,
    senders: JoinSet<()>,
    /// Claimed and not recorded.
    in_flight: HashSet<i64>,
    recording: Option<Pin<Box<dyn Future<Output = Vec<i64>> + Send>>>,
    /// When what has ended is recorded, if anything has.
    record_at: Option<Instant>,
    /// Something may be due, at any endpoint.
    look: bool,
    /// Endpoints whose lanes have room, and the store perhaps more for them.
    refill: Vec<i64>,
    look_at: Instant,
    /// The endpoint the last claim ended with.
    after: i64,
    housekeeping_at: Instant,
}

impl Dispatcher {
    pub fn new(database: Database, vault: Arc<Vault>, options: DispatcherOptions) -> Self {
        let connector = Connector::new(options.addresses, &options.extra_roots);
        let context = Context { database, vault, options, connector, metrics: Metrics::new(), board: Board::default() };
        Self {
            context: Arc::new(context),
            lanes: HashMap::new(),
            held: HashMap::new(),
            senders: JoinSet::new(),
            in_flight: HashSet::new(),
            recording: None,
            record_at: None,
            look: true,
            refill: Vec::new(),
            look_at: Instant::now(),
            after: i64::MIN,
            housekeeping_at: Instant::now(),
        }
    }

    /// Delivers until `shutdown`; then lets the tries that run end, records them, and returns.
    pub async fn run(mut self, shutdown: CancellationToken) {
        while !shutdown.is_cancelled() {
            self.turn().await;
            tokio::select! {
                biased;
                () = shutdown.cancelled() => {}
                () = self.news() => {}
            }
        }
        self.stop().await;
    }

    /// Delivers all that is due now, records it, and returns: for tests that move the clock.
    pub async fn run_until_idle(&mut self) {
        self.look = true;
        loop {
            self.turn().await;
            if self.in_flight.is_empty() && !self.look {
                return;
            }
            self.news().await;
        }
    }

    /// Does all there is to do without waiting for anything but the store's memory.
    async fn turn(&mut self) {
        self.read_board();
        self.start_recording();
        if Instant::now() >= self.look_at {
            self.look = true;
        }
        if self.look || !self.refill.is_empty() {
            self.claim().await;
        }
        if Instant::now() >= self.housekeeping_at {
            self.keep_house().await;
        }
    }

    /// Waits until there is something to do.
    async fn news(&mut self) {
        if self.look {
            return;
        }
        let context = Arc::clone(&self.context);
        let mut wake_at = self.look_at.min(self.housekeeping_at);
        if let (Some(record_at), None) = (self.record_at, &self.recording) {
            wake_at = wake_at.min(record_at);
        }
        tokio::select! {
            recorded = finished(&mut self.recording) => {
                self.recording = None;
                for delivery in recorded {
                    self.in_flight.remove(&delivery);
                }
            }
            () = context.board.bell.notified() => {}
            () = context.database.events_committed().notified() => self.look = true,
            () = sleep_until(wake_at) => {}
        }
    }

    fn read_board(&mut self) {
        let mut news = self.context.board.lock();
        if !news.tried.is_empty() && self.record_at.is_none() {
            self.record_at = Some(Instant::now() + GATHER);
        }
        self.refill.append(&mut news.refill);
        let released = std::mem::take(&mut news.released);
        let growing = std::mem::take(&mut news.growing);
        drop(news);
        for (endpoint, delivery) in released {
            self.in_flight.remove(&delivery);
            let until = Instant::now() + self.context.options.target_ttl;
            self.held.insert(endpoint, until);
            self.look_when_held_no_more();
        }
        for endpoint in growing {
            self.seat_senders(endpoint);
        }
    }

    /// What was paused goes on as soon as its endpoint is read again, not at the next poll after that.
    fn look_when_held_no_more(&mut self) {
        if let Some(until) = self.held.values().min() {
            self.look_at = self.look_at.min((*until).max(Instant::now() + HELD_AT_LEAST));
        }
    }

    fn start_recording(&mut self) {
        if self.recording.is_some() || self.record_at.is_none_or(|at| Instant::now() < at) {
            return;
        }
        self.record_at = None;
        let outcomes = std::mem::take(&mut self.context.board.lock().tried);
        if !outcomes.is_empty() {
            self.recording = Some(Box::pin(record(self.context.database.clone(), outcomes)));
        }
    }

    async fn claim(&mut self) {
        let context = Arc::clone(&self.context);
        let options = &context.options;
        let now = Instant::now();
        self.held.retain(|_, until| *until > now);
        let refill = std::mem::take(&mut self.refill);
        let only = if self.look { None } else { Some(refill.as_slice()) };

        let share = (options.waiting / self.lanes.len().max(1)).max(1);
        let room = WAITING_AT_LEAST.min(share);
        let room_of = |(endpoint, lane): (&i64, &Arc<Lane>)| (*endpoint, lane.room(share));
        let mut rooms: HashMap<i64, usize> = match only {
            None => self.lanes.iter().map(room_of).collect(),
            Some(only) => only.iter().filter_map(|endpoint| self.lanes.get_key_value(endpoint)).map(room_of).collect(),
        };
        rooms.extend(self.held.keys().map(|endpoint| (*endpoint, 0)));
        let claim = Claim {
            now: context.database.now().millis(),
            limit: CLAIMED_AT_ONCE,
            room,
            rooms: &rooms,
            in_flight: &self.in_flight,
            only,
            after: self.after,
            lease: lease(options),
        };
        let clock = claim.now;
        if std::mem::take(&mut self.look) {
            self.look_at = now + options.poll;
        }
        match context.database.claim(claim).await {
            Ok(claimed) => {
                if let Some(next_at) = claimed.next_at {
                    let wait = u64::try_from(next_at - clock).unwrap_or_default();
                    self.look_at = self.look_at.min(now + Duration::from_millis(wait));
                }
                self.take(claimed, room, &rooms);
            }
            Err(error) => tracing::error!(%error, "due deliveries cannot be read; will look again"),
        }
        self.look_when_held_no_more();
    }

    /// Hands what was claimed to its lanes.
    fn take(&mut self, claimed: Claimed, room: usize, rooms: &HashMap<i64, usize>) {
        if let Some(endpoint) = claimed.unfinished_at {
            self.look = true;
            self.after = endpoint;
        }
        let mut due = claimed.due.into_iter().peekable();
        while let Some(first) = due.next() {
            let endpoint = first.endpoint;
            let mut deliveries: Vec<Due> = vec![first];
            while let Some(next) = due.next_if(|next| next.endpoint == endpoint) {
                deliveries.push(next);
            }
            self.in_flight.extend(deliveries.iter().map(|due| due.id));
            let more = deliveries.len() >= rooms.get(&endpoint).copied().unwrap_or(room);
            let most = self.context.options.senders_per_endpoint;
            let lane = self.lanes.entry(endpoint).or_insert_with(|| Lane::new(endpoint, most));
            lane.offer(deliveries, more);
            self.seat_senders(endpoint);
        }
    }

    fn seat_senders(&mut self, endpoint: i64) {
        while self.senders.try_join_next().is_some() {}
        let Some(lane) = self.lanes.get(&endpoint) else { return };
        while let Some(seat) = lane.seat(self.senders.len() < self.context.options.senders) {
            self.senders.spawn(work(seat, Arc::clone(&self.context)));
        }
    }

    async fn keep_house(&mut self) {
        self.housekeeping_at = Instant::now() + HOUSEKEEPING;
        // A lane whose deliveries wait remembers that it has said so.
        self.lanes.retain(|endpoint, lane| !lane.is_empty() || self.held.contains_key(endpoint));
        let depth = self.context.database.read_raw(|reader| reader.queue_depth()).await;
        match depth {
            // Exact up to 2^53.
            #[allow(clippy::cast_precision_loss)]
            Ok(depth) => self.context.metrics.queue_depth.set(depth as f64),
            Err(error) => tracing::warn!(%error, "the queue cannot be measured"),
        }
    }

    async fn stop(mut self) {
        let deadline = Instant::now() + self.context.options.grace;
        for lane in self.lanes.values() {
            lane.close();
        }
        let ending = async { while self.senders.join_next().await.is_some() {} };
        if timeout_at(deadline, ending).await.is_err() {
            tracing::warn!("some tries did not end in time; they will be made again");
        }
        self.senders.shutdown().await;
        let recording = async {
            if let Some(recording) = self.recording.take() {
                recording.await;
            }
            let outcomes = std::mem::take(&mut self.context.board.lock().tried);
            if !outcomes.is_empty() {
                record(self.context.database.clone(), outcomes).await;
            }
        };
        if timeout_at(deadline + STORE_PATIENCE, recording).await.is_err() {
            tracing::error!("the last tries could not be recorded; they will be made again");
        }
    }
}

/// How long claimed deliveries may stay unrecorded before another node, if there is one, takes
/// them: long enough for all that wait in a lane to run into their timeout.
fn lease(options: &DispatcherOptions) -> i64 {
    let lease = options.timeout.saturating_mul(u32::try_from(WAITING_AT_LEAST).unwrap_or(u32::MAX) + 1);
    i64::try_from(lease.as_millis()).unwrap_or(i64::MAX)
}

/// Records what has ended, however long the store takes: a try that is forgotten is made again.
async fn record(database: Database, outcomes: Vec<Outcome>) -> Vec<i64> {
    let outcomes = Arc::new(outcomes);
    loop {
        let tries = Arc::clone(&outcomes);
        let recorded = database.write_raw(move |writer| writer.record(&tries)).await;
        match recorded {
            Ok(()) => return outcomes.iter().map(|outcome| outcome.delivery).collect(),
            Err(error) => {
                let error: storage::Error = error;
                tracing::error!(%error, "tries cannot be recorded; will try again");
                sleep(STORE_PATIENCE).await;
            }
        }
    }
}

async fn finished<T>(work: &mut Option<Pin<Box<dyn Future<Output = T> + Send>>>) -> T {
    match work {
        Some(work) => work.await,
        None => std::future::pending().await,
    }
}
