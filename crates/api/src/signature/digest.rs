//! The `digest` header: the body's hash, which a client may sign so that the body cannot be changed under it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::{BASE64, SignatureError};

/// Checks the body against the `digest` header, if there is one: `SHA-256=base64`, also `SHA-384` and
/// `SHA-512`, several separated by commas. Every one that we know must match, and one at least must be known.
///
/// That a digest named among the signed headers is there at all is for [`super::Credentials::verify`].
///
/// # Errors
///
/// [`SignatureError::DigestFormat`] or [`SignatureError::DigestMismatch`].
pub fn check_digest(headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
    let mut present = false;
    let mut known = false;
    for header in headers.get_all("digest") {
        present = true;
        let header = header.to_str().map_err(|_| SignatureError::DigestFormat)?;
        for digest in header.split(',') {
            known |= check_one(digest, body)?;
        }
    }
    if present && !known {
        Err(SignatureError::DigestFormat)
    } else {
        Ok(())
    }
}

/// Whether the algorithm is known; if it is, the digest matches.
fn check_one(digest: &str, body: &[u8]) -> Result<bool, SignatureError> {
    let (algorithm, expected) = digest.split_once('=').ok_or(SignatureError::DigestFormat)?;
    let actual = match algorithm.trim().to_ascii_lowercase().as_str() {
        "sha-256" => Sha256::digest(body).to_vec(),
        "sha-384" => Sha384::digest(body).to_vec(),
        "sha-512" => Sha512::digest(body).to_vec(),
        _ => return Ok(false),
    };
    let expected = BASE64
        .decode(expected.trim())
        .map_err(|_| SignatureError::DigestFormat)?;
    if bool::from(actual.ct_eq(&expected)) {
        Ok(true)
    } else {
        Err(SignatureError::DigestMismatch)
    }
}

/// The header's value for a body.
pub(super) fn sha256_digest(body: &[u8]) -> String {
    format!("SHA-256={}", STANDARD.encode(Sha256::digest(body)))
}
