//! What was sent, as its receiver saw it, and sending it again. The log itself is read with
//! [`storage::OutboxReader`].

use std::collections::HashMap;

use http_body_util::BodyExt;
use hyper::HeaderMap;
use platform::{Endpoint, Vault};
use storage::{Database, Delivery, DeliveryFilter, PLATFORM, Reading, Tx, View};
use wire::{Id, Timestamp};

use crate::target::{self, Target};

/// Why a delivery is not sent again.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    #[error("there is no delivery {0}")]
    NoDelivery(i64),
    #[error("delivery {delivery} went to endpoint {endpoint}, which is gone")]
    NoEndpoint { delivery: i64, endpoint: i64 },
    #[error(transparent)]
    Store(#[from] storage::Error),
}

/// Queues a delivery again, from the start of its schedule, whatever became of it. Receivers see
/// the same `webhook-id`.
pub fn resend(tx: &mut Tx<'_>, delivery: i64) -> Result<(), ResendError> {
    let found = tx.log().delivery(delivery)?.ok_or(ResendError::NoDelivery(delivery))?;
    let endpoint = found.summary.endpoint;
    if !tx.platform().exists(Id::<Endpoint>::new(endpoint))? {
        return Err(ResendError::NoEndpoint { delivery, endpoint });
    }
    tx.resend(delivery)?;
    Ok(())
}

/// What became of some deliveries that were to be sent again.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resent {
    /// The last delivery that was looked at; none when there was none.
    pub last: Option<i64>,
    pub queued: u64,
    /// Those whose endpoint is gone.
    pub gone: u64,
}

/// Queues what matches again, as [`resend`] does, as far as it has an endpoint. A filter with a limit, oldest first,
/// goes through a long log piece by piece: the next comes `after` the last.
///
/// What matches is looked for first, so that a long search does not hold up who writes; in the transaction it must
/// still match.
pub async fn resend_matching(database: &Database, filter: &DeliveryFilter) -> storage::Result<Resent> {
    let wanted = filter.clone();
    let find = move |view: &View<'_>| view.log().deliveries(&wanted);
    let found: Vec<i64> = database.read_apart(PLATFORM, find).await?.iter().map(|delivery| delivery.id).collect();
    let Some(last) = found.last().copied() else { return Ok(Resent::default()) };
    let still = DeliveryFilter { ids: Some(found), ..filter.clone() };
    let queue = move |tx: &mut Tx<'_>| {
        let mut resent = Resent { last: Some(last), ..Resent::default() };
        let mut exists = HashMap::new();
        for delivery in tx.log().deliveries(&still)? {
            let endpoint = delivery.endpoint;
            let known = exists.get(&endpoint).copied();
            let known = known.map_or_else(|| tx.exists(Id::<Endpoint>::new(endpoint)), Ok)?;
            exists.insert(endpoint, known);
            if known && tx.resend(delivery.id)? {
                resent.queued += 1;
            } else {
                resent.gone += 1;
            }
        }
        Ok(resent)
    };
    database.write(PLATFORM, None, queue).await
}

/// A delivery's headers as its receiver gets them from a try at this time, signed with what the app's secret is now;
/// `None` when it could not be sent now, because its endpoint is gone or not usable.
pub async fn headers(database: &Database, vault: &Vault, delivery: &Delivery, at: Timestamp) -> Option<HeaderMap> {
    let target = target::load(database, vault, delivery.summary.endpoint).await;
    let (Target::Open(destination) | Target::Paused(destination)) = target else {
        return None;
    };
    let request = destination.request(&delivery.event, delivery.summary.test, at).ok()?;
    let (mut head, body) = request.into_parts();
    let length = body.collect().await.ok()?.to_bytes().len();
    head.headers.insert(hyper::header::CONTENT_LENGTH, length.into());
    Some(head.headers)
}
