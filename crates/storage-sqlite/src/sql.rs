//! Conditions and orders as SQL. The table of documents is `d` in every statement.

use std::fmt::Write;

use rusqlite::types::Value as SqlValue;
use storage::{Cast, Field, Filter, Kind, Order, ShopId, Value};

/// The field as indexes and conditions both write it: an index serves only the very same expression.
/// SQLite's `lower` folds ASCII alone, so that is what is compared with as well.
pub(crate) fn expression(field: &Field) -> String {
    let raw = format!("doc ->> '$.{}'", field.path);
    match field.cast {
        Cast::Folded => format!("nullif(lower({raw}), '')"),

        Cast::Text | Cast::Integer | Cast::Number | Cast::Flag => format!("({raw})"),
    }
}

/// A statement, built with its parameters.
#[derive(Debug, Default)]
pub(crate) struct Statement {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<SqlValue>,
}

impl Statement {
    pub(crate) fn add(&mut self, sql: &str) {
        self.sql.push_str(sql);
    }

    pub(crate) fn bind(&mut self, value: impl Into<SqlValue>) {
        self.parameters.push(value.into());
    }

    /// A condition on the document's fields or on its id, which is known as `id`.
    pub(crate) fn and(&mut self, id: &str, filter: &Filter) {
        match filter {
            Filter::Equals(field, value) => self.compare(field, "=", value),
            Filter::AtLeast(field, value) => self.compare(field, ">=", value),
            Filter::AtMost(field, value) => self.compare(field, "<=", value),
            Filter::AtLeastOrNull(field, value) => self.compare_or_null(field, ">=", value),
            Filter::AtMostOrNull(field, value) => self.compare_or_null(field, "<=", value),
            Filter::OneOf(field, values) => {
                let list = values.iter().map(|value| bound(field, value));
                self.one_of(&expression(field), list);
            }
            Filter::StartsWith(field, prefix) => {
                let folded = folded(field);
                let prefix = prefix.to_ascii_lowercase();
                let _ = write!(self.sql, " AND {folded} >= ? AND {folded} < ?");
                self.bind(prefix.clone());
                self.bind(prefix + "\u{10FFFF}");
            }
            Filter::Contains(field, text) => {
                let _ = write!(self.sql, " AND instr({}, ?) > 0", folded(field));
                self.bind(text.to_ascii_lowercase());
            }
            Filter::IdIn(ids) => self.one_of(id, ids.iter().copied()),
            Filter::IdAfter(after) => {
                let _ = write!(self.sql, " AND {id} > ?");
                self.bind(*after);
            }
            Filter::IdBefore(before) => {
                let _ = write!(self.sql, " AND {id} < ?");
                self.bind(*before);
            }
            // What other tables know is joined in or asked of them (see `plan`).
            Filter::HasTerm(..) | Filter::HasNoTerm(..) | Filter::Matches(_) => {}
        }
    }

    /// Which documents carry one of the values: rows of `terms`, without anything before `WHERE`.
    pub(crate) fn of_term<'a>(
        &mut self,
        kind: &Kind,
        shop: ShopId,
        term: &str,
        values: impl IntoIterator<Item = &'a String>,
    ) {
        self.add("kind = ? AND shop = ? AND term = ?");
        self.bind(kind.table.to_owned());
        self.bind(shop);
        self.bind(term.to_owned());
        self.one_of("value", values.into_iter().cloned());
    }

    fn compare(&mut self, field: &Field, operator: &str, value: &Value) {
        let _ = write!(self.sql, " AND {} {operator} ?", expression(field));
        self.bind(bound(field, value));
    }

    fn compare_or_null(&mut self, field: &Field, operator: &str, value: &Value) {
        let expression = expression(field);
        let _ = write!(self.sql, " AND ({expression} IS NULL OR {expression} {operator} ?)");
        self.bind(bound(field, value));
    }

    fn one_of(&mut self, expression: &str, values: impl IntoIterator<Item = impl Into<SqlValue>>) {
        let before = self.parameters.len();
        self.parameters.extend(values.into_iter().map(Into::into));
        let marks = vec!["?"; self.parameters.len() - before].join(", ");
        let _ = write!(self.sql, " AND {expression} IN ({marks})");
    }
}

/// The order, of documents whose id is known as `id`.
pub(crate) fn order(id: &str, order: Order) -> String {
    match order {
        Order::OldestFirst => id.to_owned(),
        Order::NewestFirst => format!("{id} DESC"),
        Order::Ascending(field) => format!("{}, {id}", expression(&field)),
        Order::Descending(field) => format!("{} DESC, {id} DESC", expression(&field)),
    }
}

fn folded(field: &Field) -> String {
    match field.cast {
        Cast::Folded => expression(field),
        _ => format!("lower({})", expression(field)),
    }
}

fn bound(field: &Field, value: &Value) -> SqlValue {
    match value {
        Value::Text(text) if field.cast == Cast::Folded => SqlValue::Text(text.to_ascii_lowercase()),
        Value::Text(text) => SqlValue::Text(text.clone()),
        Value::Integer(number) => SqlValue::Integer(*number),
        Value::Number(number) => SqlValue::Real(*number),
        Value::Flag(flag) => SqlValue::Integer(i64::from(*flag)),
    }
}
