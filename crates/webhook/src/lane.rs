//! An endpoint's own queue and its senders.
//!
//! Each endpoint has its own, so one that is slow or dead keeps nobody waiting. A sender is a task
//! that holds one connection and takes one delivery after the other; as many run as the endpoint
//! has shown to bear: one more after each success, half after a failing answer, a single one when
//! it does not answer at all.

use std::collections::VecDeque;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use storage::Due;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};
use tracing::Instrument;

use crate::attempt::{Health, attempt};
use crate::board::Context;
use crate::link::Link;
use crate::target::{self, Target};

/// A sender with nothing to do keeps its connection so long.
const KEPT_ALIVE: Duration = Duration::from_secs(10);
/// How many senders an endpoint starts with.
const FIRST_SENDERS: usize = 4;
/// So many deliveries wait here for each sender, and at least: enough that claims come in batches.
const WAITING_FOR_EACH: usize = 8;
pub(crate) const WAITING_AT_LEAST: usize = 32;

pub(crate) struct Lane {
    pub(crate) endpoint: i64,
    state: Mutex<State>,
    wake: Notify,
}

struct State {
    queue: VecDeque<Due>,
    /// Senders that run, those of them that are yet to look at the queue, and those that wait for work.
    senders: usize,
    starting: usize,
    idle: usize,
    /// How many may run.
    window: usize,
    most: usize,
    /// The store has more: the dispatcher wants to hear when so few are left.
    refill_at: Option<usize>,
    target: Option<(Target, Instant)>,
    closed: bool,
}

enum Next {
    Delivery(Due),
    Wait,
    Leave,
}

impl Lane {
    pub(crate) fn new(endpoint: i64, most: usize) -> Arc<Self> {
        let most = most.max(1);
        Arc::new(Self {
            endpoint,
            state: Mutex::new(State {
                queue: VecDeque::new(),
                senders: 0,
                starting: 0,
                idle: 0,
                window: FIRST_SENDERS.min(most),
                most,
                refill_at: None,
                target: None,
                closed: false,
            }),
            wake: Notify::new(),
        })
    }

    /// How many deliveries it can take, of the share that all lanes together leave it; none before
    /// half of its queue is gone, so that they come in batches.
    pub(crate) fn room(&self, share: usize) -> usize {
        let mut state = self.lock();
        let full = (state.window * WAITING_FOR_EACH).max(WAITING_AT_LEAST).min(share);
        if state.queue.len() <= full / 2 {
            state.refill_at = None;
            return full - state.queue.len();
        }
        state.refill_at = Some(full / 2);
        0
    }

    /// Queues what was claimed for the endpoint; `more` when the store has more than there was room for.
    pub(crate) fn offer(&self, deliveries: Vec<Due>, more: bool) {
        let mut state = self.lock();
        state.queue.extend(deliveries);
        state.refill_at = more.then_some(state.queue.len() / 2);
        // The last to have gone idle is woken first, so that those not needed leave in time.
        for _ in 0..state.idle.min(state.queue.len()) {
            self.wake.notify_last();
        }
    }

    /// A seat for another sender, if one would have work and may run.
    pub(crate) fn seat(self: &Arc<Self>, others_may_run: bool) -> Option<Seat> {
        let mut state = self.lock();
        let has_work = state.queue.len() > state.idle + state.starting;
        let may_run = state.senders < state.window && (others_may_run || state.senders == 0);
        if state.closed || !has_work || !may_run {
            return None;
        }
        state.senders += 1;
        state.starting += 1;
        Some(Seat { lane: Arc::clone(self), taken: true, holding: None })
    }

    /// Nothing waits and nobody works here.
    pub(crate) fn is_empty(&self) -> bool {
        let state = self.lock();
        state.queue.is_empty() && state.senders == 0
    }

