//! The console of a shop: one room for each page of its navigation.

mod apps;
mod overview;
mod store;

use axum::Router;
use axum::routing::get;

use crate::Portal;
use crate::visitor::{User, Visitor};

pub(crate) fn router(portal: &Portal) -> Router {
    Router::new().route("/console", get(overview::overview)).merge(apps::router()).merge(store::router(portal))
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
