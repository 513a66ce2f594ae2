//! Whether a webhook is what it says it is.

use http::HeaderMap;
use webhook::signature::{StandardWebhook, verify_hex, verify_standard};

/// What a receiver looks at before it believes a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// `X-Cyberbiz-Hmac-Sha256`, over the body.
    pub body: Check,
    /// `X-Cyberbiz-Domain-Hmac-Sha256`, over the domain.
    pub domain: Check,
    /// `webhook-signature`, over id, time and body.
    pub standard: Check,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    Genuine,
    Missing,
    Wrong(&'static str),
}

impl Verdict {
    pub fn of(headers: &HeaderMap, body: &[u8], secret: &[u8], now_seconds: i64) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let hex = |name: &str, signed: &[u8]| match text(name) {
            None => Check::Missing,
            Some(signature) if verify_hex(secret, signed, signature) => Check::Genuine,
            Some(_) => Check::Wrong("signed with another secret, or changed"),
        };
        let domain = text("x-cyberbiz-domain").unwrap_or_default();
        Self {
            body: hex("x-cyberbiz-hmac-sha256", body),
            domain: hex("x-cyberbiz-domain-hmac-sha256", domain.as_bytes()),
            standard: match (text("webhook-id"), text("webhook-timestamp"), text("webhook-signature")) {
                (Some(id), Some(timestamp), Some(signatures)) => {
                    standard(secret, &StandardWebhook { id, timestamp, signatures, body }, now_seconds)
                }
                _ => Check::Missing,
            },
        }
    }

    pub fn is_genuine(self) -> bool {
        [self.body, self.domain, self.standard].iter().all(|check| *check == Check::Genuine)
    }
}

fn standard(secret: &[u8], webhook: &StandardWebhook<'_>, now_seconds: i64) -> Check {
    use webhook::signature::VerifyError::{Mismatch, Stale, Timestamp};
    match verify_standard(secret, webhook, now_seconds) {
        Ok(()) => Check::Genuine,
        Err(Mismatch) => Check::Wrong("signed with another secret, or changed"),
        Err(Stale) => Check::Wrong("too old or too new: a replay, or a clock that is off"),
        Err(Timestamp) => Check::Wrong("its time is no time"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use webhook::signature::{hex_hmac, standard_signature};

    const SECRET: &[u8] = b"secret";

    fn headers(body: &[u8]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let fields = [
            ("x-cyberbiz-domain", "a.shopwire.test".to_owned()),
            ("x-cyberbiz-hmac-sha256", hex_hmac(SECRET, body)),
            ("x-cyberbiz-domain-hmac-sha256", hex_hmac(SECRET, b"a.shopwire.test")),
            ("webhook-id", "evt_1".to_owned()),
            ("webhook-timestamp", "1000".to_owned()),
            ("webhook-signature", standard_signature(SECRET, "evt_1", 1000, body)),
        ];
        for (name, value) in fields {
            headers.insert(name, value.parse().unwrap());
        }
        headers
    }

    #[test]
    fn a_webhook_is_believed_when_all_three_signatures_are_good() {
        assert!(Verdict::of(&headers(b"{}"), b"{}", SECRET, 1000).is_genuine());
    }

    #[test]
    fn a_changed_body_a_wrong_secret_and_a_replay_are_told_apart() {
        let changed = Verdict::of(&headers(b"{}"), b"{1}", SECRET, 1000);
        assert_eq!(changed.domain, Check::Genuine);
        assert!(matches!((changed.body, changed.standard), (Check::Wrong(_), Check::Wrong(_))));
        assert!(matches!(Verdict::of(&headers(b"{}"), b"{}", b"other", 1000).domain, Check::Wrong(_)));
        let replayed = Verdict::of(&headers(b"{}"), b"{}", SECRET, 2000);
        assert_eq!(replayed.body, Check::Genuine);
        assert!(matches!(replayed.standard, Check::Wrong(reason) if reason.contains("replay")));
        assert_eq!(Verdict::of(&HeaderMap::new(), b"{}", SECRET, 1000).body, Check::Missing);
    }
}
