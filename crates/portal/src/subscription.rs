//! What an endpoint subscribes to, as forms ask for it: events by group, and the URL they go to.

use std::collections::BTreeSet;

use documents::Examples;
use serde_json::Value;

/// More than any real address has.
const LONGEST: usize = 2000;

/// An event that an app can subscribe to.
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) summary: String,
}

/// Events about one thing.
pub(crate) struct EventGroup {
    /// `customers`, of `customers/create`
    pub(crate) name: String,
    /// What is sent, by its Chinese name.
    pub(crate) label: String,
    pub(crate) events: Vec<Event>,
}

/// Every event, as the documents list them.
pub(crate) fn events(documents: &[Value]) -> Vec<Event> {
    groups(documents).into_iter().flat_map(|group| group.events).collect()
}

/// Every event, by what it is about.
pub(crate) fn groups(documents: &[Value]) -> Vec<EventGroup> {
    let mut known = BTreeSet::new();
    let mut groups: Vec<EventGroup> = Vec::new();
    for document in documents {
        for (name, item) in document["webhooks"].as_object().into_iter().flatten() {
            if !known.insert(name) {
                continue;
            }
            let summary = item["post"]["summary"].as_str().unwrap_or_default();
            let event = Event { name: name.clone(), summary: summary.to_owned() };
            let about = name.split('/').next().unwrap_or_default();
            if let Some(group) = groups.iter_mut().find(|group| group.name == about) {
                group.events.push(event);
            } else {
                let label = label(document, payload(item)).to_owned();
                groups.push(EventGroup { name: about.to_owned(), label, events: vec![event] });
            }
        }
    }
    groups
}

/// What the event sends, made up; `None` when there is no such event.
pub(crate) fn example(documents: &[Value], event: &str) -> Option<Value> {
    documents.iter().find_map(|document| {
        let item = document["webhooks"].get(event)?;
        Some(Examples::of(document).schema(payload(item)))
    })
}

fn payload(item: &Value) -> &Value {
    &item["post"]["requestBody"]["content"]["application/json"]["schema"]
}

fn label<'a>(document: &'a Value, schema: &'a Value) -> &'a str {
    let named = schema["$ref"].as_str().and_then(|name| document.pointer(name.trim_start_matches('#')));
    named.unwrap_or(schema)["description"].as_str().unwrap_or_default()
}

/// Whether webhooks can be sent there at all; whether they may is decided when they are.
pub(crate) fn is_web_url(url: &str) -> bool {
    // Names and passwords have no place in it: URLs are shown and logged.
    let plain = url.len() <= LONGEST && !url.contains(['#', '@', '\\']);
    let parsed = url.parse::<http::Uri>();
    let leads_somewhere = |uri: &http::Uri| uri.host().is_some_and(|host| !host.is_empty());
    plain && parsed.is_ok_and(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && leads_somewhere(&uri))
}

#[cfg(test)]
mod tests {
    use super::is_web_url;

    #[test]
    fn webhooks_go_to_the_web() {
        for url in ["https://crm.example.com/hooks", "http://127.0.0.1:9/?key=1", "http://[::1]:80/"] {
            assert!(is_web_url(url), "{url}");
        }
        let long = format!("https://a.example/{}", "x".repeat(2000));
        for url in [
            "",
            "crm.example.com",
            "/hooks",
            "ftp://a.example",
            "https://u:p@a.example/",
            "https://a.example/#x",
            &long,
        ] {
            assert!(!is_web_url(url), "{url}");
        }
    }
}
