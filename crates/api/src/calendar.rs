//! What time alone brings about: looked after for every shop, every so often.
//!
//! Reading never needs this: what depends on the time is computed when it is read. It is for what others must be
//! told of, and what has to be done, without anybody asking.

use std::time::Duration;

use platform::Shop;
use storage::{Database, PLATFORM, Query, Reading, Tx};
use tokio_util::sync::CancellationToken;

use crate::Answer;

const EVERY: Duration = Duration::from_secs(10);
/// So often a shop is looked after in one go; what is still due then waits for the next.
const ROUNDS: u32 = 100;

/// Does a few things that are due in a shop, and answers how many there were.
pub type Due = fn(&mut Tx<'_>) -> Answer<usize>;

/// Looks after all shops until `shutdown`.
pub async fn keep(database: Database, due: Due, shutdown: CancellationToken) {
    loop {
        if let Err(error) = look(&database, due).await {
            tracing::warn!(%error, "what is due has to wait");
        }
        tokio::select! {
            () = shutdown.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// Looks after each shop until nothing is due there, within reason.
pub async fn look(database: &Database, due: Due) -> Answer<()> {
    let shops = database.read(PLATFORM, |view| view.find::<Shop>(&Query::all())).await?;
    for shop in shops {
        // A transaction for a few at a time, so that others get their turn.
        for _ in 0..ROUNDS {
            if database.write(shop.id.get(), None, due).await? == 0 {
                break;
            }
        }
    }
    Ok(())
}
