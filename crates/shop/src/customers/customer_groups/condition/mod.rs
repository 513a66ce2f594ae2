//! The language that says who belongs to a group: one condition on a customer, as a person would write it.
//!
//! ```text
//! tag = 熟客 and total_spent >= 1000 and status = enabled
//! (city in (台北市, 新北市) or birth_month = 6) and not tag = 員工
//! created_at >= 30 days ago and email is not empty and custom.hobby contains "登山"
//! ```
//!
//! - `and` binds before `or`, `not` before both; parentheses as usual. Words of the language are read in any case.
//! - Values: words, `"quoted text"` or `「引號」` where a word has spaces or is a word of the language, numbers,
//!   `true`, `false`, `2026-01-31`, `2026-01-31 12:00:00`, `today`, `30 days ago`.
//! - Text compares without regard to case. Of what a customer has several of (`tag`, `provider`), any will do.
//! - A day means the whole of it: `created_at <= 2026-01-31` holds until midnight, `created_at = today` all day.
//! - What a customer does not have compares as false; `!=` is the opposite of `=`, so it then holds.
//! - The empty condition holds for everybody.

mod facts;
mod parse;
#[cfg(test)]
mod tests;

pub use facts::Fields;
pub use parse::Mistake;

use std::cmp::Ordering;

use wire::{Date, Money, Timestamp};

use crate::customers::Customer;
use facts::{Fact, Field};

/// A condition that has been read: every value is of the type of its field.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// All of them hold; of none, it holds.
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Not(Box<Condition>),
    Compare(Field, Comparison, Value),
    OneOf(Field, Vec<Value>),
    Empty(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    Equal,
    Unequal,
    Less,
    AtMost,
    More,
    AtLeast,
    Contains,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// In lower case.
    Text(String),
    Number(Money),
    Flag(bool),
    Moment(Moment),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Moment {
    Time(Timestamp),
    Day(Date),
    DaysAgo(u32),
}

impl std::str::FromStr for Condition {
    type Err = Mistake;

    fn from_str(text: &str) -> Result<Self, Mistake> {
        parse::condition(text)
    }
}

impl Condition {
    pub fn holds(&self, customer: &Customer, now: Timestamp) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(customer, now)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(customer, now)),
            Self::Not(part) => !part.holds(customer, now),
            Self::Compare(field, Comparison::Unequal, value) => {
                !compare(&field.of(customer), Comparison::Equal, value, now)
            }
            Self::Compare(field, comparison, value) => compare(&field.of(customer), *comparison, value, now),
            Self::OneOf(field, values) => {
                let fact = field.of(customer);
                values.iter().any(|value| compare(&fact, Comparison::Equal, value, now))
            }
            Self::Empty(field) => field.of(customer).is_empty(),
        }
    }
}

fn compare(fact: &Fact<'_>, comparison: Comparison, value: &Value, now: Timestamp) -> bool {
    match (fact, value) {
        (Fact::Texts(texts), Value::Text(wanted)) => texts.iter().any(|text| {
            let text = text.to_lowercase();
            if comparison == Comparison::Contains { text.contains(wanted) } else { text == *wanted }
        }),
        (Fact::Number(number), Value::Number(wanted)) => comparison.admits(number.cmp(wanted)),
        (Fact::Flag(flag), Value::Flag(wanted)) => comparison.admits(flag.cmp(wanted)),
        (Fact::Time(Some(time)), Value::Moment(moment)) => comparison.admits(moment.place(*time, now)),
        _ => false,
    }
}

impl Comparison {
    fn admits(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Unequal => ordering.is_ne(),
            Self::Less => ordering.is_lt(),
            Self::AtMost => ordering.is_le(),
            Self::More => ordering.is_gt(),
            Self::AtLeast => ordering.is_ge(),
            Self::Contains => false,
        }
    }
}

impl Moment {
    /// Where a time lies: before this, in it, after it.
    fn place(self, time: Timestamp, now: Timestamp) -> Ordering {
        match self {
            // The wire knows seconds.
            Self::Time(moment) => time.seconds().cmp(&moment.seconds()),
            Self::Day(day) => time.date().cmp(&day),
            Self::DaysAgo(days) => time.date().cmp(&now.plus_days(-i64::from(days)).date()),
        }
    }
}
