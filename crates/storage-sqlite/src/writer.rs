//! The one thread that writes.
//!
//! It opens a transaction when a job arrives, runs every job that waits (each in a savepoint of
//! its own, so that one that fails leaves no trace), commits once, and only then answers them all.
//! While it commits the next group gathers, so the slower the disk, the larger the groups; and on a slow disk the
//! next group waits a moment for those that were answered with the last one.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
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

/// How long a group waits to grow. Whoever was answered with the last one may well write again at once.
#[derive(Clone, Copy)]
struct Patience {
    time: Duration,
    /// As many as were answered or came meanwhile: more need not be waited for.
    enough: usize,
}

impl Patience {
    const NONE: Self = Self { time: Duration::ZERO, enough: 0 };

    fn after(commit: Duration, enough: usize) -> Self {
        if commit < SLOW_COMMIT { Self::NONE } else { Self { time: commit / 4, enough } }
    }
}

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
    fn close_readers(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

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

/// The jobs that wait, and how many they are.
struct Queue {
    jobs: Receiver<Waiting>,
    length: Arc<AtomicUsize>,
}

impl Queue {
    fn length(&self) -> usize {
        self.length.load(Ordering::Relaxed)
    }

    fn taken(&self, job: Waiting) -> Waiting {
        self.length.fetch_sub(1, Ordering::Relaxed);
        job
    }

    /// The next job, whenever it comes; `None` when the database is closed.
    fn next(&self) -> Option<Waiting> {
        self.jobs.recv().ok().map(|job| self.taken(job))
    }

    /// The next job, if there is one.
    fn at_hand(&self) -> Option<Waiting> {
        self.jobs.try_recv().ok().map(|job| self.taken(job))
    }

    /// The next job, if there is one or one comes in time.
    fn before(&self, until: Instant) -> Option<Waiting> {
        self.at_hand().or_else(|| {
            let left = until.checked_duration_since(Instant::now())?;
            self.jobs.recv_timeout(left).ok().map(|job| self.taken(job))
        })
    }
}

struct Waiting {
    job: WriteJob,
    answer: oneshot::Sender<Result<()>>,
}

pub(crate) struct Writing {
    queue: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
    length: Arc<AtomicUsize>,
}

impl Writing {
    pub(crate) fn start(connection: Connection, max_group: usize, shared: Shared) -> Result<Self> {
        let (sender, jobs) = channel();
        let length = Arc::<AtomicUsize>::default();
        let queue = Queue { jobs, length: Arc::clone(&length) };
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || {
                run(&connection, &queue, max_group.max(1), &shared);
                // The last to close brings the log in and leaves one file; a reader could not.
                shared.close_readers();
                drop(connection);
            })
            .map_err(|error| Error::Unavailable(format!("no thread for the writer: {error}")))?;
        Ok(Self { queue: Some(sender), thread: Some(thread), length })
    }

    pub(crate) async fn run(&self, job: WriteJob) -> Result<()> {
        let (answer, answered) = oneshot::channel();
        let closed = || Error::Unavailable("the database is closed".into());
        let queue = self.queue.as_ref().ok_or_else(closed)?;
        self.length.fetch_add(1, Ordering::Relaxed);
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

fn run(connection: &Connection, queue: &Queue, max_group: usize, shared: &Shared) {
    let session = Session::writing(connection);
    let mut answers = Vec::new();
    let mut patience = Patience::NONE;
    while let Some(first) = queue.next() {
        if shared.log_is_long() {
            // The log starts over with the next write, if nobody reads from it then.
            shared.end_snapshots();
        }
        match group(&session, first, queue, max_group, patience, &mut answers) {
            Ok(commit) => {
                patience = Patience::after(commit, answers.len() + queue.length());
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
    queue: &Queue,
    max_group: usize,
    patience: Patience,
    answers: &mut Answers,
) -> Result<Duration> {
    if let Err(error) = session.run("BEGIN IMMEDIATE") {
        answers.push((first.answer, Ok(())));
        return Err(error);
    }
    let until = Instant::now() + patience.time;
    let mut next = Some(first);
    while let Some(Waiting { job, answer }) = next {
        // The answer is kept before the job runs: if the transaction breaks, it must still be told.
        answers.push((answer, Ok(())));
        let outcome = run_in_savepoint(session, job)?;
        if let Some(last) = answers.last_mut() {
            last.1 = outcome;
        }
        next = if answers.len() >= max_group {
            None
        } else if answers.len() >= patience.enough {
            queue.at_hand()
        } else {
            queue.before(until)
        };
    }
    let committing = Instant::now();
    session.run("COMMIT")?;
    Ok(committing.elapsed())
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
