//! Resending all that match, in the background: piece by piece, oldest first, up to the newest when it was started.

use api::Answer;
use api::jobs::{Job, Jobs, Step, Task};
use serde::{Deserialize, Serialize};
use storage::{Database, DeliveryFilter};
use webhook::log::resend_matching;

pub(super) const NAME: &str = "deliveries.resend";
/// So many deliveries are queued in one step.
const AT_ONCE: u64 = 200;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Input {
    pub(super) filter: DeliveryFilter,
    /// How many matched when it was started.
    pub(super) total: u64,
}

/// Where it stands, and in the end what it came to.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub(super) struct Progress {
    /// The last delivery that was looked at.
    after: Option<i64>,
    pub(super) queued: u64,
    /// Those whose endpoint is gone.
    pub(super) gone: u64,
}

impl Progress {
    /// Of a job that may be done already.
    pub(super) fn of(job: &Job) -> Self {
        let value = if job.state.is_finished() && !job.result.is_null() { &job.result } else { &job.progress };
        Self::deserialize(value).unwrap_or_default()
    }
}

pub(in crate::console) fn jobs(jobs: &mut Jobs) {
    jobs.on(NAME, step);
}

async fn step(database: Database, task: Task<Input, Progress>) -> Answer<Step<Progress>> {
    let Progress { after, queued, gone } = task.progress;
    let filter =
        DeliveryFilter { shop: Some(task.shop), after, oldest_first: true, limit: Some(AT_ONCE), ..task.input.filter };
    let resent = resend_matching(&database, &filter).await?;
    let progress = Progress { after: resent.last, queued: queued + resent.queued, gone: gone + resent.gone };
    Ok(match resent.last {
        Some(_) => Step::Next { found: Vec::new(), progress },
        None => Step::Last { found: Vec::new(), result: serde_json::to_value(progress).unwrap_or_default() },
    })
}
