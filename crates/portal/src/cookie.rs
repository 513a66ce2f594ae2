//! Cookies, read and written.

use http::header::COOKIE;
use http::{HeaderMap, HeaderValue};

/// The value of a cookie that the browser sent.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
}

/// How a cookie is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keep {
    pub(crate) seconds: i64,
    /// Sent over TLS only, where the portal is reached by it.
    pub(crate) secure: bool,
}

/// A `Set-Cookie` line: never readable by scripts, not sent along by other sites' forms.
pub(crate) fn write(name: &str, value: &str, keep: Keep) -> Option<HeaderValue> {
    let Keep { seconds, secure } = keep;
    let secure = if secure { "; Secure" } else { "" };
    HeaderValue::try_from(format!("{name}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}")).ok()
}
