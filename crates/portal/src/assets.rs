//! Style sheets, scripts and pictures, compiled in. Their URLs change with their contents, so browsers keep them.

use std::borrow::Cow;
use std::io::{Read, Write};
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, StatusCode};
use storage::etag_of;

pub(crate) const CSS: &str = "text/css; charset=utf-8";
pub(crate) const SCRIPT: &str = "text/javascript; charset=utf-8";
pub(crate) const JSON: &str = "application/json";
const SVG: &str = "image/svg+xml";

macro_rules! files {
    ($($name:literal $kind:ident),* $(,)?) => {
        &[$(($name, $kind, include_bytes!(concat!("../assets/", $name)))),*]
    };
}

/// Every file, by name; a new one is added here.
const FILES: &[(&str, &str, &[u8])] = files![
    "portal.css" CSS,
    "guides.css" CSS,
    "deliveries.css" CSS,
    "orders.css" CSS,
    "home.css" CSS,
    "portal.js" SCRIPT,
    "reference.css" CSS,
    "search.js" SCRIPT,
    "tabs.js" SCRIPT,
    "hmac.js" SCRIPT,
    "multipart.js" SCRIPT,
    "try.js" SCRIPT,
    "swagger.js" SCRIPT,
    "live.js" SCRIPT,
    "progress.js" SCRIPT,
    "icon.svg" SVG,
];

/// The files, ready for the socket.
#[derive(Clone)]
pub struct Assets(Arc<Vec<Asset>>);

struct Asset {
    name: &'static str,
    url: String,
    made: Made,
}

/// One file, ready for the socket: browsers keep it for good, and get it compressed if they can read that.
pub(crate) struct Made {
    kind: &'static str,
    version: String,
    zipped: Vec<u8>,
    /// What was there first; unpacked again for the few who want it plain, where it was not kept.
    plain: Option<Cow<'static, [u8]>>,
}

impl Made {
    pub(crate) fn new(kind: &'static str, plain: impl Into<Cow<'static, [u8]>>) -> Self {
        let plain = plain.into();
        Self { kind, version: version(&plain), zipped: zip(&plain), plain: Some(plain) }
    }

    /// What comes compressed with gzip.
    pub(crate) fn of_zipped(kind: &'static str, zipped: Vec<u8>) -> Self {
        Self { kind, version: version(&zipped), zipped, plain: None }
    }

    /// Part of its URL, which so changes with its contents.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    pub(crate) fn answer(&self, asked: &HeaderMap) -> Response {
        let fixed = [
            (CONTENT_TYPE, self.kind),
            (CACHE_CONTROL, "public, max-age=31536000, immutable"),
            (VARY, "accept-encoding"),
        ];
        let accepted = asked.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if accepted.contains("gzip") {
            return (fixed, [(CONTENT_ENCODING, "gzip")], self.zipped.clone()).into_response();
        }
        let plain = self.plain.as_deref().map(<[u8]>::to_vec).or_else(|| unzip(&self.zipped));
        plain.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |plain| (fixed, plain).into_response())
    }
}

fn version(bytes: &[u8]) -> String {
    etag_of(bytes)[..12].to_owned()
}

impl Assets {
    pub(crate) fn load() -> Self {
        let load = |(name, kind, plain): &(&'static str, &'static str, &'static [u8])| {
            let made = Made::new(kind, *plain);
            Asset { name, url: format!("/assets/{}/{name}", made.version()), made }
        };
        Self(Arc::new(FILES.iter().map(load).collect()))
    }

    /// Where a file is; what is not there has no URL.
    pub fn url(&self, name: &str) -> &str {
        self.0.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.url)
    }

    pub(crate) fn router(&self) -> Router {
        Router::new().route("/assets/{version}/{name}", get(serve)).with_state(self.clone())
    }
}

fn zip(plain: &[u8]) -> Vec<u8> {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail.
    let _ = zipped.write_all(plain);
    zipped.finish().unwrap_or_default()
}

fn unzip(zipped: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    GzDecoder::new(zipped).read_to_end(&mut plain).ok()?;
    Some(plain)
}

async fn serve(State(assets): State<Assets>, Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    // Also under an older version's URL: a page may be older than the program.
    match assets.0.iter().find(|asset| asset.name == name) {
        Some(asset) => asset.made.answer(&headers),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
