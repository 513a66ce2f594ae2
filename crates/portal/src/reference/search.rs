//! Search over paths, summaries, fields and Chinese names: a page for everybody, and the index that lets the
//! browser answer while one types.

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use documents::catalogue::Catalogue;
use http::HeaderMap;
use serde::{Deserialize, Serialize};

use super::{Linked, fill};
use crate::assets::{JSON, Made};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

/// No page of results is longer.
const MOST: usize = 100;

pub(super) fn router() -> Router {
    Router::new().route("/docs/search", get(results)).route("/docs/search-index/{version}", get(index))
}

/// Everything that can be found.
pub struct Index {
    entries: Vec<Entry>,
    made: Made,
}

/// One thing that can be found.
#[derive(Debug, Clone, Serialize)]
pub struct Entry {
    /// `GET` for an operation; `model`, `field` or `event`.
    #[serde(rename = "k")]
    pub kind: String,
    #[serde(rename = "t")]
    pub title: String,
    #[serde(rename = "s")]
    pub text: String,
    #[serde(rename = "u")]
    pub url: String,
    /// Further words that it is found by.
    #[serde(rename = "w", skip_serializing_if = "String::is_empty")]
    pub words: String,
}

impl Index {
    pub fn of(reference: &Catalogue) -> Self {
        let mut entries = Vec::new();
        for group in &reference.groups {
            for operation in &group.operations {
                let fields: Vec<_> =
                    operation.parameters().map(|field| format!("{} {}", field.name, field.label)).collect();
                entries.push(Entry {
                    kind: operation.method.clone(),
                    title: operation.path.clone(),
                    text: operation.summary.clone(),
                    url: operation.url(),
                    words: format!("{} {} {}", group.tag, group.label, fields.join(" ")),
                });
            }
        }
        for event in &reference.events {
            entries.push(Entry {
                kind: "event".to_owned(),
                title: event.name.clone(),
                text: event.when.clone(),
                url: event.url(),
                words: String::new(),
            });
        }
        for model in &reference.models {
            entries.push(Entry {
                kind: "model".to_owned(),
                title: model.name.clone(),
                text: model.label.clone(),
                url: model.url(),
                words: String::new(),
            });
            for field in model.fields() {
                entries.push(Entry {
                    kind: "field".to_owned(),
                    title: format!("{}.{}", model.name, field.name),
                    text: field.label.clone(),
                    url: format!("{}#field-{}", model.url(), field.name),
                    words: String::new(),
                });
            }
        }
        let json = serde_json::to_vec(&entries).unwrap_or_default();
        Self { entries, made: Made::new(JSON, json) }
    }

    /// Where browsers find it; it changes with its contents.
    pub fn url(&self) -> String {
        format!("/docs/search-index/{}", self.made.version())
    }

    /// What has all words of the query, best first: where the title or the text has them, in the order of the
    /// documents.
    fn find(&self, query: &str) -> Vec<&Entry> {
        let words: Vec<String> = query.split_whitespace().map(str::to_lowercase).collect();
        if words.is_empty() {
            return Vec::new();
        }
        let mut found: Vec<_> = self.entries.iter().filter_map(|entry| Some((entry.rank(&words)?, entry))).collect();
        found.sort_by_key(|(rank, _)| *rank);
        found.into_iter().map(|(_, entry)| entry).collect()
    }
}

impl Entry {
    fn rank(&self, words: &[String]) -> Option<usize> {
        let (title, text) = (self.title.to_lowercase(), self.text.to_lowercase());
        let shown = format!("{title} {text}");
        if words.iter().all(|word| shown.contains(word)) {
            let is_named = |word: &String| title == *word || text == *word || title.ends_with(&format!(".{word}"));
            return Some(usize::from(!words.iter().any(is_named)));
        }
        let all = format!("{shown} {}", self.words.to_lowercase());
        words.iter().all(|word| all.contains(word)).then_some(2)
    }

    fn is_operation(&self) -> bool {
        !matches!(self.kind.as_str(), "model" | "field" | "event")
    }
}

#[derive(Template)]
#[template(path = "reference/search.html")]
struct ResultsPage<'a> {
    shell: Shell,
    query: &'a str,
    found: Vec<&'a Entry>,
    heading: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
}

async fn results(visitor: Visitor, Query(Asked { q }): Query<Asked>) -> Result<Response, Refusal> {
    let texts = &visitor.texts().reference;
    let query: String = q.trim().chars().take(100).collect();
    let mut found = visitor.portal.index.find(&query);
    let heading = match (query.is_empty(), found.len()) {
        (true, _) => texts.search_title.to_owned(),
        (false, 0) => fill(texts.search_nothing, "query", &query),
        (false, count) => fill(&fill(texts.search_results, "count", count), "query", &query),
    };
    found.truncate(MOST);
    let shell = visitor.shell(Section::Reference, heading.clone());
    page(&ResultsPage { shell, query: &query, found, heading })
}

async fn index(visitor: Visitor, headers: HeaderMap) -> Response {
    visitor.portal.index.made.answer(&headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(title: &str, text: &str, words: &str) -> Entry {
        let [kind, url] = ["GET", "/"].map(str::to_owned);
        Entry { kind, title: title.into(), text: text.into(), url, words: words.into() }
    }

    #[test]
    fn what_is_named_so_comes_before_what_mentions_it() {
        let found = |title, text, words| entry(title, text, words).rank(&["email".into()]);
        assert_eq!(found("Customer.email", "Email", ""), Some(0));
        assert_eq!(found("/v1/emails", "寄信", ""), Some(1));
        assert_eq!(found("/v1/customers", "取得顧客", "EMAIL 信箱"), Some(2));
        assert_eq!(found("/v1/customers", "取得顧客", ""), None);
    }

    #[test]
    fn every_word_must_be_there() {
        let words = ["取得".to_owned(), "customers".to_owned()];
        assert_eq!(entry("/v1/customers", "取得顧客", "").rank(&words), Some(1));
        assert_eq!(entry("/v1/coupons", "取得優惠券", "").rank(&words), None);
    }
}
