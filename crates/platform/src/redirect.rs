//! URLs that a browser is sent to with something worth keeping: which ones are fit for that, and adding to them.

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

const LONGEST: usize = 2048;
/// What a value in a query string shows as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Why a URL is not fit to send a browser to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    #[error("not a URL such as https://app.example.com/oauth/callback")]
    Malformed,
    #[error("a URL begins with https://, or with http:// where it stays on this machine (localhost, 127.0.0.1)")]
    Insecure,
    #[error("a URL that is sent to has no # part")]
    Fragment,
    #[error("a URL has at most {LONGEST} characters")]
    TooLong,
}

/// Checks an app's URL: absolute, encrypted on its way, and nothing in it that browsers and servers read differently.
pub fn check_url(url: &str) -> Result<(), UrlFault> {
    if url.len() > LONGEST {
        return Err(UrlFault::TooLong);
    }
    if url.contains('#') {
        return Err(UrlFault::Fragment);
    }
    // Browsers take a backslash for a slash.
    if url.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b'\\') {
        return Err(UrlFault::Malformed);
    }
    let parsed: Uri = url.parse().map_err(|_| UrlFault::Malformed)?;
    let authority = parsed.authority().ok_or(UrlFault::Malformed)?;
    // A host as it may also stand in a Content-Security-Policy, which has no form for an address of version 6.
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':');
    if authority.host().is_empty() || !authority.as_str().bytes().all(sound) {
        return Err(UrlFault::Malformed);
    }
    match parsed.scheme_str() {
        Some("https") => Ok(()),
        Some("http") if matches!(authority.host(), "localhost" | "127.0.0.1") => Ok(()),
        Some("http") => Err(UrlFault::Insecure),
        _ => Err(UrlFault::Malformed),
    }
}

/// Where a URL leads, without what it asks for there: `https://app.example.com`.
pub fn origin(url: &str) -> Option<String> {
    let parsed: Uri = url.parse().ok()?;
    Some(format!("{}://{}", parsed.scheme_str()?, parsed.authority()?))
}

/// The URL with more in its query string.
pub fn with_parameters(url: &str, parameters: &[(&str, &str)]) -> String {
    let mut extended = url.to_owned();
    for (name, value) in parameters {
        extended.push(if extended.contains('?') { '&' } else { '?' });
        extended.extend([name, "="]);
        extended.extend(utf8_percent_encode(value, PLAIN));
    }
    extended
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_goes_encrypted_or_stays_on_the_machine() {
        for fit in [
            "https://app.example.com/cb",
            "https://app.example.com:8443/cb?a=1",
            "http://localhost:3000/cb",
            "http://127.0.0.1/",
        ] {
            assert_eq!(check_url(fit), Ok(()), "{fit}");
        }
        for (unfit, fault) in [
            ("http://app.example.com/cb", UrlFault::Insecure),
            ("http://localhost.example.com/", UrlFault::Insecure),
            ("https://app.example.com/cb#x", UrlFault::Fragment),
            ("https://app.example.com@evil.example/cb", UrlFault::Malformed),
            ("https://a.example;b.example/", UrlFault::Malformed),
            ("https://[::1]/", UrlFault::Malformed),
            ("https:\\\\evil.example", UrlFault::Malformed),
            ("https://app.example.com/ cb", UrlFault::Malformed),
            ("javascript:alert(1)", UrlFault::Malformed),
            ("ftp://app.example.com/", UrlFault::Malformed),
            ("/cb", UrlFault::Malformed),
            ("", UrlFault::Malformed),
        ] {
            assert_eq!(check_url(unfit), Err(fault), "{unfit}");
        }
        assert_eq!(check_url(&format!("https://a.example/{}", "x".repeat(LONGEST))), Err(UrlFault::TooLong));
    }

    #[test]
    fn an_origin_is_scheme_and_authority() {
        assert_eq!(origin("https://a.example:8443/cb?x=1").as_deref(), Some("https://a.example:8443"));
        assert_eq!(origin("/cb"), None);
    }

    #[test]
    fn parameters_are_added_and_nothing_is_lost() {
        let url = with_parameters("https://a.example/cb", &[("code", "1.0.ab"), ("state", "a b&c=王")]);
        assert_eq!(url, "https://a.example/cb?code=1.0.ab&state=a%20b%26c%3D%E7%8E%8B");
        assert_eq!(with_parameters("https://a.example/cb?x=1", &[("y", "2")]), "https://a.example/cb?x=1&y=2");
    }
}
