//! Durable creates: what sharing an fsync is worth.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::load::{self, Target};
use crate::server::{Fsync, Shopwire};
use crate::table::Row;

const CLIENTS: usize = 64;
/// So many creates are prepared for a run; each can be sent once.
const PREPARED: usize = 200_000;

/// Names are never the same twice in a process, whichever server gets them.
static NAMES: AtomicUsize = AtomicUsize::new(0);

fn creates(shopwire: &Shopwire) -> Target {
    shopwire.signed((0..PREPARED).map(|_| {
        let number = NAMES.fetch_add(1, Ordering::Relaxed);
        let body = format!(r#"{{"model":"Customer","name":"欄位 {number}"}}"#);
        ("POST", "/v1/custom_field_types".to_owned(), Some(body))
    }))
}

/// Both servers in turn, with fresh requests each time; the median of the pairs' ratios.
fn in_turn(first: &Shopwire, second: &Shopwire, rounds: usize, time: Duration) -> io::Result<(f64, f64, f64)> {
    let mut pairs = Vec::new();
    for _ in 0..=rounds {
        let one = load::run(&creates(first), CLIENTS, time)?.per_second;
        let other = load::run(&creates(second), CLIENTS, time)?.per_second;
        pairs.push((one / other, one, other));
    }
    let measured = &pairs[1..];
    let median = |pick: fn(&(f64, f64, f64)) -> f64| load::median(measured.iter().map(pick));
    Ok((median(|pair| pair.0), median(|pair| pair.1), median(|pair| pair.2)))
}

pub fn against_no_fsync(rounds: usize, time: Duration) -> io::Result<Row> {
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let durable = Shopwire::start(folders.0.path(), Fsync::Real, None)?;
    let careless = Shopwire::start(folders.1.path(), Fsync::Micros(0), None)?;
    let (ratio, ours, theirs) = in_turn(&durable, &careless, rounds, time)?;
    let detail = format!("{ours:.0}/s against {theirs:.0}/s of the same server without fsync, 64 clients");
    Ok(Row::ratio("durable create", "0.7", ratio, detail))
}

pub fn against_one_fsync_each(rounds: usize, time: Duration) -> io::Result<Row> {
    let folders = (tempfile::tempdir()?, tempfile::tempdir()?);
    let grouped = Shopwire::start(folders.0.path(), Fsync::Micros(5_000), None)?;
    let single = Shopwire::start(folders.1.path(), Fsync::Micros(5_000), Some(1))?;
    let (ratio, ours, theirs) = in_turn(&grouped, &single, rounds, time)?;
    let detail = format!("{ours:.0}/s against {theirs:.0}/s with one fsync for each write, every fsync slowed to 5 ms");
    Ok(Row::ratio("durable create, slow disk", "30", ratio, detail))
}
