//! Reads the reference out of the OpenAPI documents.

use std::collections::{HashMap, HashSet};

use documents::Examples;
use serde_json::{Map, Value};

use super::model::{Content, Event, Failure, Field, Group, Kind, Meaning, Model, Operation, Reference, Success};

impl Reference {
    pub fn read(documents: &[Value]) -> Self {
        let mut reference = Self::default();
        let alike = alike(documents);
        for document in documents {
            Reader::of(document).read_into(&mut reference, &alike);
        }
        reference
    }
}

/// The objects that every document that has them describes alike, down to what they refer to.
fn alike(documents: &[Value]) -> HashSet<String> {
    let [first, rest @ ..] = documents else { return HashSet::new() };
    let mut alike: HashSet<String> = schemas(first).map(|(name, _)| name.clone()).collect();
    for document in rest {
        let of_other = schemas(document).collect::<HashMap<_, _>>();
        let same = |name: &String| of_other.get(name).is_none_or(|other| Some(*other) == schema(first, name));
        alike.retain(same);
    }
    loop {
        let leads_out = |name: &String| {
            schema(first, name).is_some_and(|schema| references(schema).iter().any(|other| !alike.contains(other)))
        };
        let Some(other) = alike.iter().find(|name| leads_out(name)).cloned() else { return alike };
        alike.remove(&other);
    }
}

fn schemas(document: &Value) -> impl Iterator<Item = (&String, &Value)> {
    document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
}

fn schema<'a>(document: &'a Value, name: &str) -> Option<&'a Value> {
    document.get("components")?.get("schemas")?.get(name)
}

fn references(node: &Value) -> Vec<String> {
    match node {
        Value::Object(object) => {
            let own = object.get("$ref").and_then(Value::as_str).map(name_of);
            own.into_iter().map(str::to_owned).chain(object.values().flat_map(references)).collect()
        }
        Value::Array(items) => items.iter().flat_map(references).collect(),
        _ => Vec::new(),
    }
}

fn name_of(reference: &str) -> &str {
    reference.rsplit('/').next().unwrap_or_default()
}

/// One document.
struct Reader<'a> {
    document: &'a Value,
    examples: Examples<'a>,
    version: String,
}

impl<'a> Reader<'a> {
    fn of(document: &'a Value) -> Self {
        let title = text(&document["info"], "title");
        let version = title.rsplit(' ').next().unwrap_or_default().to_owned();
        Self { document, examples: Examples::of(document), version }
    }

    fn read_into(&self, reference: &mut Reference, alike: &HashSet<String>) {
        for tag in items(&self.document["tags"]) {
            let name = text(tag, "name");
            let operations = self.operations().filter(|(_, _, operation)| operation["tags"][0] == *name);
            reference.groups.push(Group {
                version: self.version.clone(),
                tag: name.clone(),
                label: text(tag, "description"),
                operations: operations.map(|(path, method, node)| self.operation(path, method, node)).collect(),
            });
        }
        for (name, schema) in schemas(self.document) {
            let key = (self.version.clone(), name.clone());
            let known = reference.models.iter().position(|model| model.name == *name);
            let place = known.filter(|_| alike.contains(name)).unwrap_or_else(|| {
                reference.models.push(self.model(name, schema));
                reference.models.len() - 1
            });
            reference.by_name.insert(key, place);
        }
        for (name, webhook) in members(&self.document["webhooks"]) {
            let node = &webhook["post"];
            if let Some(payload) = self.content(&node["requestBody"]) {
                reference.events.push(Event { name: name.clone(), when: text(node, "summary"), payload });
            }
        }
        let headers = members(&self.document["components"]["parameters"]);
        reference.webhook_headers.extend(headers.map(|(_, header)| self.parameter(header)));
    }

    fn operations(&self) -> impl Iterator<Item = (&'a String, &'a String, &'a Value)> {
        members(&self.document["paths"])
            .flat_map(|(path, methods)| members(methods).map(move |(method, node)| (path, method, node)))
    }

