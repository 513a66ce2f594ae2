//! `/healthz`: the process runs. `/readyz`: it wants requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::routing::get;
use http::StatusCode;
use storage::Database;

/// Whether requests are welcome.
#[derive(Clone)]
pub struct Readiness {
    database: Database,
    draining: Arc<AtomicBool>,
}

impl Readiness {
    pub fn new(database: Database) -> Self {
        Self { database, draining: Arc::default() }
    }

    /// From now on others should take the requests.
    pub fn drain(&self) {
        self.draining.store(true, Ordering::Relaxed);
    }

    async fn check(self) -> (StatusCode, &'static str) {
        if self.draining.load(Ordering::Relaxed) {
            return (StatusCode::SERVICE_UNAVAILABLE, "stopping\n");
        }
        match self.database.read_raw(|reader| reader.queue_depth()).await {
            Ok(_) => (StatusCode::OK, "ready\n"),
            Err(error) => {
                tracing::error!(%error, "not ready");
                (StatusCode::SERVICE_UNAVAILABLE, "the database is unavailable\n")
            }
        }
    }
}

pub fn router(readiness: &Readiness) -> Router {
    let readiness = readiness.clone();
    Router::new().route("/healthz", get(|| async { "ok\n" })).route("/readyz", get(move || readiness.clone().check()))
}
