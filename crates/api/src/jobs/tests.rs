//! What must hold of every job.

use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use storage_sqlite::{Options, Sqlite};
use wire::{MovableClock, SeededRandom, SystemClock};

use super::*;

const SHOP: ShopId = 7;

struct House {
    database: Database,
    clock: MovableClock,
}

fn open(folder: &Path) -> House {
    let store = Sqlite::open(&folder.join("jobs.db"), &[KINDS, &[Trace::KIND]].concat(), Options::default()).unwrap();
    let clock = MovableClock::new(Arc::new(SystemClock));
    let database = Database::new(Arc::new(store), Arc::new(clock.clone()), Arc::new(SeededRandom::new(1)));
    House { database, clock }
}

/// Counts to the input, 300 numbers a step.
async fn count(_: Database, task: Task<u64, u64>) -> Answer<Step<u64>> {
    let end = (task.progress + 300).min(task.input);
    let found = (task.progress..end).map(Value::from).collect();
    Ok(if end < task.input { Step::Next { found, progress: end } } else { Step::Last { found, result: json!(end) } })
}

async fn fail(_: Database, _: Task<Value, ()>) -> Answer<Step<()>> {
    Err(Error::invalid("no such group"))
}

async fn panic(_: Database, _: Task<Value, ()>) -> Answer<Step<()>> {
    panic!("a bug")
}

async fn unreachable_database(_: Database, _: Task<Value, ()>) -> Answer<Step<()>> {
    Err(Error::Unavailable("not readable".into()))
}

/// A document that steps leave behind.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Trace {
    id: Id<Trace>,
    of: String,
}
storage::document!(Trace, "足跡", "traces", []);

fn leave(tx: &mut Tx<'_>, of: &str) -> Answer<()> {
    tx.insert(Trace { of: of.to_owned(), ..Trace::default() })?;
    Ok(())
}

/// Leaves as many traces as the input says, one a step, and fails at the fourth.
fn trace(tx: &mut Tx<'_>, task: Task<u64, u64>) -> Answer<Step<u64>> {
    leave(tx, "step")?;
    match task.progress + 1 {
        4 => Err(Error::invalid("three are enough")),
        done if done < task.input => Ok(Step::Next { found: vec![json!(done)], progress: done }),
        done => Ok(Step::Last { found: Vec::new(), result: json!(done) }),
    }
}

fn traced(tx: &mut Tx<'_>, job: &Job) -> Answer<()> {
    leave(tx, if job.state == State::Done { "done" } else { "failed" })
}

fn worker(house: &House) -> Worker {
    let mut jobs = Jobs::default();
    jobs.in_transactions("trace", trace, traced);
    jobs.on("count", count);
    jobs.on("fail", fail);
    jobs.on("panic", panic);
    jobs.on("unreachable", unreachable_database);
    Worker::new(house.database.clone(), jobs)
}

impl House {
    async fn start(&self, name: &'static str, input: Value) -> String {
        self.database.write(SHOP, None, move |tx| enqueue(tx, name, &input)).await.unwrap()
    }

    async fn job(&self, job_id: &str) -> Job {
        self.database.read(SHOP, |view| find(view, job_id)).await.unwrap().unwrap()
    }

    async fn found(&self, job: &Job, skip: u64, take: u64) -> Vec<u64> {
        let found = self.database.read(SHOP, |view| items(view, job, skip, take)).await.unwrap();
        found.iter().map(|item| item.as_u64().unwrap()).collect()
    }
}

#[tokio::test]
async fn a_job_goes_on_where_it_stood_when_the_program_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let job_id = house.start("count", json!(1300)).await;
    worker(&house).turn().await.unwrap();
    worker(&house).turn().await.unwrap();
    let begun = house.job(&job_id).await;
    assert_eq!((begun.state, begun.found, begun.step), (State::Running, 600, 2));
    drop(house);

    let house = open(folder.path());
    let worker = worker(&house);
    while worker.turn().await.unwrap() > 0 {}
    let done = house.job(&job_id).await;
    assert_eq!((done.state, done.found, done.step, done.result.clone()), (State::Done, 1300, 5, json!(1300)));
    assert!(done.finished_at.is_some());
    assert_eq!(house.found(&done, 0, 5000).await, (0..1300).collect::<Vec<_>>());
    assert_eq!(house.found(&done, 490, 20).await, (490..510).collect::<Vec<_>>());
    assert_eq!(house.found(&done, 1290, 50).await, (1290..1300).collect::<Vec<_>>());
    assert_eq!(house.found(&done, 1300, 50).await, Vec::<u64>::new());
}

