//! Why a call was refused, as a name that is stored and that a page has words for.

use serde::{Deserialize, Serialize};

use crate::error::lacks;
use crate::signature::SignatureError;
use crate::{Denied, Error};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    NoCredentials,
    /// The `Authorization` header cannot be read.
    MalformedCredentials,
    UnknownAccount,
    DisabledAccount,
    /// The signed date is too far from the server's.
    SignedDate,
    /// What has to be signed was not, or what was signed was not sent.
    SignedHeaders,
    WrongSignature,
    InvalidToken,
    ExpiredToken,
    RevokedToken,
    /// Too many failed sign-ins from that address.
    FailedSignIns,
    Plan,
    RateLimit,
    Scope,
    Digest,
    SecretKey,
    /// An account called what only an app has.
    NoApp,
    SizeLimit,
    Invalid,
    Forbidden,
    NotFound,
    Method,
    Unavailable,
    /// What only a newer program knows.
    #[serde(other)]
    Other,
}

/// So much of what a client was told is kept.
const DETAIL: usize = 500;

impl Why {
    /// The reason, and what there is to say beyond it.
    pub(crate) fn of(error: &Error) -> (Self, Option<String>) {
        let (why, detail) = match error {
            Error::Unauthorized(denied) => Self::of_denied(denied),
            Error::Forbidden(text) => (Self::Forbidden, Some(text.clone())),
            Error::NotFound => (Self::NotFound, None),
            Error::MethodNotAllowed(allowed) => (Self::Method, Some(allowed.clone())),
            Error::TooLarge(limit) => (Self::SizeLimit, Some(limit.to_string())),
            Error::Invalid(texts) => (Self::Invalid, Some(texts.join("；"))),
            Error::InvalidMessage(text) => (Self::Invalid, Some(text.clone())),
            Error::Lacks(feature) => (Self::Invalid, Some(lacks(*feature))),
            Error::TooMany(_) => (Self::RateLimit, None),
            Error::TooManyFailures(_) => (Self::FailedSignIns, None),
            // The cause is the operator's, in the log of the program.
            Error::NotEquipped(text) => (Self::Unavailable, Some(text.clone())),
            Error::Unavailable(_) => (Self::Unavailable, None),
        };
        (why, detail.map(|text| text.chars().take(DETAIL).collect()))
    }

    fn of_denied(denied: &Denied) -> (Self, Option<String>) {
        match denied {
            Denied::NoCredentials => (Self::NoCredentials, None),
            Denied::NotText => (Self::MalformedCredentials, None),
            Denied::Malformed(error) => (Self::MalformedCredentials, Some(error.to_string())),
            Denied::NoAccount => (Self::UnknownAccount, None),
            Denied::Signature(error) => (Self::of_signature(error), Some(error.to_string())),
            Denied::Token => (Self::InvalidToken, None),
            Denied::Plan => (Self::Plan, None),
            Denied::Scope(scope) => (Self::Scope, Some(scope.clone())),
            Denied::Digest => (Self::Digest, None),
            Denied::SecretKey => (Self::SecretKey, None),
            Denied::NoApp => (Self::NoApp, None),
        }
    }

    fn of_signature(error: &SignatureError) -> Self {
        match error {
            SignatureError::DateFormat | SignatureError::DateSkew => Self::SignedDate,
            SignatureError::DateNotSigned
            | SignatureError::RequestLineNotSigned
            | SignatureError::TooManyHeaders
            | SignatureError::MissingHeader(_) => Self::SignedHeaders,
            SignatureError::Mismatch => Self::WrongSignature,
            SignatureError::DigestFormat | SignatureError::DigestMismatch => Self::Digest,
            SignatureError::Scheme
            | SignatureError::Malformed
            | SignatureError::MissingParameter(_)
            | SignatureError::RepeatedParameter(_)
            | SignatureError::UnknownAlgorithm
            | SignatureError::SignatureEncoding => Self::MalformedCredentials,
        }
    }
}
