//! The console of a shop: one room for each page of its navigation.

mod apps;
mod store;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use platform::Shop;

use crate::Portal;
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::{Console, User, Visitor};

pub(crate) fn router(portal: &Portal) -> Router {
    Router::new().route("/console", get(overview)).merge(apps::router()).merge(store::router(portal))
}

/// What the visitor finds in the navigation. Staff look at everything of their shop, an account at its own calls.
pub(crate) fn pages(visitor: &Visitor) -> Vec<(&'static str, &'static str)> {
    let texts = &visitor.texts().console;
    if visitor.user.as_ref().and_then(User::role).is_none() {
        return vec![("/console/requests", texts.requests)];
    }
    vec![
        ("/console", texts.overview),
        ("/console/apps", texts.apps),
        ("/console/webhooks", texts.webhooks),
        ("/console/deliveries", texts.deliveries),
        ("/console/requests", texts.requests),
        ("/console/store", texts.store),
        ("/console/accounts", texts.accounts),
        ("/console/plan", texts.plan),
        ("/console/audit", texts.audit),
    ]
}

#[derive(Template)]
#[template(path = "console/overview.html")]
struct Overview {
    shell: Shell,
    shop: Shop,
}

async fn overview(console: Console) -> Result<Response, Refusal> {
    let shell = console.visitor.shell(Section::Console, console.visitor.texts().console.title);
    page(&Overview { shell, shop: console.shop })
}
