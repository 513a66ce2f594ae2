//! Files in a bucket of S3, or of anything that speaks like it.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http_body_util::BodyExt;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector as TcpConnector;
use hyper_util::rt::TokioExecutor;
use object_store::aws::AmazonS3Builder;
use object_store::client::{
    HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpRequestBody, HttpResponse, HttpResponseBody,
    HttpService,
};
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use zeroize::Zeroizing;

use crate::{Error, Result};

/// From the first byte of a connection to the head of the answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// A request waits for the store, and so does the job behind it: not for minutes.
const RETRIES: usize = 3;
const RETRYING: Duration = Duration::from_secs(15);

/// Which bucket, and how it is reached. What is not said here is taken from the environment as other programs take
/// it: `AWS_…`, or the role of the machine.
pub struct Bucket {
    pub name: String,
    /// Where a store is that is not Amazon's.
    pub endpoint: Option<String>,
    pub region: Option<String>,
    pub keys: Option<Keys>,
}

/// An access key. Never printed.
pub struct Keys {
    pub id: String,
    pub secret: Zeroizing<String>,
}

impl Bucket {
    pub(crate) fn open(&self) -> Result<Arc<dyn ObjectStore>> {
        let retries = RetryConfig { max_retries: RETRIES, retry_timeout: RETRYING, ..RetryConfig::default() };
        let mut builder =
            AmazonS3Builder::from_env().with_bucket_name(&self.name).with_retry(retries).with_http_connector(Connector);
        if let Some(endpoint) = &self.endpoint {
            builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
        }
        if let Some(region) = &self.region {
            builder = builder.with_region(region);
        }
        if let Some(Keys { id, secret }) = &self.keys {
            builder = builder.with_access_key_id(id).with_secret_access_key(secret.as_str());
        }
        Ok(Arc::new(builder.build()?))
    }
}

/// Makes the client that object storage speaks through: hyper with rustls over ring, as everywhere in the program.
#[derive(Debug)]
struct Connector;

#[derive(Debug, Clone)]
struct Http(Client<HttpsConnector<TcpConnector>, HttpRequestBody>);

impl HttpConnector for Connector {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        let no_tls = |error| object_store::Error::Generic { store: "S3", source: Box::new(error) };
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::ring::default_provider())
            .map_err(no_tls)?
            .https_or_http()
            .enable_http1()
            .build();
        Ok(HttpClient::new(Http(Client::builder(TokioExecutor::new()).build(connector))))
    }
}

#[async_trait]
impl HttpService for Http {
    async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
        let late = |_| HttpError::new(HttpErrorKind::Timeout, Error("no answer in time".to_owned()));
        let answered = tokio::time::timeout(PATIENCE, self.0.request(request)).await.map_err(late)?;
        let response = answered.map_err(|error| {
            let kind = if error.is_connect() { HttpErrorKind::Connect } else { HttpErrorKind::Request };
            HttpError::new(kind, error)
        })?;
        let broken = |error| HttpError::new(HttpErrorKind::Interrupted, error);
        Ok(response.map(|body| HttpResponseBody::new(body.map_err(broken))))
    }
}
