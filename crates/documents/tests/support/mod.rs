//! The documents as they are checked in.

#![allow(clippy::unwrap_used, dead_code)] // helpers of tests fail as tests do; not every test needs each

use std::path::{Path, PathBuf};

use serde_json::Value;

pub struct Operation {
    pub tag: String,
    pub method: String,
    pub path: String,
    pub summary: String,
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub fn documents() -> Vec<Value> {
    let read = |version: &&str| {
        let path = repository().join(format!("docs/openapi/{version}.json"));
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
    };
    ["v1", "v2"].iter().map(read).collect()
}

/// What the operations of a document ask for.
pub fn scopes(document: &Value) -> impl Iterator<Item = &str> {
    let methods = document["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap());
    methods.filter_map(|(_, described)| described["x-scope"].as_str())
}

pub fn operations(documents: &[Value]) -> Vec<Operation> {
    let mut operations = Vec::new();
    for document in documents {
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, described) in methods.as_object().unwrap() {
                operations.push(Operation {
                    tag: described["tags"][0].as_str().unwrap().to_owned(),
                    method: method.to_uppercase(),
                    path: path.clone(),
                    summary: described["summary"].as_str().unwrap().to_owned(),
                });
            }
        }
    }
    assert!(!operations.is_empty());
    operations
}

/// Whether there is a font to set a PDF in: in the program, or on the machine.
pub fn has_font() -> bool {
    documents::has_font() || testkit::needs("cjk-font").is_some()
}
