//! Where traces go.

use clap::Args;

use super::setting::{Setting, Source, Sources, environment};
use super::values::BaseUrl;
use crate::failure::{Failure, Outcome};

/// What every program that speaks OpenTelemetry listens to.
const USUAL: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";

#[derive(Debug, Clone, Default, Args)]
pub struct TelemetryFlags {
    /// Send OpenTelemetry traces to this collector (OTLP over HTTP), such as <http://127.0.0.1:4318>
    #[arg(long, value_name = "URL")]
    otlp_endpoint: Option<BaseUrl>,
}

#[derive(Debug)]
pub struct TelemetryConfig {
    pub otlp_endpoint: Setting<Option<BaseUrl>>,
}

impl TelemetryConfig {
    pub fn resolve(sources: &Sources, flags: TelemetryFlags) -> Outcome<Self> {
        let mut otlp_endpoint = sources.optional("otlp-endpoint", flags.otlp_endpoint)?;
        if let (None, Some(url)) = (&otlp_endpoint.value, environment(USUAL)) {
            let url = url.parse().map_err(|error| Failure::usage(format!("{USUAL} cannot be {url:?}: {error}")))?;
            otlp_endpoint.value = Some(url);
            otlp_endpoint.source = Source::Environment(USUAL.to_owned());
        }
        Ok(Self { otlp_endpoint })
    }
}
