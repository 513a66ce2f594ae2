//! Prometheus `/metrics`, on an address of its own: numbers are for the operator, not for who calls the API.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use http::header::CONTENT_TYPE;
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;

use crate::config::{Listen, Setting, Source};
use crate::failure::{Failure, Outcome};

/// How often what was measured is summed up, so that memory does not grow between two scrapes.
const UPKEEP: Duration = Duration::from_secs(5);
/// Upper bounds of the histograms, in seconds.
const SECONDS: &[f64] =
    &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// The exporter, if it is turned on.
pub struct Meters {
    address: Option<SocketAddr>,
}

impl Meters {
    /// Must be started before anything registers a meter.
    pub async fn start(setting: &Setting<Listen>) -> Outcome<Self> {
        let Listen::On(wanted) = setting.value else { return Ok(Self { address: None }) };
        let listener = match TcpListener::bind(wanted).await {
            // Nobody asked for this address: a second server on a machine should start all the same.
            Err(error) if setting.source == Source::Default => {
                tracing::warn!(address = %wanted, %error, "no metrics: choose an address with --metrics-listen");
                return Ok(Self { address: None });
            }
            bound => bound.map_err(|error| {
                Failure::new(format!(
                    "cannot listen on {wanted} for metrics: {error}; choose another address, or off, with --metrics-listen"
                ))
            })?,
        };
        let address = listener.local_addr()?;
        let handle = install()?;
        tokio::spawn(keep_up(handle.clone()));
        let serve = move || {
            let handle = handle.clone();
            async move { ([(CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()) }
        };
        let router = Router::new().route("/metrics", get(serve));
        tokio::spawn(async move {
            if let Err(error) = axum::serve(listener, router).await {
                tracing::error!(%error, "the metrics listener broke");
            }
        });
        Ok(Self { address: Some(address) })
    }

    pub fn address(&self) -> Option<SocketAddr> {
        self.address
    }
}

fn install() -> Outcome<PrometheusHandle> {
    let broken = |error: metrics_exporter_prometheus::BuildError| Failure::new(format!("no metrics: {error}"));
    PrometheusBuilder::new().set_buckets(SECONDS).map_err(broken)?.install_recorder().map_err(broken)
}

async fn keep_up(handle: PrometheusHandle) {
    let mut ticks = tokio::time::interval(UPKEEP);
    loop {
        ticks.tick().await;
        handle.run_upkeep();
    }
}
