//! Style sheets, scripts and pictures, compiled in. Their URLs change with their contents, so browsers keep them.

use std::io::Write;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use http::{HeaderMap, StatusCode};
use storage::etag_of;

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

macro_rules! files {
    ($($name:literal $kind:ident),* $(,)?) => {
        &[$(($name, $kind, include_bytes!(concat!("../assets/", $name)))),*]
    };
}

/// Every file, by name; a new one is added here.
const FILES: &[(&str, &str, &[u8])] = files![
    "portal.css" CSS,
    "portal.js" SCRIPT,
    "icon.svg" SVG,
];

/// The files, ready for the socket.
#[derive(Clone)]
pub struct Assets(Arc<Vec<Asset>>);

struct Asset {
    name: &'static str,
    kind: &'static str,
    url: String,
    plain: &'static [u8],
    zipped: Vec<u8>,
}

impl Assets {
    pub(crate) fn load() -> Self {
        let load = |(name, kind, plain): &(&'static str, &'static str, &'static [u8])| Asset {
            name,
            kind,
            url: format!("/assets/{}/{name}", &etag_of(plain)[..12]),
            plain,
            zipped: zip(plain),
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

async fn serve(State(assets): State<Assets>, Path((_, name)): Path<(String, String)>, headers: HeaderMap) -> Response {
    // Also under an older version's URL: a page may be older than the program.
    let Some(asset) = assets.0.iter().find(|asset| asset.name == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let fixed =
        [(CONTENT_TYPE, asset.kind), (CACHE_CONTROL, "public, max-age=31536000, immutable"), (VARY, "accept-encoding")];
    let accepted = headers.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if accepted.contains("gzip") {
        (fixed, [(CONTENT_ENCODING, "gzip")], asset.zipped.clone()).into_response()
    } else {
        (fixed, asset.plain).into_response()
    }
}
