//! `/docs/guides`: pages that teach. They are written in Markdown, in `guides/`, and made into HTML once, when the
//! program starts.
//!
//! - `library`: which guides there are, in which order, in both languages
//! - `facts`: what their numbers are, from the constants that the program itself goes by
//! - `links`: where their links lead
//! - `markdown`: from Markdown to HTML

mod facts;
mod library;
mod links;
mod markdown;
#[cfg(test)]
mod tests;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::get;

use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

pub(crate) use library::{Chapter, Guide, Library};

pub(crate) fn router() -> Router {
    Router::new().route("/docs/guides", get(index)).route("/docs/guides/{name}", get(guide))
}

#[derive(Template)]
#[template(path = "guides/index.html")]
struct IndexPage {
    shell: Shell,
}

async fn index(visitor: Visitor) -> Result<Response, Refusal> {
    let shell = visitor.shell(Section::Guides, visitor.texts().guides.title);
    page(&IndexPage { shell })
}

#[derive(Template)]
#[template(path = "guides/guide.html")]
struct GuidePage<'a> {
    shell: Shell,
    guide: &'a Guide,
    before: Option<&'a Guide>,
    after: Option<&'a Guide>,
}

async fn guide(visitor: Visitor, Path(name): Path<String>) -> Result<Response, Refusal> {
    let found = visitor.portal.guides.find(visitor.language, &name);
    let (before, guide, after) = found.ok_or(Refusal::NotFound)?;
    let shell = visitor.shell(Section::Guides, guide.title.clone());
    page(&GuidePage { shell, guide, before, after })
}
