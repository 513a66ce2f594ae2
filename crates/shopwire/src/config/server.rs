//! Where the server listens.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use clap::Args;

use super::setting::{Setting, Sources};
use super::values::{BaseUrl, Listen, Span};
use crate::failure::Outcome;

#[derive(Debug, Clone, Default, Args)]
pub struct ServerFlags {
    /// Address of the API; port 0 picks a free one [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// URL that others reach this server by [default: where it listens]
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    /// Address of Prometheus /metrics, or `off` [default: 127.0.0.1:9464]
    #[arg(long, value_name = "ADDR|off")]
    metrics_listen: Option<Listen>,
    /// How long /readyz says 503 before the server stops accepting [default: 0s]
    #[arg(long, value_name = "TIME")]
    drain_delay: Option<Span>,
}

#[derive(Debug)]
pub struct ServerConfig {
    pub listen: Setting<SocketAddr>,
    pub base_url: Setting<Option<BaseUrl>>,
    pub metrics_listen: Setting<Listen>,
    pub drain_delay: Setting<Span>,
}

impl ServerConfig {
    pub fn resolve(sources: &Sources, flags: ServerFlags) -> Outcome<Self> {
        let local = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        Ok(Self {
            listen: sources.setting("listen", flags.listen, local(8080))?,
            base_url: sources.optional("base-url", flags.base_url)?,
            // The port that OpenTelemetry's Prometheus exporters use; 9090 would be Prometheus itself.
            metrics_listen: sources.setting("metrics-listen", flags.metrics_listen, Listen::On(local(9464)))?,
            drain_delay: sources.setting("drain-delay", flags.drain_delay, Span(Duration::ZERO))?,
        })
    }
}
