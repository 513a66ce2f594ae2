//! The one who does the jobs.

use std::sync::Arc;
use std::time::Duration;

use storage::{Database, Error, Filter, PLATFORM, Query, Reading, Record, Result, Tx};
use tokio_util::sync::CancellationToken;
use wire::Timestamp;

use super::{FINISHED_AT, Job, Jobs, NAME, STATE, State, Step, Within, Work, items};
use crate::Answer;

/// How long a new job waits at most for an idle worker.
const PAUSE: Duration = Duration::from_millis(200);
/// How long the worker leaves a database alone that it could not reach.
const RECOVERY: Duration = Duration::from_secs(2);
/// A step that the database refuses so often is refused for a reason that stays.
const TRIES: u32 = 5;
/// So many jobs take turns; the rest wait.
const SIDE_BY_SIDE: u64 = 16;
/// For so long the result of a job can be asked for.
const KEPT_DAYS: i64 = 7;
const SWEEP_EVERY_MILLIS: i64 = 3_600_000;

/// Does the jobs of all shops. Any number of workers may run on one database.
pub struct Worker {
    database: Database,
    jobs: Jobs,
}

impl Worker {
    pub fn new(database: Database, jobs: Jobs) -> Self {
        Self { database, jobs }
    }

    /// Works until `shutdown`; then ends the step that runs, and returns.
    pub async fn run(self, shutdown: CancellationToken) {
        let mut swept_at = Timestamp::default();
        while !shutdown.is_cancelled() {
            let pause = match self.turn().await {
                Ok(0) => PAUSE,
                Ok(_) => Duration::ZERO,
                Err(error) => {
                    tracing::warn!(%error, "jobs have to wait");
                    RECOVERY
                }
            };
            let now = self.database.now();
            if pause == PAUSE && now >= swept_at.plus_millis(SWEEP_EVERY_MILLIS) {
                swept_at = now;
                if let Err(error) = self.sweep().await {
                    tracing::warn!(%error, "old jobs could not be removed");
                }
            }
            tokio::select! {
                () = shutdown.cancelled() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    /// Takes each unfinished job one step further. Answers how many steps were taken.
    pub async fn turn(&self) -> Result<usize> {
        // A job that only a newer program knows is left to it.
        let known = self.jobs.0.keys().map(|name| (*name).into()).collect();
        let query = Query::all()
            .filter(Filter::OneOf(STATE, vec!["queued".into(), "running".into()]))
            .filter(Filter::OneOf(NAME, known))
            .limit(SIDE_BY_SIDE);
        let waiting = self.database.read(PLATFORM, |view| view.find::<Job>(&query)).await?;
        let mut steps = 0;
        for job in waiting.into_iter().map(Record::into_value) {
            steps += usize::from(self.step(job).await?);
        }
        Ok(steps)
    }

    async fn step(&self, job: Job) -> Result<bool> {
        let handler = match self.jobs.0.get(job.name.as_str()) {
            None => return Ok(false),
            Some(Work::Within(within)) => return self.step_within(job, within).await,
            Some(Work::Apart(handler)) => handler,
        };
        // On a task of its own, so that a step that panics takes only its own job with it.
        let taken = tokio::spawn(handler(self.database.clone(), job.clone())).await;
        let outcome = taken.unwrap_or_else(|_| Err(crate::Error::invalid("the step stopped unexpectedly")));
        let store = move |tx: &mut Tx<'_>| {
            let Some(mut job) = still_to_do(tx, &job)? else { return Ok(false) };
            store(tx, &mut job, outcome)
        };
        match self.database.write(PLATFORM, None, store).await {
            Err(Error::Conflict(_)) => Ok(false),
            stored => stored,
        }
    }

    async fn step_within(&self, job: Job, within: &Arc<Within>) -> Result<bool> {
        let shop = job.shop;
        let (doing, doer) = (job.clone(), Arc::clone(within));
        let take = move |tx: &mut Tx<'_>| {
            let Some(stored) = still_to_do(&tx.platform(), &doing)? else { return Ok(false) };
            let outcome = (doer.step)(tx, doing)?;
            doer.store(tx, stored, Ok(outcome))
        };
        let failure = match self.database.write(shop, None, take).await {
            Ok(moved) => return Ok(moved),
            Err(failure) => failure,
        };
        // What the step did is undone. That it failed is stored by itself.
        let doer = Arc::clone(within);
        let store = move |tx: &mut Tx<'_>| {
            let Some(stored) = still_to_do(&tx.platform(), &job)? else { return Ok(false) };
            doer.store(tx, stored, Err(failure))
        };
        let stored = self.database.write(shop, None, store).await;
        stored.map_err(|error: crate::Error| Error::Unavailable(error.to_string()))
    }

    /// Removes jobs that ended long ago, with what they found.
    pub async fn sweep(&self) -> Result<()> {
        let until = self.database.now().plus_days(-KEPT_DAYS);
        let query = Query::all().filter(Filter::at_most(FINISHED_AT, until)).limit(SIDE_BY_SIDE);
        loop {
            let old = self.database.read(PLATFORM, |view| view.find::<Job>(&query)).await?;
            if old.is_empty() {
                return Ok(());
            }
            for job in old {
                let id = job.id;
                while self.database.write(PLATFORM, None, move |tx| items::remove_some(tx, id)).await? {}
                let remove = move |tx: &mut Tx<'_>| match tx.get(id)? {
                    Some(job) => tx.delete(job).map(drop),
                    None => Ok(()),
                };
                self.database.write(PLATFORM, None, remove).await?;
            }
        }
    }
}

impl Within {
    /// Stores what a step has brought, and lets the end of the job be told. Answers whether the job moved.
    fn store(&self, tx: &mut Tx<'_>, mut job: Record<Job>, outcome: Answer<Step<serde_json::Value>>) -> Answer<bool> {
        let moved = store(&mut tx.platform(), &mut job, outcome)?;
        if job.state.is_finished() {
            (self.ended)(tx, &job)?;
        }
        Ok(moved)
    }
}

/// The job as it is stored, unless another node was faster.
fn still_to_do(from: &impl Reading, job: &Job) -> Result<Option<Record<Job>>> {
    let stored = from.get(job.id)?;
    Ok(stored.filter(|stored| stored.step == job.step && !stored.state.is_finished()))
}

/// Stores what a step has brought. Answers whether the job moved.
fn store(tx: &mut Tx<'_>, job: &mut Record<Job>, outcome: Answer<Step<serde_json::Value>>) -> Result<bool> {
    match outcome {
        Ok(Step::Next { found, progress }) => {
            items::append(tx, job, found)?;
            (job.state, job.progress) = (State::Running, progress);
        }
        Ok(Step::Last { found, result }) => {
            items::append(tx, job, found)?;
            (job.state, job.result, job.finished_at) = (State::Done, result, Some(tx.now()));
        }
        Err(crate::Error::Unavailable(reason)) if job.tries < TRIES => {
            tracing::warn!(job = job.job_id, name = job.name, reason, "a step of a job is taken again");
            job.tries += 1;
            tx.save(job)?;
            return Ok(false);
        }
        Err(error) => {
            tracing::error!(job = job.job_id, name = job.name, %error, "a job failed");
            job.failure = Some(error.to_string());
            (job.state, job.finished_at) = (State::Failed, Some(tx.now()));
        }
    }
    job.step += 1;
    job.tries = 0;
    tx.save(job)?;
    Ok(true)
}
