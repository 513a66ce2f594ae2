//! How often somebody may ask.

use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use wire::Timestamp;

const SHARDS: usize = 16;
/// Keys of one shard before those that say nothing any more are thrown out.
const CROWDED: usize = 1024;

/// Counts events by key in a sliding window: never more than the limit within any window, to the millisecond.
#[derive(Debug)]
pub struct SlidingWindow {
    window_millis: i64,
    hasher: RandomState,
    shards: [Mutex<HashMap<Arc<str>, VecDeque<i64>>>; SHARDS],
}

impl SlidingWindow {
    pub fn new(window: Duration) -> Self {
        Self {
            window_millis: i64::try_from(window.as_millis()).unwrap_or(i64::MAX),
            hasher: RandomState::new(),
            shards: std::array::from_fn(|_| Mutex::default()),
        }
    }

    /// Counts one event if the limit allows it: how many more are allowed now, or how long to wait.
    pub fn admit(&self, key: &Arc<str>, limit: usize, now: Timestamp) -> Result<usize, Duration> {
        self.with(key, now, |times| {
            if times.len() >= limit {
                return Err(self.wait(times, limit, now));
            }
            times.push_back(now.millis());
            Ok(limit - times.len())
        })
    }

    /// Counts one event in any case.
    pub fn record(&self, key: &Arc<str>, now: Timestamp) {
        self.with(key, now, |times| times.push_back(now.millis()));
    }

    /// Whether the limit is reached, and then how long to wait.
    pub fn blocked(&self, key: &Arc<str>, limit: usize, now: Timestamp) -> Option<Duration> {
        self.with(key, now, |times| (times.len() >= limit).then(|| self.wait(times, limit, now)))
    }

    fn with<T>(&self, key: &Arc<str>, now: Timestamp, act: impl FnOnce(&mut VecDeque<i64>) -> T) -> T {
        let shard = &self.shards[usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or_default()];
        let mut keys = shard.lock().unwrap_or_else(PoisonError::into_inner);
        if keys.len() > CROWDED {
            keys.retain(|_, times| times.back().is_some_and(|last| self.counts(*last, now)));
        }
        let times = keys.entry(Arc::clone(key)).or_default();
        while times.front().is_some_and(|first| !self.counts(*first, now)) {
            times.pop_front();
        }
        act(times)
    }

    /// Times are whole milliseconds, rounded down: only a difference of more than the window is surely outside it.
    /// A time from the future (the clock was moved back) says nothing.
    fn counts(&self, time: i64, now: Timestamp) -> bool {
        let age = now.millis() - time;
        (0..=self.window_millis).contains(&age)
    }

    fn wait(&self, times: &VecDeque<i64>, limit: usize, now: Timestamp) -> Duration {
        let freed = times.len().checked_sub(limit).and_then(|number| times.get(number)).copied();
        let until = freed.unwrap_or(now.millis()) + self.window_millis + 1;
        Duration::from_millis(u64::try_from(until - now.millis()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(millis: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + millis)
    }

    #[test]
    fn never_more_than_the_limit_within_any_window() {
        let window = SlidingWindow::new(Duration::from_secs(1));
        let key: Arc<str> = "account:a".into();
        let mut admitted = Vec::new();
        for millis in (0..5000).step_by(7) {
            if window.admit(&key, 5, at(millis)).is_ok() {
                admitted.push(millis);
            }
        }
        assert!(admitted.windows(6).all(|six| six[5] - six[0] > 1000), "{admitted:?}");
        assert!(admitted.len() >= 24, "five a second are admitted: {admitted:?}");
    }

    #[test]
    fn a_refusal_says_how_long_to_wait() {
        let window = SlidingWindow::new(Duration::from_secs(1));
        let key: Arc<str> = "account:a".into();
        for millis in [0, 100, 200, 300, 400] {
            window.admit(&key, 5, at(millis)).unwrap();
        }
        let wait = window.admit(&key, 5, at(500)).unwrap_err();
        assert_eq!(wait, Duration::from_millis(501));
        assert!(window.admit(&key, 5, at(1001)).is_ok(), "after that wait there is room");
        assert!(window.admit(&"account:b".into(), 5, at(500)).is_ok(), "another key has a window of its own");
    }
}
