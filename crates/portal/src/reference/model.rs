//! What the reference shows: groups of operations, objects with their fields, events. Read once from the OpenAPI
//! documents (`read`), which are made from the types.

use std::collections::HashMap;

/// Everything, in the order of the documents.
#[derive(Debug, Default)]
pub struct Reference {
    pub groups: Vec<Group>,
    pub models: Vec<Model>,
    pub events: Vec<Event>,
    /// The headers of every webhook.
    pub webhook_headers: Vec<Field>,
    /// Places in `models`, by version and name. Where both versions describe an object alike, it is one place.
    pub(super) by_name: HashMap<(String, String), usize>,
}

/// The operations on one kind of resource, in one version.
#[derive(Debug)]
pub struct Group {
    pub version: String,
    pub tag: String,
    pub label: String,
    pub operations: Vec<Operation>,
}

#[derive(Debug)]
pub struct Operation {
    pub id: String,
    pub version: String,
    pub tag: String,
    /// `GET`
    pub method: String,
    pub path: String,
    pub summary: String,
    pub note: Option<String>,
    pub scope: Option<String>,
    pub path_parameters: Vec<Field>,
    pub query: Vec<Field>,
    pub body: Option<Content>,
    pub success: Success,
    pub failures: Vec<Failure>,
    pub paged: bool,
}

/// An answer to what went well.
#[derive(Debug)]
pub struct Success {
    pub status: String,
    pub text: String,
    pub content: Option<Content>,
    pub headers: Vec<Field>,
}

/// An error that an operation can give, with its body.
#[derive(Debug)]
pub struct Failure {
    pub status: String,
    pub when: String,
    pub example: String,
}

/// A body: what it is, and what it looks like.
#[derive(Debug)]
pub struct Content {
    pub kind: Kind,
    pub example: String,
    /// Its fields, each a part of a form, where some are files.
    pub form: Vec<Field>,
}

/// An object or a list of words, by name.
#[derive(Debug)]
pub struct Model {
    pub version: String,
    pub name: String,
    pub label: String,
    pub fields: Vec<Field>,
    /// The values of a word and what they mean; an object has none.
    pub values: Vec<Meaning>,
    pub example: String,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    pub label: String,
    pub kind: Kind,
    pub required: bool,
    pub nullable: bool,
    /// `≤ 255`, `50`: limits and defaults.
    pub limits: Vec<String>,
    pub values: Vec<Meaning>,
    /// What it is by default, or by way of example.
    pub example: String,
}

/// The type of a field.
#[derive(Debug, Clone, Default)]
pub struct Kind {
    /// As it is written: `string`, `timestamp`, `Customer[]`.
    pub text: String,
    /// The object that it is, or is a list of.
    pub model: Option<(String, String)>,
    /// The fields of an object that has no name.
    pub inline: Vec<Field>,
    /// Whether it is a file, or a list of files.
    pub file: bool,
    /// Whether it is a list of what else is said.
    pub list: bool,
}

/// A value and what it means.
#[derive(Debug, Clone)]
pub struct Meaning {
    pub value: String,
    pub text: String,
}

#[derive(Debug)]
pub struct Event {
    pub name: String,
    pub when: String,
    pub payload: Content,
}

impl Reference {
    pub fn group(&self, version: &str, tag: &str) -> Option<&Group> {
        self.groups.iter().find(|group| group.version == version && group.tag == tag)
    }

    pub fn of_version(&self, version: &str) -> impl Iterator<Item = &Group> {
        self.groups.iter().filter(move |group| group.version == version)
    }

    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.groups.iter().flat_map(|group| &group.operations)
    }

    pub fn model(&self, version: &str, name: &str) -> Option<&Model> {
        self.by_name.get(&(version.to_owned(), name.to_owned())).and_then(|place| self.models.get(*place))
    }

    /// The object of a type, if it is one with a page.
    pub fn of_kind(&self, kind: &Kind) -> Option<&Model> {
        kind.model.as_ref().and_then(|(version, name)| self.model(version, name))
    }

    pub fn event(&self, name: &str) -> Option<&Event> {
        self.events.iter().find(|event| event.name == name)
    }
}

impl Group {
    pub fn url(&self) -> String {
        format!("/docs/{}/{}", self.version, self.tag)
    }

    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }
}

impl Operation {
    /// Whether a client sends files with it.
    pub fn takes_files(&self) -> bool {
        self.body.as_ref().is_some_and(|body| !body.form.is_empty())
    }

    pub fn url(&self) -> String {
        format!("/docs/{}/{}/{}", self.version, self.tag, self.id)
    }

    /// The method as a class of the style sheet.
    pub fn class(&self) -> String {
        self.method.to_lowercase()
    }

    /// A path that can be called: with the values of its parameters.
    pub fn filled_path(&self) -> String {
        let fill = |path: String, field: &Field| path.replace(&format!("{{{}}}", field.name), &field.example);
        self.path_parameters.iter().fold(self.path.clone(), fill)
    }

    /// The same with what must be asked for.
    pub fn filled_path_and_query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for field in self.query.iter().filter(|field| field.required) {
            query.append_pair(&field.name, &field.example);
        }
        let query = query.finish();
        if query.is_empty() { self.filled_path() } else { format!("{}?{query}", self.filled_path()) }
    }
}

impl Model {
    pub fn url(&self) -> String {
        format!("/docs/models/{}/{}", self.version, self.name)
    }
}

impl Event {
    pub fn url(&self) -> String {
        format!("/docs/webhooks/{}", self.name)
    }
}
