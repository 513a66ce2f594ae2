//! Words of the wire as people say them: in Chinese as the documents have them, in English as the texts have them.

use serde_json::Value;

use super::super::collection::{properties, resolve, short};
use crate::language::Language;
use crate::texts::orders::Texts;
use crate::visitor::Visitor;

/// A value that can be chosen.
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
}

/// A schema, in the document that explains it.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    document: &'a Value,
    schema: &'a Value,
}

impl<'a> Schema<'a> {
    /// What an operation wants as its body.
    pub(super) fn asked_by(documents: &'a [Value], path: &str) -> Option<Self> {
        documents.iter().find_map(|document| {
            let operation = document["paths"].get(path)?.get("post")?;
            let schema = operation.pointer("/requestBody/content/application~1json/schema")?;
            Some(Self { document, schema })
        })
    }

    pub(super) fn new(document: &'a Value, schema: &'a Value) -> Self {
        Self { document, schema }
    }

    /// One of its fields, or nothing that is known.
    pub(super) fn field(self, name: &str) -> Self {
        let schema = properties(self.document, self.schema).and_then(|fields| fields.get(name));
        Self { schema: schema.unwrap_or(&Value::Null), ..self }
    }

    /// The names of its fields, in the order of the type.
    pub(super) fn names(self) -> impl Iterator<Item = &'a str> {
        properties(self.document, self.schema).into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// What the field is called.
    pub(super) fn label(self, name: &str, visitor: &Visitor) -> String {
        let described = self.field(name).schema["description"].as_str().unwrap_or_default();
        match visitor.language {
            Language::ZhTw => short(described, name),
            Language::En => spaced(name),
        }
    }

    /// The values that it can have, and what each is called.
    pub(super) fn choices(self, visitor: &Visitor) -> Vec<Choice> {
        let values = self.values().filter_map(|value| value["const"].as_str());
        values.map(|value| Choice { value: value.to_owned(), name: self.say(value, visitor) }).collect()
    }

    /// A value in words; one that is not described is said as it is.
    pub(super) fn say(self, value: &str, visitor: &Visitor) -> String {
        if let Some(word) = named(visitor.texts().orders.words, value) {
            return word.to_owned();
        }
        match visitor.language {
            Language::ZhTw => {
                let known = self.values().find(|known| known["const"] == value);
                let described = known.and_then(|known| known["description"].as_str());
                described.map_or_else(|| value.to_owned(), |described| short_of(described).to_owned())
            }
            Language::En => spaced(value),
        }
    }

    fn values(self) -> impl Iterator<Item = &'a Value> {
        resolve(self.document, self.schema)["oneOf"].as_array().into_iter().flatten()
    }
}

/// What a step is called on a button.
pub(super) fn step(texts: &Texts, choice: &Choice) -> String {
    named(texts.steps, &choice.value).map_or_else(|| choice.name.clone(), str::to_owned)
}

fn named(words: &[(&str, &'static str)], value: &str) -> Option<&'static str> {
    words.iter().find(|(known, _)| *known == value).map(|(_, word)| *word)
}

/// The meaning of a value, without what follows from it.
fn short_of(described: &str) -> &str {
    described.split(['；', '。']).next().unwrap_or(described)
}

/// `partial_refunded` as English has it: Partial refunded.
fn spaced(name: &str) -> String {
    let mut letters = name.chars().map(|letter| if letter == '_' { ' ' } else { letter });
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}