    fn operation(&self, path: &str, method: &str, node: &Value) -> Operation {
        let parameters = |place: &str| {
            let of_place = items(&node["parameters"]).filter(|parameter| parameter["in"] == *place);
            of_place.map(|parameter| self.parameter(parameter)).collect::<Vec<_>>()
        };
        let (good, bad): (Vec<_>, Vec<_>) =
            members(&node["responses"]).partition(|(status, _)| status.starts_with('2'));
        let success = good.first().map(|(status, answer)| self.success(status, answer));
        let success = success.unwrap_or_else(|| self.success("200", &Value::Null));
        let mut failures: Vec<_> = bad.into_iter().map(|(status, answer)| self.failure(status, answer)).collect();
        failures.sort_by(|one, other| one.status.cmp(&other.status));
        Operation {
            id: text(node, "operationId"),
            version: self.version.clone(),
            tag: text(&node["tags"], 0),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(node, "summary"),
            note: node["description"].as_str().map(str::to_owned),
            scope: node["x-scope"].as_str().map(str::to_owned),
            path_parameters: parameters("path"),
            query: parameters("query"),
            body: self.content(&node["requestBody"]),
            paged: success.headers.iter().any(|header| header.name == "X-Total-Pages"),
            success,
            failures,
        }
    }

    fn parameter(&self, node: &Value) -> Field {
        let example = match self.examples.parameter(node) {
            Value::Array(items) => items.first().map(plain).unwrap_or_default(),
            value => plain(&value),
        };
        let required = node["required"].as_bool().unwrap_or_default();
        Field { example, ..self.field(&text(node, "name"), text(node, "description"), &node["schema"], required) }
    }

    fn success(&self, status: &str, answer: &Value) -> Success {
        let answer = self.resolved(answer);
        let headers = members(&answer["headers"]).map(|(name, header)| {
            let header = self.resolved(header);
            self.field(name, text(header, "description"), &header["schema"], true)
        });
        Success {
            status: status.to_owned(),
            text: text(answer, "description"),
            content: self.content(answer),
            headers: headers.collect(),
        }
    }

    fn failure(&self, status: &str, answer: &Value) -> Failure {
        let answer = self.resolved(answer);
        let (when, media) = (text(answer, "description"), &answer["content"]["application/json"]);
        let example = match &media["example"] {
            Value::Null => serde_json::json!({ "error": when }),
            example => example.clone(),
        };
        Failure { status: status.to_owned(), when, example: pretty(&example) }
    }

    fn content(&self, node: &Value) -> Option<Content> {
        let content = &node["content"];
        let files = content["multipart/form-data"].get("schema");
        let schema = content["application/json"].get("schema").or(files)?;
        let example = self.examples.schema(schema);
        let mut form = files.map(|schema| self.fields(self.resolved(schema))).unwrap_or_default();
        for field in &mut form {
            field.example = plain(&example[&field.name]);
        }
        Some(Content { kind: self.kind(schema), example: pretty(&example), form })
    }

    fn model(&self, name: &str, schema: &Value) -> Model {
        Model {
            version: self.version.clone(),
            name: name.to_owned(),
            label: text(schema, "description"),
            fields: self.fields(schema),
            values: meanings(schema),
            example: pretty(&self.examples.model(name)),
        }
    }

    fn fields(&self, schema: &Value) -> Vec<Field> {
        let required = |name: &str| items(&schema["required"]).any(|known| known == name);
        let fields = members(&schema["properties"]);
        fields.map(|(name, field)| self.field(name, text(field, "description"), field, required(name))).collect()
    }

    fn field(&self, name: &str, label: String, schema: &Value, required: bool) -> Field {
        let (main, nullable) = without_null(schema);
        let referred = main["$ref"].as_str().or_else(|| main["items"]["$ref"].as_str());
        let values = referred.and_then(|reference| self.document.pointer(&reference[1..]));
        Field {
            name: name.to_owned(),
            label,
            kind: self.kind(main),
            required,
            nullable,
            limits: limits(main),
            values: meanings(values.unwrap_or(main)),
            example: plain(&self.examples.schema(schema)),
        }
    }

