//! OpenTelemetry traces, sent to a collector where one is configured: a span for each request, which goes on
//! where the caller's trace left off (`traceparent`), and one for each try of a delivery.

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::TracerProvider;
use opentelemetry_http::{Bytes, HeaderExtractor, HttpError};
use opentelemetry_otlp::{SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::field::Empty;
use tracing::{Instrument, Metadata, Subscriber};
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;

use crate::config::TelemetryConfig;
use crate::failure::{Failure, Outcome};
use crate::http_client::HttpClient;

/// The way to the collector.
pub struct Traces(SdkTracerProvider);

impl Traces {
    pub fn start(config: &TelemetryConfig) -> Outcome<Option<Self>> {
        let Some(endpoint) = &config.otlp_endpoint.value else { return Ok(None) };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Courier { client: HttpClient::new()?, runtime: Handle::current() })
            .with_endpoint(format!("{endpoint}/v1/traces"))
            .build()
            .map_err(|error| Failure::new(format!("no traces: {error}")))?;
        let resource = Resource::builder().with_service_name("shopwire").build();
        Ok(Some(Self(SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build())))
    }

    /// Takes the spans of this program's own rooms, whatever the log shows of them.
    pub fn layer<S: Subscriber + for<'a> LookupSpan<'a>>(&self) -> impl Layer<S> + use<S> {
        let ours = |metadata: &Metadata<'_>| metadata.is_span() && metadata.target().starts_with("shopwire");
        let layer = tracing_opentelemetry::layer().with_location(false).with_threads(false);
        layer.with_tracer(self.0.tracer("shopwire")).with_filter(filter_fn(ours))
    }

    /// Puts a span around each request.
    pub fn follow(router: Router) -> Router {
        router.layer(from_fn(in_span))
    }

    /// Sends what has not been sent yet.
    pub async fn stop(self) {
        // It waits for its own thread, which waits for the runtime.
        let stopped = tokio::task::spawn_blocking(move || self.0.shutdown()).await;
        if let Ok(Err(error)) = stopped {
            tracing::warn!(%error, "the last traces were not sent");
        }
    }
}

async fn in_span(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let span = tracing::debug_span!(
        "request",
        otel.name = %format_args!("{} {route}", request.method()),
        otel.kind = "server",
        http.request.method = %request.method(),
        http.route = route,
        http.response.status_code = Empty,
        request_id = Empty,
    );
    let caller = TraceContextPropagator::new().extract(&HeaderExtractor(request.headers()));
    // Fails where no collector is configured, and then there is nothing to follow.
    let _ = span.set_parent(caller);
    let response = next.run(request).instrument(span.clone()).await;
    span.record("http.response.status_code", response.status().as_u16());
    if let Some(id) = response.headers().get("x-request-id").and_then(|id| id.to_str().ok()) {
        span.record("request_id", id);
    }
    response
}

/// Carries batches of spans, from the exporter's own thread to the runtime that has the sockets.
#[derive(Debug)]
struct Courier {
    client: HttpClient,
    runtime: Handle,
}

#[async_trait::async_trait]
impl opentelemetry_http::HttpClient for Courier {
    async fn send_bytes(&self, request: http::Request<Bytes>) -> Result<http::Response<Bytes>, HttpError> {
        let client = self.client.clone();
        let sent = self.runtime.spawn(async move { client.send(request).await }).await?;
        match &sent {
            Err(error) => tracing::warn!(%error, "traces cannot be sent"),
            Ok(answer) if !answer.status().is_success() => {
                tracing::warn!(status = answer.status().as_u16(), "the collector refuses traces");
            }
            Ok(_) => {}
        }
        Ok(sent?)
    }
}
