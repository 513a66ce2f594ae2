//! The process's own numbers, under the names that Prometheus' client libraries give them.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

const EVERY: Duration = Duration::from_secs(5);

/// Keeps the gauges up to date until told to stop.
pub async fn measure(stopping: CancellationToken) {
    let resident = metrics::gauge!("process_resident_memory_bytes");
    let files = metrics::gauge!("process_open_fds");
    let mut ticks = interval(EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stopping.cancelled() => return,
            _ = ticks.tick() => {}
        }
        // Systems without /proc show neither.
        if let Some(bytes) = resident_bytes() {
            resident.set(bytes);
        }
        if let Some(open) = open_files() {
            files.set(open);
        }
    }
}

fn resident_bytes() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024.0)
}

fn open_files() -> Option<f64> {
    let count = std::fs::read_dir("/proc/self/fd").ok()?.count();
    u32::try_from(count).ok().map(f64::from)
}
