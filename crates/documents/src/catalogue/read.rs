//! Reads the catalogue out of the documents.

use serde_json::{Map, Value, json};

use super::kind::within;
use super::names::{Document, Known, Names};
use super::{
    Answer, Catalogue, CommonAnswer, Content, Event, Field, Group, Is, Kind, Limit, Meaning, Model, Operation, Rule,
    Version,
};
use crate::Examples;

impl Catalogue {
    pub fn read(roots: &[Value]) -> Self {
        let documents = Document::all(roots);
        let names = Names::of(&documents);
        let sent = names.reached(&documents, &["requestBody", "parameters"]);
        let answered = names.reached(&documents, &["responses"]);
        let model = |(place, known): (usize, &Known<'_>)| Model {
            is_input: sent.contains(&place) && !answered.contains(&place),
            ..Reader::of(&names, known.document).model(known)
        };
        let mut catalogue = Self { models: names.known.iter().enumerate().map(model).collect(), ..Self::default() };
        for document in documents {
            Reader::of(&names, document).read_into(&mut catalogue);
            let version = document.version().to_owned();
            let places = names.of_document(document).map(|(name, place)| ((version.clone(), name.to_owned()), place));
            catalogue.places.extend(places);
        }
        catalogue
    }
}

/// One document.
struct Reader<'n, 'a> {
    names: &'n Names<'a>,
    document: Document<'a>,
    examples: Examples<'a>,
}

impl<'n, 'a> Reader<'n, 'a> {
    fn of(names: &'n Names<'a>, document: Document<'a>) -> Self {
        Self { names, document, examples: Examples::of(document.root) }
    }

    fn read_into(&self, catalogue: &mut Catalogue) {
        let root = self.document.root;
        let info = |key: &str| text(&root["info"][key]).to_owned();
        catalogue.versions.push(Version {
            name: self.document.version().to_owned(),
            title: info("title"),
            description: info("description"),
            program: info("version"),
        });
        catalogue.groups.extend(items(&root["tags"]).map(|tag| self.group(tag)));
        for (name, webhook) in entries(&root["webhooks"]) {
            let described = &webhook["post"];
            let known = catalogue.events.iter().any(|event| event.name == name);
            if let Some(payload) = self.content(&described["requestBody"]).filter(|_| !known) {
                let [when, note] = ["summary", "description"].map(|key| text(&described[key]).to_owned());
                catalogue.events.push(Event { name: name.to_owned(), when, note, payload });
            }
        }
        for (name, header) in entries(&root["components"]["parameters"]) {
            if catalogue.event_headers.iter().all(|known| known.name != name) {
                catalogue.event_headers.push(self.parameter(header));
            }
        }
        for (status, answer) in entries(&root["components"]["responses"]) {
            if catalogue.common_answers.iter().all(|known| known.status != status) {
                let text = text(&answer["description"]).to_owned();
                catalogue.common_answers.push(CommonAnswer { status: status.to_owned(), text });
            }
        }
    }

    fn group(&self, tag: &Value) -> Group {
        let name = text(&tag["name"]);
        let paths = entries(&self.document.root["paths"]);
        let operations =
            paths.flat_map(|(path, methods)| entries(methods).map(move |(method, node)| (path, method, node)));
        let own = operations.filter(|(_, _, node)| node["tags"][0] == name);
        Group {
            version: self.document.version().to_owned(),
            tag: name.to_owned(),
            label: text(&tag["description"]).to_owned(),
            operations: own.map(|(path, method, node)| self.operation(path, method, node)).collect(),
        }
    }

    fn operation(&self, path: &str, method: &str, node: &'a Value) -> Operation {
        let parameters = |place: &str| {
            let all = items(&node["parameters"]).map(|parameter| self.document.resolve(parameter));
            all.filter(|parameter| parameter["in"] == place).map(|parameter| self.parameter(parameter)).collect()
        };
        let mut answers: Vec<_> =
            entries(&node["responses"]).map(|(status, answer)| self.answer(status, answer)).collect();
        answers.sort_by(|one, other| one.status.cmp(&other.status));
        Operation {
            id: text(&node["operationId"]).to_owned(),
            version: self.document.version().to_owned(),
            tag: text(&node["tags"][0]).to_owned(),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(&node["summary"]).to_owned(),
            note: text(&node["description"]).to_owned(),
            scope: node["x-scope"].as_str().map(str::to_owned),
            path_parameters: parameters("path"),
            query: parameters("query"),
            body: self.content(&node["requestBody"]),
            answers,
        }
    }

