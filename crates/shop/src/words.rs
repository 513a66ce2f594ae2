//! The word that stands for a value on the wire, where code needs it: said once, by the value's type.

use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What the value is called in JSON; nothing for what is no word there.
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// The value that is called so, or what there is.
pub fn from_word<T: DeserializeOwned + JsonSchema>(word: &str) -> Result<T, String> {
    let read = serde_json::from_value(Value::String(word.to_owned()));
    read.map_err(|_| format!("there are: {}", words::<T>().join(", ")))
}

/// What all values of the type are called.
fn words<T: JsonSchema>() -> Vec<String> {
    let schema = schemars::schema_for!(T).to_value();
    let said = |value: &Value| value["const"].as_str().map(str::to_owned);
    schema["oneOf"].as_array().into_iter().flatten().filter_map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::Destination;

    #[test]
    fn words_stand_for_values_and_values_for_words() {
        let all = words::<Destination>();
        assert!(all.len() > 15 && all.contains(&"payment_failed".to_owned()), "{all:?}");
        for one in all {
            assert_eq!(word(&from_word::<Destination>(&one).unwrap()), one);
        }
        let unknown = from_word::<Destination>("flown").unwrap_err();
        assert!(unknown.starts_with("there are: paid, remitted, ") && unknown.ends_with(", opened"), "{unknown}");
    }
}
