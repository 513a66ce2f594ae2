//! What a job finds, in chunks of equal size: a page of a million items is read without the rest.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{Field, Filter, Index, Query, Reading, Result, Tx};
use wire::Id;

use super::Job;

const CHUNK: u64 = 500;

/// Items `number * CHUNK` and on of a job; full, unless it is the last.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    id: Id<Chunk>,
    job: Id<Job>,
    number: u64,
    items: Vec<Value>,
}

const JOB: Field = Field::integer("job");
const NUMBER: Field = Field::integer("number");

storage::document!(Chunk, "排程結果", "job_items", [Index::unique("job_items_number", &[JOB, NUMBER])]);

/// At most `take` of what the job found, from number `skip` on.
pub fn items(from: &impl Reading, job: &Job, skip: u64, take: u64) -> Result<Vec<Value>> {
    let end = skip.saturating_add(take).min(job.found);
    let Some(last) = end.checked_sub(1).filter(|last| *last >= skip) else {
        return Ok(Vec::new());
    };
    let numbers = (skip / CHUNK..=last / CHUNK).map(|number| index(number).into()).collect();
    let query = Query::all().filter(Filter::equals(JOB, job.id)).filter(Filter::OneOf(NUMBER, numbers));
    let mut chunks = from.view().platform().find::<Chunk>(&query)?;
    chunks.sort_by_key(|chunk| chunk.number);
    let found = chunks.into_iter().flat_map(|chunk| chunk.into_value().items);
    Ok(found.skip(size(skip % CHUNK)).take(size(end - skip)).collect())
}

/// Adds to what the job found.
pub(super) fn append(tx: &mut Tx<'_>, job: &mut Job, found: Vec<Value>) -> Result<()> {
    let mut found = found.into_iter().peekable();
    while found.peek().is_some() {
        let (number, filled) = (job.found / CHUNK, job.found % CHUNK);
        let more: Vec<Value> = found.by_ref().take(size(CHUNK - filled)).collect();
        job.found += more.len() as u64;
        let begun = Query::all().filter(Filter::equals(JOB, job.id)).filter(Filter::equals(NUMBER, index(number)));
        match tx.find_one::<Chunk>(begun)? {
            Some(mut chunk) => {
                chunk.items.extend(more);
                tx.save(&mut chunk)?;
            }
            None => {
                tx.insert(Chunk { job: job.id, number, items: more, ..Chunk::default() })?;
            }
        }
    }
    Ok(())
}

/// Removes some of the job's chunks. Answers whether there may be more.
pub(super) fn remove_some(tx: &mut Tx<'_>, job: Id<Job>) -> Result<bool> {
    const AT_ONCE: usize = 20;
    let chunks = tx.find::<Chunk>(&Query::all().filter(Filter::equals(JOB, job)).limit(AT_ONCE as u64))?;
    let more = chunks.len() == AT_ONCE;
    for chunk in chunks {
        tx.delete(chunk)?;
    }
    Ok(more)
}

fn index(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn size(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
