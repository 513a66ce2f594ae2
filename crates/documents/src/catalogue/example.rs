//! A value that fits a schema, for a reader to start from.

use serde_json::{Map, Value, json};

use super::{Document, entries, text};

/// How many objects within objects are filled in.
const DEPTH: usize = 4;

pub(crate) fn of<'a>(document: Document<'a>, schema: &'a Value, name: &str, description: &str) -> Value {
    value(document, schema, name, description, DEPTH)
}

fn value<'a>(document: Document<'a>, schema: &'a Value, name: &str, description: &str, depth: usize) -> Value {
    let schema = document.resolve(schema);
    let given = schema.get("examples").and_then(|examples| examples.get(0)).or_else(|| schema.get("default"));
    if let Some(given) = given.or_else(|| schema.get("const")).or_else(|| schema.get("enum")?.get(0)) {
        return given.clone();
    }
    let choices = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    if let Some(choice) = choices.and_then(|choices| choices.first()) {
        return value(document, choice, name, description, depth);
    }
    let kind = match &schema["type"] {
        Value::Array(names) => names.iter().map(text).find(|name| *name != "null").unwrap_or("null"),
        one => text(one),
    };
    match kind {
        "object" => {
            let fields = entries(&schema["properties"]).filter(|_| depth > 0);
            let filled = fields.map(|(name, field)| {
                (name.to_owned(), value(document, field, name, text(&field["description"]), depth - 1))
            });
            Value::Object(filled.collect::<Map<_, _>>())
        }
        "array" if depth == 0 => json!([]),
        "array" => json!([value(document, &schema["items"], name, description, depth - 1)]),
        "integer" => json!(schema["minimum"].as_i64().unwrap_or_default().max(1)),
        "number" => json!(schema["minimum"].as_f64().unwrap_or_default().max(100.0)),
        "boolean" => json!(true),
        "string" => json!(string(name, text(&schema["format"]), description)),
        _ => Value::Null,
    }
}

/// What a person would type into a field of this name.
fn string(name: &str, format: &str, description: &str) -> String {
    match (format, name) {
        ("date", _) => "2026-01-15".into(),
        ("timestamp", _) => "2026-01-15 10:10:30".into(),
        ("password", _) => "a-long-passphrase".into(),
        (_, name) if name.contains("email") => "mei@example.com".into(),
        (_, name) if name.contains("mobile") || name.contains("phone") => "0912345678".into(),
        (_, name) if name.ends_with("ids") => "1,2".into(),
        (_, "provider" | "provider_type") => "line".into(),
        (_, "country_calling_code") => "+886".into(),
        (_, "gender") => "female".into(),
        _ => {
            // A value that the description names, else the name itself.
            if let Some(value) = description.split('`').nth(1) {
                return value.to_owned();
            }
            let label = description.split(['，', '；', '：', '。', '（', '(', ' ']).next().unwrap_or_default();
            if label.is_empty() { name.to_owned() } else { label.to_owned() }
        }
    }
}
