//! How an endpoint takes what it is sent, in numbers that cost the same however long its log is.

/// The finest time that is told apart: tries are tallied by the minute in which they began.
pub const MINUTE_MILLIS: i64 = 60_000;

/// A stretch of time in equal parts. Times are milliseconds; all are taken in whole minutes, rounded down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub since: i64,
    pub until: i64,
    /// How long each part is.
    pub bucket: i64,
}

/// An endpoint's tries in one part of a [`Span`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StatBucket {
    /// When the part began (milliseconds).
    pub start: i64,
    pub succeeded: u64,
    pub failed: u64,
    /// Tries that got any answer; the times below are theirs.
    pub answered: u64,
    /// How long all answers took together.
    pub total_micros: u64,
    pub slowest_micros: u64,
}

impl StatBucket {
    pub fn attempts(&self) -> u64 {
        self.succeeded + self.failed
    }

    /// Takes in the tries of another part.
    pub fn add(&mut self, other: &Self) {
        self.succeeded += other.succeeded;
        self.failed += other.failed;
        self.answered += other.answered;
        self.total_micros += other.total_micros;
        self.slowest_micros = self.slowest_micros.max(other.slowest_micros);
    }

    /// How long an answer took on average, if there was one.
    pub fn average_micros(&self) -> Option<u64> {
        self.total_micros.checked_div(self.answered)
    }
}

/// How an endpoint does right now.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EndpointHealth {
    /// Deliveries that wait for their first or next try.
    pub pending: u64,
    /// When the last try that succeeded began (milliseconds).
    pub last_success_at: Option<i64>,
    /// When the last try that failed began (milliseconds).
    pub last_failure_at: Option<i64>,
    /// Tries that failed since the last that succeeded.
    pub failures_in_a_row: u64,
}
