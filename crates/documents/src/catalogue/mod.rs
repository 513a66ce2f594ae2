//! What the OpenAPI documents say, read for people: groups with their operations, models with their fields, events.
//! Several documents (one per version of the API) are read as one book.

mod fields;
mod kind;
mod operation;

use std::collections::{BTreeSet, HashMap};

use serde_json::{Map, Value};

pub use fields::{Content, Field};
pub use kind::{Kind, Piece};
pub use operation::{Answer, Body, Event, Header, Operation, Parameter};

/// One OpenAPI document.
#[derive(Clone, Copy)]
pub struct Document<'a> {
    root: &'a Value,
    index: usize,
}

/// The operations of one resource, of all versions.
pub struct Group<'a> {
    pub name: &'a str,
    /// Its Chinese name.
    pub label: &'a str,
    pub operations: Vec<Operation<'a>>,
}

/// An object or a list of values that has a name of its own.
pub struct Model<'a> {
    pub name: &'a str,
    /// The version it belongs to, where another version has a different one of the same name.
    pub only: Option<&'a str>,
    pub description: &'a str,
    /// Whether it is only sent by clients, never answered.
    pub is_input: bool,
    pub content: Content<'a>,
}

/// Everything that the documents describe.
pub struct Catalogue<'a> {
    pub documents: Vec<Document<'a>>,
    pub groups: Vec<Group<'a>>,
    /// By name.
    pub models: Vec<Model<'a>>,
    pub events: Vec<Event<'a>>,
    /// The headers that every webhook has.
    pub event_headers: Vec<Header<'a>>,
    /// The answers that operations share: status and meaning.
    pub common_answers: Vec<Header<'a>>,
}

impl<'a> Document<'a> {
    /// `Shopwire API v1`.
    pub fn title(self) -> &'a str {
        text(&self.root["info"]["title"])
    }

    /// `v1`.
    pub fn name(self) -> &'a str {
        version_of(self.root)
    }

    /// The version of the program that wrote it.
    pub fn version(self) -> &'a str {
        text(&self.root["info"]["version"])
    }

    pub fn description(self) -> &'a str {
        text(&self.root["info"]["description"])
    }

    fn schemas(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        entries(&self.root["components"]["schemas"])
    }

    /// The node itself, or the one that it refers to.
    pub(crate) fn resolve(self, node: &'a Value) -> &'a Value {
        let target = node.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(node)
    }
}

impl<'a> Catalogue<'a> {
    pub fn read(roots: &'a [Value]) -> Self {
        let documents: Vec<Document<'a>> =
            roots.iter().enumerate().map(|(index, root)| Document { root, index }).collect();
        let names = Names::of(&documents);
        let sent = reached(&documents, &names, &["requestBody", "parameters"]);
        let answered = reached(&documents, &names, &["responses"]);
        let mut models: Vec<Model<'a>> = names
            .known
            .iter()
            .enumerate()
            .map(|(place, model)| Model {
                name: model.name,
                only: model.only,
                description: text(&model.schema["description"]),
                is_input: sent.contains(&place) && !answered.contains(&place),
                content: fields::content(&names, model.document, model.schema),
            })
            .collect();
        models.shrink_to_fit();
        let mut catalogue = Self {
            groups: operation::groups(&names, &documents),
            events: operation::events(&names, &documents),
            event_headers: Vec::new(),
            common_answers: Vec::new(),
            documents,
            models,
        };
        for document in &catalogue.documents {
            let components = &document.root["components"];
            merge(&mut catalogue.event_headers, entries(&components["parameters"]));
            merge(&mut catalogue.common_answers, entries(&components["responses"]));
        }
        catalogue
    }
}

fn merge<'a>(headers: &mut Vec<Header<'a>>, found: impl Iterator<Item = (&'a str, &'a Value)>) {
    for (name, described) in found {
        if headers.iter().all(|header| header.name != name) {
            headers.push(Header { name, description: text(&described["description"]) });
        }
    }
}

/// Which model a name means in which document. Versions share a model where they describe it alike.
pub(crate) struct Names<'a> {
    known: Vec<Known<'a>>,
    places: HashMap<(usize, &'a str), usize>,
}

struct Known<'a> {
    name: &'a str,
    only: Option<&'a str>,
    document: Document<'a>,
    schema: &'a Value,
}

impl<'a> Names<'a> {
    fn of(documents: &[Document<'a>]) -> Self {
        let mut by_name: HashMap<&str, Vec<(Document<'a>, &'a Value)>> = HashMap::new();
        for document in documents {
            for (name, schema) in document.schemas() {
                by_name.entry(name).or_default().push((*document, schema));
            }
        }
        let mut differing: BTreeSet<&str> = by_name
            .iter()
            .filter(|(_, found)| found.windows(2).any(|pair| pair[0].1 != pair[1].1))
            .map(|(name, _)| *name)
            .collect();
        // What refers to a model that differs, differs as well.
        loop {
            let more: Vec<&str> = by_name
                .iter()
                .filter(|(name, found)| found.len() > 1 && !differing.contains(*name))
                .filter(|(_, found)| references(found[0].1).iter().any(|name| differing.contains(name)))
                .map(|(name, _)| *name)
                .collect();
            if more.is_empty() {
                break;
            }
            differing.extend(more);
        }
        let mut names: Vec<&str> = by_name.keys().copied().collect();
        names.sort_unstable_by_key(|name| (name.to_lowercase(), *name));
        let mut known = Vec::new();
        let mut places = HashMap::new();
        for name in names {
            let apart = differing.contains(name);
            for (nth, (document, schema)) in by_name[name].iter().enumerate() {
                if apart || nth == 0 {
                    known.push(Known { name, only: apart.then(|| document.name()), document: *document, schema });
                }
                places.insert((document.index, name), known.len() - 1);
            }
        }
        Self { known, places }
    }

    /// The model that a `$ref` names.
    pub(crate) fn model(&self, document: Document<'a>, reference: &str) -> Option<usize> {
        let name = reference.strip_prefix(SCHEMAS)?;
        self.places.get(&(document.index, name)).copied()
    }
}

const SCHEMAS: &str = "#/components/schemas/";

/// The names of the models that a description refers to.
fn references(node: &Value) -> Vec<&str> {
    match node {
        Value::Object(object) => {
            let own = object.get("$ref").and_then(Value::as_str).and_then(|target| target.strip_prefix(SCHEMAS));
            own.into_iter().chain(object.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

/// The models that these parts of the operations lead to.
fn reached<'a>(documents: &[Document<'a>], names: &Names<'a>, parts: &[&str]) -> BTreeSet<usize> {
    let mut reached = BTreeSet::new();
    for document in documents {
        let mut open: Vec<&str> = entries(&document.root["paths"])
            .flat_map(|(_, methods)| entries(methods))
            .flat_map(|(_, operation)| parts.iter().flat_map(|part| references(&operation[*part])))
            .collect();
        while let Some(name) = open.pop() {
            let Some(place) = names.places.get(&(document.index, name)) else { continue };
            if reached.insert(*place) {
                open.extend(references(names.known[*place].schema));
            }
        }
    }
    reached
}

/// The last word of a document's title.
pub(crate) fn version_of(root: &Value) -> &str {
    text(&root["info"]["title"]).rsplit(' ').next().unwrap_or_default()
}

pub(crate) fn text(node: &Value) -> &str {
    node.as_str().unwrap_or_default()
}

pub(crate) fn entries(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    node.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}
