//! `/docs/swagger`: Swagger UI as it is published, over the OpenAPI documents.

mod package;

use std::sync::OnceLock;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

use crate::assets::{CSS, Made, SCRIPT};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::{Identity, Visitor};

const FILES: [(&str, &str); 2] = [("swagger-ui.css", CSS), ("swagger-ui-bundle.js", SCRIPT)];

pub(super) fn router() -> Router {
    Router::new().route("/docs/swagger", get(show)).route("/docs/swagger/{version}/{name}", get(file))
}

#[derive(Template)]
#[template(path = "reference/swagger.html")]
struct SwaggerPage {
    shell: Shell,
    version: &'static str,
    style: String,
    script: String,
    account: String,
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    version: String,
}

async fn show(visitor: Visitor, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let account = visitor.user.as_ref().map(|user| &user.identity);
    let account = match account {
        Some(Identity::Account(account)) => account.username.clone(),
        _ => String::new(),
    };
    let [style, script] = FILES.map(|(name, _)| url(name));
    let version = if asked.version == "v2" { "v2" } else { "v1" };
    let shell = visitor.shell(Section::Reference, visitor.texts().reference.swagger);
    page(&SwaggerPage { shell, version, style, script, account })
}

async fn file(Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    match files().iter().find(|(known, _)| *known == name) {
        Some((_, made)) => made.answer(&headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn url(name: &str) -> String {
    let version = files().iter().find(|(known, _)| *known == name).map_or("", |(_, made)| made.version());
    format!("/docs/swagger/{version}/{name}")
}

/// Taken out of their package when somebody first wants them, not at the start.
fn files() -> &'static [(&'static str, Made)] {
    static UNPACKED: OnceLock<Vec<(&'static str, Made)>> = OnceLock::new();
    UNPACKED.get_or_init(|| {
        let take = |(name, kind)| Some((name, Made::of_zipped(kind, package::file(name)?)));
        FILES.into_iter().filter_map(take).collect()
    })
}
