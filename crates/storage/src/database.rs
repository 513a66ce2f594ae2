//! The database that rooms are given: a store, a clock and a source of randomness.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::task::spawn_blocking;
use wire::{Clock, Random, Timestamp};

use crate::{Claim, Claimed, Error, Reader, Result, Rollback, ShopId, Store, Tx, View, Writer};

#[derive(Clone)]
pub struct Database {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
}

impl Database {
    pub fn new(store: Arc<dyn Store>, clock: Arc<dyn Clock>, random: Arc<dyn Random>) -> Self {
        Self { store, clock, random }
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    pub fn random(&self) -> &Arc<dyn Random> {
        &self.random
    }

    pub fn events_committed(&self) -> &Notify {
        self.store.events_committed()
    }

    /// Takes due deliveries for sending (see [`Store::claim`]).
    pub async fn claim(&self, claim: Claim<'_>) -> Result<Claimed> {
        self.store.claim(claim).await
    }

    /// Reads one consistent snapshot of a shop.
    pub async fn read<T, E>(&self, shop: ShopId, job: impl FnOnce(&View<'_>) -> Result<T, E> + Send) -> Result<T, E>
    where
        T: Send,
        E: From<Error> + Send,
    {
        let now = self.clock.now();
        self.read_raw(|reader| job(&View::new(reader, shop, now))).await
    }

    /// As [`Database::read`], on a thread that answers nobody else: for looks through a long log.
    pub async fn read_apart<T, E>(
        &self,
        shop: ShopId,
        job: impl FnOnce(&View<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (database, runtime) = (self.clone(), Handle::current());
        let reading = spawn_blocking(move || runtime.block_on(database.read(shop, job)));
        reading.await.unwrap_or_else(|_| Err(Error::Unavailable("the read stopped unexpectedly".into()).into()))
    }

    /// Runs one transaction on a shop. What the job answers with `Err` leaves no trace; what it
    /// answers with `Ok` is durable when this returns.
    pub async fn write<T, E>(
        &self,
        shop: ShopId,
        request_id: Option<Arc<str>>,
        job: impl FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (clock, random) = (Arc::clone(&self.clock), Arc::clone(&self.random));
        self.write_raw(move |writer| {
            let request_id = request_id.as_deref();
            job(&mut Tx::new(writer, shop, clock.now(), &*random, request_id))
        })
        .await
    }

    /// Like [`Database::read`], across shops, for the rooms that know the store's own tables.
    pub async fn read_raw<T, E>(&self, job: impl FnOnce(&dyn Reader) -> Result<T, E> + Send) -> Result<T, E>
    where
        T: Send,
        E: From<Error> + Send,
    {
        let mut answer = None;
        let slot = &mut answer;
        let run = self.store.read(Box::new(move |reader| {
            *slot = Some(job(reader));
            Ok(())
        }));
        run.await?;
        answer.unwrap_or_else(|| Err(lost().into()))
    }

    /// Like [`Database::write`], across shops, for the rooms that know the store's own tables.
    pub async fn write_raw<T, E>(&self, job: impl FnOnce(&dyn Writer) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let answer = Arc::new(Mutex::new(None));
        let slot = Arc::clone(&answer);
        let run = self.store.write(Box::new(move |writer| {
            let result = job(writer);
            let outcome = if result.is_ok() { Ok(()) } else { Err(Rollback) };
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(result);
            outcome
        }));
        run.await?;
        let answer = answer.lock().unwrap_or_else(PoisonError::into_inner).take();
        answer.unwrap_or_else(|| Err(lost().into()))
    }
}

fn lost() -> Error {
    Error::Unavailable("the transaction was dropped before it ran".into())
}
