//! `/docs/downloads`: the documents made from the types, to read and to import.

mod files;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;
use documents::Error;
use http::{HeaderMap, StatusCode};
use serde::Deserialize;

pub use files::Downloads;
use files::Kind;

use crate::page::{Section, Shell, page_with};
use crate::refusal::Refusal;
use crate::visitor::Visitor;

const PDF: &str = "/downloads/shopwire-api.pdf";
const COLLECTION: &str = "/downloads/shopwire.postman_collection.json";

pub(crate) fn router() -> Router {
    Router::new()
        .route("/docs/downloads", get(overview))
        .route(PDF, get(pdf))
        .route(COLLECTION, get(collection))
        .route("/openapi/{file}", get(yaml))
}

#[derive(Template)]
#[template(path = "downloads/downloads.html")]
struct DownloadsPage<'a> {
    shell: Shell,
    base_url: &'a str,
    /// Whether there is a font to write the PDF with.
    has_font: bool,
    /// The names of the API's versions.
    versions: &'a [String],
    /// Part of the links, so that browsers may keep what is behind them.
    version: &'a str,
}

/// What the links on the page carry.
#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    v: String,
}

async fn overview(visitor: Visitor) -> Result<Response, Refusal> {
    overview_with(StatusCode::OK, &visitor)
}

fn overview_with(status: StatusCode, visitor: &Visitor) -> Result<Response, Refusal> {
    let portal = &visitor.portal;
    let downloads = &portal.downloads;
    let template = DownloadsPage {
        shell: visitor.shell(Section::Downloads, visitor.texts().downloads.title),
        base_url: &portal.base_url,
        has_font: documents::has_font(),
        versions: downloads.versions(),
        version: downloads.version(),
    };
    page_with(status, &template)
}

async fn pdf(visitor: Visitor, Query(asked): Query<Asked>, headers: HeaderMap) -> Result<Response, Refusal> {
    match visitor.portal.download(Kind::Pdf).await {
        Ok(file) => Ok(file.answer(&headers, asked.v == visitor.portal.downloads.version())),
        // The page says how to get one.
        Err(Error::NoFont) => overview_with(StatusCode::SERVICE_UNAVAILABLE, &visitor),
        Err(error) => Err(unavailable(&error)),
    }
}

async fn collection(visitor: Visitor, query: Query<Asked>, headers: HeaderMap) -> Result<Response, Refusal> {
    serve(&visitor, Kind::Collection, &query, &headers).await
}

async fn yaml(
    visitor: Visitor,
    Path(file): Path<String>,
    query: Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let named = |version: &String| file.strip_suffix(".yaml") == Some(version.as_str());
    let place = visitor.portal.downloads.versions().iter().position(named).ok_or(Refusal::NotFound)?;
    serve(&visitor, Kind::Yaml(place), &query, &headers).await
}

async fn serve(visitor: &Visitor, kind: Kind, asked: &Asked, headers: &HeaderMap) -> Result<Response, Refusal> {
    let file = visitor.portal.download(kind).await.map_err(|error| unavailable(&error))?;
    Ok(file.answer(headers, asked.v == visitor.portal.downloads.version()))
}

fn unavailable(error: &Error) -> Refusal {
    tracing::error!(%error, "a document cannot be made");
    Refusal::Unavailable
}
