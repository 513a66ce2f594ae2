//! The word that stands for a value on the wire, where code needs it: said once, by the value's type.

use serde::Serialize;
use serde_json::Value;

/// What the value is called in JSON; nothing for what is no word there.
pub(crate) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}
