//! `POST /admin/oauth/token`: an app exchanges a code or a refresh token for an access token, as RFC 6749 has it.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::{MethodRouter, post};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use http::header::{AUTHORIZATION, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use percent_encoding::percent_decode_str;
use platform::{ACCESS_SECONDS, App, Directory, Exchange, GrantError, Issued, Scopes};
use serde_json::{Value, json};
use storage::{PLATFORM, Reading};

use crate::limits::SlidingWindow;
use crate::service::{address, finish, identify};
use crate::{Error, Reply, Service, body};

pub(crate) const PATH: &str = "/admin/oauth/token";
/// A request holds a few short fields.
const SIZE_LIMIT: usize = 16 * 1024;
/// Refusals that an app has from one address within [`FAILURE_WINDOW`].
const FAILURES: usize = 10;
const FAILURE_WINDOW: Duration = Duration::from_mins(1);

struct TokenEndpoint {
    directory: Directory,
    failures: SlidingWindow,
}

/// Why there is no token, under the names of RFC 6749, section 5.2.
#[derive(Debug, thiserror::Error)]
enum Refusal {
    #[error("{0}")]
    InvalidRequest(&'static str),
    #[error("the request is not readable")]
    Unreadable(StatusCode),
    #[error("the client is unknown, or its secret is wrong")]
    InvalidClient { basic: bool },
    #[error("{0}")]
    InvalidGrant(GrantError),
    #[error("the scope is unknown, or more than was granted")]
    InvalidScope,
    #[error("grant_type is authorization_code or refresh_token")]
    UnsupportedGrantType,
    #[error("too many refusals, try again later")]
    TooMany(Duration),
    #[error("the service is not available, try again later")]
    Unavailable(storage::Error),
}

impl From<storage::Error> for Refusal {
    fn from(error: storage::Error) -> Self {
        Self::Unavailable(error)
    }
}

/// Who asks, as they say.
struct ClientCredentials {
    id: String,
    secret: String,
    /// They were in the `Authorization` header, not in the body.
    basic: bool,
}

/// What was offered, out of the request's reach.
enum Offer {
    Code { code: String, redirect_uri: String },
    Refresh { refresh_token: String, scopes: Option<Scopes> },
}

impl Offer {
    fn read(fields: &Value) -> Result<Self, Refusal> {
        let required = |name, missing| text(fields, name).map(str::to_owned).ok_or(Refusal::InvalidRequest(missing));
        match required("grant_type", "grant_type is missing")?.as_str() {
            "authorization_code" => Ok(Self::Code {
                code: required("code", "code is missing")?,
                redirect_uri: required("redirect_uri", "redirect_uri is missing")?,
            }),
            "refresh_token" => {
                let scopes = text(fields, "scope").map(str::parse).transpose();
                Ok(Self::Refresh {
                    refresh_token: required("refresh_token", "refresh_token is missing")?,
                    scopes: scopes.map_err(|_: String| Refusal::InvalidScope)?,
                })
            }
            _ => Err(Refusal::UnsupportedGrantType),
        }
    }

    fn as_exchange(&self) -> Exchange<'_> {
        match self {
            Self::Code { code, redirect_uri } => Exchange::Code { code, redirect_uri },
            Self::Refresh { refresh_token, scopes } => Exchange::Refresh { refresh_token, scopes: scopes.as_ref() },
        }
    }
}

/// What answers at [`PATH`].
pub(crate) fn route(service: &Arc<Service>, directory: Directory) -> MethodRouter {
    let tokens = Arc::new(TokenEndpoint { directory, failures: SlidingWindow::new(FAILURE_WINDOW) });
    let (numbering, refusing) = (Arc::clone(service), Arc::clone(service));
    let exchange = post(move |request: Request| async move { tokens.serve(request, numbering.request_id()).await });
    exchange.fallback(move |request: Request| {
        let answer = refusing.refuse(&request, Error::MethodNotAllowed("POST".into()));
        async move { answer }
    })
}

impl TokenEndpoint {
    async fn serve(&self, request: Request, request_id: Arc<str>) -> Response {
        let started = Instant::now();
        let (parts, body) = request.into_parts();
        let (address, mut app) = (address(&parts.extensions), None);
        let answered = self.exchange(&parts.headers, body, address, Arc::clone(&request_id), &mut app).await;
        let app = app.map(|app| app.id.get());
        let reply = match answered {
            Ok(issued) => {
                tracing::info!(%request_id, app, path = PATH, "token issued");
                granted(&issued)
            }
            Err(refusal) => {
                let (code, cause) = (refusal.code(), refusal.cause().map(tracing::field::display));
                metrics::counter!("shopwire_requests_refused_total", "reason" => code).increment(1);
                tracing::info!(%request_id, app, path = PATH, code, reason = %refusal, cause, "token refused");
                refusal.into_reply()
            }
        };
        let mut response = finish(&parts.method, &parts.headers, reply);
        identify(response.headers_mut(), &request_id, started.elapsed());
        response
    }

