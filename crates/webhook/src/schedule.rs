//! When a failed delivery is tried again.

use std::time::{Duration, SystemTime};

use wire::{Random, Timestamp};

/// What an answer asks to wait is believed up to a day.
pub const LONGEST_RETRY_AFTER: Duration = Duration::from_hours(24);

/// The waits between the tries of a delivery.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub waits: Vec<Duration>,
    /// Each wait is longer or shorter by up to so many percent, so that what failed together does
    /// not come back together.
    pub jitter_percent: u8,
}

impl Default for Schedule {
    /// 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h, 4 h, 8 h, 12 h; ± 10 %.
    fn default() -> Self {
        let seconds = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200];
        Self { waits: seconds.map(Duration::from_secs).to_vec(), jitter_percent: 10 }
    }
}

impl Schedule {
    /// When the next try is due after `tries` that failed, the last of them just now; `None` when that was the last.
    ///
    /// A receiver may ask for more patience than the schedule has (`retry_after`, milliseconds), not for less.
    pub fn next(&self, tries: u32, now: Timestamp, retry_after: Option<i64>, random: &dyn Random) -> Option<Timestamp> {
        let index = usize::try_from(tries.saturating_sub(1)).ok()?;
        let wait = millis(*self.waits.get(index)?);
        let asked = retry_after.unwrap_or_default().min(millis(LONGEST_RETRY_AFTER));
        Some(now.plus_millis(self.jittered(wait, random).max(asked)))
    }

    fn jittered(&self, wait: i64, random: &dyn Random) -> i64 {
        let spread = i64::from(self.jitter_percent) * 10;
        let steps = u64::try_from(2 * spread + 1).unwrap_or(1);
        let per_mille = 1000 - spread + i64::try_from(random.next_u64() % steps).unwrap_or_default();
        wait.saturating_mul(per_mille) / 1000
    }
}

fn millis(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// Reads `Retry-After`, seconds or an HTTP date, as milliseconds from now.
pub fn retry_after(value: &str, now: Timestamp) -> Option<i64> {
    if let Ok(seconds) = value.trim().parse::<u32>() {
        return Some(i64::from(seconds) * 1000);
    }
    let date = httpdate::parse_http_date(value.trim()).ok()?;
    let since_epoch = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let date = i64::try_from(since_epoch.as_millis()).ok()?;
    Some(date.saturating_sub(now.millis()).max(0))
}

#[cfg(test)]
mod tests {
    use wire::SeededRandom;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(784_111_777_000); // Sun, 06 Nov 1994 08:49:37 GMT

    fn wait_after(tries: u32, retry_after: Option<i64>) -> Option<i64> {
        let next = Schedule::default().next(tries, NOW, retry_after, &SeededRandom::new(u64::from(tries)))?;
        Some(next.millis() - NOW.millis())
    }

    #[test]
    fn waits_grow_as_scheduled_and_end() {
        let seconds = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 28_800, 43_200];
        for (tries, seconds) in (1..).zip(seconds) {
            let wait = wait_after(tries, None).unwrap();
            assert!((seconds * 900..=seconds * 1100).contains(&wait), "{wait} after {tries}");
        }
        assert_eq!(wait_after(11, None), None);
        assert_eq!(wait_after(11, Some(1000)), None, "no answer makes the schedule longer");
    }

    #[test]
    fn jitter_spreads_what_failed_together() {
        let random = SeededRandom::new(1);
        let next = || Schedule::default().next(2, NOW, None, &random);
        let first = next();
        assert!((0..20).any(|_| next() != first));
    }

    #[test]
    fn a_receiver_may_ask_for_more_patience_only() {
        assert_eq!(wait_after(1, Some(60_000)), Some(60_000));
        assert_eq!(wait_after(1, Some(i64::MAX)), Some(millis(LONGEST_RETRY_AFTER)));
        assert_eq!(wait_after(2, Some(1000)), wait_after(2, None));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after("120", NOW), Some(120_000));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:50:37 GMT", NOW), Some(60_000));
        assert_eq!(retry_after("Sun, 06 Nov 1994 08:00:00 GMT", NOW), Some(0));
        for nonsense in ["", "soon", "-1", "1.5"] {
            assert_eq!(retry_after(nonsense, NOW), None, "{nonsense}");
        }
    }
}
