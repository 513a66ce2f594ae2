//! Files that no document has any more go in the background: queued in the transaction that lets go of them, so that
//! they go exactly if it commits, also after a crash.

use files::{FileName, Files};
use serde_json::Value;
use storage::Tx;

use super::shared;
use crate::Answer;
use crate::jobs::{Jobs, Step, Task, enqueue};

const REMOVE: &str = "files/remove";

/// A document of this transaction no longer shows these files. Those that no other shows are removed.
pub fn release(tx: &mut Tx<'_>, names: Vec<FileName>) -> Answer<()> {
    let mut unused = Vec::new();
    for name in names {
        if !shared::release(tx, &name)? {
            unused.push(name);
        }
    }
    if !unused.is_empty() {
        enqueue(tx, REMOVE, &unused)?;
    }
    Ok(())
}

/// The background work of this room.
pub fn jobs(jobs: &mut Jobs, files: &Files) {
    let files = files.clone();
    jobs.on(REMOVE, move |_, task: Task<Vec<FileName>, ()>| {
        let files = files.clone();
        async move {
            for name in &task.input {
                files.remove(task.shop, name).await?;
            }
            Ok(Step::Last { found: Vec::new(), result: Value::Null })
        }
    });
}
