//! /console/store: the shop's data as the API answers it. What there is to browse comes from the documents of the
//! API, so a new resource group appears by itself. Orders have a page of their own, on which they go on.

mod browse;
mod collection;
mod orders;
mod outline;

use std::sync::Arc;

use axum::Router;
use axum::routing::get;

use crate::Portal;
use collection::Collection;

pub(crate) fn router(portal: &Portal) -> Router {
    let store = Store(Arc::new(Collection::all(&portal.documents)));
    Router::new()
        .route("/console/store", get(browse::overview))
        .route("/console/store/{collection}", get(browse::list))
        .route("/console/store/{collection}/{id}", get(browse::show))
        .merge(orders::router())
        .with_state(store)
}

/// Everything that can be listed.
#[derive(Clone)]
struct Store(Arc<Vec<Collection>>);

impl Store {
    fn named(&self, name: &str) -> Option<&Collection> {
        self.0.iter().find(|collection| collection.name == name)
    }
}
