//! Signs what goes out and lets a receiver check it: the platform's own HMAC headers, and the three headers of
//! the Standard Webhooks specification, which also tell a repeat (`webhook-id`) and a replay
//! (`webhook-timestamp`).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// How far a receiver's clock may be from `webhook-timestamp`, in seconds, either way.
pub const TOLERANCE_SECONDS: u64 = 300;

/// Why a received webhook is not to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// `webhook-timestamp` is not a whole number of seconds.
    #[error("webhook timestamp is not a number of seconds")]
    Timestamp,
    /// `webhook-timestamp` is further than [`TOLERANCE_SECONDS`] from now.
    #[error("webhook timestamp is more than {TOLERANCE_SECONDS} seconds from now")]
    Stale,
    /// No signature is of this secret over this id, time and body.
    #[error("webhook signature does not match")]
    Mismatch,
}

/// A webhook as it arrived: three headers and the raw body.
#[derive(Debug, Clone, Copy)]
pub struct StandardWebhook<'a> {
    /// `webhook-id`
    pub id: &'a str,
    /// `webhook-timestamp`: seconds since 1970
    pub timestamp: &'a str,
    /// `webhook-signature`: one or more of `v1,<base64>`, separated by spaces
    pub signatures: &'a str,
    /// The body's bytes, before any parsing
    pub body: &'a [u8],
}

/// A secret whose key is set up once, for signing many bodies.
#[derive(Clone)]
pub struct Signer {
    plain: Hmac<Sha256>,
    standard: Hmac<Sha256>,
}

impl Signer {
    pub fn new(secret: &[u8]) -> Self {
        Self { plain: mac(secret, &[]), standard: mac(&standard_key(secret), &[]) }
    }

    /// As [`hex_hmac`].
    pub fn hex(&self, body: &[u8]) -> String {
        hex::encode(self.plain.clone().chain_update(body).finalize().into_bytes())
    }

    /// As [`standard_signature`].
    pub fn standard(&self, id: &str, timestamp_seconds: i64, body: &[u8]) -> String {
        let head = format!("{id}.{timestamp_seconds}.");
        let mac = self.standard.clone().chain_update(head).chain_update(body);
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    }
}

/// HMAC-SHA256 of the body, as 64 lower-case hex digits (`X-Cyberbiz-Hmac-Sha256`).
pub fn hex_hmac(secret: &[u8], body: &[u8]) -> String {
    hex::encode(mac(secret, &[body]).finalize().into_bytes())
}

/// HMAC-SHA256 of the body, as padded base64.
pub fn base64_hmac(secret: &[u8], body: &[u8]) -> String {
    STANDARD.encode(mac(secret, &[body]).finalize().into_bytes())
}

/// One entry of `webhook-signature`: `v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`.
///
/// The key is the base64 after `whsec_` if the secret is of that form, else the secret's own bytes. The id must
/// have no full stop: the signed content is joined with it.
pub fn standard_signature(secret: &[u8], id: &str, timestamp_seconds: i64, body: &[u8]) -> String {
    let signature = standard_mac(secret, id, timestamp_seconds, body).finalize();
    format!("v1,{}", STANDARD.encode(signature.into_bytes()))
}

/// Checks a hex HMAC of the body in constant time; upper-case digits are fine.
pub fn verify_hex(secret: &[u8], body: &[u8], signature: &str) -> bool {
    hex::decode(signature).is_ok_and(|signature| mac(secret, &[body]).verify_slice(&signature).is_ok())
}

/// Checks a webhook against the Standard Webhooks specification, in constant time for each signature offered.
/// Signatures of other versions than `v1` are passed over; one good one is enough, so a secret can be rotated.
///
/// # Errors
///
/// [`VerifyError`] if the time is unreadable or not near `now_seconds`, or if no signature matches.
pub fn verify_standard(secret: &[u8], webhook: &StandardWebhook<'_>, now_seconds: i64) -> Result<(), VerifyError> {
    let timestamp: i64 = webhook.timestamp.parse().map_err(|_| VerifyError::Timestamp)?;
    if timestamp.abs_diff(now_seconds) > TOLERANCE_SECONDS {
        return Err(VerifyError::Stale);
    }
    let mac = standard_mac(secret, webhook.id, timestamp, webhook.body);
    let genuine = webhook
        .signatures
        .split_ascii_whitespace()
        .filter_map(|signature| STANDARD.decode(signature.strip_prefix("v1,")?).ok())
        .any(|signature| mac.clone().verify_slice(&signature).is_ok());
    if genuine { Ok(()) } else { Err(VerifyError::Mismatch) }
}

fn standard_mac(secret: &[u8], id: &str, timestamp_seconds: i64, body: &[u8]) -> Hmac<Sha256> {
    let timestamp = timestamp_seconds.to_string();
    mac(&standard_key(secret), &[id.as_bytes(), b".", timestamp.as_bytes(), b".", body])
}

/// What follows `whsec_` is base64 by the specification; a plain secret that merely begins so is its own key.
fn standard_key(secret: &[u8]) -> Cow<'_, [u8]> {
    let decoded = secret.strip_prefix(b"whsec_").and_then(|encoded| STANDARD.decode(encoded).ok());
    decoded.map_or(Cow::Borrowed(secret), Cow::Owned)
}

