//! What a model consists of: fields of an object, or the values it can have.

use serde_json::Value;

use super::kind::Kind;
use super::{Document, Names, entries, text};

pub enum Content<'a> {
    Fields(Vec<Field<'a>>),
    /// One of these values.
    Values(Vec<Variant<'a>>),
    /// Another name for a type.
    Alias(Kind),
}

pub struct Field<'a> {
    /// Its name; `parent.name` and `parent[].name` for fields of an object that has no name.
    pub name: String,
    pub kind: Kind,
    pub description: &'a str,
    pub required: bool,
    /// What else a value must keep to.
    pub limits: Vec<String>,
}

pub struct Variant<'a> {
    pub value: String,
    pub meaning: &'a str,
}

pub(crate) fn content<'a>(names: &Names<'a>, document: Document<'a>, schema: &'a Value) -> Content<'a> {
    if schema.get("properties").is_some() {
        let mut fields = Vec::new();
        collect(names, document, schema, "", &mut fields);
        return Content::Fields(fields);
    }
    match variants(schema) {
        Some(variants) => Content::Values(variants),
        None => Content::Alias(Kind::of(names, document, schema)),
    }
}

fn variants(schema: &Value) -> Option<Vec<Variant<'_>>> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        return Some(values.iter().map(|value| Variant { value: plain(value), meaning: "" }).collect());
    }
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    let variant = |choice: &'_ Value| choice.get("const").map(plain);
    choices
        .iter()
        .map(|choice| Some(Variant { value: variant(choice)?, meaning: text(&choice["description"]) }))
        .collect()
}

fn collect<'a>(
    names: &Names<'a>,
    document: Document<'a>,
    object: &'a Value,
    prefix: &str,
    fields: &mut Vec<Field<'a>>,
) {
    let required: Vec<&str> = object["required"].as_array().into_iter().flatten().map(text).collect();
    for (name, schema) in entries(&object["properties"]) {
        let path = format!("{prefix}{name}");
        fields.push(Field {
            kind: Kind::of(names, document, schema),
            description: text(&schema["description"]),
            required: required.contains(&name),
            limits: limits(schema),
            name: path.clone(),
        });
        nameless(schema, &path, &mut |inner, prefix| collect(names, document, inner, prefix, fields));
    }
}

/// Hands on the objects without a name that are described within a field.
fn nameless<'a>(schema: &'a Value, path: &str, found: &mut dyn FnMut(&'a Value, &str)) {
    if schema.get("properties").is_some() {
        found(schema, &format!("{path}."));
    } else if let Some(items) = schema.get("items") {
        nameless(items, &format!("{path}[]"), found);
    } else if let Some(choices) = schema.get("anyOf").and_then(Value::as_array) {
        // Choices that hold the same object are told once.
        if let Some(first) = choices.iter().find(|choice| !choice.to_string().contains("\"null\"")) {
            nameless(first, path, found);
        }
    }
}

pub(crate) fn limits(schema: &Value) -> Vec<String> {
    let mut limits = Vec::new();
    let mut add = |key: &str, say: fn(&str) -> String| {
        if let Some(value) = schema.get(key).filter(|value| !value.is_null()) {
            limits.push(say(&value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
        }
    };
    add("minLength", |value| format!("至少 {value} 字"));
    add("maxLength", |value| format!("最多 {value} 字"));
    add("minimum", |value| format!("最小 {value}"));
    add("maximum", |value| format!("最大 {value}"));
    add("maxItems", |value| format!("最多 {value} 個"));
    add("default", |value| format!("預設 {value}"));
    limits
}
