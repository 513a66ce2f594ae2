//! The files, each made when it is first asked for, away from the threads that serve, and kept.

use axum::body::Bytes;
use axum::response::{IntoResponse, Response};
use documents::{Error, PdfOptions};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::Value;
use storage::etag_of;
use tokio::sync::OnceCell;

use crate::Portal;

/// Everything that can be downloaded.
pub struct Downloads {
    version: String,
    versions: Vec<String>,
    pdf: OnceCell<File>,
    collection: OnceCell<File>,
    yaml: Vec<OnceCell<File>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Pdf,
    Collection,
    /// Of the document in this place.
    Yaml(usize),
}

/// A file, ready for the socket. Cheap to clone.
#[derive(Clone)]
pub struct File {
    bytes: Bytes,
    etag: String,
    headers: &'static [(HeaderName, &'static str)],
}

impl Downloads {
    pub fn of(documents: &[Value]) -> Self {
        let text: String = documents.iter().map(Value::to_string).collect();
        let versions: Vec<String> =
            documents.iter().map(|document| documents::version_of(document).to_owned()).collect();
        Self {
            version: etag_of(text.as_bytes())[..12].to_owned(),
            yaml: versions.iter().map(|_| OnceCell::new()).collect(),
            versions,
            pdf: OnceCell::new(),
            collection: OnceCell::new(),
        }
    }

    /// Changes with what is documented.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The names of the API's versions: `v1`.
    pub fn versions(&self) -> &[String] {
        &self.versions
    }
}

impl Portal {
    pub(super) async fn download(&self, kind: Kind) -> Result<File, Error> {
        let cell = match kind {
            Kind::Pdf => &self.downloads.pdf,
            Kind::Collection => &self.downloads.collection,
            Kind::Yaml(place) => &self.downloads.yaml[place],
        };
        let portal = self.clone();
        let make = async move || {
            let made = tokio::task::spawn_blocking(move || portal.make(kind)).await;
            made.map_err(|stopped| Error::Stopped(stopped.to_string()))?
        };
        cell.get_or_try_init(make).await.cloned()
    }

    fn make(&self, kind: Kind) -> Result<File, Error> {
        Ok(match kind {
            Kind::Pdf => {
                let date = self.directory.database.now().date().to_string();
                File::new(PDF, documents::pdf(&self.documents, &PdfOptions { date: &date })?)
            }
            Kind::Collection => {
                let collection = documents::postman(&self.documents, &self.base_url);
                File::new(COLLECTION, format!("{collection:#}\n"))
            }
            Kind::Yaml(place) => File::new(YAML, documents::yaml(&self.documents[place])?),
        })
    }
}

const PDF: &[(HeaderName, &str)] = &[
    (CONTENT_TYPE, "application/pdf"),
    (CONTENT_DISPOSITION, "inline; filename=\"shopwire-api.pdf\""),
    // Browsers show it in a page of their own, whose styles the policy of our pages would forbid.
    (CONTENT_SECURITY_POLICY, "frame-ancestors 'none'"),
];
const COLLECTION: &[(HeaderName, &str)] = &[
    (CONTENT_TYPE, "application/json"),
    (CONTENT_DISPOSITION, "attachment; filename=\"shopwire.postman_collection.json\""),
];
const YAML: &[(HeaderName, &str)] = &[(CONTENT_TYPE, "application/yaml")];

impl File {
    fn new(headers: &'static [(HeaderName, &'static str)], bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { etag: format!("\"{}\"", etag_of(&bytes)), bytes, headers }
    }

    /// The answer; one that was asked for by its version never changes.
    pub fn answer(&self, asked: &HeaderMap, by_version: bool) -> Response {
        let keep = if by_version { "public, max-age=31536000, immutable" } else { "public, no-cache" };
        let caching = [(ETAG, self.etag.as_str()), (CACHE_CONTROL, keep)];
        let known = asked.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if known.split(',').any(|one| one.trim().trim_start_matches("W/") == self.etag) {
            return (StatusCode::NOT_MODIFIED, caching).into_response();
        }
        let mut response = (caching, self.bytes.clone()).into_response();
        for (name, value) in self.headers {
            response.headers_mut().insert(name, http::HeaderValue::from_static(value));
        }
        response
    }
}
