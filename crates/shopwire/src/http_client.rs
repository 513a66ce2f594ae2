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
const TIMEOUT: Duration = Duration::from_mins(1);

#[derive(Debug, Clone)]
pub struct HttpClient(Client<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    #[error("nothing answers at {at} ({cause})")]
    Unreachable { at: String, cause: String },
    #[error("the exchange with {at} broke off ({cause})")]
    Broken { at: String, cause: String },
    #[error("{at} did not answer within {} seconds", TIMEOUT.as_secs())]
    Late { at: String },
}

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
    pub async fn send(&self, request: Request<Bytes>) -> Result<Response<Bytes>, NoAnswer> {
        let at = request.uri().authority().map(ToString::to_string).unwrap_or_default();
        let broken = |error: &dyn Error| NoAnswer::Broken { at: at.clone(), cause: root_cause(error) };
        let sending = async {
            let response = self.0.request(request.map(Full::new)).await.map_err(|error| {
                if error.is_connect() {
                    NoAnswer::Unreachable { at: at.clone(), cause: root_cause(&error) }
                } else {
                    broken(&error)
                }
            })?;
            let (parts, body) = response.into_parts();
            let body = body.collect().await.map_err(|error| broken(&error))?;
            Ok(Response::from_parts(parts, body.to_bytes()))
        };
        tokio::time::timeout(TIMEOUT, sending).await.unwrap_or_else(|_| Err(NoAnswer::Late { at: at.clone() }))
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