    async fn exchange(
        &self,
        headers: &HeaderMap,
        body: Body,
        address: IpAddr,
        request_id: Arc<str>,
        known: &mut Option<App>,
    ) -> Result<Issued, Refusal> {
        let unreadable = |error: Error| Refusal::Unreadable(error.status());
        let body = body::read(headers, body, SIZE_LIMIT).await.map_err(unreadable)?;
        // What stands in a URL stands in logs: only the body counts.
        let decoded = body::decode(None, headers, body, |_| false).await.map_err(unreadable)?;
        let fields = Value::Object(decoded.parameters);
        let client = ClientCredentials::read(headers, &fields)?;
        let key = format!("{} {address}", client.id.chars().take(64).collect::<String>()).into();
        if let Some(wait) = self.failures.blocked(&key, FAILURES, self.directory.database.now()) {
            return Err(Refusal::TooMany(wait));
        }
        let answered = self.exchange_as(client, &fields, request_id, known).await;
        if let Err(Refusal::InvalidClient { .. } | Refusal::InvalidGrant(_)) = &answered {
            self.failures.record(&key, self.directory.database.now());
        }
        answered
    }

    async fn exchange_as(
        &self,
        client: ClientCredentials,
        fields: &Value,
        request_id: Arc<str>,
        known: &mut Option<App>,
    ) -> Result<Issued, Refusal> {
        let database = &self.directory.database;
        let refused = Refusal::InvalidClient { basic: client.basic };
        let Some((app, secrets)) = self.directory.client(&client.id).await? else { return Err(refused) };
        if !secrets.know(&client.secret, database.now()) {
            return Err(refused);
        }
        let id = known.insert(app).id;
        let offer = Offer::read(fields)?;
        let vault = Arc::clone(&self.directory.vault);
        let exchanged = database.write(PLATFORM, Some(request_id), move |tx| match tx.get(id)? {
            Some(app) => vault.exchange(tx, &app, offer.as_exchange()),
            None => Ok(Err(GrantError::Invalid)),
        });
        exchanged.await?.map_err(|error| match error {
            GrantError::Scope => Refusal::InvalidScope,
            error => Refusal::InvalidGrant(error),
        })
    }
}

impl ClientCredentials {
    fn read(headers: &HeaderMap, fields: &Value) -> Result<Self, Refusal> {
        let (id, secret) = (text(fields, "client_id"), text(fields, "client_secret"));
        let Some(header) = headers.get(AUTHORIZATION) else {
            let id = id.ok_or(Refusal::InvalidRequest("client_id is missing"))?.to_owned();
            let secret = secret.ok_or(Refusal::InvalidRequest("client_secret is missing"))?.to_owned();
            return Ok(Self { id, secret, basic: false });
        };
        let basic = basic(header).ok_or(Refusal::InvalidClient { basic: true })?;
        if secret.is_some() || id.is_some_and(|id| id != basic.id) {
            return Err(Refusal::InvalidRequest("credentials stand in the Authorization header and in the body"));
        }
        Ok(basic)
    }
}

/// `Basic base64(id:secret)`, each of the two percent-encoded.
fn basic(header: &HeaderValue) -> Option<ClientCredentials> {
    let (scheme, encoded) = header.to_str().ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(BASE64.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    let plain = |text: &str| percent_decode_str(text).decode_utf8().ok().map(Cow::into_owned);
    Some(ClientCredentials { id: plain(id)?, secret: plain(secret)?, basic: true })
}

fn text<'a>(fields: &'a Value, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn granted(issued: &Issued) -> Reply {
    let mut reply = Reply::json(&json!({
        "access_token": issued.access_token,
        "token_type": "Bearer",
        "expires_in": ACCESS_SECONDS,
        "refresh_token": issued.refresh_token,
        "scope": issued.token.scopes,
    }))
    .with_status(StatusCode::OK);
    reply.header(CACHE_CONTROL, "no-store");
    reply
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::Unreadable(StatusCode::PAYLOAD_TOO_LARGE) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::InvalidClient { .. } => StatusCode::UNAUTHORIZED,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// What the app is told, and what a meter counts it under.
    fn code(&self) -> &'static str {
        match self {
            Self::InvalidRequest(_) | Self::Unreadable(_) => "invalid_request",
            Self::InvalidClient { .. } => "invalid_client",
            Self::InvalidGrant(_) => "invalid_grant",
            Self::InvalidScope => "invalid_scope",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::TooMany(_) | Self::Unavailable(_) => "temporarily_unavailable",
        }
    }

    /// What is for the log only.
    fn cause(&self) -> Option<&storage::Error> {
        match self {
            Self::Unavailable(error) => Some(error),
            _ => None,
        }
    }

    fn into_reply(self) -> Reply {
        let told = json!({ "error": self.code(), "error_description": self.to_string() });
        let mut reply = Reply::json(&told).with_status(self.status());
        reply.header(CACHE_CONTROL, "no-store");
        match self {
            Self::InvalidClient { basic: true } => reply.header(WWW_AUTHENTICATE, "Basic realm=\"shopwire\""),
            Self::TooMany(wait) => reply.header(RETRY_AFTER, &wait.as_millis().div_ceil(1000).to_string()),
            Self::Unavailable(_) => reply.header(RETRY_AFTER, "1"),
            _ => {}
        }
        reply
    }
}