    fn answer(&self, status: &str, node: &'a Value) -> Answer {
        let described = self.document.resolve(node);
        let text = text(&described["description"]).to_owned();
        let mut content = self.content(described);
        // What the schema of errors would give says nothing about this one.
        if let Some(content) = content.as_mut().filter(|_| !status.starts_with('2')) {
            let own = described["content"]["application/json"].get("example");
            content.example = own.cloned().unwrap_or_else(|| json!({ "error": text }));
        }
        let headers = entries(&described["headers"]).map(|(name, header)| {
            let header = self.document.resolve(header);
            let example = self.examples.schema(&header["schema"]);
            let label = text_of(header);
            Field { label, ..self.field(name, &header["schema"], true, &example) }
        });
        let headers = headers.collect();
        let file = entries(&described["content"]).find(|(_, media)| media["schema"]["format"] == "binary");
        let file = file.map(|(media_type, _)| media_type.to_owned());
        Answer { status: status.to_owned(), text, common: node.get("$ref").is_some(), content, file, headers }
    }

    fn content(&self, node: &'a Value) -> Option<Content> {
        let content = &node["content"];
        let form = content["multipart/form-data"].get("schema");
        let schema = content["application/json"].get("schema").or(form)?;
        let example = self.examples.schema(schema);
        Some(Content { kind: self.kind(schema, &example), example, multipart: form.is_some() })
    }

    fn model(&self, known: &Known<'a>) -> Model {
        let example = self.examples.model(known.name);
        let is = if known.schema.get("properties").is_some() {
            Is::Object(self.fields(known.schema, &example))
        } else {
            match meanings(known.schema) {
                Some(values) => Is::Values(values),
                None => Is::Alias(self.kind(known.schema, &example)),
            }
        };
        Model {
            version: self.document.version().to_owned(),
            name: known.name.to_owned(),
            label: text_of(known.schema),
            apart: known.apart,
            is_input: false,
            is,
            example,
        }
    }

    /// The fields of an object, of which there is an example.
    fn fields(&self, object: &'a Value, example: &Value) -> Vec<Field> {
        let required = |name: &str| items(&object["required"]).any(|known| known == name);
        let fields = entries(&object["properties"]);
        fields.map(|(name, schema)| self.field(name, schema, required(name), &example[name])).collect()
    }

    fn parameter(&self, node: &'a Value) -> Field {
        let example = match self.examples.parameter(node) {
            Value::Array(items) => items.into_iter().next().unwrap_or_default(),
            one => one,
        };
        let required = node["required"].as_bool().unwrap_or_default();
        Field { label: text_of(node), ..self.field(text(&node["name"]), &node["schema"], required, &example) }
    }

    fn field(&self, name: &str, schema: &'a Value, required: bool, example: &Value) -> Field {
        let (innermost, _) = within(schema);
        Field {
            name: name.to_owned(),
            label: text_of(schema),
            kind: self.kind(schema, example),
            required,
            limits: limits(schema),
            values: meanings(self.document.resolve(innermost)).unwrap_or_default(),
            example: plain(example),
        }
    }

    fn kind(&self, schema: &'a Value, example: &Value) -> Kind {
        let (innermost, is_list) = within(schema);
        let example = if is_list { &example[0] } else { example };
        Kind {
            fields: self.fields(innermost, example),
            is_file: innermost["format"] == "binary",
            is_list,
            ..Kind::of(self.names, self.document, schema)
        }
    }
}

/// The values that a schema is a choice of.
fn meanings(schema: &Value) -> Option<Vec<Meaning>> {
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values = values.iter().filter(|value| !value.is_null());
        return Some(values.map(|value| Meaning { value: plain(value), text: String::new() }).collect());
    }
    let choices = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    choices.iter().map(|choice| Some(Meaning { value: plain(choice.get("const")?), text: text_of(choice) })).collect()
}

fn limits(schema: &Value) -> Vec<Limit> {
    const RULES: [(&str, Rule); 6] = [
        ("minLength", Rule::MinLength),
        ("maxLength", Rule::MaxLength),
        ("minimum", Rule::Minimum),
        ("maximum", Rule::Maximum),
        ("maxItems", Rule::MaxItems),
        ("default", Rule::Default),
    ];
    let given = |key: &str| schema.get(key).filter(|value| !value.is_null()).map(plain);
    RULES.iter().filter_map(|(key, rule)| Some(Limit { rule: *rule, value: given(key)? })).collect()
}

/// The last word of a document's title.
pub(crate) fn version_of(root: &Value) -> &str {
    text(&root["info"]["title"]).rsplit(' ').next().unwrap_or_default()
}

pub(super) fn text(node: &Value) -> &str {
    node.as_str().unwrap_or_default()
}

fn text_of(described: &Value) -> String {
    text(&described["description"]).to_owned()
}

pub(super) fn entries(node: &Value) -> impl Iterator<Item = (&str, &Value)> {
    node.as_object().into_iter().flat_map(Map::iter).map(|(name, value)| (name.as_str(), value))
}

fn items(node: &Value) -> impl Iterator<Item = &Value> {
    node.as_array().into_iter().flatten()
}

/// A value as one types it.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
