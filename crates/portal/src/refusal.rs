//! Why a page is not shown. The middleware makes a page of it, in the visitor's language.

use axum::response::{IntoResponse, Response};
use http::StatusCode;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    NotFound,
    /// They are to sign in first, and then come back.
    SignIn,
    /// They are to choose a password of their own first.
    ChoosePassword,
    /// They may not.
    Forbidden,
    /// Signed in, but in front of no shop.
    NoShop,
    /// The form is from another page, or older than the session.
    Stale,
    /// The form is larger than any of ours, or not a form.
    BadForm,
    /// Something on our side; its cause is in the log.
    Unavailable,
}

impl Refusal {
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::Forbidden | Self::ChoosePassword | Self::NoShop | Self::Stale => StatusCode::FORBIDDEN,
            Self::BadForm => StatusCode::BAD_REQUEST,
            Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }
}

impl From<storage::Error> for Refusal {
    fn from(error: storage::Error) -> Self {
        tracing::error!(%error, "a page cannot be shown");
        Self::Unavailable
    }
}

impl From<api::Error> for Refusal {
    fn from(error: api::Error) -> Self {
        match error {
            api::Error::NotFound => Self::NotFound,
            error => {
                tracing::error!(%error, "a page cannot be shown");
                Self::Unavailable
            }
        }
    }
}

impl From<askama::Error> for Refusal {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page cannot be written");
        Self::Unavailable
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
