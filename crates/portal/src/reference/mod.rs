//! `/docs`: the reference, made from the catalogue of the OpenAPI documents.

mod fields;
mod linked;
mod models;
mod operation;
mod overview;
mod samples;
mod search;
mod swagger;
mod webhooks;

use axum::Router;

pub(crate) use linked::Linked;
use linked::limit;
pub use search::Index;

pub(crate) fn router() -> Router {
    Router::new()
        .merge(overview::router())
        .merge(operation::router())
        .merge(models::router())
        .merge(webhooks::router())
        .merge(search::router())
        .merge(swagger::router())
}

/// A text with a value where it names one in braces.
fn fill(text: &str, name: &str, value: impl std::fmt::Display) -> String {
    text.replace(&format!("{{{name}}}"), &value.to_string())
}

/// JSON with its lines.
fn pretty(value: &serde_json::Value) -> String {
    format!("{value:#}")
}
