//! The OpenAPI 3.1 documents, made from the operations and their types.

use std::collections::BTreeSet;

use http::{Method, StatusCode};
use schemars::generate::{Contract, SchemaSettings};
use schemars::{Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::error::lacks;
use crate::event::{Event, header_parameters};
use crate::files::{SIZES, file_fields};
use crate::operation::Operation;
use crate::{Group, Inputs};

/// Each has a document of its own.
pub const VERSIONS: [&str; 2] = ["v1", "v2"];

/// The document of the operations of one version. What has no version (`/shop`, `/settings`, the webhooks) stands
/// in `v2`.
pub fn document(groups: &[Group], events: &[Event], version: &str) -> Value {
    let mut paths = Map::new();
    let mut tags = Vec::new();
    let mut schemas = Schemas::new();
    for group in groups {
        let mut listed = false;
        for operation in &group.operations {
            if operation.public || !belongs(operation.path, version) {
                continue;
            }
            listed = true;
            let described = describe(operation, &mut schemas);
            let path = paths.entry(operation.path).or_insert_with(|| json!({}));
            path[operation.method.as_str().to_lowercase()] = described;
        }
        if listed {
            tags.push(json!({ "name": group.tag, "description": group.label }));
        }
    }
    let webhooks: Map<String, Value> = events
        .iter()
        .filter(|_| version == UNVERSIONED)
        .map(|event| (event.name.to_owned(), event.describe(&mut schemas.output)))
        .collect();
    let mut document = json!({
        "openapi": "3.1.0",
        "info": {
            "title": format!("Shopwire API {version}"),
            "version": env!("CARGO_PKG_VERSION"),
            "description": "商店的 API。時間為 Asia/Taipei 的 YYYY-MM-DD HH:MM:SS；金額為帶小數點的數字。",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "hmac": [] }, { "bearer": [] }],
        "tags": tags,
        "paths": paths,
        "components": {
            "schemas": schemas.finish(),
            "responses": responses(),
            "headers": headers(),
            "securitySchemes": {
                "bearer": {
                    "type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "商店的 API Token（JWT）",
                },
                "hmac": {
                    "type": "apiKey", "in": "header", "name": "Authorization",
                    "description": "hmac username=\"…\", algorithm=\"hmac-sha256\", headers=\"x-date request-line\", signature=\"…\"",
                },
            },
        },
    });
    if !webhooks.is_empty() {
        document["webhooks"] = webhooks.into();
        document["components"]["parameters"] = header_parameters();
    }
    document
}

/// The document that holds what has no version.
const UNVERSIONED: &str = "v2";

fn belongs(path: &str, version: &str) -> bool {
    match path.split('/').nth(1) {
        Some(first @ ("v1" | "v2")) => first == version,
        _ => version == UNVERSIONED,
    }
}

/// Object descriptions that operations refer to. What goes in and what comes out have contracts of
/// their own: a field with a default may be left out on the way in and never is on the way out.
struct Schemas {
    input: SchemaGenerator,
    output: SchemaGenerator,
}

impl Schemas {
    fn new() -> Self {
        let settings = || {
            SchemaSettings::draft2020_12().with(|settings| {
                settings.definitions_path = "/components/schemas".into();
                settings.meta_schema = None;
            })
        };
        Self {
            input: settings().into_generator(),
            output: settings().with(|settings| settings.contract = Contract::Serialize).into_generator(),
        }
    }

    fn finish(mut self) -> Value {
        let input = self.input.take_definitions(true);
        let mut all = self.output.take_definitions(true);
        for (name, schema) in input {
            // A type that goes both ways is described as it comes out.
            all.entry(name).or_insert(schema);
        }
        let mut all = Value::Object(all);
        tidy(&mut all);
        all
    }
}

/// Takes out what says nothing to a reader: defaults of stored documents, notes for our own checks.
fn tidy(node: &mut Value) {
    match node {
        Value::Object(object) => {
            if object.contains_key("properties") || object.contains_key("type") {
                object.remove("x-clearable");
                object.remove(SIZES);
                object.remove("title");
            }
            if let Some(properties) = object.get_mut("properties").and_then(Value::as_object_mut) {
                for property in properties.values_mut() {
                    if let Some(property) = property.as_object_mut() {
                        property.remove("default");
                    }
                }
            }
            object.values_mut().for_each(tidy);
        }
        Value::Array(items) => items.iter_mut().for_each(tidy),
        _ => {}
    }
}

fn describe(operation: &Operation, schemas: &mut Schemas) -> Value {
    let mut inputs = Inputs::default();
    (operation.inputs)(&mut inputs, &mut schemas.input);
    let mut described = json!({
        "operationId": operation_id(operation),
        "tags": [operation.tag],
        "summary": operation.summary,
        "responses": answers(operation, &inputs, schemas),
    });
    if let Some(note) = operation.note {
        described["description"] = note.into();
    }
    if let Some(scope) = &operation.scope {
        described["x-scope"] = scope.as_str().into();
    }
    let parameters = parameters(operation, &inputs);
    if !parameters.is_empty() {
        described["parameters"] = parameters.into();
    }
    if let Some(body) = &inputs.body {
        let schema = body.as_value();
        let content = if file_fields(operation).is_empty() {
            json!({
                "application/json": { "schema": schema },
                "application/x-www-form-urlencoded": { "schema": schema },
            })
        } else {
            json!({ "multipart/form-data": { "schema": schema } })
        };
        described["requestBody"] = json!({ "content": content });
    }
    described
}

/// `get_v1_customers_by_customer_id`: stable, and readable in generated clients.
fn operation_id(operation: &Operation) -> String {
    let words = operation.path.split('/').filter(|word| !word.is_empty()).map(|word| {
        word.strip_prefix('{').map_or_else(|| word.to_owned(), |name| format!("by_{}", name.trim_end_matches('}')))
    });
    let words: Vec<String> = std::iter::once(operation.method.as_str().to_lowercase()).chain(words).collect();
    words.join("_")
}

