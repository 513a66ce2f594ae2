//! A Postman collection of every operation, which signs by itself.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::catalogue::{Body, Catalogue, Document, Group, Operation, Parameter};

/// Runs before each request.
const SIGN: &str = include_str!("sign.js");

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

const DESCRIPTION: &str = "請在 Variables 填入 `base_url`，以及 `username` 與 `secret`（HMAC 簽章）或 `token`（API Token）。\
    每個請求送出前會自動簽章；填了 `token` 時以 Token 為準。";

/// The collection (format 2.1) of these documents: a folder for each version, in it one for each group.
pub fn postman(documents: &[Value], base_url: &str) -> Value {
    let catalogue = Catalogue::read(documents);
    let versions: Vec<Value> = catalogue.documents.iter().map(|document| version(&catalogue, *document)).collect();
    json!({
        "info": { "name": "Shopwire API", "description": DESCRIPTION, "schema": SCHEMA },
        "item": versions,
        "auth": { "type": "noauth" },
        "event": [{
            "listen": "prerequest",
            "script": { "type": "text/javascript", "exec": SIGN.lines().collect::<Vec<_>>() },
        }],
        "variable": [
            variable("base_url", base_url.trim_end_matches('/'), "API 的網址"),
            variable("username", "apidemo", "帳號"),
            variable("secret", "apidemo", "帳號的 Secret"),
            variable("token", "", "API Token；留空則以帳號與 Secret 簽章"),
        ],
    })
}

fn variable(key: &str, value: &str, description: &str) -> Value {
    json!({ "key": key, "value": value, "type": "string", "description": description })
}

fn version(catalogue: &Catalogue<'_>, document: Document<'_>) -> Value {
    let of_version = |operation: &&Operation<'_>| operation.document.name() == document.name();
    let groups = catalogue.groups.iter().filter_map(|group: &Group<'_>| {
        let requests: Vec<Value> = group.operations.iter().filter(of_version).map(request).collect();
        let name = format!("{} {}", group.label, group.name);
        (!requests.is_empty()).then(|| json!({ "name": name, "item": requests }))
    });
    json!({ "name": document.name(), "description": document.title(), "item": groups.collect::<Vec<_>>() })
}

fn request(operation: &Operation<'_>) -> Value {
    let mut headers = vec![json!({ "key": "Accept", "value": "application/json" })];
    let mut request = json!({
        "method": operation.method,
        "url": url(operation),
        "description": description(operation),
    });
    if let Some(body) = operation.body.as_ref().filter(|body| body.multipart) {
        // Postman writes the header itself, with a boundary of its own.
        request["body"] = json!({ "mode": "formdata", "formdata": form(body) });
    } else if let Some(body) = &operation.body {
        headers.push(json!({ "key": "Content-Type", "value": "application/json" }));
        let mut example = body.example();
        if let Some(secret) = example.get_mut("secret_key") {
            *secret = "{{secret}}".into();
        }
        request["body"] = json!({
            "mode": "raw",
            "raw": format!("{example:#}"),
            "options": { "raw": { "language": "json" } },
        });
    }
    request["header"] = headers.into();
    json!({ "name": operation.summary, "request": request, "response": [] })
}

/// The fields of a form, of which some are files for the user to choose.
fn form(body: &Body<'_>) -> Vec<Value> {
    let example = body.example();
    let field = |name: &String, value: &Value| {
        if body.is_file(name) {
            return json!({ "key": name, "type": "file", "src": [] });
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        json!({ "key": name, "type": "text", "value": text })
    };
    example.as_object().into_iter().flatten().map(|(name, value)| field(name, value)).collect()
}

fn url(operation: &Operation<'_>) -> Value {
    let path: Vec<String> = operation
        .path
        .split('/')
        .skip(1)
        .map(|word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => word.to_owned(),
        })
        .collect();
    let of = |place: &'static str| operation.parameters.iter().filter(move |parameter| parameter.place == place);
    let mut query: Vec<Value> = Vec::new();
    let mut raw = format!("{{{{base_url}}}}/{}", path.join("/"));
    for parameter in of("query") {
        let mut entry = filled_in(parameter);
        if parameter.required {
            let value = entry["value"].as_str().unwrap_or_default();
            let sign = if raw.contains('?') { '&' } else { '?' };
            // Writing into a string does not fail.
            let _ = write!(raw, "{sign}{}={value}", parameter.name);
        } else {
            // There to be switched on.
            entry["disabled"] = true.into();
        }
        query.push(entry);
    }
    let variables: Vec<Value> = of("path").map(filled_in).collect();
    json!({ "raw": raw, "host": ["{{base_url}}"], "path": path, "query": query, "variable": variables })
}

fn filled_in(parameter: &Parameter<'_>) -> Value {
    let example = match parameter.example() {
        Value::Array(items) => items.into_iter().next().unwrap_or_default(),
        one => one,
    };
    let value = match example {
        Value::String(text) => text,
        Value::Null => String::new(),
        other => other.to_string(),
    };
    json!({ "key": parameter.name, "value": value, "description": parameter.description })
}

fn description(operation: &Operation<'_>) -> String {
    let mut text = operation.description.to_owned();
    if let Some(scope) = operation.scope {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let _ = write!(text, "權限：`{scope}`");
    }
    text
}
