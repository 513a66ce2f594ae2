//! A Postman collection of every operation, which signs by itself.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::catalogue::{Catalogue, Content, Field, Group, Operation, Version};

/// Runs before each request.
const SIGN: &str = include_str!("sign.js");

const SCHEMA: &str = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json";

const DESCRIPTION: &str = "請在 Variables 填入 `base_url`，以及 `username` 與 `secret`（HMAC 簽章）或 `token`（API Token）。\
    每個請求送出前會自動簽章；填了 `token` 時以 Token 為準。";

/// The collection (format 2.1) of these documents: a folder for each version, in it one for each group.
pub fn postman(documents: &[Value], base_url: &str) -> Value {
    let catalogue = Catalogue::read(documents);
    let versions: Vec<Value> = catalogue.versions.iter().map(|one| version(&catalogue, one)).collect();
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

fn version(catalogue: &Catalogue, version: &Version) -> Value {
    let groups = catalogue.of_version(&version.name).filter(|group| !group.operations.is_empty());
    let folder = |group: &Group| {
        let requests = group.operations.iter().map(|operation| request(catalogue, operation));
        json!({ "name": format!("{} {}", group.label, group.tag), "item": requests.collect::<Vec<_>>() })
    };
    json!({ "name": version.name, "description": version.title, "item": groups.map(folder).collect::<Vec<_>>() })
}

fn request(catalogue: &Catalogue, operation: &Operation) -> Value {
    let mut headers = vec![json!({ "key": "Accept", "value": "application/json" })];
    let mut request = json!({
        "method": operation.method,
        "url": url(operation),
        "description": description(operation),
    });
    if let Some(body) = operation.body.as_ref().filter(|body| body.multipart) {
        // Postman writes the header itself, with a boundary of its own.
        request["body"] = json!({ "mode": "formdata", "formdata": form(catalogue, body) });
    } else if let Some(body) = &operation.body {
        headers.push(json!({ "key": "Content-Type", "value": "application/json" }));
        let mut example = body.example.clone();
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
fn form(catalogue: &Catalogue, body: &Content) -> Vec<Value> {
    let field = |Field { name, kind, example, .. }: &Field| {
        if kind.is_file {
            return json!({ "key": name, "type": "file", "src": [] });
        }
        json!({ "key": name, "type": "text", "value": example })
    };
    catalogue.fields_of(&body.kind).iter().map(field).collect()
}

fn url(operation: &Operation) -> Value {
    let path: Vec<String> = operation
        .path
        .split('/')
        .skip(1)
        .map(|word| match word.strip_prefix('{').and_then(|word| word.strip_suffix('}')) {
            Some(name) => format!(":{name}"),
            None => word.to_owned(),
        })
        .collect();
    let mut query: Vec<Value> = Vec::new();
    let mut raw = format!("{{{{base_url}}}}/{}", path.join("/"));
    for parameter in &operation.query {
        let mut entry = filled_in(parameter);
        if parameter.required {
            let sign = if raw.contains('?') { '&' } else { '?' };
            // Writing into a string does not fail.
            let _ = write!(raw, "{sign}{}={}", parameter.name, parameter.example);
        } else {
            // There to be switched on.
            entry["disabled"] = true.into();
        }
        query.push(entry);
    }
    let variables: Vec<Value> = operation.path_parameters.iter().map(filled_in).collect();
    json!({ "raw": raw, "host": ["{{base_url}}"], "path": path, "query": query, "variable": variables })
}

fn filled_in(Field { name, label, example, .. }: &Field) -> Value {
    json!({ "key": name, "value": example, "description": label })
}

fn description(operation: &Operation) -> String {
    let mut text = operation.note.clone();
    if let Some(scope) = &operation.scope {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        let _ = write!(text, "權限：`{scope}`");
    }
    text
}