#[tokio::test]
async fn a_job_that_fails_says_so_and_holds_up_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let mut bad = Vec::new();
    for name in ["fail", "panic", "unreachable"] {
        bad.push(house.start(name, Value::Null).await);
    }
    let unreadable = house.start("count", json!("many")).await;
    let good = house.start("count", json!(10)).await;
    let worker = worker(&house);
    for _ in 0..10 {
        worker.turn().await.unwrap();
    }
    assert_eq!(house.job(&good).await.state, State::Done);
    for job_id in bad.iter().chain([&unreadable]) {
        let job = house.job(job_id).await;
        assert_eq!(job.state, State::Failed, "{}", job.name);
        assert!(job.failure.is_some() && job.finished_at.is_some());
    }
}

#[tokio::test]
async fn a_step_is_stored_once_however_many_take_it() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let job_id = house.start("count", json!(900)).await;
    let (one, other) = (worker(&house), worker(&house));
    for _ in 0..4 {
        let (one, other) = tokio::join!(one.turn(), other.turn());
        assert!(one.unwrap() + other.unwrap() <= 2);
    }
    let job = house.job(&job_id).await;
    assert_eq!((job.state, job.found, job.step), (State::Done, 900, 3));
}

#[tokio::test]
async fn a_step_and_what_it_changes_are_stored_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let (two, five) = (house.start("trace", json!(2)).await, house.start("trace", json!(5)).await);
    let (one, other) = (worker(&house), worker(&house));
    for _ in 0..6 {
        let (one, other) = tokio::join!(one.turn(), other.turn());
        one.unwrap();
        other.unwrap();
    }
    let (two, five) = (house.job(&two).await, house.job(&five).await);
    assert_eq!((two.state, two.step, two.found, two.result), (State::Done, 2, 1, json!(2)));
    assert_eq!((five.state, five.step, five.found), (State::Failed, 4, 3));
    let traces = house.database.read(SHOP, |view| view.find::<Trace>(&Query::all())).await.unwrap();
    let count = |of: &str| traces.iter().filter(|trace| trace.of == of).count();
    // Of the step that failed nothing is left, and each end is told once.
    assert_eq!((count("step"), count("done"), count("failed")), (5, 1, 1));
}

#[tokio::test]
async fn a_job_is_of_one_shop_and_of_its_transaction() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let job_id = house.start("count", json!(1)).await;
    assert_eq!(job_id.len(), 24);
    assert!(house.database.read(SHOP + 1, |view| find(view, &job_id)).await.unwrap().is_none());

    let refused = house.database.write(SHOP, None, |tx| {
        enqueue(tx, "count", &json!(1))?;
        Err::<(), _>(Error::NotFound)
    });
    assert!(refused.await.is_err());
    assert_eq!(worker(&house).turn().await.unwrap(), 1);
}

#[tokio::test]
async fn a_result_is_kept_for_a_week() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let job_id = house.start("count", json!(1300)).await;
    let worker = worker(&house);
    while worker.turn().await.unwrap() > 0 {}
    house.clock.advance_millis(6 * 86_400_000);
    worker.sweep().await.unwrap();
    let job = house.job(&job_id).await;
    house.clock.advance_millis(2 * 86_400_000);
    worker.sweep().await.unwrap();
    assert!(house.database.read(SHOP, |view| find(view, &job_id)).await.unwrap().is_none());
    assert!(house.found(&job, 0, 50).await.is_empty());
}

#[tokio::test]
async fn a_worker_stops_when_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let house = open(folder.path());
    let job_id = house.start("count", json!(3000)).await;
    let shutdown = tokio_util::sync::CancellationToken::new();
    let running = tokio::spawn(worker(&house).run(shutdown.clone()));
    while house.job(&job_id).await.state != State::Done {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    shutdown.cancel();
    running.await.unwrap();
}
