//! `/`: what this is, where to begin, and what is running here.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

pub(crate) fn router() -> Router {
    Router::new().route("/", get(home))
}

#[derive(Template)]
#[template(path = "home/home.html")]
struct HomePage {
    shell: Shell,
    base_url: String,
    operations: usize,
    events: usize,
}

async fn home(visitor: Visitor) -> Result<Response, Refusal> {
    let shell = visitor.shell(Section::Home, format!("Shopwire · {}", visitor.texts().home.title));
    let reference = &visitor.portal.reference;
    let (operations, events) = (reference.operations().count(), reference.events.len());
    page(&HomePage { shell, base_url: visitor.portal.base_url.clone(), operations, events })
}
