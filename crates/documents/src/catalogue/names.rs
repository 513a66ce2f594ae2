//! Which model a name means in which document. Versions share a model where they describe it alike.

use std::collections::{BTreeSet, HashMap};

use serde_json::Value;

use super::read::{entries, text, version_of};

/// One OpenAPI document.
#[derive(Clone, Copy)]
pub(super) struct Document<'a> {
    pub(super) root: &'a Value,
    index: usize,
}

impl<'a> Document<'a> {
    pub(super) fn all(roots: &'a [Value]) -> Vec<Self> {
        roots.iter().enumerate().map(|(index, root)| Self { root, index }).collect()
    }

    pub(super) fn version(self) -> &'a str {
        version_of(self.root)
    }

    fn schemas(self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        entries(&self.root["components"]["schemas"])
    }

    /// The node itself, or the one that it refers to.
    pub(super) fn resolve(self, node: &'a Value) -> &'a Value {
        let target = node.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix('#'));
        target.and_then(|pointer| self.root.pointer(pointer)).unwrap_or(node)
    }
}

pub(super) struct Names<'a> {
    pub(super) known: Vec<Known<'a>>,
    places: HashMap<(usize, &'a str), usize>,
}

/// A model as it is described.
pub(super) struct Known<'a> {
    pub(super) name: &'a str,
    /// Whether another document describes another one by this name.
    pub(super) apart: bool,
    pub(super) document: Document<'a>,
    pub(super) schema: &'a Value,
}

impl<'a> Names<'a> {
    pub(super) fn of(documents: &[Document<'a>]) -> Self {
        let differing = differing(documents);
        let mut known: Vec<Known<'a>> = Vec::new();
        let mut places = HashMap::new();
        let mut first = HashMap::new();
        for document in documents {
            for (name, schema) in document.schemas() {
                let apart = differing.contains(name);
                let place = match first.get(name) {
                    Some(place) if !apart => *place,
                    _ => {
                        known.push(Known { name, apart, document: *document, schema });
                        known.len() - 1
                    }
                };
                first.entry(name).or_insert(place);
                places.insert((document.index, name), place);
            }
        }
        Self { known, places }
    }

    /// The model that a `$ref` names.
    pub(super) fn model(&self, document: Document<'a>, reference: &str) -> Option<usize> {
        self.named(document, reference.strip_prefix(SCHEMAS)?)
    }

    pub(super) fn named(&self, document: Document<'a>, name: &str) -> Option<usize> {
        self.places.get(&(document.index, name)).copied()
    }

    /// The names of a document's models, with their places.
    pub(super) fn of_document(&self, document: Document<'a>) -> impl Iterator<Item = (&'a str, usize)> {
        self.places
            .iter()
            .filter(move |((index, _), _)| *index == document.index)
            .map(|((_, name), place)| (*name, *place))
    }

    /// The models that these parts of the operations lead to.
    pub(super) fn reached(&self, documents: &[Document<'a>], parts: &[&str]) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        for document in documents {
            let mut open: Vec<&str> = entries(&document.root["paths"])
                .flat_map(|(_, methods)| entries(methods))
                .flat_map(|(_, operation)| parts.iter().flat_map(|part| references(&operation[*part])))
                .collect();
            while let Some(name) = open.pop() {
                let Some(place) = self.named(*document, name) else { continue };
                if reached.insert(place) {
                    open.extend(references(self.known[place].schema));
                }
            }
        }
        reached
    }
}

/// The names of the models that documents describe differently.
fn differing<'a>(documents: &[Document<'a>]) -> BTreeSet<&'a str> {
    let mut by_name: HashMap<&str, Vec<&Value>> = HashMap::new();
    for document in documents {
        for (name, schema) in document.schemas() {
            by_name.entry(name).or_default().push(schema);
        }
    }
    let mut differing: BTreeSet<&str> = by_name
        .iter()
        .filter(|(_, found)| found.windows(2).any(|pair| pair[0] != pair[1]))
        .map(|(name, _)| *name)
        .collect();
    // What refers to a model that differs, differs as well.
    loop {
        let more: Vec<&str> = by_name
            .iter()
            .filter(|(name, found)| found.len() > 1 && !differing.contains(*name))
            .filter(|(_, found)| references(found[0]).iter().any(|name| differing.contains(name)))
            .map(|(name, _)| *name)
            .collect();
        if more.is_empty() {
            return differing;
        }
        differing.extend(more);
    }
}

const SCHEMAS: &str = "#/components/schemas/";

/// The names of the models that a description refers to.
fn references(node: &Value) -> Vec<&str> {
    match node {
        Value::Object(object) => {
            let own = object.get("$ref").map(text).and_then(|target| target.strip_prefix(SCHEMAS));
            own.into_iter().chain(object.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}
