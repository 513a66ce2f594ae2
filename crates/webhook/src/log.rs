//! Sending again what was sent. What was sent is read with [`storage::OutboxReader`].

use platform::Endpoint;
use storage::{Database, PLATFORM, Reading, View};
use wire::Id;

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
pub async fn resend(database: &Database, delivery: i64) -> Result<(), ResendError> {
    let now = database.now();
    database
        .write_raw(move |writer| {
            let found = writer.delivery(delivery)?.ok_or(ResendError::NoDelivery(delivery))?;
            let endpoint = found.summary.endpoint;
            View::new(writer, PLATFORM, now)
                .get::<Endpoint>(Id::new(endpoint))?
                .ok_or(ResendError::NoEndpoint { delivery, endpoint })?;
            writer.resend(delivery, now.millis())?;
            Ok(())
        })
        .await
}
