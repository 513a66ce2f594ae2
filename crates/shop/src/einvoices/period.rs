//! The two months that a range of numbers is for, and that an invoice may be void in.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use wire::{Date, Timestamp};

/// Two months from an odd one on, as its first: `2026-11` is November and December.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    first_month: i8,
}

/// Years of the Republic begin with 1912.
const REPUBLIC: i16 = 1911;

impl Period {
    pub fn of(time: Timestamp) -> Self {
        Self::of_date(time.date())
    }

    pub fn of_date(date: Date) -> Self {
        Self { year: date.year(), first_month: first_month(date.month()) }
    }

    #[must_use]
    pub fn next(self) -> Self {
        match self.first_month {
            11 => Self { year: self.year + 1, first_month: 1 },
            month => Self { first_month: month + 2, ..self },
        }
    }

    /// Letters of its own, until they come round again after four years.
    pub(super) fn demo_prefix(self) -> String {
        let number = i32::from(self.year) * 6 + i32::from(self.first_month) / 2;
        let letter = u8::try_from(number.rem_euclid(26)).unwrap_or_default() + b'A';
        format!("S{}", char::from(letter))
    }

    /// As invoices name it: 115年11-12月.
    pub fn label(self) -> String {
        format!("{}年{:02}-{:02}月", self.year - REPUBLIC, self.first_month, self.first_month + 1)
    }
}

/// The odd month at or before this one.
fn first_month(month: i8) -> i8 {
    month - (month + 1) % 2
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.first_month)
    }
}

/// Reads either of its months (`2026-11`, `2026-12`), and as the tax office writes it (`11512`).
impl FromStr for Period {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FAULT: &str = "not a period: a month such as 2026-11, or 11512";
        let text = text.trim();
        let (year, month) = match text.split_once('-') {
            Some((year, month)) if year.len() == 4 => (year.parse::<i16>().map_err(|_| FAULT)?, month),
            None if text.len() == 5 && text.is_ascii() => {
                (text[..3].parse::<i16>().map_err(|_| FAULT)? + REPUBLIC, &text[3..])
            }
            _ => return Err(FAULT),
        };
        let is_month = month.len() == 2 && month.bytes().all(|byte| byte.is_ascii_digit());
        let month = month.parse::<i8>().ok().filter(|month| is_month && (1..=12).contains(month)).ok_or(FAULT)?;
        Ok(Self { year, first_month: first_month(month) })
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}
impl JsonSchema for Period {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Period".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "examples": ["2026-11"] })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(date: &str) -> String {
        Period::of_date(date.parse().unwrap()).to_string()
    }

    #[test]
    fn a_period_is_two_months_from_an_odd_one_on() {
        assert_eq!(of("2026-01-01"), "2026-01");
        assert_eq!(of("2026-02-28"), "2026-01");
        assert_eq!(of("2026-03-01"), "2026-03");
        assert_eq!(of("2026-12-31"), "2026-11");
        let last: Period = "2026-12".parse().unwrap();
        assert_eq!((last.to_string(), last.next().to_string()), ("2026-11".into(), "2027-01".into()));
        assert_eq!(last.label(), "115年11-12月");
    }

    #[test]
    fn a_period_is_read_as_a_month_and_as_the_tax_office_writes_it() {
        for text in ["2026-11", "2026-12", "11512", "11511", " 2026-11 "] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), "2026-11", "{text}");
        }
        for text in ["", "2026", "2026-13", "2026-00", "115-11", "11513", "2026-1", "2026-+1", "一一五年"] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }
}
