//! Lists that the wire writes as one text with commas between the items.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;

/// What the schema of such a text calls the schema of its items.
pub(crate) const COMMAS: &str = "x-comma-separated";

/// `1,2,3`; an array is taken for the same. Blanks around an item and empty items do not count.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(transparent)]
pub struct Commas<T>(pub Vec<T>);

impl<T: JsonSchema> JsonSchema for Commas<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Commas_of_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = json_schema!({ "type": "string" });
        schema.insert(COMMAS.into(), generator.subschema_for::<T>().to_value());
        schema
    }
}

impl<T> IntoIterator for Commas<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// The items of a text; people who write Chinese write its commas.
pub fn separate(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', '，', '、']).map(str::trim).filter(|item| !item.is_empty())
}
