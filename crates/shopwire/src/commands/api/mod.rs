//! The API as commands call it: where it is, who asks, and what an answer says.

mod credentials;

use std::fmt;
use std::time::Duration;

use api::signature::{Algorithm, http_date, sign};
use bytes::Bytes;
use clap::Args;
use http::header::{AUTHORIZATION, CONTENT_TYPE, HOST, RETRY_AFTER, USER_AGENT};
use http::{HeaderMap, Method, Request, Response, StatusCode, Uri};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use wire::{Clock, SystemClock};

use crate::config::{BaseUrl, Config};
use crate::data_folder::DataFolder;
use crate::failure::{Failure, Outcome};
use crate::http_client::{HttpClient, NoAnswer};
use credentials::{CredentialFlags, Credentials};

/// Which server is asked, and as whom.
#[derive(Debug, Clone, Args)]
pub struct ReachFlags {
    /// Server to ask [default: the one on the data folder]
    #[arg(long, value_name = "URL")]
    base_url: Option<BaseUrl>,
    #[command(flatten)]
    credentials: CredentialFlags,
}

#[derive(Debug, Clone)]
pub enum Body {
    Json(Bytes),
    Form(Bytes),
}

impl Body {
    fn bytes(&self) -> &Bytes {
        match self {
            Self::Json(bytes) | Self::Form(bytes) => bytes,
        }
    }

    fn kind(&self) -> &'static str {
        match self {
            Self::Json(_) => "application/json",
            Self::Form(_) => "application/x-www-form-urlencoded",
        }
    }
}

/// A server, as somebody who may call it.
pub struct Api {
    client: HttpClient,
    base_url: String,
    credentials: Credentials,
}

/// What a call gives: the object that was asked for with the headers of the answer, or why not.
pub type Called<T> = Result<(T, HeaderMap), Refused>;

/// The server has answered that it will not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    pub status: StatusCode,
    pub reasons: Vec<String>,
}

impl Refused {
    fn of(status: StatusCode, body: &[u8]) -> Self {
        let said = serde_json::from_slice::<Value>(body).unwrap_or_default();
        let reasons = match &said["error"] {
            Value::String(reason) => vec![reason.clone()],
            Value::Array(reasons) => reasons.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            _ => Vec::new(),
        };
        Self { status, reasons }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.reasons.is_empty() { write!(f, "{}", self.status) } else { f.write_str(&self.reasons.join("; ")) }
    }
}

impl From<Refused> for Failure {
    fn from(refused: Refused) -> Self {
        Self::new(if refused.reasons.is_empty() {
            format!("the server answers {}", refused.status)
        } else {
            format!("{refused} ({})", refused.status.as_u16())
        })
    }
}

impl Api {
    pub async fn reach(config: &Config, flags: &ReachFlags) -> Outcome<Self> {
        let base_url = flags.base_url.clone().map_or_else(|| base_url(config), |url| url.0);
        let credentials = flags.credentials.find(config).await?;
        Ok(Self { client: HttpClient::new()?, base_url, credentials })
    }

    /// One request, and whatever is answered.
    pub async fn send(&self, method: &Method, path: &str, body: Option<&Body>) -> Outcome<Response<Bytes>> {
        let request = self.request(method, path, body)?;
        self.client.send(request).await.map_err(|failed| match failed {
            NoAnswer::Unreachable { .. } => {
                Failure::new(format!("{failed}: start `shopwire serve`, or name the server with --base-url"))
            }
            failed => Failure::new(failed.to_string()),
        })
    }

    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Outcome<Called<T>> {
        self.call(&Method::GET, path, None, &mut Waits::default()).await
    }

    pub async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
        waits: &mut Waits,
    ) -> Outcome<Called<T>> {
        let body = serde_json::to_vec(body).map_err(|error| Failure::new(error.to_string()))?;
        self.call(&Method::POST, path, Some(&Body::Json(body.into())), waits).await
    }

    /// Where the pace is too high, waits as long as it is told to, and asks again.
    async fn call<T: DeserializeOwned>(
        &self,
        method: &Method,
        path: &str,
        body: Option<&Body>,
        waits: &mut Waits,
    ) -> Outcome<Called<T>> {
        loop {
            let response = self.send(method, path, body).await?;
            let (parts, body) = response.into_parts();
            if parts.status == StatusCode::TOO_MANY_REQUESTS {
                waits.wait(&parts.headers).await;
                continue;
            }
            if !parts.status.is_success() {
                return Ok(Err(Refused::of(parts.status, &body)));
            }
            let read = serde_json::from_slice(&body);
            let read = read.map_err(|error| Failure::new(format!("the answer to {path} cannot be read: {error}")))?;
            return Ok(Ok((read, parts.headers)));
        }
    }

    fn request(&self, method: &Method, path: &str, body: Option<&Body>) -> Outcome<Request<Bytes>> {
        let unfit = |error: http::Error| Failure::usage(format!("this cannot be asked for: {error}"));
        let uri: Uri =
            format!("{}{path}", self.base_url).parse().map_err(|error: http::uri::InvalidUri| unfit(error.into()))?;
        let host = uri.authority().map(ToString::to_string).unwrap_or_default();
        // What the server sees as its path: the base URL may have one of its own.
        let signed_path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(HOST, host)
            .header(USER_AGENT, concat!("shopwire/", env!("CARGO_PKG_VERSION")));
        let bytes = body.map(|body| body.bytes().clone());
        match &self.credentials {
            Credentials::Token(token) => request = request.header(AUTHORIZATION, format!("Bearer {}", **token)),
            Credentials::Account { username, secret } => {
                let date = http_date(SystemClock.now().seconds());
                let (method, secret) = (method.as_str(), secret.as_bytes());
                let signed = sign(username, secret, Algorithm::Sha256, method, &signed_path, &date, bytes.as_deref());
                for (name, value) in signed {
                    request = request.header(name, value);
                }
            }
        }
        if let Some(body) = body {
            request = request.header(CONTENT_TYPE, body.kind());
        }
        request.body(bytes.unwrap_or_default()).map_err(unfit)
    }
}

/// How often the server asked for patience.
#[derive(Debug, Default)]
pub struct Waits(pub u64);

impl Waits {
    async fn wait(&mut self, headers: &HeaderMap) {
        self.0 += 1;
        let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        tokio::time::sleep(Duration::from_secs(seconds.unwrap_or(1))).await;
    }
}

/// Where the folder's server said it is reached, else where it would be.
fn base_url(config: &Config) -> String {
    let folder = DataFolder::existing(&config.data.value).ok();
    folder.and_then(|folder| folder.server_url()).unwrap_or_else(|| match &config.server.base_url.value {
        Some(url) => url.0.clone(),
        None => format!("http://{}", config.server.listen.value),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_says_every_reason() {
        let of = |body: &str| Refused::of(StatusCode::FORBIDDEN, body.as_bytes()).to_string();
        assert_eq!(of(r#"{"error":"訂單已出貨"}"#), "訂單已出貨");
        assert_eq!(of(r#"{"error":["一","二"]}"#), "一; 二");
        assert_eq!(of("oops"), "403 Forbidden");
    }
}
