//! OpenAPI as YAML.

use serde_json::Value;

/// The document as YAML; read back, it is the same document.
pub fn yaml(document: &Value) -> Result<String, crate::Error> {
    serde_saphyr::to_string(document).map_err(|error| crate::Error::Yaml(error.to_string()))
}
