//! What people see: the reference, the guides, the downloads and the console.
//!
//! Pages are made on the server from templates that are compiled in; scripts only add to them. A room (folder)
//! for each part holds its handlers; its templates stand under `templates/` and its texts under `texts/`, both
//! by the same name. [`dress`](dress::dress) stands around all of them.

mod assets;
mod console;
mod cookie;
mod downloads;
mod dress;
mod guides;
mod home;
mod inside;
mod language;
mod measure;
mod notice;
mod oauth;
mod operator;
mod page;
mod portal;
mod preferences;
mod reference;
mod refusal;
mod scopes;
mod session;
mod submitted;
mod subscription;
mod texts;
mod visitor;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::any;

pub use console::jobs;
pub use portal::{Parts, Portal};

/// Every page.
pub fn router(portal: &Portal) -> Router {
    let pages = Router::new()
        .merge(home::router())
        .merge(guides::router())
        .merge(session::router())
        .merge(preferences::router())
        .merge(console::router(portal))
        .merge(oauth::router())
        .merge(reference::router())
        .merge(downloads::router())
        .merge(operator::router())
        // What nobody has, below where pages are: not the API's to answer.
        .route("/docs/{*rest}", any(missing))
        .route("/console/{*rest}", any(missing))
        .route("/operator/{*rest}", any(missing));
    pages.layer(from_fn_with_state(portal.clone(), dress::dress)).merge(portal.assets.router())
}

async fn missing() -> refusal::Refusal {
    refusal::Refusal::NotFound
}
