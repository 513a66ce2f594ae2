//! The legacy HMAC scheme: a client signs its date and request line with its account's secret. This module reads
//! the `Authorization` header, checks the signature and the body's digest, and signs for clients of ours.
//!
//! Nothing here knows accounts: look the secret up by [`Credentials::username`], then [`Credentials::verify`].

mod digest;
mod parameters;
#[cfg(test)]
mod tests;

use std::fmt;

use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::engine::{DecodePaddingMode, general_purpose};
use hmac::{Hmac, KeyInit, Mac};
use http::header::{AUTHORIZATION, HeaderMap, HeaderName};
use sha2::{Sha256, Sha384, Sha512};

pub use digest::check_digest;
use digest::sha256_digest;
use parameters::Parameters;

/// How far the signed date may be from now, in seconds, either way.
pub const DATE_TOLERANCE_SECONDS: u64 = 300;

/// How many headers a client may sign; each costs a copy of its value.
pub const MAX_SIGNED_HEADERS: usize = 64;

const X_DATE: &str = "x-date";
const DATE: &str = "date";
const REQUEST_LINE: &str = "request-line";
const REQUEST_TARGET: &str = "(request-target)";

/// Signatures and digests come with and without their padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Why a signature is refused. Short, free of secrets and of expected values: fit for a log and for the request
/// log that a shop's admin reads.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// Another scheme than `hmac`.
    #[error("not the hmac scheme")]
    Scheme,
    /// The header is not a list of `name="value"`.
    #[error("malformed hmac credentials")]
    Malformed,
    /// One of username, algorithm, headers and signature is not given, or empty.
    #[error("hmac credentials lack {0}")]
    MissingParameter(&'static str),
    /// One of them is given twice.
    #[error("hmac credentials repeat {0}")]
    RepeatedParameter(&'static str),
    /// Another algorithm than hmac-sha256, hmac-sha384 and hmac-sha512.
    #[error("unknown hmac algorithm")]
    UnknownAlgorithm,
    /// The signature is not base64.
    #[error("signature is not base64")]
    SignatureEncoding,
    /// More than [`MAX_SIGNED_HEADERS`].
    #[error("more than {MAX_SIGNED_HEADERS} signed headers")]
    TooManyHeaders,
    /// Without a signed date a request could be replayed for ever.
    #[error("neither x-date nor date is signed")]
    DateNotSigned,
    /// Without a signed request line the signature would open every other operation.
    #[error("request-line is not signed")]
    RequestLineNotSigned,
    /// A header that the client says it signed is not in the request.
    #[error("signed header {0} is missing")]
    MissingHeader(String),
    /// The date is neither RFC 1123 nor ISO 8601.
    #[error("signed date is not a date")]
    DateFormat,
    /// The date is further than [`DATE_TOLERANCE_SECONDS`] from now.
    #[error("signed date is more than {DATE_TOLERANCE_SECONDS} seconds from now")]
    DateSkew,
    /// The signature is not this secret's over this request.
    #[error("signature does not match")]
    Mismatch,
    /// The `digest` header is not a list of `algorithm=base64`, or has no algorithm we know.
    #[error("digest header is not SHA-256, SHA-384 or SHA-512 in base64")]
    DigestFormat,
    /// The digest is another body's.
    #[error("digest does not match the body")]
    DigestMismatch,
}

/// The hash inside the HMAC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// `hmac-sha256`
    Sha256,
    /// `hmac-sha384`
    Sha384,
    /// `hmac-sha512`
    Sha512,
}

impl Algorithm {
    /// The name in the header, such as `hmac-sha256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "hmac-sha256",
            Self::Sha384 => "hmac-sha384",
            Self::Sha512 => "hmac-sha512",
        }
    }

    fn parse(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha384, Self::Sha512]
            .into_iter()
            .find(|algorithm| name.eq_ignore_ascii_case(algorithm.name()))
    }

    fn sign(self, secret: &[u8], message: &[u8]) -> Vec<u8> {
        fn of<M: Mac + KeyInit>(secret: &[u8], message: &[u8]) -> Vec<u8> {
            keyed::<M>(secret, message).finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha256 => of::<Hmac<Sha256>>(secret, message),
            Self::Sha384 => of::<Hmac<Sha384>>(secret, message),
            Self::Sha512 => of::<Hmac<Sha512>>(secret, message),
        }
    }

    /// Takes the same time wherever the signatures differ.
    fn verifies(self, secret: &[u8], message: &[u8], signature: &[u8]) -> bool {
        let verdict = match self {
            Self::Sha256 => keyed::<Hmac<Sha256>>(secret, message).verify_slice(signature),
            Self::Sha384 => keyed::<Hmac<Sha384>>(secret, message).verify_slice(signature),
            Self::Sha512 => keyed::<Hmac<Sha512>>(secret, message).verify_slice(signature),
        };
        verdict.is_ok()
    }
}

