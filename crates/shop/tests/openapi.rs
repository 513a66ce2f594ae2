//! The checked-in OpenAPI documents are the record of the contract: a reviewer sees each change of the wire as a
//! diff. They are written by `cargo run -- openapi`; this test fails when they drift from the types.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use serde_json::Value;
use shopwire_shop as shop;

fn made(version: &str) -> String {
    let document = api::document(&shop::groups(), &shop::events(), version);
    serde_json::to_string_pretty(&document).unwrap() + "\n"
}

fn documents() -> [Value; 2] {
    ["v1", "v2"].map(|version| api::document(&shop::groups(), &shop::events(), version))
}

#[test]
fn checked_in_documents_are_those_of_the_types() {
    for version in ["v1", "v2"] {
        let path = format!("{}/../../docs/openapi/{version}.json", env!("CARGO_MANIFEST_DIR"));
        let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            checked_in == made(version),
            "{version}.json has drifted: run `cargo run -- openapi` and look at the diff"
        );
    }
}

#[test]
fn every_field_and_parameter_has_a_chinese_name() {
    let mut nameless = Vec::new();
    for document in documents() {
        for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
            for (field, described) in schema["properties"].as_object().into_iter().flatten() {
                if !is_described(described) {
                    nameless.push(format!("{name}.{field}"));
                }
            }
        }
        for (path, item) in document["paths"].as_object().unwrap() {
            for parameter in item.as_object().unwrap().values().filter_map(|op| op["parameters"].as_array()).flatten() {
                if !is_described(parameter) {
                    nameless.push(format!("{path}?{}", parameter["name"]));
                }
            }
        }
    }
    assert!(nameless.is_empty(), "{nameless:#?}");
}

#[test]
fn no_two_paths_are_one_url() {
    for document in documents() {
        let mut urls = std::collections::BTreeSet::new();
        for path in document["paths"].as_object().unwrap().keys() {
            let words = path.split('/').map(|word| if word.starts_with('{') { "{}" } else { word });
            assert!(urls.insert(words.collect::<Vec<_>>().join("/")), "{path}");
        }
    }
}

#[test]
fn every_operation_has_a_summary_and_an_id_of_its_own() {
    let mut ids = std::collections::BTreeSet::new();
    for document in documents() {
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                assert!(is_chinese(operation["summary"].as_str().unwrap()), "{operation:#}");
                assert!(ids.insert(operation["operationId"].to_string()), "{}", operation["operationId"]);
            }
        }
    }
}

#[test]
fn every_event_says_when_it_fires_and_what_it_sends() {
    let [first, second] = documents();
    assert!(first.get("webhooks").is_none(), "events have no version: they stand in one document");
    let webhooks = second["webhooks"].as_object().unwrap();
    assert_eq!(webhooks.keys().collect::<Vec<_>>(), shop::event_names());
    for (name, webhook) in webhooks {
        let described = &webhook["post"];
        assert!(is_chinese(described["summary"].as_str().unwrap()), "{name}");
        assert_eq!(described["parameters"][0]["schema"]["const"], **name);
        let payload = &described["requestBody"]["content"]["application/json"]["schema"];
        assert!(payload["$ref"].is_string(), "{name}: {payload}");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    for document in documents() {
        let mut references = Vec::new();
        collect(&document, &mut references);
        for reference in references {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}

fn collect(node: &Value, references: &mut Vec<String>) {
    match node {
        Value::Object(object) => {
            references.extend(object.get("$ref").and_then(Value::as_str).map(str::to_owned));
            object.values().for_each(|value| collect(value, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

fn is_described(node: &Value) -> bool {
    node["description"].as_str().is_some_and(is_named)
}

/// In Chinese, or by a name that is its own translation.
fn is_named(text: &str) -> bool {
    is_chinese(text) || ["ID", "UID", "Email", "SKU"].contains(&text)
}

fn is_chinese(text: &str) -> bool {
    text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c))
}
