//! Times as the wire writes them: `YYYY-MM-DD HH:MM:SS` in Asia/Taipei, without a zone.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use jiff::civil;
use jiff::tz::Offset;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Taiwan has kept UTC+8 without daylight saving since 1979, before any time a store writes.
const TAIPEI: Offset = jiff::tz::offset(8);
const DAY_MILLIS: i64 = 86_400_000;
/// The years 1 to 9999: what the wire's format can write and every calendar step stays inside.
const EARLIEST: i64 = -62_135_596_800_000;
const LATEST: i64 = 253_402_271_999_999;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParseTimeError;

impl fmt::Display for ParseTimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a time")
    }
}
impl std::error::Error for ParseTimeError {}

/// A moment, in milliseconds since 1970; the wire shows its seconds.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Timestamp(i64);

impl Timestamp {
    pub const fn from_millis(millis: i64) -> Self {
        Self(if millis < EARLIEST {
            EARLIEST
        } else if millis > LATEST {
            LATEST
        } else {
            millis
        })
    }

    pub const fn millis(self) -> i64 {
        self.0
    }

    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    #[must_use]
    pub const fn plus_millis(self, millis: i64) -> Self {
        Self::from_millis(self.0.saturating_add(millis))
    }

    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_millis(days.saturating_mul(DAY_MILLIS))
    }

    /// The day this moment falls on in Taipei.
    pub fn date(self) -> Date {
        Date(self.civil().date())
    }

    fn civil(self) -> civil::DateTime {
        // The constructor keeps the value inside jiff's range.
        let moment = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        TAIPEI.to_datetime(moment)
    }

    fn from_civil(time: civil::DateTime) -> Result<Self, ParseTimeError> {
        let moment = TAIPEI.to_timestamp(time).map_err(|_| ParseTimeError)?;
        Ok(Self::from_millis(moment.as_millisecond()))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = self.civil();
        write!(
            f,
            "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
            time.year(),
            time.month(),
            time.day(),
            time.hour(),
            time.minute(),
            time.second()
        )
    }
}
impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads the wire's own form, a bare date (its midnight), and ISO 8601 with or without a zone.
impl FromStr for Timestamp {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim().replace('/', "-");
        if let Ok(moment) = text.parse::<jiff::Timestamp>() {
            return Ok(Self::from_millis(moment.as_millisecond()));
        }
        let civil = text
            .parse::<civil::DateTime>()
            .or_else(|_| text.parse::<civil::Date>().map(|date| date.to_datetime(civil::Time::midnight())))
            .map_err(|_| ParseTimeError)?;
        Self::from_civil(civil)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
impl JsonSchema for Timestamp {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "timestamp", "examples": ["2026-01-15 10:10:30"] })
    }
}

/// A day: `YYYY-MM-DD`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(civil::Date);

impl Date {
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// The first moment of the day in Taipei.
    pub fn start(self) -> Timestamp {
        Timestamp::from_civil(self.0.to_datetime(civil::Time::midnight())).unwrap_or_default()
    }

    /// The last second of the day in Taipei.
    pub fn end(self) -> Timestamp {
        self.start().plus_millis(DAY_MILLIS - 1000)
    }

    #[must_use]
    pub fn plus_days(self, days: i64) -> Self {
        self.start().plus_days(days).date()
    }

    /// The day of the week, from Sunday, 0, to Saturday, 6.
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_sunday_zero_offset()
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}
impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
/// Reads `YYYY-MM-DD`, with slashes too, and takes the day of anything that has a time as well.
impl FromStr for Date {
    type Err = ParseTimeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let plain = text.trim().replace('/', "-");
        if let Ok(date) = plain.parse::<civil::Date>()
            && plain.len() <= 10
        {
            return Ok(Self(date));
        }
        Ok(plain.parse::<Timestamp>()?.date())
    }
}
impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
impl JsonSchema for Date {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Date".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date", "examples": ["2026-01-15"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_taipei_without_a_zone() {
        let time: Timestamp = "2019-01-15T10:10:30+08:00".parse().unwrap();
        assert_eq!(time.to_string(), "2019-01-15 10:10:30");
        assert_eq!("2019-01-15T02:10:30Z".parse::<Timestamp>().unwrap(), time);
        assert_eq!("2019-01-15 10:10:30".parse::<Timestamp>().unwrap(), time);
        assert_eq!("2019-01-15".parse::<Timestamp>().unwrap().to_string(), "2019-01-15 00:00:00");
        assert_eq!(time.date().to_string(), "2019-01-15");
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "soon", "2019-13-01", "2019-02-30 00:00:00", "0"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn weeks_begin_on_sunday() {
        let sunday = Date::new(2026, 11, 22).unwrap();
        assert_eq!((0..8).map(|days| sunday.plus_days(days).weekday()).collect::<Vec<_>>(), [0, 1, 2, 3, 4, 5, 6, 0]);
    }

    #[test]
    fn a_date_may_come_with_a_time() {
        let day = Date::new(2019, 1, 15).unwrap();
        for text in ["2019-01-15", "2019/01/15", "2019-01-15 23:59:59", "2019-01-14T16:00:00Z"] {
            assert_eq!(text.parse::<Date>().unwrap(), day, "{text}");
        }
    }
}