fn keyed<M: Mac + KeyInit>(secret: &[u8], message: &[u8]) -> M {
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(secret) else { unreachable!("HMAC takes a key of any length") };
    mac.update(message);
    mac
}

/// What of a request a signature may cover.
#[derive(Debug, Clone, Copy)]
pub struct SignedRequest<'a> {
    /// Upper case, as on the request line
    pub method: &'a str,
    /// As the client sent it, escapes untouched: `/v1/customers?page=2`
    pub path_and_query: &'a str,
    /// `HTTP/1.1`, or what the connection speaks
    pub version: &'a str,
    /// The request's headers. HTTP/2 has no `host`: add the authority under that name to let clients sign it
    pub headers: &'a HeaderMap,
}

/// A parsed `Authorization: hmac …` header: a claim until it is verified.
#[derive(Clone)]
pub struct Credentials {
    username: String,
    algorithm: Algorithm,
    /// Lower case, in the client's order
    signed_headers: Vec<String>,
    signature: Vec<u8>,
}

impl Credentials {
    /// Reads `hmac username="U", algorithm="hmac-sha256", headers="x-date request-line", signature="base64"`.
    ///
    /// The scheme, the parameters' names and the algorithm may be of any case, the parameters in any order, with
    /// or without quotes and surrounding spaces; others than these four are passed over.
    ///
    /// # Errors
    ///
    /// Any [`SignatureError`] down to [`SignatureError::TooManyHeaders`].
    pub fn parse(header: &str) -> Result<Self, SignatureError> {
        let parameters = Parameters::parse(header)?;
        let algorithm = Algorithm::parse(&parameters.algorithm).ok_or(SignatureError::UnknownAlgorithm)?;
        let mut signed_headers = Vec::new();
        for name in parameters.headers.split_ascii_whitespace() {
            if signed_headers.len() == MAX_SIGNED_HEADERS {
                return Err(SignatureError::TooManyHeaders);
            }
            signed_headers.push(name.to_ascii_lowercase());
        }
        let signature = BASE64.decode(parameters.signature.trim()).map_err(|_| SignatureError::SignatureEncoding)?;
        Ok(Self { username: parameters.username, algorithm, signed_headers, signature })
    }

    /// The account that is claimed.
    pub fn username(&self) -> &str {
        &self.username
    }

    /// Checks that this signature was made with `secret` over `request` at about `now_seconds` (since 1970).
    ///
    /// The signed text is one line per named header, in the client's order: `name: value`; for `request-line`,
    /// `GET /v1/customers HTTP/1.1`; for `(request-target)`, `(request-target): get /v1/customers`. The path may
    /// be signed with or without its query string. A date and the request must be among them; any other header
    /// of the request may. Of two dates `x-date` counts.
    ///
    /// The body is not looked at: see [`check_digest`].
    ///
    /// # Errors
    ///
    /// [`SignatureError`], from [`SignatureError::DateNotSigned`] to [`SignatureError::Mismatch`].
    pub fn verify(&self, secret: &[u8], request: &SignedRequest<'_>, now_seconds: i64) -> Result<(), SignatureError> {
        if !self.signs(REQUEST_LINE) && !self.signs(REQUEST_TARGET) {
            return Err(SignatureError::RequestLineNotSigned);
        }
        self.check_date(request.headers, now_seconds)?;
        let (path, _query) = request.path_and_query.split_once('?').unwrap_or((request.path_and_query, ""));
        let with_and_without_query = [request.path_and_query, path];
        let paths = if request.path_and_query == path { &with_and_without_query[1..] } else { &with_and_without_query };
        for version in versions(request.version) {
            for path in paths {
                let message = self.message(request, path, version)?;
                if self.algorithm.verifies(secret, &message, &self.signature) {
                    return Ok(());
                }
            }
        }
        Err(SignatureError::Mismatch)
    }

    fn signs(&self, name: &str) -> bool {
        self.signed_headers.iter().any(|signed| signed == name)
    }

