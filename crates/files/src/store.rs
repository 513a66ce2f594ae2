//! Where the files are: a folder, or a bucket of an S3-compatible store.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream::{BoxStream, StreamExt};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{Attribute, Attributes, Error as StoreError, ObjectStore, ObjectStoreExt, PutOptions, PutPayload};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::{Bucket, Drawn, Error, FileName, NotStorable, Result, Size, inspect};

/// A file has one content for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// So many images are decoded at once: each may take over a hundred megabytes.
const DECODED_AT_ONCE: usize = 2;

/// The files of all shops.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    /// Whether a file is kept with its type, for those who fetch it from the store itself.
    typed: bool,
    decoding: Arc<Semaphore>,
}

/// A file that is there.
pub struct Found {
    pub length: u64,
    pub bytes: BoxStream<'static, Result<Bytes>>,
}

impl Files {
    /// Files in a folder of this machine, which is made where it is missing.
    pub fn in_folder(path: &Path) -> Result<Self> {
        let made = std::fs::create_dir_all(path)
            .map_err(|error| StoreError::Generic { store: "local", source: Box::new(error) });
        made?;
        let store = LocalFileSystem::new_with_prefix(path)?.with_fsync(true);
        Ok(Self::over(Arc::new(store), false))
    }

    /// Files in a bucket.
    pub fn in_bucket(bucket: &Bucket) -> Result<Self> {
        Ok(Self::over(bucket.open()?, true))
    }

    fn over(store: Arc<dyn ObjectStore>, typed: bool) -> Self {
        Self { store, typed, decoding: Arc::new(Semaphore::new(DECODED_AT_ONCE)) }
    }

    /// Whether the store answers at all: a wrong key or bucket shows at start, not at the first upload.
    pub async fn check(&self) -> Result<()> {
        self.has(&Key::from("shopwire")).await.map(drop)
    }

    pub async fn put(&self, shop: i64, name: &FileName, bytes: Bytes) -> Result<()> {
        let mut options = PutOptions::default();
        if self.typed {
            options.attributes = Attributes::from_iter([
                (Attribute::ContentType, name.format().media_type()),
                (Attribute::CacheControl, FOR_EVER),
            ]);
        }
        self.store.put_opts(&key(shop, name), PutPayload::from_bytes(bytes), options).await?;
        Ok(())
    }

    /// The file, to be read piece by piece.
    pub async fn get(&self, shop: i64, name: &FileName) -> Result<Option<Found>> {
        let found = match self.store.get(&key(shop, name)).await {
            Ok(found) => found,
            Err(StoreError::NotFound { .. }) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let length = found.meta.size;
        Ok(Some(Found { length, bytes: found.into_stream().map(|piece| piece.map_err(Error::from)).boxed() }))
    }

    pub async fn exists(&self, shop: i64, name: &FileName) -> Result<bool> {
        self.has(&key(shop, name)).await
    }

    async fn has(&self, key: &Key) -> Result<bool> {
        match self.store.head(key).await {
            Ok(_) => Ok(true),
            Err(StoreError::NotFound { .. }) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes the file; one that is not there is removed already.
    pub async fn remove(&self, shop: i64, name: &FileName) -> Result<()> {
        match self.store.delete(&key(shop, name)).await {
            Ok(()) | Err(StoreError::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// As [`inspect`], beside the threads that answer requests, and not too many at once.
    pub async fn inspect(&self, bytes: Bytes, sizes: Vec<Size>) -> Result<Result<Drawn, NotStorable>> {
        let stopped = |error: &dyn std::fmt::Display| Error(format!("an image could not be read: {error}"));
        let _turn = self.decoding.acquire().await.map_err(|error| stopped(&error))?;
        spawn_blocking(move || inspect(&bytes, &sizes)).await.map_err(|error| stopped(&error))
    }
}

fn key(shop: i64, name: &FileName) -> Key {
    Key::from(format!("{shop}/{name}"))
}
