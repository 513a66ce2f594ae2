//! What a list asks for.

use wire::{Date, Id, Money, Timestamp};

use crate::Field;

/// A value to compare a field with.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Text(String),
    Integer(i64),
    Number(f64),
    Flag(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}
impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}
impl From<Money> for Value {
    fn from(amount: Money) -> Self {
        Self::Number(amount.to_f64())
    }
}
/// Times compare as the text they are stored as: the wire's format sorts by time.
impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Text(time.to_string())
    }
}
impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Text(date.to_string())
    }
}
impl<T> From<Id<T>> for Value {
    fn from(id: Id<T>) -> Self {
        Self::Integer(id.get())
    }
}

/// One condition; a query's conditions all hold. A comparison with a field that is null never holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    Equals(Field, Value),
    OneOf(Field, Vec<Value>),
    AtLeast(Field, Value),
    AtMost(Field, Value),
    /// As [`Filter::AtLeast`], and holds where the field is null: a limit that nobody has set.
    AtLeastOrNull(Field, Value),
    /// As [`Filter::AtMost`], and holds where the field is null.
    AtMostOrNull(Field, Value),
    /// The text begins so, without regard to case.
    StartsWith(Field, String),
    /// The text has this anywhere, without regard to case. Not indexed.
    Contains(Field, String),
    /// The document carries one of these values under the term (see [`crate::Document::terms`]).
    HasTerm(&'static str, Vec<String>),
    /// The document carries none of these values under the term.
    HasNoTerm(&'static str, Vec<String>),
    /// The document's text has all words of this one, in any order; what is written without a space between
    /// is looked for as it is written, and a word may go on (see [`crate::Document::text`]). Without a word in it,
    /// nothing is found.
    Matches(String),
    IdIn(Vec<i64>),
    /// Documents after this one, for reading all of them page by page in the order of ids.
    IdAfter(i64),
    /// Documents before this one, for reading the newest page by page: new ones do not move such pages.
    IdBefore(i64),
}

impl Filter {
    pub fn equals(field: Field, value: impl Into<Value>) -> Self {
        Self::Equals(field, value.into())
    }

    pub fn at_least(field: Field, value: impl Into<Value>) -> Self {
        Self::AtLeast(field, value.into())
    }

    pub fn at_most(field: Field, value: impl Into<Value>) -> Self {
        Self::AtMost(field, value.into())
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    #[default]
    OldestFirst,
    NewestFirst,
    /// By a field, ties by id; null first.
    Ascending(Field),
    Descending(Field),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    pub filters: Vec<Filter>,
    pub order: Order,
    pub offset: u64,
    /// At most so many rows; all when absent.
    pub limit: Option<u64>,
}

impl Query {
    pub fn all() -> Self {
        Self::default()
    }

    #[must_use]
    pub fn filter(mut self, filter: Filter) -> Self {
        self.filters.push(filter);
        self
    }

    /// Adds the condition when there is something to compare with.
    #[must_use]
    pub fn filter_if<V>(self, value: Option<V>, filter: impl FnOnce(V) -> Filter) -> Self {
        match value {
            Some(value) => self.filter(filter(value)),
            None => self,
        }
    }

    #[must_use]
    pub fn order(mut self, order: Order) -> Self {
        self.order = order;
        self
    }

    #[must_use]
    pub fn limit(mut self, limit: u64) -> Self {
        self.limit = Some(limit);
        self
    }

    #[must_use]
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }
}
