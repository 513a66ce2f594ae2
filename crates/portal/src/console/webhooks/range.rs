//! The stretches of time that an endpoint is looked at over.

use storage::{MINUTE_MILLIS, Span};
use wire::Timestamp;

use crate::texts::endpoints::Texts;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Range {
    Hour,
    Day,
    Week,
}

impl Range {
    pub(super) const ALL: [Self; 3] = [Self::Hour, Self::Day, Self::Week];

    /// The range of this name; a day for any other.
    pub(super) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.name() == name).unwrap_or(Self::Day)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Hour => "1h",
            Self::Day => "24h",
            Self::Week => "7d",
        }
    }

    pub(super) fn word(self, texts: &Texts) -> &'static str {
        match self {
            Self::Hour => texts.last_hour,
            Self::Day => texts.last_day,
            Self::Week => texts.last_week,
        }
    }

    /// How long each part is, and how many there are.
    fn parts(self) -> (i64, i64) {
        match self {
            Self::Hour => (MINUTE_MILLIS, 60),
            Self::Day => (30 * MINUTE_MILLIS, 48),
            Self::Week => (180 * MINUTE_MILLIS, 56),
        }
    }

    /// Ends with the part that is now. Parts begin where the clock on the wall says a round time.
    pub(super) fn span(self, now: Timestamp) -> Span {
        let (bucket, count) = self.parts();
        let day = now.date().start().millis();
        let until = day + ((now.millis() - day) / bucket + 1) * bucket;
        Span { since: until - bucket * count, until, bucket }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_ends_now_and_begins_at_a_round_time() {
        let now: Timestamp = "2026-01-15 10:41:30".parse().unwrap();
        for (range, since, until) in [
            (Range::Hour, "2026-01-15 09:42:00", "2026-01-15 10:42:00"),
            (Range::Day, "2026-01-14 11:00:00", "2026-01-15 11:00:00"),
            (Range::Week, "2026-01-08 12:00:00", "2026-01-15 12:00:00"),
        ] {
            let span = range.span(now);
            let told = [span.since, span.until].map(|at| Timestamp::from_millis(at).to_string());
            assert_eq!(told, [since, until], "{range:?}");
            assert_eq!(Range::named(range.name()), range);
        }
        assert_eq!(Range::named("a year"), Range::Day);
    }
}
