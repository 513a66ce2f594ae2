//! `/docs`: the table of contents, and the operations of a group.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;
use documents::catalogue::{Catalogue, Group};

use super::Linked;
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

pub(super) fn router() -> Router {
    Router::new().route("/docs", get(overview)).route("/docs/v1/{tag}", get(v1)).route("/docs/v2/{tag}", get(v2))
}

#[derive(Template)]
#[template(path = "reference/overview.html")]
struct OverviewPage<'a> {
    shell: Shell,
    reference: &'a Catalogue,
    base_url: &'a str,
}

#[derive(Template)]
#[template(path = "reference/group.html")]
struct GroupPage<'a> {
    shell: Shell,
    group: &'a Group,
}

async fn overview(visitor: Visitor) -> Result<Response, Refusal> {
    let shell = visitor.shell(Section::Reference, visitor.texts().reference.title);
    let portal = &visitor.portal;
    page(&OverviewPage { shell, reference: &portal.reference, base_url: &portal.base_url })
}

async fn v1(visitor: Visitor, Path(tag): Path<String>) -> Result<Response, Refusal> {
    group(&visitor, "v1", &tag)
}

async fn v2(visitor: Visitor, Path(tag): Path<String>) -> Result<Response, Refusal> {
    group(&visitor, "v2", &tag)
}

fn group(visitor: &Visitor, version: &str, tag: &str) -> Result<Response, Refusal> {
    let group = visitor.portal.reference.group(version, tag).ok_or(Refusal::NotFound)?;
    let shell = visitor.shell(Section::Reference, format!("{} · {version}", group.label));
    page(&GroupPage { shell, group })
}
