//! What every page may ask for: the installation, its address, its documents.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use api::limits::SlidingWindow;
use axum::Router;
use documents::catalogue::Catalogue;
use platform::Directory;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::assets::Assets;
use crate::downloads::Downloads;
use crate::guides::Library;
use crate::reference::Index;

/// Failed tries to sign in are counted so long.
const FAILURE_WINDOW: Duration = Duration::from_mins(5);

/// What the portal is made of.
pub struct Parts {
    pub directory: Directory,
    /// Where clients reach the API: `https://api.example.com`.
    pub base_url: String,
    /// The OpenAPI documents, v1 and v2.
    pub documents: Vec<Value>,
    /// The API itself, for pages that show what it answers.
    pub api: Router,
    /// Ends what would go on as long as somebody looks: pages that are told of news.
    pub closing: CancellationToken,
}

/// The portal of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Inside>);

pub struct Inside {
    pub directory: Directory,
    pub base_url: String,
    pub documents: Vec<Value>,
    pub(crate) api: Router,
    pub(crate) reference: Catalogue,
    pub(crate) index: Index,
    pub(crate) closing: CancellationToken,
    pub(crate) downloads: Downloads,
    pub(crate) assets: Assets,
    pub(crate) failures: SlidingWindow,
    pub(crate) guides: Library,
}

impl Portal {
    pub fn new(parts: Parts) -> Self {
        let Parts { directory, base_url, documents, api, closing } = parts;
        let (assets, failures) = (Assets::load(), SlidingWindow::new(FAILURE_WINDOW));
        let reference = Catalogue::read(&documents);
        let index = Index::of(&reference);
        let guides = Library::open(&base_url, &reference);
        let downloads = Downloads::of(&documents);
        Self(Arc::new(Inside {
            directory,
            base_url,
            documents,
            api,
            reference,
            index,
            closing,
            downloads,
            assets,
            failures,
            guides,
        }))
    }

    /// Whether people reach the portal over TLS.
    pub(crate) fn is_secure(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

impl Deref for Portal {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}