    fn check_date(&self, headers: &HeaderMap, now_seconds: i64) -> Result<(), SignatureError> {
        let name = [X_DATE, DATE].into_iter().find(|name| self.signs(name)).ok_or(SignatureError::DateNotSigned)?;
        let mut value = Vec::new();
        push_value(&mut value, headers, name)?;
        let date = std::str::from_utf8(&value).ok().and_then(parse_date).ok_or(SignatureError::DateFormat)?;
        if date.as_second().abs_diff(now_seconds) > DATE_TOLERANCE_SECONDS {
            return Err(SignatureError::DateSkew);
        }
        Ok(())
    }

    fn message(&self, request: &SignedRequest<'_>, path: &str, version: &str) -> Result<Vec<u8>, SignatureError> {
        let mut message = Vec::with_capacity(128);
        for (position, name) in self.signed_headers.iter().enumerate() {
            if position > 0 {
                message.push(b'\n');
            }
            if name == REQUEST_LINE {
                message.extend_from_slice(format!("{} {path} {version}", request.method).as_bytes());
                continue;
            }
            message.extend_from_slice(name.as_bytes());
            message.extend_from_slice(b": ");
            if name == REQUEST_TARGET {
                message.extend_from_slice(format!("{} {path}", request.method.to_ascii_lowercase()).as_bytes());
            } else {
                push_value(&mut message, request.headers, name)?;
            }
        }
        Ok(message)
    }
}

/// Leaves the signature out: for the seconds it is good for it opens what a password opens.
impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credentials")
            .field("username", &self.username)
            .field("algorithm", &self.algorithm)
            .field("signed_headers", &self.signed_headers)
            .finish_non_exhaustive()
    }
}

/// What a client may have put at the end of its request line. Client libraries write `HTTP/1.1` whatever the
/// connection turns out to speak, and HTTP/2 has no text form of its own to go by.
fn versions(spoken: &str) -> &'static [&'static str] {
    match spoken {
        "HTTP/2.0" | "HTTP/2" => &["HTTP/1.1", "HTTP/2.0", "HTTP/2"],
        "HTTP/1.0" => &["HTTP/1.1", "HTTP/1.0"],
        _ => &["HTTP/1.1"],
    }
}

/// Appends a header's value; several under one name are joined as one list.
fn push_value(message: &mut Vec<u8>, headers: &HeaderMap, name: &str) -> Result<(), SignatureError> {
    let mut values = headers.get_all(name).iter();
    let first = values.next().ok_or_else(|| SignatureError::MissingHeader(name.to_owned()))?;
    message.extend_from_slice(first.as_bytes());
    for value in values {
        message.extend_from_slice(b", ");
        message.extend_from_slice(value.as_bytes());
    }
    Ok(())
}

/// `Sat, 03 Feb 2024 04:05:06 GMT`, or ISO 8601 with a zone.
fn parse_date(text: &str) -> Option<jiff::Timestamp> {
    let text = text.trim();
    match jiff::fmt::rfc2822::parse(text) {
        Ok(date) => Some(date.timestamp()),
        Err(_) => text.parse().ok(),
    }
}

/// Signs a request as a client: gives `x-date`, `digest` if there is a body, and `authorization`.
///
/// `date` is the value of `x-date`, such as `Sat, 03 Feb 2024 04:05:06 GMT`. The request line is signed as
/// HTTP/1.1, with the query string.
pub fn sign(
    username: &str,
    secret: &[u8],
    algorithm: Algorithm,
    method: &str,
    path_and_query: &str,
    date: &str,
    body: Option<&[u8]>,
) -> Vec<(HeaderName, String)> {
    let mut headers = vec![(HeaderName::from_static(X_DATE), date.to_owned())];
    let mut names = format!("{X_DATE} {REQUEST_LINE}");
    let mut message = format!("{X_DATE}: {date}\n{method} {path_and_query} HTTP/1.1");
    if let Some(body) = body {
        let digest = sha256_digest(body);
        names.push_str(" digest");
        message.push_str("\ndigest: ");
        message.push_str(&digest);
        headers.push((HeaderName::from_static("digest"), digest));
    }
    let username = username.replace('\\', r"\\").replace('"', r#"\""#);
    let algorithm_name = algorithm.name();
    let signature = general_purpose::STANDARD.encode(algorithm.sign(secret, message.as_bytes()));
    headers.push((
        AUTHORIZATION,
        format!(
            r#"hmac username="{username}", algorithm="{algorithm_name}", headers="{names}", signature="{signature}""#
        ),
    ));
    headers
}

/// A moment as the `date` header writes it: `Tue, 24 Nov 2026 14:00:00 GMT`.
pub fn http_date(seconds: i64) -> String {
    let moment = jiff::Timestamp::from_second(seconds).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
