//! Types of values, in pieces: `string`, `Customer[]`, `0 | string`.

use serde_json::Value;

use super::Field;
use super::names::{Document, Names};
use super::read::text;

/// A type.
#[derive(Debug, Default)]
pub struct Kind {
    /// As it is written.
    pub pieces: Vec<Piece>,
    pub nullable: bool,
    /// The fields of an object that has no name, also of one in a list.
    pub fields: Vec<Field>,
    /// Whether it is a file, or a list of files.
    pub is_file: bool,
    pub is_list: bool,
}

/// A part of a type. How formats are told is for who writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// `string`, with its format if it has one: `timestamp`.
    Basic { name: String, format: String },
    /// Anything.
    Any,
    /// A value that is meant as it stands, or what stands between others.
    Text(String),
    /// Place in the catalogue's models.
    Model(usize),
}

impl Kind {
    pub(super) fn of<'a>(names: &Names<'a>, document: Document<'a>, schema: &'a Value) -> Self {
        let mut kind = Self::default();
        let mut choices = Vec::new();
        kind.collect(names, document, schema, &mut choices);
        for (nth, choice) in choices.into_iter().enumerate() {
            if nth > 0 {
                kind.pieces.push(Piece::Text(" | ".into()));
            }
            kind.pieces.extend(choice);
        }
        if kind.pieces.is_empty() {
            kind.pieces.push(if kind.nullable { Piece::Text("null".into()) } else { Piece::Any });
        }
        kind
    }

    /// Every choice that is not null.
    fn collect<'a>(
        &mut self,
        names: &Names<'a>,
        document: Document<'a>,
        schema: &'a Value,
        choices: &mut Vec<Vec<Piece>>,
    ) {
        if let Some(place) = schema.get("$ref").and_then(|target| names.model(document, text(target))) {
            choices.push(vec![Piece::Model(place)]);
        } else if let Some(several) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array) {
            for one in several {
                self.collect(names, document, one, choices);
            }
        } else if let Some(value) = schema.get("const") {
            choices.push(vec![Piece::Text(literal(value))]);
        } else if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            choices.extend(values.iter().map(|value| vec![Piece::Text(literal(value))]));
        } else {
            let format = schema.get("format").map(text).unwrap_or_default();
            let basic = |name: &str| Piece::Basic { name: name.to_owned(), format: format.to_owned() };
            for name in type_names(schema) {
                match name {
                    "null" => self.nullable = true,
                    "array" => choices.push(list_of(Self::of(names, document, &schema["items"]))),
                    _ => choices.push(vec![basic(name)]),
                }
            }
        }
    }
}

fn type_names(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::Array(names)) => names.iter().map(text).collect(),
        Some(name) => vec![text(name)],
        None => Vec::new(),
    }
}

fn list_of(items: Kind) -> Vec<Piece> {
    let several = items.pieces.len() > 1 || items.nullable;
    let mut pieces = items.pieces;
    if several {
        pieces.insert(0, Piece::Text("(".into()));
        pieces.push(Piece::Text(if items.nullable { " | null)" } else { ")" }.into()));
    }
    pieces.push(Piece::Text("[]".into()));
    pieces
}

/// A value that is meant as it stands.
fn literal(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), |text| format!("\"{text}\""))
}

/// What a schema is of in the end: its items', where it is a list, which is told beside it; its first choice's, where
/// null is another.
pub(super) fn within(schema: &Value) -> (&Value, bool) {
    if let Some(items) = schema.get("items") {
        return (within(items).0, true);
    }
    let choices = schema.get("anyOf").and_then(Value::as_array);
    match choices.and_then(|choices| choices.iter().find(|choice| choice["type"] != "null")) {
        Some(first) => within(first),
        None => (schema, false),
    }
}
