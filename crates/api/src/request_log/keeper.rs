//! The end of the log that stores: batches about once a second, and small steps that take away what is old.

use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use platform::Shop;
use storage::{Database, Error, PLATFORM, Query, Reading, Result, ShopId, Tx};
use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

use super::budget::Budget;
use super::owners::Owners;
use super::recorder::Note;
use super::{LEFT_OUT, LoggedRequest, Options, QUEUE};

/// How often shops that nobody calls are looked at, for what has become old.
const SWEEP: Duration = Duration::from_hours(1);
/// So many old calls are removed in one transaction.
const STEP: u64 = 500;

/// Stores what the recorders take down. Any number may run on one database.
pub struct Keeper {
    database: Database,
    queue: Receiver<(Arc<str>, Note)>,
    budget: Arc<Budget>,
    options: Options,
}

impl Keeper {
    pub(super) fn new(
        database: Database,
        queue: Receiver<(Arc<str>, Note)>,
        budget: Arc<Budget>,
        options: Options,
    ) -> Self {
        Self { database, queue, budget, options }
    }

    /// Keeps the log until `shutdown`; then stores what is left, and returns.
    pub async fn run(mut self, shutdown: CancellationToken) {
        let mut sweeps = tokio::time::interval(SWEEP);
        loop {
            let first = tokio::select! {
                () = shutdown.cancelled() => break,
                _ = sweeps.tick() => None,
                // Without a recorder nothing comes, and there may still be something to remove.
                Some(first) = self.queue.recv() => Some(first),
            };
            let Some(first) = first else {
                self.sweep().await;
                continue;
            };
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(self.options.interval) => {}
            }
            self.store_all(Some(first)).await;
        }
        self.store_all(None).await;
    }

    /// Stores everything that waits.
    async fn store_all(&mut self, first: Option<(Arc<str>, Note)>) {
        let mut notes = Vec::from_iter(first);
        while notes.len() < QUEUE
            && let Ok(note) = self.queue.try_recv()
        {
            notes.push(note);
        }
        let count = notes.len();
        match self.store(notes).await {
            Ok(shops) => {
                for shop in shops {
                    self.trim(shop).await;
                }
            }
            Err(error) => {
                metrics::counter!(LEFT_OUT).increment(count as u64);
                tracing::warn!(%error, count, "calls could not be written to the request log");
            }
        }
    }

    /// Answers whose calls they were.
    async fn store(&self, notes: Vec<(Arc<str>, Note)>) -> Result<BTreeSet<ShopId>> {
        if notes.is_empty() {
            return Ok(BTreeSet::new());
        }
        // The last call of each caller says how many there were beside it.
        let mut told = HashSet::new();
        let counted = |(key, note): (Arc<str>, Note)| {
            let left_out = if told.insert(Arc::clone(&key)) { self.budget.left_out(&key) } else { 0 };
            (note, left_out)
        };
        let counted: Vec<(Note, u32)> = notes.into_iter().rev().map(counted).collect();
        self.budget.forget_idle(Instant::now());
        let (now, random) = (self.database.now(), Arc::clone(self.database.random()));
        let store = move |writer: &dyn storage::Writer| {
            let transaction = |shop| Tx::new(writer, shop, now, &*random, None);
            let mut owners = Owners::default();
            let mut shops = BTreeSet::new();
            for (note, left_out) in counted.into_iter().rev() {
                let (shop, entry) = owners.attribute(&transaction(PLATFORM).view(), note, left_out)?;
                transaction(shop).insert(entry)?;
                shops.insert(shop);
            }
            Ok::<_, Error>(shops)
        };
        self.database.write_raw(store).await
    }

    async fn sweep(&self) {
        let shops = self.database.read(PLATFORM, |view| view.find::<Shop>(&Query::all())).await;
        let shops = shops.unwrap_or_else(|error| {
            tracing::warn!(%error, "the request log could not be looked through");
            Vec::new()
        });
        for shop in shops.iter().map(|shop| shop.id.get()).chain([PLATFORM]) {
            while self.trim(shop).await {
                tokio::task::yield_now().await;
            }
            tokio::task::yield_now().await;
        }
    }

    /// Removes some of what a shop has too much of or too long. Answers whether there may be more of it.
    async fn trim(&self, shop: ShopId) -> bool {
        match self.remove_some(shop).await {
            Ok(removed) => removed == STEP,
            // Another node was faster.
            Err(Error::Conflict(_)) => false,
            Err(error) => {
                tracing::warn!(%error, shop, "old entries of the request log could not be removed");
                false
            }
        }
    }

    async fn remove_some(&self, shop: ShopId) -> Result<u64> {
        let Options { keep, days, .. } = self.options;
        let until = self.database.now().plus_days(-i64::from(days));
        let look = |view: &storage::View<'_>| {
            let too_many = view.count::<LoggedRequest>(&[])?.saturating_sub(keep).min(STEP);
            let oldest = view.find_one::<LoggedRequest>(Query::all())?;
            if too_many == 0 && oldest.is_none_or(|oldest| oldest.at >= until) {
                return Ok(Vec::new());
            }
            let mut oldest = view.find::<LoggedRequest>(&Query::all().limit(STEP))?;
            let too_old = oldest.iter().take_while(|entry| entry.at < until).count();
            oldest.truncate(too_old.max(usize::try_from(too_many).unwrap_or(usize::MAX)));
            Ok::<_, Error>(oldest)
        };
        let old = self.database.read(shop, look).await?;
        let count = old.len() as u64;
        if count > 0 {
            let remove = move |tx: &mut Tx<'_>| old.into_iter().try_for_each(|entry| tx.delete(entry).map(drop));
            self.database.write(shop, None, remove).await?;
        }
        Ok(count)
    }
}
