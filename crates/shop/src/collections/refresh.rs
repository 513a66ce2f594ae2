//! How a change of a collection reaches products: at once where they are few, by a background job where they are
//! many.

use api::Answer;
use api::jobs::{Jobs, Step, Task, enqueue};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{Database, Filter, Query, Reading, Tx};

use super::{Which, some_of};
use crate::custom_collections::memberships::follow;
use crate::products::{self, Product};

const REFRESH: &str = "collections/refresh";

/// So many products are changed by the transaction that changes their collection, and by one step of a job.
const AT_ONCE: u64 = 500;

/// How many products one transaction may still change.
pub(crate) fn at_once() -> u64 {
    AT_ONCE
}

/// Which products are to follow a collection. Each is saved by its own rules, which also decide anew which smart
/// collections it is in.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) enum Refresh {
    /// The collection's products.
    Members(Which),
    /// The collection's products; those whose position is below this leave it.
    Leaving(Which, i64),
    /// All of the shop: rules have changed.
    Everything,
}

impl Refresh {
    fn query(self) -> Query {
        match self {
            Self::Members(which) | Self::Leaving(which, _) => Query::all().filter(which.members()),
            Self::Everything => Query::all(),
        }
    }
}

/// Brings the products up to date: in this transaction while the budget lasts, else by a job.
pub(crate) fn refresh(tx: &mut Tx<'_>, what: Refresh, budget: &mut u64) -> Answer<()> {
    let count = tx.count::<Product>(&what.query().filters)?;
    if count > *budget {
        enqueue(tx, REFRESH, &what)?;
        return Ok(());
    }
    *budget -= count;
    page(tx, what, 0)?;
    Ok(())
}

/// The next products, and where those after them begin, if there may be any.
fn page(tx: &mut Tx<'_>, what: Refresh, after: i64) -> Answer<Option<i64>> {
    let query = what.query().filter(Filter::IdAfter(after)).limit(AT_ONCE);
    let found = some_of(tx, &query)?;
    for entry in &found {
        products::rules::change(tx, entry.id, |tx, product| match what {
            Refresh::Members(Which::Custom(id)) => follow(tx, product, id, i64::MIN),
            Refresh::Leaving(Which::Custom(id), below) => follow(tx, product, id, below),
            // What follows from rules is worked out whenever a product is saved.
            Refresh::Members(Which::Smart(_)) | Refresh::Leaving(Which::Smart(_), _) | Refresh::Everything => Ok(()),
        })?;
    }
    let last = found.last().map(|entry| entry.id.get());
    Ok(last.filter(|_| found.len() as u64 == AT_ONCE))
}

pub(crate) fn jobs(jobs: &mut Jobs) {
    jobs.on(REFRESH, step);
}

async fn step(database: Database, task: Task<Refresh, i64>) -> Answer<Step<i64>> {
    let Task { shop, input, progress } = task;
    let next = database.write(shop, None, move |tx| page(tx, input, progress)).await?;
    Ok(match next {
        Some(progress) => Step::Next { found: Vec::new(), progress },
        None => Step::Last { found: Vec::new(), result: Value::Null },
    })
}
