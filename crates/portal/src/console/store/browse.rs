//! The pages: what there is, one list, one of them. Each asks the API itself, as the staff member who looks.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use serde_json::Value;

use super::Store;
use super::collection::{Collection, Parameter};
use super::outline::{Line, outline, plain};
use crate::inside::{self, Answered};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Console;

const PER_PAGE: u64 = 25;

#[derive(Template)]
#[template(path = "console/store/overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    groups: Vec<Group<'a>>,
}

struct Group<'a> {
    name: &'a str,
    tag: &'a str,
    collections: Vec<&'a Collection>,
}

pub(super) async fn overview(console: Console, State(store): State<Store>) -> Result<Response, Refusal> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    for collection in store.0.iter() {
        if let Some(group) = groups.iter_mut().find(|group| group.tag == collection.tag) {
            group.collections.push(collection);
        } else {
            let (name, tag) = (&*collection.group, &*collection.tag);
            groups.push(Group { name, tag, collections: vec![collection] });
        }
    }
    let shell = console.visitor.shell(Section::Console, console.visitor.texts().store.title);
    page(&OverviewPage { shell, groups })
}

#[derive(Template)]
#[template(path = "console/store/list.html")]
struct ListPage<'a> {
    shell: Shell,
    collection: &'a Collection,
    filters: Vec<(&'a Parameter, String)>,
    narrowed: bool,
    rows: Vec<Row>,
    /// How many there are, where the operation counts.
    total: Option<u64>,
    earlier: Option<String>,
    later: Option<String>,
    /// What the API said instead of a list.
    problem: Option<String>,
}

struct Row {
    link: Option<String>,
    cells: Vec<String>,
}

pub(super) async fn list(
    console: Console,
    State(store): State<Store>,
    Path(name): Path<String>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Response, Refusal> {
    let collection = store.named(&name).ok_or(Refusal::NotFound)?;
    let given = |parameter: &Parameter| {
        let typed = asked.get(&parameter.name).map(|value| value.trim()).unwrap_or_default();
        // What must be chosen and has one choice is chosen.
        let only = parameter.choices.first().filter(|_| parameter.required && parameter.choices.len() == 1);
        if typed.is_empty() { only.cloned().unwrap_or_default() } else { typed.to_owned() }
    };
    let filters: Vec<_> = collection.filters.iter().map(|parameter| (parameter, given(parameter))).collect();
    let number = asked.get("page").and_then(|page| page.parse().ok()).unwrap_or(1_u64).max(1);

    let chosen = filters.iter().filter(|(_, value)| !value.is_empty());
    let narrowed = query(chosen.map(|(parameter, value)| (&*parameter.name, &**value)));
    let paging = if collection.paged { format!("page={number}&per_page={PER_PAGE}&") } else { String::new() };
    let answered = inside::get(&console, &format!("{}?{paging}{narrowed}", collection.path)).await?;

    let (rows, problem) = match (answered.status, &answered.body) {
        (status, Value::Array(items)) if status.is_success() => {
            (items.iter().map(|item| row(collection, item)).collect(), None)
        }
        // A look-up that finds nothing, or wants a filter first.
        _ => (Vec::new(), answered.problem()),
    };
    let here = |page: u64| format!("/console/store/{name}?page={page}&{narrowed}");
    let told = |header| count(&answered.headers, header);
    let shell = console.visitor.shell(Section::Console, &*collection.summary);
    page(&ListPage {
        shell,
        collection,
        narrowed: !narrowed.is_empty(),
        filters,
        rows,
        total: told("x-total"),
        earlier: told("x-prev-page").map(here),
        later: told("x-next-page").map(here),
        problem,
    })
}

fn query<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

fn row(collection: &Collection, item: &Value) -> Row {
    let key = collection.item.as_ref().and_then(|one| item.get(&one.key)).filter(|key| !key.is_null());
    let link = key.map(|key| {
        let id: String = form_urlencoded::byte_serialize(plain(key).as_bytes()).collect();
        format!("/console/store/{}/{}", collection.name, id.replace('+', "%20"))
    });
    Row { link, cells: collection.columns.iter().map(|column| plain(&item[&column.name])).collect() }
}

fn count(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

#[derive(Template)]
#[template(path = "console/store/show.html")]
struct ShowPage<'a> {
    shell: Shell,
    collection: &'a Collection,
    id: String,
    lines: Vec<Line>,
    json: String,
}

pub(super) async fn show(
    console: Console,
    State(store): State<Store>,
    Path((name, id)): Path<(String, String)>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Response, Refusal> {
    let collection = store.named(&name).ok_or(Refusal::NotFound)?;
    let item = collection.item.as_ref().ok_or(Refusal::NotFound)?;
    let escaped: String = form_urlencoded::byte_serialize(id.as_bytes()).collect();
    let demanded = query(collection.filters.iter().filter(|parameter| parameter.required).map(|parameter| {
        let only = parameter.choices.first().map(String::as_str);
        (&*parameter.name, asked.get(&parameter.name).map(String::as_str).or(only).unwrap_or_default())
    }));
    let path = format!("{}/{}?{demanded}", item.path, escaped.replace('+', "%20"));
    let Answered { status, body, .. } = inside::get(&console, &path).await?;
    if status != StatusCode::OK || !body.is_object() {
        return Err(Refusal::NotFound);
    }
    let lines = outline(&console.visitor.portal.documents[collection.version], &item.schema, &body);
    let json = serde_json::to_string_pretty(&body).unwrap_or_default();
    let shell = console.visitor.shell(Section::Console, format!("{} {id}", collection.group));
    page(&ShowPage { shell, collection, id, lines, json })
}