    /// Forgets what waits (it stays pending in the store) and lets senders end after the try they are at.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        state.queue.clear();
        drop(state);
        self.wake.notify_waiters();
    }

    fn learn(&self, health: Health, context: &Context) {
        let mut state = self.lock();
        match health {
            Health::Good => state.window = (state.window + 1).min(state.most),
            Health::Failing => state.window = (state.window / 2).max(1),
            Health::Silent => state.window = 1,
        }
        let more_senders = state.senders < state.window && state.idle == 0 && !state.queue.is_empty();
        drop(state);
        if more_senders {
            context.board.grow(self.endpoint);
        }
    }

    /// The target as it stands in the documents, or stood a moment ago.
    async fn target(&self, context: &Context) -> Target {
        if let Some(target) = self.known_target(context) {
            return target;
        }
        let target = target::load(&context.database, &context.vault, self.endpoint).await;
        let mut state = self.lock();
        if let Target::Held(reason) = target
            && !matches!(state.target, Some((Target::Held(before), _)) if before == reason)
        {
            tracing::warn!(endpoint = self.endpoint, reason, "an endpoint's deliveries wait");
        }
        state.target = Some((target.clone(), Instant::now()));
        target
    }

    fn known_target(&self, context: &Context) -> Option<Target> {
        let state = self.lock();
        let (target, read_at) = state.target.as_ref()?;
        (read_at.elapsed() < context.options.target_ttl).then(|| target.clone())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A sender's place in its lane, given back however the sender ends.
pub(crate) struct Seat {
    lane: Arc<Lane>,
    taken: bool,
    /// The delivery it is at.
    holding: Option<(i64, Arc<Context>)>,
}

impl Seat {
    fn next(&mut self, waits: bool, context: &Context) -> Next {
        let mut state = self.lane.lock();
        if state.closed || state.senders > state.window {
            // Under the same lock as the look: two that leave at once might leave nobody.
            state.senders -= 1;
            self.taken = false;
            return Next::Leave;
        }
        let Some(due) = state.queue.pop_front() else {
            state.idle += usize::from(waits);
            return Next::Wait;
        };
        let refill = state.refill_at.is_some_and(|few| state.queue.len() <= few);
        if refill {
            state.refill_at = None;
        }
        drop(state);
        if refill {
            context.board.refill(self.lane.endpoint);
        }
        Next::Delivery(due)
    }

    /// Goes on after a wait; false when it was long and there is nothing to do.
    fn resume(&mut self, waited_long: bool) -> bool {
        let mut state = self.lane.lock();
        state.idle -= 1;
        if waited_long && state.queue.is_empty() {
            state.senders -= 1;
            self.taken = false;
        }
        self.taken
    }

    fn release(&mut self) {
        if let Some((delivery, context)) = self.holding.take() {
            context.board.released(self.lane.endpoint, delivery);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if self.taken {
            self.lane.lock().senders -= 1;
        }
        self.release();
    }
}

/// A sender's life.
pub(crate) async fn work(mut seat: Seat, context: Arc<Context>) {
    let lane = Arc::clone(&seat.lane);
    lane.lock().starting -= 1;
    let mut link = None;
    while let Some(due) = next(&mut seat, &context, &mut link).await {
        seat.holding = Some((due.id, Arc::clone(&context)));
        let target = lane.target(&context).await;
        if let Target::Held(_) | Target::Paused(_) = target {
            seat.release();
            continue;
        }
        let span = tracing::debug_span!("delivery", id = due.id, endpoint = due.endpoint, event = due.event.name);
        let trying = attempt(&context, &due, &target, &mut link).instrument(span);
        let (outcome, health) = trying.await;
        seat.holding = None;
        context.board.tried(outcome);
        lane.learn(health, &context);
    }
}

async fn next(seat: &mut Seat, context: &Context, link: &mut Option<Link>) -> Option<Due> {
    match seat.next(false, context) {
        Next::Delivery(due) => return Some(due),
        Next::Leave => return None,
        Next::Wait => {}
    }
    let lane = Arc::clone(&seat.lane);
    loop {
        let mut woken = pin!(lane.wake.notified());
        woken.as_mut().enable();
        match seat.next(true, context) {
            Next::Delivery(due) => return Some(due),
            Next::Leave => return None,
            Next::Wait => {}
        }
        let waited_long = tokio::select! {
            () = woken => false,
            () = closed(link) => {
                *link = None;
                false
            }
            () = sleep(KEPT_ALIVE) => true,
        };
        if !seat.resume(waited_long) {
            return None;
        }
    }
}

async fn closed(link: &mut Option<Link>) {
    match link {
        Some(link) => link.closed().await,
        None => std::future::pending().await,
    }
}
