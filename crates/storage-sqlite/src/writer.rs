//! The one thread that writes.
//!
//! It opens a transaction when a job arrives, runs every job that waits (each in a savepoint of
//! its own, so that one that fails leaves no trace), commits once, and only then answers them all.
//! While it commits the next group gathers, so the slower the disk, the larger the groups; and on a slow disk the
//! next group waits a moment for those that were answered with the last one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;
use storage::{Error, Result, WriteJob};
use tokio::sync::{Notify, oneshot};

use crate::Idle;
use crate::change_mark::ChangeMark;

use crate::connection::Session;

/// A commit that takes longer is worth waiting for more to share it.
const SLOW_COMMIT: Duration = Duration::from_millis(1);

/// A log of so many pages (16 MiB) is brought into the database.
const LONG_LOG: u32 = 4096;

/// What the writer shares with readers and with the dispatcher.
pub(crate) struct Shared {
    pub(crate) log: Option<ChangeMark>,
    pub(crate) idle: Arc<Idle>,
    /// Rings after each commit that holds events.
    pub(crate) bell: Arc<Notify>,
}

impl Shared {
    fn log_is_long(&self) -> bool {
        self.log.as_ref().is_some_and(|log| log.frames() > LONG_LOG)
    }

    /// After a commit no snapshot is of use any more, and it would keep the log from being brought in whole. A
    /// connection that is in use finds out by itself.
    fn end_snapshots(&self) {
        for reading in self.idle.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Err(error) = reading.end_snapshot() {
                tracing::warn!(%error, "a snapshot could not be ended");
            }
        }
    }
}

struct Waiting {
    job: WriteJob,
    answer: oneshot::Sender<Result<()>>,
}

pub(crate) struct Writing {
    queue: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Writing {
    pub(crate) fn start(connection: Connection, max_group: usize, shared: Shared) -> Result<Self> {
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || run(&connection, &jobs, max_group.max(1), &shared))
            .map_err(|error| Error::Unavailable(format!("no thread for the writer: {error}")))?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    pub(crate) async fn run(&self, job: WriteJob) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let closed = || Error::Unavailable("the database is closed".into());
        let queue = self.queue.as_ref().ok_or_else(closed)?;
        queue.send(Waiting { job, answer }).map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }
}

/// The last jobs are committed before the file is closed.
impl Drop for Writing {
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn run(connection: &Connection, jobs: &Receiver<Waiting>, max_group: usize, shared: &Shared) {
    let session = Session::writing(connection);
    let mut answers = Vec::new();
    let mut patience = Duration::ZERO;
    while let Ok(first) = jobs.recv() {
        if shared.log_is_long() {
            // The log starts over with the next write, if nobody reads from it then.
            shared.end_snapshots();
        }
        match group(&session, first, jobs, max_group, patience, &mut answers) {
            Ok(commit) => {
                // Whoever was answered just now may well write again: worth a moment where a commit costs many.
                let alone = answers.len() == 1;
                patience = if alone || commit < SLOW_COMMIT { Duration::ZERO } else { commit / 10 };
                shared.end_snapshots();
                if session.emitted.take() {
                    shared.bell.notify_one();
                }
                for (answer, outcome) in answers.drain(..) {
                    let _ = answer.send(outcome);
                }
                // Nobody waits for this: it is not what makes a write durable.
                if shared.log_is_long()
                    && let Err(error) = checkpoint(connection)
                {
                    tracing::warn!(%error, "the write-ahead log could not be brought in");
                }
            }
            Err(error) => {
                tracing::error!(%error, "a commit failed; its transactions are refused");
                session.emitted.set(false);
                let _ = session.run("ROLLBACK");
                for (answer, _) in answers.drain(..) {
                    let _ = answer.send(Err(Error::Unavailable(error.to_string())));
                }
            }
        }
    }
}

type Answers = Vec<(oneshot::Sender<Result<()>>, Result<()>)>;

fn group(
    session: &Session<'_>,
    first: Waiting,
    jobs: &Receiver<Waiting>,
    max_group: usize,
    patience: Duration,
    answers: &mut Answers,
) -> Result<Duration> {
    if let Err(error) = session.run("BEGIN IMMEDIATE") {
        answers.push((first.answer, Ok(())));
        return Err(error);
    }
    let until = Instant::now() + patience;
    let mut next = Some(first);
    while let Some(Waiting { job, answer }) = next {
        // The answer is kept before the job runs: if the transaction breaks, it must still be told.
        answers.push((answer, Ok(())));
        let outcome = run_in_savepoint(session, job)?;
        if let Some(last) = answers.last_mut() {
            last.1 = outcome;
        }
        next = if answers.len() < max_group { waiting(jobs, until) } else { None };
    }
    let committing = Instant::now();
    session.run("COMMIT")?;
    Ok(committing.elapsed())
}

/// The next job, if one is there or comes in time.
fn waiting(jobs: &Receiver<Waiting>, until: Instant) -> Option<Waiting> {
    jobs.try_recv().ok().or_else(|| jobs.recv_timeout(until.checked_duration_since(Instant::now())?).ok())
}

/// `Err` when the whole transaction is lost; the job's own outcome inside.
fn run_in_savepoint(session: &Session<'_>, job: WriteJob) -> Result<Result<()>> {
    session.run("SAVEPOINT job")?;
    let emitted_before = session.emitted.get();
    let outcome = match catch_unwind(AssertUnwindSafe(|| job(session))) {
        Ok(Ok(())) => {
            session.run("RELEASE job")?;
            return Ok(Ok(()));
        }
        Ok(Err(storage::Rollback)) => Ok(()),
        Err(_) => Err(Error::Unavailable("the transaction stopped unexpectedly".into())),
    };
    session.emitted.set(emitted_before);
    session.run("ROLLBACK TO job")?;
    session.run("RELEASE job")?;
    Ok(outcome)
}

/// Brings the log into the database, as far as no reader needs it as it is.
fn checkpoint(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))
}
