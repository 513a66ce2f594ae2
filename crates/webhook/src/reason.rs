//! Why a try failed, told apart: the log keeps it in words of English, people read it in their own.

use storage::Attempt;

/// Why a try failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason<'a> {
    /// The receiver answered with something else than success.
    Answered(u16),
    /// It sent us elsewhere, where nobody follows.
    Redirected(u16),
    /// No answer within so many seconds.
    TimedOut(&'a str),
    /// The address policy refuses where the URL leads.
    AddressRefused(&'a str),
    /// The host name leads nowhere.
    Unresolved,
    /// Nobody listens there, or no way leads there.
    Unreachable,
    /// No TLS connection: the certificate or the host's name are not as they should be.
    Untrusted,
    /// The connection broke before an answer came.
    Broken,
    EndpointGone,
    /// Anything else, as the log has it: the URL cannot be used.
    Other(&'a str),
}

pub(crate) const GONE: &str = "the endpoint is gone";

impl<'a> Reason<'a> {
    /// Why a try with this answer failed; `None` when it did not.
    pub fn of(status: Option<u16>, failure: Option<&'a str>) -> Option<Self> {
        let words = failure?;
        Some(match status {
            Some(status @ 300..400) => Self::Redirected(status),
            Some(status) => Self::Answered(status),
            None => Self::unanswered(words),
        })
    }

    /// Why this try failed; `None` when it did not.
    pub fn of_attempt(attempt: &'a Attempt) -> Option<Self> {
        Self::of(attempt.status, attempt.failure.as_deref())
    }

    fn unanswered(words: &'a str) -> Self {
        let seconds = words.strip_prefix("no answer within ").and_then(|rest| rest.strip_suffix(" s"));
        if let Some(seconds) = seconds {
            return Self::TimedOut(seconds);
        }
        if let Some((address, _)) = words.split_once(" is not a public address") {
            return Self::AddressRefused(address);
        }
        let begins = |begin: &str| words.starts_with(begin);
        if words == GONE {
            Self::EndpointGone
        } else if begins("the host name ") {
            Self::Unresolved
        } else if begins("cannot connect: ") {
            Self::Unreachable
        } else if begins("no secure connection: ") || begins("the URL's host cannot be named") {
            Self::Untrusted
        } else if begins("the connection broke: ") {
            Self::Broken
        } else {
            Self::Other(words)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use super::*;
    use crate::connector::SendError;

    #[test]
    fn what_the_log_says_is_told_apart() {
        let io = || io::Error::other("why");
        for (error, reason) in [
            (SendError::Refused(IpAddr::V4(Ipv4Addr::LOCALHOST)), Reason::AddressRefused("127.0.0.1")),
            (SendError::Unresolved(io()), Reason::Unresolved),
            (SendError::NoAddress, Reason::Unresolved),
            (SendError::Unreachable(io()), Reason::Unreachable),
            (SendError::Untrusted(io()), Reason::Untrusted),
            (SendError::Unnameable, Reason::Untrusted),
            (SendError::TimedOut(Duration::from_millis(2500)), Reason::TimedOut("2.5")),
            (SendError::Malformed(GONE.into()), Reason::EndpointGone),
            (
                SendError::Malformed("the endpoint's URL has no host".into()),
                Reason::Other("the endpoint's URL has no host"),
            ),
        ] {
            assert_eq!(Reason::of(None, Some(&error.to_string())), Some(reason));
        }
        assert_eq!(Reason::of(None, Some("the connection broke: x")), Some(Reason::Broken));
        assert_eq!(Reason::of(Some(503), Some("answered 503")), Some(Reason::Answered(503)));
        assert_eq!(Reason::of(Some(301), Some("answered 301: redirects…")), Some(Reason::Redirected(301)));
        assert_eq!(Reason::of(Some(200), None), None);
    }
}
