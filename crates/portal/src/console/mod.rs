//! The console of a shop: one room for each page of its navigation.

pub(crate) mod accounts;
mod apps;
mod audit;
mod deliveries;
mod overview;
mod plan;
mod requests;
mod store;
mod webhooks;

use api::jobs::Jobs;
use axum::Router;
use axum::routing::get;
use platform::Role;

use crate::Portal;
use crate::visitor::{User, Visitor};

pub(crate) fn router(portal: &Portal) -> Router {
    Router::new()
        .route("/console", get(overview::overview))
        .merge(apps::router())
        .merge(webhooks::router())
        .merge(deliveries::router())
        .merge(requests::router())
        .merge(store::router(portal))
        .merge(accounts::router())
        .merge(plan::router())
        .merge(audit::router())
}

/// What the console does in the background.
pub fn jobs(jobs: &mut Jobs) {
    deliveries::jobs(jobs);
}

/// What the visitor finds in the navigation. Staff look at everything of their shop, an account at its own calls.
pub(crate) fn pages(visitor: &Visitor) -> Vec<(&'static str, &'static str)> {
    let texts = &visitor.texts().console;
    let Some(role) = visitor.user.as_ref().and_then(User::role) else {
        return vec![("/console/requests", texts.requests)];
    };
    let pages = [
        ("/console", texts.overview),
        ("/console/apps", texts.apps),
        ("/console/webhooks", texts.webhooks),
        ("/console/deliveries", texts.deliveries),
        ("/console/requests", texts.requests),
        ("/console/store", texts.store),
        ("/console/accounts", texts.accounts),
        ("/console/plan", texts.plan),
    ];
    // The trail tells where the shop's people work from.
    let trail = (role >= Role::Owner).then_some(("/console/audit", texts.audit));
    pages.into_iter().chain(trail).collect()
}
