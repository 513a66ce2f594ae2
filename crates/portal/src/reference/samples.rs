//! Code samples in six languages, one template for each: a signed request, and a receiver that verifies webhooks.

use askama::Template;
use documents::catalogue::{Field, Operation};

use super::pretty;

/// A piece of code to copy.
pub(super) struct Sample {
    /// The language as a class and in tests: `python`.
    pub id: &'static str,
    pub name: &'static str,
    pub file: &'static str,
    pub code: String,
}

/// What a sample sends.
pub(super) struct Request<'a> {
    method: &'a str,
    /// The path as the documents have it, with its parameters' names.
    route: &'a str,
    path: &'a str,
    body: Option<&'a str>,
    /// The parts of a form with files.
    form: Vec<&'a Field>,
    base_url: &'a str,
    username: &'a str,
}

macro_rules! languages {
    ($($id:ident $name:literal $file:literal $request:literal $webhook:literal $receiver:literal;)*) => {
        mod request {
            $(#[derive(askama::Template)]
            #[template(path = $request, escape = "none")]
            #[allow(non_camel_case_types)]
            pub(super) struct $id<'a> { pub request: &'a super::Request<'a> })*
        }

        mod webhook {
            $(#[derive(askama::Template)]
            #[template(path = $webhook, escape = "none")]
            #[allow(non_camel_case_types)]
            pub(super) struct $id;)*
        }

        /// An operation called with an account's credentials.
        pub(super) fn of_request(
            operation: &Operation,
            form: &[Field],
            base_url: &str,
            username: &str,
        ) -> askama::Result<Vec<Sample>> {
            let path = path_and_query(operation);
            let body = operation.body.as_ref().filter(|body| !body.multipart).map(|body| pretty(&body.example));
            let request = Request {
                method: &operation.method,
                route: &operation.path,
                path: &path,
                body: body.as_deref(),
                // What may be left out refers to things that a fresh shop lacks.
                form: form.iter().filter(|field| field.required).collect(),
                base_url,
                username,
            };
            Ok(vec![$(Sample {
                id: stringify!($id),
                name: $name,
                file: $file,
                code: request::$id { request: &request }.render()?,
            }),*])
        }

        /// A receiver of webhooks.
        pub(super) fn of_webhook() -> askama::Result<Vec<Sample>> {
            Ok(vec![$(Sample { id: stringify!($id), name: $name, file: $receiver, code: webhook::$id.render()? }),*])
        }
    };
}

languages! {
    curl "curl" "request.sh" "samples/request/curl.sh" "samples/webhook/curl.sh" "verify.sh";
    python "Python" "request.py" "samples/request/python.py" "samples/webhook/python.py" "receiver.py";
    node "Node.js" "request.mjs" "samples/request/node.mjs" "samples/webhook/node.mjs" "receiver.mjs";
    php "PHP" "request.php" "samples/request/php.php" "samples/webhook/php.php" "receiver.php";
    java "Java" "Sample.java" "samples/request/Sample.java" "samples/webhook/Receiver.java" "Receiver.java";
    csharp "C#" "Sample.cs" "samples/request/Sample.cs" "samples/webhook/Receiver.cs" "Receiver.cs";
}

/// A path that can be called, with what must be asked for.
fn path_and_query(operation: &Operation) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for field in operation.query.iter().filter(|field| field.required) {
        query.append_pair(&field.name, &field.example);
    }
    let (path, query) = (operation.filled_path(), query.finish());
    if query.is_empty() { path } else { format!("{path}?{query}") }
}

#[allow(clippy::unused_self)] // templates reach them through the value
impl Request<'_> {
    /// A text in double quotes, for the languages that escape as JSON does.
    fn quoted(&self, text: &str) -> String {
        serde_json::Value::from(text).to_string()
    }

    /// A text in single quotes, as PHP reads it.
    fn single(&self, text: &str) -> String {
        format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
    }

    /// A text in single quotes, as a shell reads it.
    fn shell(&self, text: &str) -> String {
        format!("'{}'", text.replace('\'', "'\\''"))
    }

    /// A part of a form, as curl is told of it.
    fn curl_part(&self, field: &Field) -> String {
        let value = if field.kind.is_file { "@image.jpg" } else { &field.example };
        self.shell(&format!("{}={value}", field.name))
    }

    /// What stands between three quotes, in Python and in Java.
    fn triple(&self, text: &str) -> String {
        text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"")
    }

    /// What stands between `@"` and `"` in C#.
    fn verbatim(&self, text: &str) -> String {
        text.replace('"', "\"\"")
    }

    fn has_form(&self) -> bool {
        !self.form.is_empty()
    }

    /// Whether the form has parts besides its files.
    fn has_texts(&self) -> bool {
        self.form.iter().any(|field| !field.kind.is_file)
    }

    fn has_body(&self) -> bool {
        self.body.is_some() || self.has_form()
    }

    fn signed_headers(&self) -> &'static str {
        if self.has_body() { "x-date digest request-line" } else { "x-date request-line" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_stay_inside_their_quotes() {
        let request =
            Request { method: "GET", route: "", path: "", body: None, form: Vec::new(), base_url: "", username: "" };
        assert_eq!(request.quoted("a\"b\\"), r#""a\"b\\""#);
        assert_eq!(request.single("it's \\"), r"'it\'s \\'");
        assert_eq!(request.shell("it's"), r"'it'\''s'");
        assert_eq!(request.verbatim(r#"{"a": 1}"#), r#"{""a"": 1}"#);
        assert_eq!(request.triple(r#"{"a": "\""}"#), r#"{"a": "\\""}"#);
    }
}
