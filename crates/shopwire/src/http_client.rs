//! A client for the few requests this program makes itself.

use std::error::Error;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use crate::failure::{Failure, Outcome};

/// From the first byte of a connection to the last of the answer.
const TIMEOUT: Duration = Duration::from_secs(60);

#[derive(Debug, Clone)]
pub struct HttpClient(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

impl HttpClient {
    pub fn new() -> Outcome<Self> {
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .map_err(|error| Failure::new(format!("no TLS: {error}")))?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(Self(Client::builder(TokioExecutor::new()).build(connector)))
    }

    /// The whole answer, whatever its status.
    pub async fn send(&self, request: Request<Bytes>) -> Outcome<Response<Bytes>> {
        let at = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let sending = async {
            let response = self.0.request(request.map(Full::new)).await.map_err(|error| {
                if error.is_connect() {
                    return Failure::new(format!(
                        "nothing answers at {at} ({}): start `shopwire serve`, or name the server with --base-url",
                        root_cause(&error)
                    ));
                }
                Failure::new(format!("the request to {at} broke off: {}", root_cause(&error)))
            })?;
            let (parts, body) = response.into_parts();
            let body = body
                .collect()
                .await
                .map_err(|error| Failure::new(format!("the answer of {at} broke off: {}", root_cause(&error))))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        let late = |_| Failure::new(format!("{at} did not answer within {} seconds", TIMEOUT.as_secs()));
        tokio::time::timeout(TIMEOUT, sending).await.map_err(late)?
    }
}

/// The innermost cause says what happened; those around it say only where.
fn root_cause(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}
