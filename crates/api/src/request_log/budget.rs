//! How many calls of one caller are recorded, and how many are not.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

const SHARDS: usize = 16;
/// A key that was not used for so long is forgotten.
const IDLE_SECONDS: u64 = 10;

/// A caller's part of the log.
#[derive(Debug, Clone, Copy, Default)]
struct Share {
    /// The second it is counted in.
    second: u64,
    taken: u32,
    /// Since somebody last asked.
    left_out: u32,
}

/// Gives each key so many places a second. In real time, whatever clock the data has: it is about what the
/// machine has to do.
#[derive(Debug)]
pub(super) struct Budget {
    per_second: u32,
    started: Instant,
    hasher: RandomState,
    shards: [Mutex<HashMap<Arc<str>, Share>>; SHARDS],
}

impl Budget {
    pub(super) fn new(per_second: u32) -> Self {
        let shards = std::array::from_fn(|_| Mutex::default());
        Self { per_second, started: Instant::now(), hasher: RandomState::new(), shards }
    }

    /// Takes one of the key's places, if there is one left at this moment.
    pub(super) fn take(&self, key: &Arc<str>, now: Instant) -> bool {
        let second = now.saturating_duration_since(self.started).as_secs();
        self.with(key, |share| {
            if share.second != second {
                (share.second, share.taken) = (second, 0);
            }
            if share.taken < self.per_second {
                share.taken += 1;
                return true;
            }
            share.left_out = share.left_out.saturating_add(1);
            false
        })
    }

    /// The place that was taken is not used after all.
    pub(super) fn give_up(&self, key: &Arc<str>) {
        self.with(key, |share| share.left_out = share.left_out.saturating_add(1));
    }

    fn with<T>(&self, key: &Arc<str>, act: impl FnOnce(&mut Share) -> T) -> T {
        let shard = &self.shards[usize::try_from(self.hasher.hash_one(key) % SHARDS as u64).unwrap_or_default()];
        let mut shares = shard.lock().unwrap_or_else(PoisonError::into_inner);
        match shares.get_mut(key) {
            Some(known) => act(known),
            None => act(shares.entry(Arc::clone(key)).or_default()),
        }
    }

    /// How many calls of the key were left out since this was last asked.
    pub(super) fn left_out(&self, key: &Arc<str>) -> u32 {
        self.with(key, |share| std::mem::take(&mut share.left_out))
    }

    /// Forgets keys that nobody has used for a while.
    pub(super) fn forget_idle(&self, now: Instant) {
        let since = now.saturating_duration_since(self.started).as_secs().saturating_sub(IDLE_SECONDS);
        for shard in &self.shards {
            shard.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, share| share.second >= since);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn each_key_has_its_places_each_second() {
        let budget = Budget::new(3);
        let at = |millis| budget.started + Duration::from_millis(millis);
        let (one, other): (Arc<str>, Arc<str>) = ("account:a".into(), "account:b".into());
        let took = (0..10).filter(|_| budget.take(&one, at(100))).count();
        assert_eq!(took, 3);
        assert!(budget.take(&other, at(100)), "another key has places of its own");
        assert_eq!([budget.left_out(&one), budget.left_out(&other)], [7, 0]);
        assert_eq!(budget.left_out(&one), 0, "told once");
        assert!(!budget.take(&one, at(999)));
        assert!(budget.take(&one, at(1000)), "the next second has places again");
    }

    #[test]
    fn keys_that_nobody_uses_are_forgotten() {
        let budget = Budget::new(1);
        for number in 0..100 {
            budget.take(&format!("192.0.2.{number}").into(), budget.started);
        }
        budget.forget_idle(budget.started + Duration::from_secs(IDLE_SECONDS + 1));
        let known: usize = budget.shards.iter().map(|shard| shard.lock().unwrap().len()).sum();
        assert_eq!(known, 0);
    }
}
