//! The gate: who calls, whether their shop's plan, their pace and their scopes let them through.
//! It reads headers only; no byte of a body is taken from somebody who is not let in.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use http::{HeaderMap, Version};
use platform::{Caller, Directory, Secrets};

use crate::limits::SlidingWindow;
use crate::request_log::Claim;
use crate::signature::{Credentials, SignatureError, SignedRequest};
use crate::{Denied, Error};

/// Failed tries that a username from one address has within [`FAILURE_WINDOW`].
pub const FAILURES: usize = 10;
const FAILURE_WINDOW: Duration = Duration::from_mins(1);
const RATE_WINDOW: Duration = Duration::from_secs(1);

pub(crate) struct Gate {
    directory: Directory,
    requests: SlidingWindow,
    failures: SlidingWindow,
}

/// Somebody who asks from within the program, and was let in there: staff in front of the console. It travels as an
/// extension of the request, which nothing that comes over a socket can bring.
#[derive(Debug, Clone)]
pub struct Insider(Arc<Caller>);

impl Insider {
    pub fn new(caller: Caller) -> Self {
        Self(Arc::new(caller))
    }
}

/// A caller who was let in.
#[derive(Debug)]
pub(crate) struct Admission {
    pub(crate) caller: Arc<Caller>,
    pub(crate) pace: Pace,
}

/// What the rate limit headers say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pace {
    pub(crate) limit: u32,
    pub(crate) remaining: usize,
}

/// A caller who was not, as far as we know them.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) error: Error,
    pub(crate) caller: Option<Arc<Caller>>,
    pub(crate) pace: Option<Pace>,
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, caller: None, pace: None }
    }
}

impl From<storage::Error> for Refusal {
    fn from(error: storage::Error) -> Self {
        Error::from(error).into()
    }
}

impl Gate {
    pub(crate) fn new(directory: Directory) -> Self {
        Self { directory, requests: SlidingWindow::new(RATE_WINDOW), failures: SlidingWindow::new(FAILURE_WINDOW) }
    }

    /// Authentication → plan → rate limit → scope.
    pub(crate) async fn admit(
        &self,
        parts: &Parts,
        address: IpAddr,
        scope: Option<&str>,
    ) -> Result<Admission, Refusal> {
        if let Some(Insider(caller)) = parts.extensions.get() {
            let (caller, limit) = (Arc::clone(caller), caller.requests_per_second);
            return Ok(Admission { pace: Pace { limit, remaining: limit as usize }, caller });
        }
        let caller = self.authenticate(parts, address).await?;
        let refuse = |error, pace| Refusal { error, caller: Some(Arc::clone(&caller)), pace };
        if !caller.shop.has_api() {
            return Err(refuse(Error::Unauthorized(Denied::Plan), None));
        }
        let limit = caller.requests_per_second;
        let now = self.directory.database.now();
        let pace = match self.requests.admit(&caller.key, limit as usize, now) {
            Ok(remaining) => Pace { limit, remaining },
            Err(wait) => return Err(refuse(Error::TooMany(wait), Some(Pace { limit, remaining: 0 }))),
        };
        if let Some(scope) = scope.filter(|scope| !caller.grant.allows(scope)) {
            return Err(refuse(Error::Unauthorized(Denied::Scope(scope.to_owned())), Some(pace)));
        }
        Ok(Admission { caller, pace })
    }

    async fn authenticate(&self, parts: &Parts, address: IpAddr) -> Result<Arc<Caller>, Refusal> {
        let Some(header) = parts.headers.get(AUTHORIZATION) else {
            return Err(Error::Unauthorized(Denied::NoCredentials).into());
        };
        let Ok(header) = header.to_str() else {
            return Err(Error::Unauthorized(Denied::NotText).into());
        };
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                let key = format!("bearer {address}").into();
                self.unless_failing(&key)?;
                let found = self.directory.bearer(token.trim()).await?;
                found.ok_or_else(|| self.failed(&key, Denied::Token))
            }
            _ => self.signed(header, parts, address).await,
        }
    }

    async fn signed(&self, header: &str, parts: &Parts, address: IpAddr) -> Result<Arc<Caller>, Refusal> {
        let credentials = Credentials::parse(header)
            .map_err(|error| self.failed(&format!("malformed {address}").into(), Denied::Malformed(error)))?;
        let key = format!("{} {address}", credentials.username().to_lowercase()).into();
        self.unless_failing(&key)?;
        let found = self.directory.account(credentials.username()).await?;
        let now = self.directory.database.now();
        let with_host;
        let request = SignedRequest {
            method: parts.method.as_str(),
            path_and_query: parts.uri.path_and_query().map_or("/", |path| path.as_str()),
            version: version(parts.version),
            headers: match parts.uri.authority() {
                // HTTP/2 carries the host in the request's URI.
                Some(authority) if !parts.headers.contains_key(HOST) => {
                    with_host = headers_with_host(&parts.headers, authority.as_str());
                    &with_host
                }
                _ => &parts.headers,
            },
        };
        // An unknown name costs the same two checks as a wrong secret, so that the time tells nobody which it was.
        let check = |secret: Option<&[u8]>| {
            let verified = credentials.verify(secret.unwrap_or_default(), &request, now.seconds());
            if secret.is_some() { verified } else { Err(SignatureError::Mismatch) }
        };
        let secrets = found.as_ref().map(|caller| &caller.secrets);
        let verified = check(secrets.map(Secrets::current));
        let verified =
            verified.or_else(|error| check(secrets.and_then(|secrets| secrets.previous(now))).map_err(|_| error));
        match (found, verified) {
            (Some(caller), Ok(())) => Ok(caller),
            (None, _) => Err(self.failed(&key, Denied::NoAccount)),
            (_, Err(error)) => Err(self.failed(&key, Denied::Signature(error))),
        }
    }

    fn unless_failing(&self, key: &Arc<str>) -> Result<(), Refusal> {
        match self.failures.blocked(key, FAILURES, self.directory.database.now()) {
            Some(wait) => Err(Error::TooManyFailures(wait).into()),
            None => Ok(()),
        }
    }

    fn failed(&self, key: &Arc<str>, denied: Denied) -> Refusal {
        self.failures.record(key, self.directory.database.now());
        Error::Unauthorized(denied).into()
    }

    /// Who a request says it is from, without a look at whether that is true.
    pub(crate) fn claim(&self, headers: &HeaderMap) -> Option<Claim> {
        let header = headers.get(AUTHORIZATION)?.to_str().ok()?;
        match header.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                self.directory.spent(token.trim()).map(Claim::Token)
            }
            _ => Credentials::parse(header).ok().map(|credentials| Claim::Account(credentials.username().to_owned())),
        }
    }
}

fn version(version: Version) -> &'static str {
    match version {
        Version::HTTP_2 => "HTTP/2.0",
        Version::HTTP_10 => "HTTP/1.0",
        _ => "HTTP/1.1",
    }
}

fn headers_with_host(headers: &HeaderMap, host: &str) -> HeaderMap {
    let mut headers = headers.clone();
    if let Ok(host) = host.parse() {
        headers.insert(HOST, host);
    }
    headers
}
