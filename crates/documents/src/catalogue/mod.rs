//! What the OpenAPI documents say, read for people: groups with their operations, objects with their fields, events.
//! Several documents, one for each version of the API, are read as one. The PDF, the Postman collection and the pages
//! of the reference are made from it.
//!
//! - `names`: which object a name means in which document
//! - `read`: from the documents to this
//! - `kind`: types

mod kind;
mod names;
mod read;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use serde_json::Value;

pub use kind::{Kind, Piece};
pub(crate) use read::version_of;

/// Everything that the documents describe.
#[derive(Debug, Default)]
pub struct Catalogue {
    /// In the order of the documents.
    pub versions: Vec<Version>,
    /// Version by version.
    pub groups: Vec<Group>,
    /// In the order of the documents. What versions describe alike stands here once.
    pub models: Vec<Model>,
    pub events: Vec<Event>,
    /// The headers of every webhook.
    pub event_headers: Vec<Field>,
    /// The answers that operations share.
    pub common_answers: Vec<CommonAnswer>,
    /// Places in `models`, by version and name.
    places: HashMap<(String, String), usize>,
}

/// A version of the API: a document.
#[derive(Debug)]
pub struct Version {
    /// `v1`
    pub name: String,
    /// `Shopwire API v1`
    pub title: String,
    pub description: String,
    /// The version of the program that wrote the document.
    pub program: String,
}

/// The operations on one kind of resource, in one version.
#[derive(Debug)]
pub struct Group {
    pub version: String,
    pub tag: String,
    /// Its Chinese name.
    pub label: String,
    pub operations: Vec<Operation>,
}

#[derive(Debug)]
pub struct Operation {
    pub id: String,
    pub version: String,
    pub tag: String,
    /// `GET`
    pub method: String,
    pub path: String,
    pub summary: String,
    /// What else is to be said of it; may be empty.
    pub note: String,
    pub scope: Option<String>,
    pub path_parameters: Vec<Field>,
    pub query: Vec<Field>,
    pub body: Option<Content>,
    /// By their statuses.
    pub answers: Vec<Answer>,
}

#[derive(Debug)]
pub struct Answer {
    pub status: String,
    /// What it means.
    pub text: String,
    /// Whether it means here what it means everywhere.
    pub common: bool,
    pub content: Option<Content>,
    /// What it is, where that is a file to keep: `application/zip`.
    pub file: Option<String>,
    pub headers: Vec<Field>,
}

/// An answer that operations share.
#[derive(Debug)]
pub struct CommonAnswer {
    pub status: String,
    pub text: String,
}

/// A body: what it is, and what it looks like.
#[derive(Debug)]
pub struct Content {
    pub kind: Kind,
    pub example: Value,
    /// Whether some of its fields are files, so that it is sent as `multipart/form-data`.
    pub multipart: bool,
}

/// An object, a list of values or another name for a type.
#[derive(Debug)]
pub struct Model {
    /// The first version that has it.
    pub version: String,
    pub name: String,
    /// Its Chinese name.
    pub label: String,
    /// Whether another version has a different one of the same name.
    pub apart: bool,
    /// Whether it is only sent by clients, never answered.
    pub is_input: bool,
    pub is: Is,
    pub example: Value,
}

/// What a model is.
#[derive(Debug)]
pub enum Is {
    /// An object with these fields.
    Object(Vec<Field>),
    /// One of these values.
    Values(Vec<Meaning>),
    /// Another name for a type.
    Alias(Kind),
}

/// A field of an object, a parameter or a header.
#[derive(Debug)]
pub struct Field {
    pub name: String,
    /// Its Chinese name.
    pub label: String,
    pub kind: Kind,
    pub required: bool,
    pub limits: Vec<Limit>,
    /// The values it can have, where they are few.
    pub values: Vec<Meaning>,
    /// A value that fits, as one types it.
    pub example: String,
}

/// What a value must keep to, or is if it is not given.
#[derive(Debug)]
pub struct Limit {
    pub rule: Rule,
    pub value: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    MinLength,
    MaxLength,
    Minimum,
    Maximum,
    MaxItems,
    Default,
}

/// A value and what it means.
#[derive(Debug)]
pub struct Meaning {
    pub value: String,
    pub text: String,
}

#[derive(Debug)]
pub struct Event {
    /// `orders/paid`
    pub name: String,
    /// When it fires.
    pub when: String,
    /// What else is to be said of it; may be empty.
    pub note: String,
    pub payload: Content,
}

impl Catalogue {
    pub fn group(&self, version: &str, tag: &str) -> Option<&Group> {
        self.of_version(version).find(|group| group.tag == tag)
    }

    pub fn of_version(&self, version: &str) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.version == version)
    }

    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    /// What the name means in this version.
    pub fn model(&self, version: &str, name: &str) -> Option<&Model> {
        let place = self.places.get(&(version.to_owned(), name.to_owned()))?;
        self.models.get(*place)
    }

    /// The object of a type, if it has a name: the first, where there is a choice.
    pub fn model_of(&self, kind: &Kind) -> Option<&Model> {
        let model = |piece: &Piece| if let Piece::Model(place) = piece { Some(*place) } else { None };
        self.models.get(kind.pieces.iter().find_map(model)?)
    }

    /// The fields of a type that is an object, named or not.
    pub fn fields_of<'a>(&'a self, kind: &'a Kind) -> &'a [Field] {
        self.model_of(kind).map_or(&kind.fields, Model::fields)
    }

    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }
}

impl Group {
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

impl Operation {
    /// In the path and in the query.
    pub fn parameters(&self) -> impl Iterator<Item = &Field> {
        self.path_parameters.iter().chain(&self.query)
    }

    /// The answer to what went well.
    pub fn success(&self) -> Option<&Answer> {
        self.answers.iter().find(|answer| !answer.is_error())
    }

    /// Answers to what went well in another way.
    pub fn other_successes(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| !answer.is_error()).skip(1)
    }

    pub fn failures(&self) -> impl Iterator<Item = &Answer> {
        self.answers.iter().filter(|answer| answer.is_error())
    }

    /// Whether a client sends files with it.
    pub fn takes_files(&self) -> bool {
        self.body.as_ref().is_some_and(|body| body.multipart)
    }

    /// Whether it answers a list page by page.
    pub fn is_paged(&self) -> bool {
        self.success().is_some_and(Answer::is_paged)
    }

    /// A path that can be called: with values of its parameters.
    pub fn filled_path(&self) -> String {
        let fill = |path: String, field: &Field| path.replace(&format!("{{{}}}", field.name), &field.example);
        self.path_parameters.iter().fold(self.path.clone(), fill)
    }
}

impl Answer {
    pub fn is_error(&self) -> bool {
        !self.status.starts_with('2')
    }

    pub fn is_paged(&self) -> bool {
        self.headers.iter().any(|header| header.name == "X-Total-Pages")
    }
}

impl Model {
    /// Its fields; what is no object has none.
    pub fn fields(&self) -> &[Field] {
        if let Is::Object(fields) = &self.is { fields } else { &[] }
    }

    /// The values that it can have; an object has none.
    pub fn values(&self) -> &[Meaning] {
        if let Is::Values(values) = &self.is { values } else { &[] }
    }
}
