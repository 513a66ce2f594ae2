//! Values that the configuration writes in a form of its own.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use zeroize::Zeroizing;

/// A length of time: `500ms`, `5s`, `2m`, `12h`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span(pub Duration);

impl FromStr for Span {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let span: SignedDuration =
            text.trim().parse().map_err(|_| "a length of time is written as 500ms, 5s, 2m or 1h")?;
        Duration::try_from(span).map(Self).map_err(|_| "a length of time is not negative")
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let span = SignedDuration::try_from(self.0).unwrap_or(SignedDuration::MAX);
        f.write_str(&format!("{span:#}").replace(' ', ""))
    }
}

/// Several lengths of time with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spans(pub Vec<Span>);

impl FromStr for Spans {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.split(',').filter(|span| !span.trim().is_empty()).map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

impl fmt::Display for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spans: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&spans.join(","))
    }
}

/// Where something listens that can be turned off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listen {
    On(SocketAddr),
    Off,
}

impl FromStr for Listen {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        text.parse().map(Self::On).map_err(|_| "expected an address such as 127.0.0.1:9464, or off")
    }
}

impl fmt::Display for Listen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(address) => address.fmt(f),
            Self::Off => f.write_str("off"),
        }
    }
}

/// A value that is used and never shown.
#[derive(Clone)]
pub struct Hidden(Zeroizing<String>);

impl Hidden {
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl FromStr for Hidden {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(hidden)")
    }
}

/// An `http` or `https` URL, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(pub String);

impl FromStr for BaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let WebUrl(url) = text.parse()?;
        Ok(Self(url.trim_end_matches('/').to_owned()))
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An `http` or `https` URL. Names and passwords have no place in it: URLs are printed and logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebUrl(pub String);

impl FromStr for WebUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let expected = "expected a URL such as https://api.example.com";
        let url: http::Uri = text.parse().map_err(|_| expected)?;
        if url.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("a URL has no place for a name or a password here");
        }
        match (url.scheme_str(), url.host()) {
            (Some("http" | "https"), Some(host)) if !host.is_empty() => Ok(Self(text.to_owned())),
            _ => Err(expected),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_read_as_they_are_written() {
        for text in ["500ms", "5s", "2m", "1h", "1h30m"] {
            assert_eq!(text.parse::<Span>().unwrap().to_string(), text);
        }
        assert_eq!("5s, 2m".parse::<Spans>().unwrap().to_string(), "5s,2m");
        assert!("-5s".parse::<Span>().is_err());
        assert!("5".parse::<Span>().is_err());
    }

    #[test]
    fn a_base_url_is_a_url() {
        assert_eq!("https://api.example.com/".parse::<BaseUrl>().unwrap().0, "https://api.example.com");
        for wrong in ["api.example.com", "ftp://example.com", "https://", "https://me:secret@example.com"] {
            assert!(wrong.parse::<BaseUrl>().is_err(), "{wrong}");
        }
    }
}
