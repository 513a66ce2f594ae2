//! Examples made from schemas: what a request or an answer looks like, the same each time, and believable enough to
//! be sent.

mod values;

use serde_json::{Map, Value};

/// Makes examples of what an OpenAPI document describes.
#[derive(Debug, Clone, Copy)]
pub struct Examples<'a> {
    schemas: Option<&'a Map<String, Value>>,
}

/// Where a value stands, which is what tells a name from a number of a house.
#[derive(Debug, Clone, Copy, Default)]
struct Place<'a> {
    /// The object it is a field of: `BonusPoint`, 紅利.
    object: &'a str,
    object_label: &'a str,
    /// The field: `title`, 名稱.
    name: &'a str,
    label: &'a str,
}

impl<'a> Examples<'a> {
    /// For the schemas of this document, and those that refer to them.
    pub fn of(document: &'a Value) -> Self {
        let schemas = document.pointer("/components/schemas").and_then(Value::as_object);
        Self { schemas }
    }

    /// An example of what the schema describes: one of the document's, or one that refers to them.
    pub fn schema(self, schema: &Value) -> Value {
        self.value(schema, Place::default(), &mut Vec::new())
    }

    /// An example of an object by its name: `Customer`. Null if there is none of that name.
    pub fn model(self, name: &str) -> Value {
        self.referred(name, Place::default(), &mut Vec::new())
    }

    /// An example of a parameter, which has its name and description beside its schema.
    pub fn parameter(self, parameter: &Value) -> Value {
        let place = Place { name: text(parameter, "name"), label: text(parameter, "description"), ..Place::default() };
        let example = self.value(&parameter["schema"], place, &mut Vec::new());
        // An id that a fresh shop has.
        if example.is_number() && parameter["in"] == "path" { 1.into() } else { example }
    }

    /// `open` are the objects that are being made, against references that lead in a circle.
    fn value<'s>(self, schema: &'s Value, place: Place<'s>, open: &mut Vec<&'s str>) -> Value
    where
        'a: 's,
    {
        let label = schema["description"].as_str().unwrap_or(place.label);
        let place = Place { label, ..place };
        if let Some(name) = schema["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            return self.referred(name, place, open);
        }
        let format = schema["format"].as_str().unwrap_or_default();
        if let Some(fixed) = values::time(format, place.name) {
            return fixed.into();
        }
        let given = schema.get("const").or_else(|| schema.get("default"));
        let given = given.or_else(|| schema["examples"].get(0)).or_else(|| schema["enum"].get(0));
        if let Some(given) = given {
            return given.clone();
        }
        let parts = schema["anyOf"].as_array().or_else(|| schema["oneOf"].as_array());
        let first = |parts: &'s Vec<Value>| parts.iter().find(|part| part["type"] != "null");
        if let Some(part) = parts.and_then(|parts| values::usual(parts).or_else(|| first(parts))) {
            return self.value(part, place, open);
        }
        match kind(schema) {
            "object" => self.object(schema, place, open),
            "array" => vec![self.value(&schema["items"], Place { name: singular(place.name), ..place }, open)].into(),
            "boolean" => values::flag(place.name).into(),
            "integer" => within(schema, values::integer(place)).into(),
            "number" => values::number(place, format).into(),
            _ => shortened(schema, values::text(place, format)).into(),
        }
    }

    fn referred<'s>(self, name: &'s str, place: Place<'s>, open: &mut Vec<&'s str>) -> Value
    where
        'a: 's,
    {
        let Some(schema) = self.schemas.and_then(|schemas| schemas.get(name)) else { return Value::Null };
        if open.contains(&name) {
            return Value::Null;
        }
        open.push(name);
        let made = self.value(schema, Place { object: name, ..place }, open);
        open.pop();
        made
    }

    fn object<'s>(self, schema: &'s Value, place: Place<'s>, open: &mut Vec<&'s str>) -> Value
    where
        'a: 's,
    {
        let place = Place { object_label: text(schema, "description"), label: "", ..place };
        let mut object = Map::new();
        for (name, field) in schema["properties"].as_object().into_iter().flatten() {
            object.insert(name.clone(), self.value(field, Place { name, ..place }, open));
        }
        object.into()
    }
}

