//! Where the files of shops are kept, and how others reach them.

use files::{Bucket, Files, Keys};

use super::setting::{Setting, Sources};
use super::values::{BaseUrl, Hidden};
use crate::data_folder::DataFolder;
use crate::failure::{Failure, Outcome};

#[derive(Debug)]
pub struct FilesConfig {
    /// A bucket of S3, or of a store that speaks like it; without one, files are in the data folder.
    pub bucket: Setting<Option<String>>,
    /// Where the store is, if it is not Amazon's.
    pub endpoint: Setting<Option<BaseUrl>>,
    pub region: Setting<Option<String>>,
    pub access_key_id: Setting<Option<Hidden>>,
    pub secret_access_key: Setting<Option<Hidden>>,
    /// What the URLs of files begin with, where that is not this server.
    pub base_url: Setting<Option<BaseUrl>>,
}

impl FilesConfig {
    pub fn resolve(sources: &Sources) -> Outcome<Self> {
        let config = Self {
            bucket: sources.optional("files.bucket", None)?,
            endpoint: sources.optional("files.endpoint", None)?,
            region: sources.optional("files.region", None)?,
            access_key_id: sources.optional("files.access-key-id", None)?,
            secret_access_key: sources.optional("files.secret-access-key", None)?,
            base_url: sources.optional("files.base-url", None)?,
        };
        if config.access_key_id.value.is_some() != config.secret_access_key.value.is_some() {
            return Err(Failure::usage("files.access-key-id and files.secret-access-key belong together: set both"));
        }
        Ok(config)
    }

    pub fn base_url(&self) -> Option<String> {
        self.base_url.value.as_ref().map(|url| url.0.clone())
    }

    /// The store, once it has answered.
    pub async fn open(&self, folder: &DataFolder) -> Outcome<Files> {
        let Some(name) = &self.bucket.value else {
            let path = folder.files();
            let unusable = |error| Failure::new(format!("cannot keep files in {}: {error}", path.display()));
            return Files::in_folder(&path).map_err(unusable);
        };
        let keys = self.access_key_id.value.as_ref().zip(self.secret_access_key.value.as_ref());
        let bucket = Bucket {
            name: name.clone(),
            endpoint: self.endpoint.value.as_ref().map(|url| url.0.clone()),
            region: self.region.value.clone(),
            keys: keys
                .map(|(id, secret)| Keys { id: id.expose().to_owned(), secret: secret.expose().to_owned().into() }),
        };
        let unusable = |error| Failure::new(format!("cannot keep files in the bucket {name}: {error}"));
        let files = Files::in_bucket(&bucket).map_err(unusable)?;
        files.check().await.map_err(unusable)?;
        Ok(files)
    }
}