    fn kind(&self, schema: &Value) -> Kind {
        let (main, _) = without_null(schema);
        if let Some(name) = main["$ref"].as_str().map(name_of) {
            return Kind {
                text: name.to_owned(),
                model: Some((self.version.clone(), name.to_owned())),
                ..Kind::default()
            };
        }
        if let Some(items) = main.get("items") {
            let kind = self.kind(items);
            return Kind { text: format!("{}[]", kind.text), list: true, ..kind };
        }
        let choices: Vec<_> = items(&main["anyOf"]).map(|part| self.kind(part).text).collect();
        let basic = match &main["type"] {
            Value::Array(kinds) => kinds.iter().map(plain).find(|kind| kind != "null").unwrap_or_default(),
            kind => plain(kind),
        };
        let text = match main["format"].as_str() {
            Some(format @ ("timestamp" | "date" | "money" | "password" | "binary")) => format!("{basic} ({format})"),
            _ if choices.is_empty() => basic,
            _ => choices.join(" | "),
        };
        Kind { text, inline: self.fields(main), file: main["format"] == "binary", ..Kind::default() }
    }

    fn resolved<'n>(&self, node: &'n Value) -> &'n Value
    where
        'a: 'n,
    {
        let reference = node["$ref"].as_str().and_then(|reference| reference.strip_prefix('#'));
        reference.and_then(|path| self.document.pointer(path)).unwrap_or(node)
    }
}

/// What a schema is besides null, and whether it can be null.
fn without_null(schema: &Value) -> (&Value, bool) {
    if let Some(parts) = schema["anyOf"].as_array() {
        let nullable = parts.iter().any(|part| part["type"] == "null");
        let others: Vec<_> = parts.iter().filter(|part| part["type"] != "null").collect();
        if let [only] = others[..] {
            return (only, nullable);
        }
        return (schema, nullable);
    }
    let nullable = items(&schema["type"]).any(|kind| kind == "null");
    (schema, nullable)
}

fn meanings(schema: &Value) -> Vec<Meaning> {
    let named = items(&schema["oneOf"]).filter_map(|value| Some((value.get("const")?, text(value, "description"))));
    let bare = items(&schema["enum"]).filter(|value| !value.is_null()).map(|value| (value, String::new()));
    named.chain(bare).map(|(value, text)| Meaning { value: plain(value), text }).collect()
}

fn limits(schema: &Value) -> Vec<String> {
    let named = [("minLength", "≥"), ("maxLength", "≤"), ("minimum", "≥"), ("maximum", "≤"), ("default", "=")];
    let said =
        named.iter().filter_map(|(name, sign)| schema.get(*name).map(|value| format!("{sign} {}", plain(value))));
    said.collect()
}

fn items(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_array().into_iter().flatten()
}

fn members(node: &Value) -> impl Iterator<Item = (&String, &Value)> {
    node.as_object().into_iter().flat_map(Map::iter)
}

fn text(node: &Value, key: impl serde_json::value::Index) -> String {
    node.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_form_has_texts_files_and_lists_of_files() {
        let file = json!({ "type": "string", "format": "binary" });
        let form = json!({
            "type": "object",
            "properties": { "cover": file, "pages": { "type": "array", "items": file }, "title": { "type": "string" } },
            "required": ["cover"],
        });
        let operation = json!({
            "operationId": "post_books",
            "tags": ["books"],
            "requestBody": { "content": { "multipart/form-data": { "schema": form } } },
        });
        let document = json!({ "tags": [{ "name": "books" }], "paths": { "/books": { "post": operation } } });
        let reference = Reference::read(&[document]);
        let body = reference.operations().next().and_then(|operation| operation.body.as_ref()).unwrap();
        let told = |field: &Field| (field.name.clone(), field.kind.file, field.kind.list, field.required);
        let told: Vec<_> = body.form.iter().map(told).collect();
        let expected = [("cover", true, false, true), ("pages", true, true, false), ("title", false, false, false)];
        assert_eq!(told, expected.map(|(name, file, list, required)| (name.to_owned(), file, list, required)));
    }
}
