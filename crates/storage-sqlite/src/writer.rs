//! The one thread that writes.
//!
//! It opens a transaction when a job arrives, runs every job that waits (each in a savepoint of
//! its own, so that one that fails leaves no trace), commits once, and only then answers them all.
//! While it commits the next group gathers, so the slower the disk, the larger the groups.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use storage::{Error, Result, WriteJob};
use tokio::sync::{Notify, oneshot};

use crate::connection::Session;

struct Waiting {
    job: WriteJob,
    answer: oneshot::Sender<Result<()>>,
}

pub(crate) struct Writing {
    queue: Option<Sender<Waiting>>,
    thread: Option<JoinHandle<()>>,
}

impl Writing {
    pub(crate) fn start(connection: Connection, max_group: usize, events_committed: Arc<Notify>) -> Result<Self> {
        let (queue, jobs) = channel();
        let thread = std::thread::Builder::new()
            .name("sqlite-writer".into())
            .spawn(move || run(&connection, &jobs, max_group.max(1), &events_committed))
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

fn run(connection: &Connection, jobs: &Receiver<Waiting>, max_group: usize, events_committed: &Notify) {
    let session = Session::writing(connection);
    let mut answers = Vec::new();
    while let Ok(first) = jobs.recv() {
        match group(&session, first, jobs, max_group, &mut answers) {
            Ok(()) => {
                if session.emitted.take() {
                    events_committed.notify_one();
                }
                for (answer, outcome) in answers.drain(..) {
                    let _ = answer.send(outcome);
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
    answers: &mut Answers,
) -> Result<()> {
    if let Err(error) = session.run("BEGIN IMMEDIATE") {
        answers.push((first.answer, Ok(())));
        return Err(error);
    }
    let mut next = Some(first);
    while let Some(Waiting { job, answer }) = next {
        // The answer is kept before the job runs: if the transaction breaks, it must still be told.
        answers.push((answer, Ok(())));
        let outcome = run_in_savepoint(session, job)?;
        if let Some(last) = answers.last_mut() {
            last.1 = outcome;
        }
        next = if answers.len() < max_group { jobs.try_recv().ok() } else { None };
    }
    session.run("COMMIT")
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
