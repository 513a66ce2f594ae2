//! Background jobs: work that a request starts and that outlives it.
//!
//! A job is a document, stored by the transaction of the request that starts it. A [`Worker`] takes every
//! unfinished job one step further, turn by turn, and stores with each step what it found and where to go on.
//! Nothing is kept in memory: a job goes on where it stood when the program stopped, a long one does not hold up
//! a short one, and where several nodes take the same step, one of them gets to store it.

mod items;
#[cfg(test)]
mod tests;
mod worker;

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{BoxFuture, Database, Document, Field, Filter, Index, Kind, Query, Reading, Record, ShopId, Tx};
use wire::{Id, Timestamp, token};

pub use items::items;
pub use worker::Worker;

use crate::{Answer, Error};

pub const KINDS: &[&Kind] = &[Job::KIND, items::Chunk::KIND];

/// Jobs belong to no shop, so that a worker finds the work of all shops in one look.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Job {
    pub id: Id<Job>,
    /// Unguessable; the job's name to the outside.
    pub job_id: String,
    /// Whose job it is.
    pub shop: ShopId,
    /// Which handler does it.
    pub name: String,
    pub input: Value,
    pub state: State,
    /// Steps that are done.
    pub step: u64,
    /// Tries of the next step that the database has refused.
    pub tries: u32,
    /// Where the next step goes on.
    pub progress: Value,
    /// How many items were found so far; read them with [`items()`].
    pub found: u64,
    pub result: Value,
    pub failure: Option<String>,
    pub created_at: Timestamp,
    pub finished_at: Option<Timestamp>,
}

/// 排程狀態
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// 等候執行
    #[default]
    Queued,
    /// 執行中
    Running,
    /// 已完成
    Done,
    /// 執行失敗
    Failed,
}

impl State {
    pub fn is_finished(self) -> bool {
        matches!(self, Self::Done | Self::Failed)
    }
}

const JOB_ID: Field = Field::folded("job_id");
const STATE: Field = Field::text("state");
const NAME: Field = Field::text("name");
const FINISHED_AT: Field = Field::text("finished_at");

storage::document!(
    Job,
    "排程",
    "jobs",
    [
        Index::unique("jobs_job_id", &[JOB_ID]),
        Index::on("jobs_state", &[STATE]),
        Index::on("jobs_finished_at", &[FINISHED_AT])
    ]
);

/// Starts a job once this transaction is committed. Answers its unguessable id.
pub fn enqueue(tx: &mut Tx<'_>, name: &str, input: &impl Serialize) -> Answer<String> {
    let job = Job {
        // As long as the ids that clients of such an API know.
        job_id: token(tx.random(), 12),
        shop: tx.shop(),
        name: name.to_owned(),
        input: value(input)?,
        created_at: tx.now(),
        ..Job::default()
    };
    Ok(tx.platform().insert(job)?.into_value().job_id)
}

/// The shop's own job of this id.
pub fn find(from: &impl Reading, job_id: &str) -> Answer<Option<Job>> {
    let job = from.view().platform().find_one::<Job>(Query::all().filter(Filter::equals(JOB_ID, job_id)))?;
    Ok(job.map(Record::into_value).filter(|job| job.shop == from.shop()))
}

/// What a handler is given for one step.
#[derive(Debug)]
pub struct Task<I, P> {
    pub shop: ShopId,
    pub input: I,
    /// As the step before left it; the type's default at first.
    pub progress: P,
}

/// What one step has brought.
#[derive(Debug)]
pub enum Step<P> {
    Next { found: Vec<Value>, progress: P },
    Last { found: Vec<Value>, result: Value },
}

impl<P: Serialize> Step<P> {
    /// With its progress as it is stored.
    fn stored(self) -> Answer<Step<Value>> {
        Ok(match self {
            Self::Next { found, progress } => Step::Next { found, progress: value(&progress)? },
            Self::Last { found, result } => Step::Last { found, result },
        })
    }
}

type Apart = Box<dyn Fn(Database, Job) -> BoxFuture<'static, Answer<Step<Value>>> + Send + Sync>;
type InTransaction = Box<dyn Fn(&mut Tx<'_>, Job) -> Answer<Step<Value>> + Send + Sync>;

/// What takes the steps of a job.
enum Work {
    /// A step runs by itself; then it is stored.
    Apart(Apart),
    /// A step and its record are one transaction on the job's shop.
    Within(Arc<Within>),
}

struct Within {
    step: InTransaction,
    ended: fn(&mut Tx<'_>, &Job) -> Answer<()>,
}

/// What the rooms do in the background, by name.
#[derive(Default)]
pub struct Jobs(HashMap<&'static str, Work>);

impl Jobs {
    /// The job of this name is done step by step by this function. A step is short, and taking it twice does no
    /// harm: if the program stops before the step is stored, it is taken again.
    pub fn on<I, P, F, S>(&mut self, name: &'static str, step: F)
    where
        I: DeserializeOwned + Send,
        P: DeserializeOwned + Serialize + Default + Send,
        F: Fn(Database, Task<I, P>) -> S + Send + Sync + 'static,
        S: Future<Output = Answer<Step<P>>> + Send + 'static,
    {
        let handler = move |database: Database, job: Job| -> BoxFuture<'static, Answer<Step<Value>>> {
            let task = match task(job) {
                Ok(task) => task,
                Err(error) => return Box::pin(async { Err(error) }),
            };
            let step = step(database, task);
            Box::pin(async move { step.await?.stored() })
        };
        self.0.insert(name, Work::Apart(Box::new(handler)));
    }

    /// Like [`Jobs::on`] for a job that changes documents of its shop: a step is stored by the transaction that it
    /// changes them in, so it is taken once and no more. `ended` belongs to the transaction that ends the job, well
    /// or not: what it fires is fired once.
    pub fn in_transactions<I, P>(
        &mut self,
        name: &'static str,
        step: fn(&mut Tx<'_>, Task<I, P>) -> Answer<Step<P>>,
        ended: fn(&mut Tx<'_>, &Job) -> Answer<()>,
    ) where
        I: DeserializeOwned + 'static,
        P: DeserializeOwned + Serialize + Default + 'static,
    {
        let step = move |tx: &mut Tx<'_>, job: Job| step(tx, task(job)?)?.stored();
        self.0.insert(name, Work::Within(Arc::new(Within { step: Box::new(step), ended })));
    }
}

fn task<I: DeserializeOwned, P: DeserializeOwned + Default>(job: Job) -> Answer<Task<I, P>> {
    let unreadable = |error: serde_json::Error| Error::invalid(format!("the job is not readable: {error}"));
    let input = serde_json::from_value(job.input).map_err(unreadable)?;
    let progress = match job.progress {
        Value::Null => P::default(),
        progress => serde_json::from_value(progress).map_err(unreadable)?,
    };
    Ok(Task { shop: job.shop, input, progress })
}

fn value(of: &impl Serialize) -> Answer<Value> {
    serde_json::to_value(of).map_err(|error| Error::invalid(format!("not to be written as JSON: {error}")))
}
