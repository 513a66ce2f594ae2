//! Why a caller is not let in.

use crate::signature::SignatureError;

/// The reason behind a 401. The client is told one sentence for all of these, so that nobody learns from it which
/// names exist; which it was is for logs, and for whoever owns the account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denied {
    #[error("no credentials")]
    NoCredentials,
    #[error("malformed credentials")]
    NotText,
    #[error("malformed credentials: {0}")]
    Malformed(SignatureError),
    /// There is none of this name, or it is disabled.
    #[error("no such account")]
    NoAccount,
    #[error("the signature is wrong: {0}")]
    Signature(SignatureError),
    /// Forged, expired, revoked, or no token at all.
    #[error("the token is not valid")]
    Token,
    #[error("the shop's plan does not include the API")]
    Plan,
    #[error("the token lacks the scope {0}")]
    Scope(String),
    #[error("the digest does not match the body")]
    Digest,
    #[error("the secret key is not the caller's")]
    SecretKey,
    /// What is asked for is an app's, and an account has none.
    #[error("an account is no app")]
    NoApp,
}