fn parameters(operation: &Operation, inputs: &Inputs) -> Vec<Value> {
    let names = operation.path.split('/').filter_map(|word| word.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = names
        .zip(&inputs.path)
        .map(|(name, schema)| {
            let mut schema = schema.clone().to_value();
            let own = operation.path_labels.iter().find(|(labelled, _)| *labelled == name).map(|(_, label)| *label);
            let typed = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            let description = own.map(Value::from).or(typed).unwrap_or_default();
            json!({ "name": name, "in": "path", "required": true, "description": description, "schema": schema })
        })
        .collect();
    for object in &inputs.query {
        let required = object.get("required").and_then(Value::as_array);
        for (name, schema) in object.get("properties").and_then(Value::as_object).into_iter().flatten() {
            let mut schema = schema.clone();
            let description = schema.as_object_mut().and_then(|schema| schema.remove("description"));
            without_null(&mut schema);
            let is_array = schema.get("items").is_some();
            let mut parameter = json!({
                "name": if is_array { format!("{name}[]") } else { name.clone() },
                "in": "query",
                "required": required.is_some_and(|names| names.iter().any(|required| required == name)),
                "schema": schema,
            });
            if let Some(description) = description {
                parameter["description"] = description;
            }
            parameters.push(parameter);
        }
    }
    parameters
}

/// A query string has no null: a parameter is there or it is not.
fn without_null(schema: &mut Value) {
    if let Some(kinds) = schema.get("type").and_then(Value::as_array)
        && let [kind] = kinds.iter().filter(|kind| *kind != "null").collect::<Vec<_>>()[..]
    {
        schema["type"] = kind.clone();
    }
}

fn answers(operation: &Operation, inputs: &Inputs, schemas: &mut Schemas) -> Value {
    let mut answers = Map::new();
    let mut success = json!({ "description": success_text(operation.status) });
    if let Some(schema) = (operation.output)(&mut schemas.output) {
        success["content"] = json!({ operation.media_type: { "schema": Schema::to_value(schema) } });
    }
    if operation.paged {
        success["headers"] = PAGE_HEADERS
            .iter()
            .map(|(name, _)| ((*name).to_owned(), json!({ "$ref": format!("#/components/headers/{name}") })))
            .collect::<Map<_, _>>()
            .into();
    }
    answers.insert(operation.status.as_str().to_owned(), success);
    for (status, when) in &operation.also {
        answers.insert(status.as_str().to_owned(), json!({ "description": when }));
    }
    let mut common = BTreeSet::from([401, 429]);
    if !inputs.path.is_empty() {
        common.insert(404);
    }
    if inputs.body.is_some() || !inputs.query.is_empty() {
        common.insert(422);
    }
    if operation.method != Method::GET {
        common.insert(413);
    }
    for status in common {
        answers.insert(status.to_string(), json!({ "$ref": format!("#/components/responses/{status}") }));
    }
    if let Some(feature) = operation.feature {
        let text = lacks(feature);
        let when = if answers.contains_key("422") {
            "輸入無效，逐欄說明；或商店沒有這項功能"
        } else {
            "商店沒有這項功能"
        };
        let content = json!({ "schema": error_schema(), "example": { "error": text } });
        answers.insert("422".into(), json!({ "description": when, "content": { "application/json": content } }));
    }
    for (status, when) in &operation.refusals {
        answers.insert(
            status.to_string(),
            json!({ "description": when, "content": { "application/json": { "schema": error_schema() } } }),
        );
    }
    answers.into()
}

fn success_text(status: StatusCode) -> &'static str {
    match status {
        StatusCode::CREATED => "已建立",
        StatusCode::ACCEPTED => "已接受，在背景執行",
        StatusCode::NO_CONTENT => "已完成，沒有內容",
        _ => "成功",
    }
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "error": { "description": "錯誤訊息", "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "string" }] },
            "message": { "type": "string", "description": "錯誤訊息" },
            "messages": { "type": "string", "description": "錯誤訊息" },
        },
    })
}

fn responses() -> Value {
    let response = |text: &str, example: Value| json!({ "description": text, "content": { "application/json": { "schema": error_schema(), "example": example } } });
    json!({
        "401": response("憑證錯誤、權限不足，或商店方案不含此功能", json!({ "error": ["無權使用該 API"] })),
        "404": response("查無此資源", json!({ "error": ["無此資源"] })),
        "413": response("請求內容超過上限", json!({ "error": ["請求內容超過上限 2097152 位元組"] })),
        "422": response("輸入無效，逐欄說明", json!({ "error": ["姓名 (name) 不能為空白"] })),
        "429": response("請求過於頻繁，請依 Retry-After 等候", json!({ "error": ["Rate limit exceeded"] })),
    })
}

const PAGE_HEADERS: &[(&str, &str)] = &[
    ("X-Page", "頁碼"),
    ("X-Per-Page", "每頁筆數"),
    ("X-Offset", "略過的筆數"),
    ("X-Total", "符合的總筆數"),
    ("X-Total-Pages", "總頁數：(X-Total - X-Offset) / X-Per-Page 無條件進位"),
    ("X-Next-Page", "下一頁頁碼，沒有時為空字串"),
    ("X-Prev-Page", "上一頁頁碼，沒有時為空字串"),
];

fn headers() -> Value {
    PAGE_HEADERS
        .iter()
        .map(|(name, text)| ((*name).to_owned(), json!({ "description": text, "schema": { "type": "string" } })))
        .collect::<Map<_, _>>()
        .into()
}
