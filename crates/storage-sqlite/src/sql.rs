//! Queries as SQL.

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

/// A WHERE clause, built with its parameters.
pub(crate) struct Condition {
    pub(crate) sql: String,
    pub(crate) parameters: Vec<SqlValue>,
}

impl Condition {
    pub(crate) fn new(kind: &Kind, shop: ShopId, filters: &[Filter]) -> Self {
        let mut condition = Self { sql: "shop = ?".into(), parameters: vec![SqlValue::Integer(shop)] };
        for filter in filters {
            condition.and(kind, shop, filter);
        }
        condition
    }

    fn and(&mut self, kind: &Kind, shop: ShopId, filter: &Filter) {
        match filter {
            Filter::Equals(field, value) => self.compare(field, "=", value),
            Filter::AtLeast(field, value) => self.compare(field, ">=", value),
            Filter::AtMost(field, value) => self.compare(field, "<=", value),
            Filter::OneOf(field, values) => {
                let list = values.iter().map(|value| bind(field, value)).collect::<Vec<_>>();
                self.one_of(&expression(field), &list);
            }
            Filter::StartsWith(field, prefix) => {
                let folded = folded(field);
                let prefix = prefix.to_ascii_lowercase();
                let _ = write!(self.sql, " AND {folded} >= ? AND {folded} < ?");
                self.parameters.push(SqlValue::Text(prefix.clone()));
                self.parameters.push(SqlValue::Text(prefix + "\u{10FFFF}"));
            }
            Filter::Contains(field, text) => {
                let _ = write!(self.sql, " AND instr({}, ?) > 0", folded(field));
                self.parameters.push(SqlValue::Text(text.to_ascii_lowercase()));
            }
            Filter::HasTerm(term, values) => {
                self.sql.push_str(" AND id IN (SELECT id FROM terms WHERE kind = ? AND shop = ? AND term = ?");
                self.parameters.push(SqlValue::Text(kind.table.into()));
                self.parameters.push(SqlValue::Integer(shop));
                self.parameters.push(SqlValue::Text((*term).into()));
                self.one_of("value", &values.iter().map(|value| SqlValue::Text(value.clone())).collect::<Vec<_>>());
                self.sql.push(')');
            }
            Filter::IdIn(ids) => self.one_of("id", &ids.iter().map(|id| SqlValue::Integer(*id)).collect::<Vec<_>>()),
            Filter::IdAfter(id) => {
                self.sql.push_str(" AND id > ?");
                self.parameters.push(SqlValue::Integer(*id));
            }
            Filter::IdBefore(id) => {
                self.sql.push_str(" AND id < ?");
                self.parameters.push(SqlValue::Integer(*id));
            }
        }
    }

    fn compare(&mut self, field: &Field, operator: &str, value: &Value) {
        let _ = write!(self.sql, " AND {} {operator} ?", expression(field));
        self.parameters.push(bind(field, value));
    }

    fn one_of(&mut self, expression: &str, values: &[SqlValue]) {
        let marks = vec!["?"; values.len()].join(", ");
        let _ = write!(self.sql, " AND {expression} IN ({marks})");
        self.parameters.extend_from_slice(values);
    }
}

pub(crate) fn order(order: Order) -> String {
    match order {
        Order::OldestFirst => "id".into(),
        Order::NewestFirst => "id DESC".into(),
        Order::Ascending(field) => format!("{}, id", expression(&field)),
        Order::Descending(field) => format!("{} DESC, id DESC", expression(&field)),
    }
}

fn folded(field: &Field) -> String {
    match field.cast {
        Cast::Folded => expression(field),
        _ => format!("lower({})", expression(field)),
    }
}

fn bind(field: &Field, value: &Value) -> SqlValue {
    match value {
        Value::Text(text) if field.cast == Cast::Folded => SqlValue::Text(text.to_ascii_lowercase()),
        Value::Text(text) => SqlValue::Text(text.clone()),
        Value::Integer(number) => SqlValue::Integer(*number),
        Value::Number(number) => SqlValue::Real(*number),
        Value::Flag(flag) => SqlValue::Integer(i64::from(*flag)),
    }
}
