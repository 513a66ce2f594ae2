//! What scopes open: the words for it, and the operations that ask for each, from the API's own documents.

use platform::{SCOPES, Scopes};
use serde_json::Value;

use crate::language::Language;

/// One scope, as a table shows it.
pub struct ScopeRow {
    pub name: &'static str,
    pub words: &'static str,
    /// `顧客 25 項、紅利規則 1 項`: the groups that have operations under it.
    pub groups: String,
    pub ticked: bool,
    /// What else is to be said of it.
    pub mark: &'static str,
}

/// Every scope there is.
pub fn all(documents: &[Value], language: Language, ticked: impl Fn(&str) -> bool) -> Vec<ScopeRow> {
    let rows = SCOPES.iter().map(|scope| ScopeRow { ticked: ticked(scope), ..row(documents, language, scope) });
    useful_first(rows.collect())
}

/// Those of a set.
pub fn of(documents: &[Value], language: Language, scopes: &Scopes) -> Vec<ScopeRow> {
    useful_first(scopes.iter().map(|scope| row(documents, language, scope)).collect())
}

/// Those that open something before those whose operations are still to come.
fn useful_first(mut rows: Vec<ScopeRow>) -> Vec<ScopeRow> {
    rows.sort_by_key(|row| row.groups.is_empty());
    rows
}

fn row(documents: &[Value], language: Language, name: &'static str) -> ScopeRow {
    let texts = &language.texts().scopes;
    let mut groups: Vec<(&str, u32)> = Vec::new();
    for operation in documents.iter().flat_map(operations).filter(|operation| operation["x-scope"] == name) {
        let Some(tag) = operation["tags"][0].as_str() else { continue };
        match groups.iter_mut().find(|(known, _)| *known == tag) {
            Some((_, count)) => *count += 1,
            None => groups.push((tag, 1)),
        }
    }
    let told = |(tag, count): (&str, u32)| {
        let group = if language.is_english() { tag.replace('_', " ") } else { label(documents, tag).to_owned() };
        texts.group.replace("{group}", &group).replace("{count}", &count.to_string())
    };
    let groups = groups.into_iter().map(told).collect::<Vec<_>>().join(texts.separator);
    ScopeRow { name, words: texts.of(name), groups, ticked: false, mark: "" }
}

fn operations(document: &Value) -> impl Iterator<Item = &Value> {
    let paths = document["paths"].as_object().into_iter().flat_map(|paths| paths.values());
    paths.filter_map(Value::as_object).flat_map(|methods| methods.values())
}

/// The group's Chinese name.
fn label<'d>(documents: &'d [Value], tag: &'d str) -> &'d str {
    let tags = documents.iter().filter_map(|document| document["tags"].as_array()).flatten();
    tags.filter(|known| known["name"] == tag).find_map(|known| known["description"].as_str()).unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn operations_are_counted_by_group_over_all_documents() {
        let operation = |scope: &str| json!({ "x-scope": scope, "tags": ["customers"] });
        let documents = [
            json!({
                "tags": [{ "name": "customers", "description": "顧客" }],
                "paths": { "/v1/a": { "get": operation("read_customers"), "put": operation("write_customers") } },
            }),
            json!({ "paths": { "/v2/a": { "get": operation("read_customers") }, "/shop": { "get": {} } } }),
        ];
        let rows = of(&documents, Language::ZhTw, &"read_customers read_orders".parse().unwrap());
        assert_eq!(rows[0].groups, "顧客 2 項");
        assert!(rows[1].groups.is_empty());
        assert_eq!(of(&documents, Language::En, &"write_customers".parse().unwrap())[0].groups, "customers: 1");
    }
}
