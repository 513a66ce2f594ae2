//! An endpoint's tries over time, as columns that a template draws and as the rows of the table beside them.

use std::time::Duration;

use storage::{Span, StatBucket};
use wire::Timestamp;

use super::range::Range;
use crate::measure::{duration, percent};
use crate::texts::endpoints::Texts;

/// A column with its gap, in the drawing's units; the drawing is [`HEIGHT`] high, whatever size it is shown in.
const STEP: usize = 10;
const HEIGHT: u64 = 1000;
/// A part that is there is seen, however small it is.
const LEAST: u64 = 25;
/// The slowest time that the scale has; the fastest is a millisecond, and each step between is ten times the last.
const DECADES: f64 = 4.0;

pub(super) struct Plot {
    pub(super) width: usize,
    pub(super) columns: Vec<Column>,
    /// Parts with tries, the newest first.
    pub(super) rows: Vec<Row>,
    /// When it begins, its middle, and when it ends.
    pub(super) times: [String; 3],
    pub(super) total: Option<Row>,
}

pub(super) struct Column {
    pub(super) x: usize,
    /// What it shows, in words.
    pub(super) said: String,
    /// How much of the column is failure, from the top.
    pub(super) failed: u64,
    pub(super) times: Option<Times>,
}

/// Where the average and the slowest answer lie, from the top.
pub(super) struct Times {
    pub(super) average: String,
    pub(super) slowest: String,
    /// From the slowest down to the average.
    pub(super) between: String,
}

pub(super) struct Row {
    pub(super) at: String,
    pub(super) attempts: u64,
    pub(super) succeeded: u64,
    pub(super) failed: u64,
    pub(super) rate: String,
    pub(super) average: String,
    pub(super) slowest: String,
}

impl Row {
    pub(super) fn of(bucket: &StatBucket, range: Range) -> Option<Self> {
        let time = |micros: Option<u64>| micros.map_or_else(|| "—".to_owned(), duration);
        let average = bucket.average_micros();
        Some(Self {
            at: label(bucket.start, range),
            attempts: bucket.attempts(),
            succeeded: bucket.succeeded,
            failed: bucket.failed,
            rate: percent(bucket.succeeded, bucket.attempts())?,
            average: time(average),
            slowest: time(average.map(|_| bucket.slowest_micros)),
        })
    }

    fn said(&self, texts: &Texts) -> String {
        let Self { at, attempts, failed, rate, average, slowest, .. } = self;
        let pairs = [
            ("{at}", at),
            ("{attempts}", &attempts.to_string()),
            ("{failed}", &failed.to_string()),
            ("{rate}", rate),
            ("{average}", average),
            ("{slowest}", slowest),
        ];
        pairs.into_iter().fold(texts.column.to_owned(), |text, (name, value)| text.replace(name, value))
    }
}

impl Plot {
    pub(super) fn of(buckets: &[StatBucket], span: Span, range: Range, texts: &Texts) -> Self {
        let mut total = StatBucket { start: span.since, ..StatBucket::default() };
        for bucket in buckets {
            total.add(bucket);
        }
        let place = |start: i64| usize::try_from((start - span.since) / span.bucket).unwrap_or_default();
        let column = |bucket: &StatBucket| {
            let said = Row::of(bucket, range)?.said(texts);
            let failed = bucket.failed.saturating_mul(HEIGHT).checked_div(bucket.attempts())?;
            let least = if bucket.failed > 0 { LEAST } else { 0 };
            let times = bucket.average_micros().map(|average| Times::of(average, bucket.slowest_micros));
            Some(Column { x: place(bucket.start) * STEP + 1, said, failed: failed.max(least), times })
        };
        Self {
            width: place(span.until) * STEP,
            columns: buckets.iter().filter_map(column).collect(),
            rows: buckets.iter().rev().filter_map(|bucket| Row::of(bucket, range)).collect(),
            times: [span.since, span.since.midpoint(span.until), span.until].map(|at| label(at, range)),
            total: Row::of(&total, range),
        }
    }
}

impl Times {
    fn of(average: u64, slowest: u64) -> Self {
        let (average, slowest) = (from_top(average), from_top(slowest));
        Self {
            average: format!("{average:.0}"),
            slowest: format!("{slowest:.0}"),
            between: format!("{:.0}", (average - slowest).max(0.0)),
        }
    }
}

/// A time's place on the scale.
fn from_top(micros: u64) -> f64 {
    let millis = Duration::from_micros(micros).as_secs_f64() * 1000.0;
    let share = (millis.max(1.0).log10() / DECADES).min(1.0);
    // The mark at the very bottom or top lies within the drawing.
    20.0 + 960.0 * (1.0 - share)
}

/// A time in Taipei, as short as the range allows.
fn label(at: i64, range: Range) -> String {
    let text = Timestamp::from_millis(at).to_string();
    let short = if range == Range::Week { text.get(5..16) } else { text.get(11..16) };
    short.unwrap_or(&text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::EN;

    #[test]
    fn each_part_stands_in_its_place() {
        let now: Timestamp = "2026-01-15 10:41:30".parse().unwrap();
        let span = Range::Hour.span(now);
        let bucket = |minute: i64, succeeded, failed| StatBucket {
            start: span.since + minute * 60_000,
            succeeded,
            failed,
            answered: succeeded,
            total_micros: succeeded * 100_000,
            slowest_micros: 10_000_000,
        };
        let buckets = [bucket(0, 3, 1), bucket(59, 100_000, 1), bucket(30, 0, 2)];
        let plot = Plot::of(&buckets, span, Range::Hour, &EN.endpoints);
        assert_eq!(plot.width, 600);
        let places: Vec<_> = plot.columns.iter().map(|column| (column.x, column.failed)).collect();
        assert_eq!(places, [(1, 250), (591, LEAST), (301, HEIGHT)]);
        let times = plot.columns[0].times.as_ref().unwrap();
        assert_eq!((&*times.average, &*times.slowest, &*times.between), ("500", "20", "480"));
        assert!(plot.columns[2].times.is_none(), "nobody answered");
        assert!(plot.columns[0].said.contains("09:42") && plot.columns[0].said.contains("75 %"));
        assert_eq!(plot.times, ["09:42", "10:12", "10:42"]);
        assert_eq!(plot.total.unwrap().attempts, 100_007);
        let empty = Plot::of(&[], span, Range::Hour, &EN.endpoints);
        assert!(empty.total.is_none() && empty.columns.is_empty());
    }
}
