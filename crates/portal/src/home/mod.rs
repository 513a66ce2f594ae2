//! `/`: what this is, and where to begin.

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
}

async fn home(visitor: Visitor) -> Result<Response, Refusal> {
    let shell = visitor.shell(Section::Home, visitor.texts().home.title);
    page(&HomePage { shell, base_url: visitor.portal.base_url.clone() })
}
