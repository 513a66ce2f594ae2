//! What can be listed: each operation that answers an array and needs no path parameter.

use serde_json::{Map, Value};

/// A table is readable with so many columns.
const COLUMNS: usize = 7;

pub(super) struct Collection {
    /// The operation that lists it: `get_v1_customers`.
    pub(super) name: String,
    pub(super) version: usize,
    pub(super) tag: String,
    pub(super) group: String,
    pub(super) summary: String,
    pub(super) path: String,
    pub(super) paged: bool,
    /// What it can be narrowed by.
    pub(super) filters: Vec<Parameter>,
    pub(super) columns: Vec<Column>,
    /// Where one of them is: `/v1/customers/{customer_id}`, with its id in the last place.
    pub(super) item: Option<Item>,
}

pub(super) struct Parameter {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) required: bool,
    pub(super) choices: Vec<String>,
}

pub(super) struct Column {
    pub(super) name: String,
    pub(super) label: String,
}

pub(super) struct Item {
    /// The path without its last word.
    pub(super) path: String,
    /// The field of a listed object that the operation wants.
    pub(super) key: String,
    pub(super) schema: Value,
}

impl Collection {
    pub(super) fn all(documents: &[Value]) -> Vec<Self> {
        let each = documents.iter().enumerate().flat_map(|(version, document)| {
            let paths = document["paths"].as_object().into_iter().flatten();
            paths.filter_map(move |(path, methods)| Self::read(version, document, path, &methods["get"]))
        });
        each.collect()
    }

    fn read(version: usize, document: &Value, path: &str, operation: &Value) -> Option<Self> {
        if path.contains('{') {
            return None;
        }
        let fields = properties(document, answer(operation).get("items")?)?;
        let tag = operation["tags"][0].as_str()?;
        let groups = document["tags"].as_array().into_iter().flatten();
        let group =
            groups.into_iter().find(|group| group["name"] == tag).map_or(tag, |group| text(group, "description"));
        let parameters = operation["parameters"].as_array().into_iter().flatten();
        let (paging, filters): (Vec<_>, Vec<_>) =
            parameters.partition(|parameter| matches!(text(parameter, "name"), "page" | "per_page" | "offset"));
        Some(Self {
            name: operation["operationId"].as_str()?.to_owned(),
            version,
            tag: tag.to_owned(),
            group: group.to_owned(),
            summary: text(operation, "summary").to_owned(),
            path: path.to_owned(),
            paged: !paging.is_empty() || operation.pointer("/responses/200/headers/X-Total").is_some(),
            filters: filters.into_iter().map(Parameter::read).collect(),
            columns: columns(fields),
            item: Item::read(document, path, fields),
        })
    }
}

impl Parameter {
    fn read(parameter: &Value) -> Self {
        let choices = parameter.pointer("/schema/enum").and_then(Value::as_array).into_iter().flatten();
        Self {
            name: text(parameter, "name").to_owned(),
            label: text(parameter, "description").to_owned(),
            required: parameter["required"] == true,
            choices: choices.filter_map(Value::as_str).map(str::to_owned).collect(),
        }
    }
}

impl Item {
    /// The operation that answers one of the list, if there is one: the same path with one parameter more.
    fn read(document: &Value, list: &str, fields: &Map<String, Value>) -> Option<Self> {
        document["paths"].as_object()?.iter().find_map(|(path, methods)| {
            let name = path.strip_prefix(list)?.strip_prefix("/{")?.strip_suffix('}')?;
            let operation = methods.get("get").filter(|_| !name.contains('/'))?;
            // `customer_id` is the `id` of a customer; `custom_field_name` its `name`.
            let tail = name.rsplit('_').next()?;
            let key = [name, tail].into_iter().find(|key| fields.contains_key(*key))?;
            Some(Self { path: list.to_owned(), key: key.to_owned(), schema: answer(operation).clone() })
        })
    }
}

fn answer(operation: &Value) -> &Value {
    &operation["responses"]["200"]["content"]["application/json"]["schema"]
}

/// An object's fields, wherever the document describes them.
pub(super) fn properties<'a>(document: &'a Value, schema: &'a Value) -> Option<&'a Map<String, Value>> {
    resolve(document, schema).get("properties")?.as_object()
}

/// The schema itself where this one only names it, or says that it may be null.
pub(super) fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let mut schema = schema;
    // Names lead to names only so far.
    for _ in 0..8 {
        let named = schema.get("$ref").and_then(Value::as_str).and_then(|name| name.strip_prefix('#'));
        let either = schema.get("anyOf").and_then(Value::as_array);
        schema = if let Some(target) = named.and_then(|pointer| document.pointer(pointer)) {
            target
        } else if let Some(target) = either.and_then(|all| all.iter().find(|one| one["type"] != "null")) {
            target
        } else {
            return schema;
        };
    }
    schema
}

/// The fields that tell one from another: plain values, the id first.
fn columns(fields: &Map<String, Value>) -> Vec<Column> {
    let plain = |schema: &Value| match &schema["type"] {
        Value::String(kind) => kind != "array" && kind != "object",
        Value::Array(kinds) => !kinds.iter().any(|kind| kind == "array" || kind == "object"),
        _ => false,
    };
    let mut names: Vec<_> = fields.iter().filter(|(_, schema)| plain(schema)).collect();
    // A stable sort: the id leads, the rest keeps the order of the type.
    names.sort_by_key(|(name, _)| *name != "id");
    let column = |(name, schema): (&String, &Value)| Column {
        name: name.clone(),
        label: short(text(schema, "description"), name),
    };
    names.into_iter().take(COLUMNS).map(column).collect()
}

/// A label as a heading: without the meanings of its values.
pub(super) fn short(label: &str, name: &str) -> String {
    let end = label.find(['：', ':', '（', '(', '，', '。']).unwrap_or(label.len());
    let head = label[..end].trim();
    if head.is_empty() { name.to_owned() } else { head.to_owned() }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value.get(name).and_then(Value::as_str).unwrap_or_default()
}