fn mac(key: &[u8], parts: &[&[u8]]) -> Hmac<Sha256> {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { unreachable!("HMAC takes a key of any length") };
    for part in parts {
        mac.update(part);
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_649_367_553;

    fn received<'a>(signatures: &'a str, timestamp: &'a str, body: &'a [u8]) -> StandardWebhook<'a> {
        StandardWebhook { id: "msg_1", timestamp, signatures, body }
    }

    #[test]
    fn plain_hmac_agrees_with_rfc_4231() {
        let body = b"what do ya want for nothing?";
        assert_eq!(hex_hmac(b"Jefe", body), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_eq!(base64_hmac(b"Jefe", body), "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
        let long_key = [0xaa; 131];
        assert_eq!(
            hex_hmac(&long_key, b"Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
        );
        assert_eq!(hex_hmac(b"", b"").len(), 64);
    }

    #[test]
    fn hex_is_verified() {
        let signature = hex_hmac(b"s3cret", b"{\"id\":1}");
        assert!(verify_hex(b"s3cret", b"{\"id\":1}", &signature));
        assert!(verify_hex(b"s3cret", b"{\"id\":1}", &signature.to_uppercase()));
        assert!(!verify_hex(b"s3cret", b"{\"id\":2}", &signature));
        assert!(!verify_hex(b"another", b"{\"id\":1}", &signature));
        for wrong in ["", "zz", &signature[..62], &format!("{signature}00")] {
            assert!(!verify_hex(b"s3cret", b"{\"id\":1}", wrong));
        }
    }

    #[test]
    fn standard_signature_agrees_with_the_reference_libraries() {
        // the known answer that the specification's own libraries test against
        assert_eq!(
            standard_signature(
                b"whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
                NOW,
                br#"{"email":"test@example.com","username":"test_user"}"#,
            ),
            "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="
        );
    }

    #[test]
    fn a_signer_signs_as_the_functions_do() {
        for secret in ["plain", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"] {
            let (secret, signer) = (secret.as_bytes(), Signer::new(secret.as_bytes()));
            assert_eq!(signer.hex(b"body"), hex_hmac(secret, b"body"));
            let expected = standard_signature(secret, "msg_1", NOW, b"body");
            assert_eq!(signer.standard("msg_1", NOW, b"body"), expected);
        }
    }

    #[test]
    fn a_plain_secret_is_its_own_key() {
        let expected = format!("v1,{}", base64_hmac(b"plain", format!("msg_1.{NOW}.body").as_bytes()));
        assert_eq!(standard_signature(b"plain", "msg_1", NOW, b"body"), expected);
        let decoded = standard_signature(b"whsec_cGxhaW4=", "msg_1", NOW, b"body");
        assert_eq!(decoded, expected);
        let odd = format!("v1,{}", base64_hmac(b"whsec_!", format!("msg_1.{NOW}.body").as_bytes()));
        assert_eq!(standard_signature(b"whsec_!", "msg_1", NOW, b"body"), odd);
    }

    #[test]
    fn standard_is_verified_by_any_of_its_signatures() {
        let now = NOW.to_string();
        let good = standard_signature(b"plain", "msg_1", NOW, b"body");
        let old = standard_signature(b"old", "msg_1", NOW, b"body");
        assert_eq!(verify_standard(b"plain", &received(&good, &now, b"body"), NOW), Ok(()));
        let rotating = format!("{old} v1a,xyz {good}");
        assert_eq!(verify_standard(b"plain", &received(&rotating, &now, b"body"), NOW), Ok(()));
        for wrong in ["", "v1,", &old, &good[3..], &good.replace("v1", "v2"), &good[..good.len() - 4]] {
            let verdict = verify_standard(b"plain", &received(wrong, &now, b"body"), NOW);
            assert_eq!(verdict, Err(VerifyError::Mismatch), "{wrong}");
        }
    }

    #[test]
    fn every_part_is_signed() {
        let now = NOW.to_string();
        let good = standard_signature(b"plain", "msg_1", NOW, b"body");
        let mismatch = Err(VerifyError::Mismatch);
        assert_eq!(verify_standard(b"plain", &received(&good, &now, b"other"), NOW), mismatch);
        let later = (NOW + 1).to_string();
        assert_eq!(verify_standard(b"plain", &received(&good, &later, b"body"), NOW), mismatch);
        let other_id = StandardWebhook { id: "msg_2", ..received(&good, &now, b"body") };
        assert_eq!(verify_standard(b"plain", &other_id, NOW), mismatch);
    }

    #[test]
    fn a_replay_is_refused() {
        let now = NOW.to_string();
        let good = standard_signature(b"plain", "msg_1", NOW, b"body");
        let webhook = received(&good, &now, b"body");
        for near in [NOW - 300, NOW + 300] {
            assert_eq!(verify_standard(b"plain", &webhook, near), Ok(()));
        }
        for far in [NOW - 301, NOW + 301, i64::MIN, i64::MAX] {
            assert_eq!(verify_standard(b"plain", &webhook, far), Err(VerifyError::Stale));
        }
        for unreadable in ["", "soon", "1.5", "99999999999999999999"] {
            let verdict = verify_standard(b"plain", &received(&good, unreadable, b"body"), NOW);
            assert_eq!(verdict, Err(VerifyError::Timestamp));
        }
    }
}