fn text<'a>(node: &'a Value, key: &str) -> &'a str {
    node[key].as_str().unwrap_or_default()
}

/// The type of a schema, null aside.
fn kind(schema: &Value) -> &str {
    match &schema["type"] {
        Value::Array(kinds) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").unwrap_or_default(),
        kind => kind.as_str().unwrap_or_default(),
    }
}

fn singular(name: &str) -> &str {
    name.trim_end_matches("[]").strip_suffix('s').unwrap_or(name)
}

fn within(schema: &Value, number: i64) -> i64 {
    let low = schema["minimum"].as_i64().unwrap_or(i64::MIN);
    let high = schema["maximum"].as_i64().unwrap_or(i64::MAX);
    number.min(high).max(low)
}

fn shortened(schema: &Value, text: String) -> String {
    let most = schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    text.chars().take(most).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Value {
        json!({ "components": { "schemas": {
            "Customer": {
                "type": "object", "description": "顧客",
                "properties": {
                    "id": { "type": "integer", "description": "ID" },
                    "name": { "type": "string", "description": "姓名" },
                    "email": { "type": ["string", "null"], "description": "Email" },
                    "status": { "$ref": "#/components/schemas/Status" },
                    "tags": { "type": "array", "items": { "type": "string" }, "description": "會員標籤" },
                    "spent": { "type": "number", "format": "money", "description": "消費" },
                    "source": { "type": "string", "description": "來源：`api`、`register`" },
                    "bonus_expires_at": { "type": ["string", "null"], "format": "timestamp", "examples": ["2026-01-15 10:10:30"] },
                    "friend": { "anyOf": [{ "$ref": "#/components/schemas/Customer" }, { "type": "null" }] },
                },
            },
            "Status": { "oneOf": [{ "const": "pending" }, { "const": "enabled" }] },
            "Order": { "type": "object", "properties": { "customer_id": { "type": "integer" } } },
        } } })
    }

    #[test]
    fn an_object_shows_every_field_with_a_value_of_its_kind() {
        let document = document();
        let examples = Examples::of(&document);
        let customer = examples.model("Customer");
        assert_eq!(customer["name"], "王小明");
        assert_eq!(customer["email"], "ming@example.com");
        assert_eq!(customer["status"], "enabled");
        assert_eq!(customer["tags"], json!(["熟客"]));
        assert_eq!(customer["spent"].to_string(), "1280.0");
        assert_eq!(customer["source"], "api");
        assert_eq!(customer["bonus_expires_at"], "2026-12-31 23:59:59");
        assert_eq!(customer, examples.model("Customer"), "the same each time");
    }

    #[test]
    fn an_object_and_those_that_refer_to_it_agree_on_its_id() {
        let document = document();
        let examples = Examples::of(&document);
        assert_eq!(examples.model("Order")["customer_id"], examples.model("Customer")["id"]);
    }

    #[test]
    fn a_circle_of_references_ends() {
        assert_eq!(Examples::of(&document()).model("Customer")["friend"], Value::Null);
    }

    #[test]
    fn limits_of_the_schema_hold() {
        let examples = Examples::of(&Value::Null);
        assert_eq!(examples.schema(&json!({ "type": "integer", "minimum": 7 })), 7);
        assert_eq!(examples.schema(&json!({ "type": "string", "description": "說明文字", "maxLength": 2 })), "說明");
        let page = json!({ "name": "page", "schema": { "type": "integer", "minimum": 1, "default": 1 } });
        assert_eq!(examples.parameter(&page), 1);
    }
}
