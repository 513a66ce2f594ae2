//! The type of a value in a few characters: `string（時間）`, `Customer[]`, `-1 | string（時間）`.

use serde_json::Value;

use super::{Document, Names, text};

/// A type as it is written out; names of models are kept apart, because they are links.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Kind {
    pub pieces: Vec<Piece>,
    pub nullable: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// Place in the catalogue's models.
    Model(usize),
}

impl Kind {
    pub(crate) fn of<'a>(names: &Names<'a>, document: Document<'a>, schema: &'a Value) -> Self {
        let mut kind = Self::default();
        let mut choices = Vec::new();
        kind.collect(names, document, schema, &mut choices);
        for (nth, choice) in choices.into_iter().enumerate() {
            if nth > 0 {
                kind.write(" | ");
            }
            kind.pieces.extend(choice);
        }
        if kind.pieces.is_empty() {
            kind.write(if kind.nullable { "null" } else { "任意" });
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
            for name in type_names(schema) {
                match name {
                    "null" => self.nullable = true,
                    "array" => choices.push(list_of(Self::of(names, document, &schema["items"]))),
                    _ => choices.push(vec![Piece::Text(format!("{name}{}", format_label(format)))]),
                }
            }
        }
    }

    fn write(&mut self, text: &str) {
        self.pieces.push(Piece::Text(text.to_owned()));
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

/// What the format adds to the type's name; widths of integers say nothing to a reader.
fn format_label(format: &str) -> &'static str {
    match format {
        "money" => "（金額）",
        "timestamp" => "（時間）",
        "date" => "（日期）",
        "double" | "float" => "（小數）",
        "password" => "（密碼）",
        "uri" => "（網址）",
        "binary" => "（檔案）",
        _ => "",
    }
}
