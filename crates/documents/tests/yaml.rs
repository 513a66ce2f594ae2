//! OpenAPI as YAML is the same document as the JSON.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use serde_json::Value;

#[test]
fn the_yaml_reads_back_as_the_document() {
    for document in support::documents() {
        let yaml = documents::yaml(&document).unwrap();
        assert!(yaml.starts_with("openapi: "), "{}", &yaml[..80]);
        let read: Value = yaml_serde::from_str(&yaml).unwrap();
        assert!(read == document, "{}", document["info"]["title"]);
        assert!(yaml.contains("顧客"), "readable, not escaped");
    }
}

#[test]
fn texts_that_look_like_something_else_stay_texts() {
    let document = serde_json::json!({
        "openapi": "3.1.0", "no": "no", "date": "2026-01-15", "number": "0912", "empty": "", "null": "null", "tilde": "~",
        "exponent": "1e3", "colon": "a: b", "hash": "a # b", "lines": "一\n二\n", "trailing": "a ", "true": true, "1": 1.5,
        "quote": "say \"hi\" 'ho'", "octal": "0o17", "infinity": ".inf", "sexagesimal": "12:30:00", "dash": "- a",
    });
    let read: Value = yaml_serde::from_str(&documents::yaml(&document).unwrap()).unwrap();
    assert_eq!(read, document);
}
