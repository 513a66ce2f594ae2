//! Any body is decoded or refused, and what is decoded is an object of text, objects and lists, no deeper than
//! the limit says.
#![no_main]

use api::form::{MAX_DEPTH, decode_form};
use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fn check(value: &Value, depth: usize) {
    assert!(depth <= MAX_DEPTH + 1);
    match value {
        Value::String(_) => {}
        Value::Array(items) => items.iter().for_each(|item| check(item, depth + 1)),
        Value::Object(object) => object.values().for_each(|item| check(item, depth + 1)),
        other => panic!("{other} in a form"),
    }
}

fuzz_target!(|body: &[u8]| {
    if let Ok(form) = decode_form(body) {
        assert!(form.is_object());
        check(&form, 0);
    }
});
