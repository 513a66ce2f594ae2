//! Every error a client can cause, in the platform's own shapes.

use std::time::Duration;

use http::{HeaderValue, StatusCode, header};
use platform::Feature;
use serde_json::json;

use crate::{Denied, Reply};

/// What a client is told with every 401.
pub const UNAUTHORIZED: &str = "無權使用該 API";

const NOT_FOUND: &str = "無此資源";

pub type Answer<T> = Result<T, Error>;

/// What a client is told when a request is refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 401: credentials, scope, or a plan or feature the shop does not have.
    #[error("unauthorized: {0}")]
    Unauthorized(Denied),
    /// 403 as `{"error": "…"}`: the resource's state does not allow it, or a plugin is missing.
    #[error("forbidden: {0}")]
    Forbidden(String),
    /// 404.
    #[error("not found")]
    NotFound,
    /// 405, with the methods that the path has.
    #[error("method not allowed")]
    MethodNotAllowed(String),
    /// 413: the body has more than so many bytes.
    #[error("body over {0} bytes")]
    TooLarge(usize),
    /// 422 as `{"error": ["…", "…"]}`: one text for each thing that is wrong.
    #[error("invalid: {0:?}")]
    Invalid(Vec<String>),
    /// 422 as `{"message": "…"}`.
    #[error("invalid: {0}")]
    InvalidMessage(String),
    /// 422 as `{"error": "…"}`: the shop does not have the feature.
    #[error("the shop lacks the feature {0}")]
    Lacks(Feature),
    /// 429.
    #[error("too many requests")]
    TooMany(Duration),
    /// 429 after too many failed sign-ins.
    #[error("too many failed sign-ins")]
    TooManyFailures(Duration),
    /// 503: this installation lacks something that whoever runs it has to provide. Told as it is.
    #[error("not equipped: {0}")]
    NotEquipped(String),
    /// 503: the database cannot be reached or is full. The cause is for the log only.
    #[error("unavailable: {0}")]
    Unavailable(String),
}

impl Error {
    /// 422 with one text.
    pub fn invalid(text: impl Into<String>) -> Self {
        Self::Invalid(vec![text.into()])
    }

    /// What it says to a client, where it refuses something. What stops everything stays an error.
    pub fn into_refusal(self) -> Answer<String> {
        match self {
            Self::Forbidden(text) | Self::InvalidMessage(text) => Ok(text),
            Self::Invalid(texts) => Ok(texts.join("；")),
            Self::NotFound => Ok(NOT_FOUND.to_owned()),
            Self::Lacks(feature) => Ok(lacks(feature)),
            error => Err(error),
        }
    }

    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed(_) => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Invalid(_) | Self::InvalidMessage(_) | Self::Lacks(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooMany(_) | Self::TooManyFailures(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::NotEquipped(_) | Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// What a meter counts it under.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::NotFound => "not_found",
            Self::MethodNotAllowed(_) => "method",
            Self::TooLarge(_) => "size_limit",
            Self::Invalid(_) | Self::InvalidMessage(_) => "invalid",
            Self::Lacks(_) => "feature",
            Self::TooMany(_) => "rate_limit",
            Self::TooManyFailures(_) => "failed_sign_ins",
            Self::NotEquipped(_) => "not_equipped",
            Self::Unavailable(_) => "unavailable",
        }
    }

    pub fn into_reply(self) -> Reply {
        let body = match &self {
            // One sentence for all of these: which it was is for the account's owner, in the request log.
            Self::Unauthorized(_) => json!({ "error": [UNAUTHORIZED] }),
            Self::Forbidden(text) | Self::NotEquipped(text) => json!({ "error": text }),
            Self::NotFound => json!({ "error": [NOT_FOUND] }),
            Self::MethodNotAllowed(allowed) => json!({ "error": [format!("此路徑只接受 {allowed}")] }),
            Self::TooLarge(limit) => json!({ "error": [format!("請求內容超過上限 {limit} 位元組")] }),
            Self::Invalid(texts) => json!({ "error": texts }),
            Self::InvalidMessage(text) => json!({ "message": text }),
            Self::Lacks(feature) => json!({ "error": lacks(*feature) }),
            Self::TooMany(_) | Self::TooManyFailures(_) => json!({ "error": ["Rate limit exceeded"] }),
            Self::Unavailable(_) => json!({ "error": ["服務暫時無法使用，請稍後再試"] }),
        };
        let mut reply = Reply::json(&body).with_status(self.status());
        match self {
            Self::TooMany(wait) | Self::TooManyFailures(wait) => {
                // The window's last millisecond has passed before an answer can come back: a whole second is enough.
                let seconds = wait.as_millis().saturating_sub(1).div_ceil(1000).max(1);
                reply.header(header::RETRY_AFTER, &seconds.to_string());
            }
            Self::Unavailable(_) => reply.header(header::RETRY_AFTER, "1"),
            Self::MethodNotAllowed(allowed) => reply.header(header::ALLOW, &allowed),
            Self::TooLarge(_) => reply.headers.push((header::CONNECTION, HeaderValue::from_static("close"))),
            _ => {}
        }
        reply
    }
}

/// What a shop is told that does not have the feature.
pub(crate) fn lacks(feature: Feature) -> String {
    format!("無「{}」功能，請聯絡您的開店顧問", feature.label())
}

impl From<storage::Error> for Error {
    fn from(error: storage::Error) -> Self {
        match error {
            // Rules look before they write; this is for two writers that looked at the same moment.
            storage::Error::Conflict(_) => Self::invalid("資料剛被其他請求變更，請重新讀取後再試"),
            error => Self::Unavailable(error.to_string()),
        }
    }
}

impl From<files::Error> for Error {
    fn from(error: files::Error) -> Self {
        Self::Unavailable(error.to_string())
    }
}
