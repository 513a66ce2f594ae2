//! Where a delivery goes and who signs it: read from the endpoint's, its app's and its shop's documents.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, InvalidHeaderValue, USER_AGENT};
use hyper::{Method, Request, Uri};
use platform::{App, Endpoint, Secrets, Shop, Vault};
use storage::{Database, Event, PLATFORM, Reading};
use wire::{Id, Timestamp};

use crate::connector::Authority;
use crate::signature::Signer;

const DOMAIN: HeaderName = HeaderName::from_static("x-cyberbiz-domain");
const SHOP_DOMAIN: HeaderName = HeaderName::from_static("x-cyberbiz-shop-domain");
const EVENT: HeaderName = HeaderName::from_static("x-cyberbiz-event");
const HMAC: HeaderName = HeaderName::from_static("x-cyberbiz-hmac-sha256");
const DOMAIN_HMAC: HeaderName = HeaderName::from_static("x-cyberbiz-domain-hmac-sha256");
const WEBHOOK_ID: HeaderName = HeaderName::from_static("webhook-id");
const WEBHOOK_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
const WEBHOOK_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// On events that did not happen, but were made to try the endpoint out.
const TEST: HeaderName = HeaderName::from_static("x-shopwire-test");

/// What an endpoint's deliveries meet.
#[derive(Clone)]
pub(crate) enum Target {
    Open(Arc<Destination>),
    /// They wait, and no try is counted, until somebody resumes the endpoint.
    Paused(Arc<Destination>),
    /// They wait as well, because something is wrong with the shop.
    Held(&'static str),
    /// They fail, and are tried again: somebody may repair the endpoint.
    Unusable(Arc<str>),
    /// They are given up.
    Gone,
}

/// Everything of a delivery that is the same for all of an endpoint's.
pub(crate) struct Destination {
    pub(crate) authority: Authority,
    uri: Uri,
    headers: HeaderMap,
    signer: Signer,
    /// Signs beside it until then: the secret before, while it is being rotated.
    previous: Option<(Signer, Timestamp)>,
}

/// Reads what stands in the documents now.
pub(crate) async fn load(database: &Database, vault: &Vault, endpoint: i64) -> Target {
    let found = database
        .read(PLATFORM, |view| {
            let Some(endpoint) = view.get::<Endpoint>(Id::new(endpoint))? else {
                return Ok(None);
            };
            let app = view.get::<App>(endpoint.app_id)?;
            let shop = view.get::<Shop>(endpoint.shop_id)?;
            Ok::<_, storage::Error>(app.zip(shop).map(|(app, shop)| (endpoint, app, shop)))
        })
        .await;
    let (endpoint, app, shop) = match found {
        Ok(Some(found)) => found,
        Ok(None) => return Target::Gone,
        Err(error) => {
            tracing::error!(%error, "an endpoint is not readable");
            return Target::Held("the endpoint's documents are not readable");
        }
    };
    if !shop.has_api() {
        return Target::Held("the shop's plan has no API");
    }
    let Ok(secrets) = app.secrets(vault) else {
        return Target::Held("the app's secret was sealed with another master key");
    };
    match Destination::new(&endpoint.url, &shop, &secrets) {
        Ok(destination) if endpoint.paused => Target::Paused(Arc::new(destination)),
        Ok(destination) => Target::Open(Arc::new(destination)),
        Err(reason) => Target::Unusable(reason.into()),
    }
}

impl Destination {
    fn new(url: &str, shop: &Shop, secrets: &Secrets) -> Result<Self, &'static str> {
        let url: Uri = url.parse().map_err(|_| "the endpoint's URL is not valid")?;
        let tls = match url.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("the endpoint's URL is neither http nor https"),
        };
        let host = url.host().ok_or("the endpoint's URL has no host")?;
        let port = url.port_u16();
        let host_header = port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"));
        let authority = Authority {
            tls,
            host: host.trim_start_matches('[').trim_end_matches(']').to_owned(),
            port: port.unwrap_or(if tls { 443 } else { 80 }),
        };
        let uri = url.path_and_query().map_or("/", |path| path.as_str());
        let uri = uri.parse().map_err(|_| "the endpoint's URL has no valid path")?;
        let signer = Signer::new(secrets.current());
        let previous = secrets.previous_until().map(|(secret, until)| (Signer::new(secret), until));
        let headers = fixed_headers(&host_header, shop, &signer).map_err(|_| "the shop's domain is not a domain")?;
        Ok(Self { authority, uri, headers, signer, previous })
    }

    /// The signed request: the payload as it was committed, under the event's name for ever.
    pub(crate) fn request(
        &self,
        event: &Event,
        test: bool,
        now: Timestamp,
    ) -> Result<Request<Full<Bytes>>, InvalidHeaderValue> {
        let mut request = Request::new(Full::new(event.payload.clone()));
        *request.method_mut() = Method::POST;
        *request.uri_mut() = self.uri.clone();
        let mut headers = self.headers.clone();
        let standard = self.standard_signatures(&event.uid, now, &event.payload);
        headers.insert(EVENT, HeaderValue::from_str(&event.name)?);
        headers.insert(HMAC, HeaderValue::try_from(self.signer.hex(&event.payload))?);
        headers.insert(WEBHOOK_ID, HeaderValue::from_str(&event.uid)?);
        headers.insert(WEBHOOK_TIMESTAMP, HeaderValue::from(now.seconds()));
        headers.insert(WEBHOOK_SIGNATURE, HeaderValue::try_from(standard)?);
        if let Some(request_id) = &event.request_id {
            headers.insert(REQUEST_ID, HeaderValue::from_str(request_id)?);
        }
        if test {
            headers.insert(TEST, HeaderValue::from_static("true"));
        }
        *request.headers_mut() = headers;
        Ok(request)
    }

    /// One signature, or two with a space between them while the secret is being rotated.
    fn standard_signatures(&self, id: &str, now: Timestamp, body: &[u8]) -> String {
        let mut signatures = self.signer.standard(id, now.seconds(), body);
        if let Some((previous, until)) = &self.previous
            && now < *until
        {
            signatures.push(' ');
            signatures.push_str(&previous.standard(id, now.seconds(), body));
        }
        signatures
    }
}

fn fixed_headers(host: &str, shop: &Shop, signer: &Signer) -> Result<HeaderMap, InvalidHeaderValue> {
    let mut headers = HeaderMap::with_capacity(16);
    headers.insert(HOST, HeaderValue::from_str(host)?);
    headers.insert(USER_AGENT, HeaderValue::from_static("CyberbizAppWebhook/1.0"));
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(DOMAIN, HeaderValue::from_bytes(shop.domain.as_bytes())?);
    headers.insert(SHOP_DOMAIN, HeaderValue::from_bytes(shop.storefront_domain.as_bytes())?);
    headers.insert(DOMAIN_HMAC, HeaderValue::try_from(signer.hex(shop.domain.as_bytes()))?);
    Ok(headers)
}
