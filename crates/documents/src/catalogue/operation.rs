//! Operations and events, as the documents describe them.

use serde_json::Value;

use super::fields::{self, Content, Field};
use super::kind::{Kind, Piece};
use super::{Document, Group, Names, entries, text};
use crate::Examples;

pub struct Operation<'a> {
    pub document: Document<'a>,
    /// `GET`.
    pub method: String,
    pub path: &'a str,
    pub summary: &'a str,
    pub description: &'a str,
    pub scope: Option<&'a str>,
    pub parameters: Vec<Parameter<'a>>,
    /// The body, if it takes one.
    pub body: Option<Body<'a>>,
    pub answers: Vec<Answer<'a>>,
    /// Statuses that mean here what they mean everywhere.
    pub common: Vec<&'a str>,
}

pub struct Parameter<'a> {
    pub name: &'a str,
    /// `path` or `query`.
    pub place: &'a str,
    pub kind: Kind,
    pub description: &'a str,
    pub required: bool,
    pub limits: Vec<String>,
    document: Document<'a>,
    described: &'a Value,
}

pub struct Body<'a> {
    pub kind: Kind,
    /// Whether files come with it, so that it is `multipart/form-data`.
    pub multipart: bool,
    pub fields: Vec<Field<'a>>,
    document: Document<'a>,
    schema: &'a Value,
}

pub struct Answer<'a> {
    pub status: &'a str,
    pub description: &'a str,
    pub kind: Option<Kind>,
    /// Whether the headers of a list come along.
    pub paged: bool,
}

pub struct Event<'a> {
    /// `orders/paid`.
    pub name: &'a str,
    /// When it fires.
    pub summary: &'a str,
    pub description: &'a str,
    pub payload: Option<Kind>,
}

pub struct Header<'a> {
    pub name: &'a str,
    pub description: &'a str,
}

impl Parameter<'_> {
    /// A value that fits.
    pub fn example(&self) -> Value {
        Examples::of(self.document.root).parameter(self.described)
    }
}

impl Body<'_> {
    /// A body that fits.
    pub fn example(&self) -> Value {
        Examples::of(self.document.root).schema(self.schema)
    }

    /// Whether the field of this name is a file.
    pub fn is_file(&self, name: &str) -> bool {
        self.document.resolve(self.schema)["properties"][name]["format"] == "binary"
    }
}

pub(super) fn groups<'a>(names: &Names<'a>, documents: &[Document<'a>]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for document in documents {
        for tag in document.root["tags"].as_array().into_iter().flatten() {
            let name = text(&tag["name"]);
            if groups.iter().all(|group| group.name != name) {
                groups.push(Group { name, label: text(&tag["description"]), operations: Vec::new() });
            }
        }
        for (path, methods) in entries(&document.root["paths"]) {
            for (method, described) in entries(methods) {
                let group = text(&described["tags"][0]);
                if let Some(group) = groups.iter_mut().find(|known| known.name == group) {
                    group.operations.push(operation(names, *document, path, method, described));
                }
            }
        }
    }
    groups
}

fn operation<'a>(
    names: &Names<'a>,
    document: Document<'a>,
    path: &'a str,
    method: &str,
    described: &'a Value,
) -> Operation<'a> {
    let (common, own): (Vec<_>, Vec<_>) =
        entries(&described["responses"]).partition(|(_, answer)| answer.get("$ref").is_some());
    let parameters = described["parameters"].as_array().into_iter().flatten();
    Operation {
        document,
        method: method.to_uppercase(),
        path,
        summary: text(&described["summary"]),
        description: text(&described["description"]),
        scope: described.get("x-scope").map(text),
        parameters: parameters.map(|one| parameter(names, document, document.resolve(one))).collect(),
        body: body(names, document, &described["requestBody"]),
        answers: own.into_iter().map(|(status, described)| answer(names, document, status, described)).collect(),
        common: common.into_iter().map(|(status, _)| status).collect(),
    }
}

fn parameter<'a>(names: &Names<'a>, document: Document<'a>, described: &'a Value) -> Parameter<'a> {
    let schema = &described["schema"];
    Parameter {
        name: text(&described["name"]),
        place: text(&described["in"]),
        kind: Kind::of(names, document, schema),
        description: text(&described["description"]),
        required: described["required"].as_bool().unwrap_or_default(),
        limits: fields::limits(schema),
        document,
        described,
    }
}

fn body<'a>(names: &Names<'a>, document: Document<'a>, described: &'a Value) -> Option<Body<'a>> {
    let files = described.get("content").and_then(|content| content.get("multipart/form-data")?.get("schema"));
    let schema = payload(described).or(files)?;
    let fields = match fields::content(names, document, document.resolve(schema)) {
        Content::Fields(fields) => fields,
        Content::Values(_) | Content::Alias(_) => Vec::new(),
    };
    Some(Body { kind: Kind::of(names, document, schema), multipart: files.is_some(), fields, document, schema })
}

fn answer<'a>(names: &Names<'a>, document: Document<'a>, status: &'a str, described: &'a Value) -> Answer<'a> {
    Answer {
        status,
        description: text(&described["description"]),
        kind: payload(described).map(|schema| Kind::of(names, document, schema)),
        paged: described.get("headers").is_some_and(|headers| headers.get("X-Total").is_some()),
    }
}

/// The schema of a JSON body.
fn payload(described: &Value) -> Option<&Value> {
    described.get("content")?.get("application/json")?.get("schema")
}

pub(super) fn events<'a>(names: &Names<'a>, documents: &[Document<'a>]) -> Vec<Event<'a>> {
    let mut events: Vec<Event<'a>> = Vec::new();
    for document in documents {
        for (name, webhook) in entries(&document.root["webhooks"]) {
            let described = &webhook["post"];
            if events.iter().all(|event| event.name != name) {
                events.push(Event {
                    name,
                    summary: text(&described["summary"]),
                    description: text(&described["description"]),
                    payload: payload(&described["requestBody"]).map(|schema| Kind::of(names, *document, schema)),
                });
            }
        }
    }
    events
}

impl Answer<'_> {
    pub fn is_error(&self) -> bool {
        self.status.starts_with(['4', '5'])
    }

    /// Whether it names a model: errors have no names.
    pub fn has_model(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.pieces.iter().any(|piece| matches!(piece, Piece::Model(_))))
    }
}
