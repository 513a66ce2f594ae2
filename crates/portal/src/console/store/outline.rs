//! One object as lines: each field under its Chinese name, what is inside of it indented below.

use serde_json::Value;

use super::collection::{properties, resolve, short};

/// Deeper than this nothing of ours nests.
const DEPTH: usize = 6;

pub(super) struct Line {
    pub(super) depth: usize,
    pub(super) name: String,
    pub(super) label: String,
    /// Absent for what has lines of its own.
    pub(super) value: Option<String>,
}

pub(super) fn outline(document: &Value, schema: &Value, value: &Value) -> Vec<Line> {
    let mut lines = Vec::new();
    inside(document, schema, value, 0, &mut lines);
    lines
}

fn inside(document: &Value, schema: &Value, value: &Value, depth: usize, lines: &mut Vec<Line>) {
    if depth > DEPTH {
        return;
    }
    match value {
        Value::Object(fields) => {
            let known = properties(document, schema);
            for (name, value) in fields {
                let schema = known.and_then(|known| known.get(name)).unwrap_or(&Value::Null);
                let label = schema["description"].as_str().unwrap_or_default();
                line(document, schema, value, short(label, name), name.clone(), depth, lines);
            }
        }
        Value::Array(items) => {
            let schema = &resolve(document, schema)["items"];
            for (number, item) in (1..).zip(items) {
                line(document, schema, item, format!("{number}"), String::new(), depth, lines);
            }
        }
        _ => {}
    }
}

fn line(
    document: &Value,
    schema: &Value,
    value: &Value,
    label: String,
    name: String,
    depth: usize,
    lines: &mut Vec<Line>,
) {
    let has_parts = value.as_object().is_some_and(|fields| !fields.is_empty())
        || value.as_array().is_some_and(|items| items.iter().any(|item| item.is_object() || item.is_array()));
    lines.push(Line { depth, name, label, value: (!has_parts).then(|| plain(value)) });
    if has_parts {
        inside(document, schema, value, depth + 1, lines);
    }
}

/// A value as people read it; nothing is a dash.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => "—".to_owned(),
        Value::String(text) if text.is_empty() => "—".to_owned(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "✓".to_owned(),
        Value::Bool(false) => "✕".to_owned(),
        Value::Array(items) if items.is_empty() => "—".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}
