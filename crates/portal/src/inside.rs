//! Asking the API from within, as the staff member who looks at a page: the same operations, no socket between.

use axum::body::{Body, to_bytes};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Request, StatusCode};
use platform::Caller;
use serde_json::Value;
use tower_service::Service;

use crate::refusal::Refusal;
use crate::visitor::Console;

/// More than any answer of the API has.
const LIMIT: usize = 16 * 1024 * 1024;

pub struct Answered {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answered {
    /// What the API said went wrong, in its own words.
    pub fn problem(&self) -> Option<String> {
        let problems = self.problems();
        (!problems.is_empty()).then(|| problems.join("；"))
    }

    /// Each thing that the API said went wrong.
    pub fn problems(&self) -> Vec<String> {
        match ["error", "message", "messages"].into_iter().find_map(|name| self.body.get(name)) {
            Some(Value::String(text)) => vec![text.clone()],
            Some(Value::Array(texts)) => texts.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(other) => vec![other.to_string()],
            None => Vec::new(),
        }
    }
}

pub async fn get(console: &Console, path_and_query: &str) -> Result<Answered, Refusal> {
    ask(console, Request::get(path_and_query).body(Body::empty())).await
}

pub async fn post(console: &Console, path: &str, body: &Value) -> Result<Answered, Refusal> {
    let request = Request::post(path).header(CONTENT_TYPE, "application/json");
    ask(console, request.body(Body::from(body.to_string()))).await
}

async fn ask(console: &Console, request: http::Result<Request<Body>>) -> Result<Answered, Refusal> {
    let mut request = request.map_err(|_| Refusal::NotFound)?;
    let name = console.visitor.user.as_ref().map_or("", |user| user.name());
    request.extensions_mut().insert(api::Insider::new(Caller::staff(name, console.shop.clone())));
    // The router is always ready, and its error type has no value.
    let response = console.visitor.portal.api.clone().call(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, LIMIT).await.map_err(|_| Refusal::Unavailable)?;
    let body = serde_json::from_slice(&body).unwrap_or_default();
    Ok(Answered { status: parts.status, headers: parts.headers, body })
}
