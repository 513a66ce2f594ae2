//! How the database is written.

use storage_sqlite::Options;

use super::setting::{Setting, Sources};
use crate::failure::Outcome;

#[derive(Debug)]
pub struct StorageConfig {
    /// So many writes at most share one commit, and so one fsync.
    pub max_group: Setting<usize>,
}

impl StorageConfig {
    pub fn resolve(sources: &Sources) -> Outcome<Self> {
        Ok(Self { max_group: sources.setting("storage.max-group", None, Options::default().max_group)? })
    }

    pub fn options(&self) -> Options {
        Options { max_group: self.max_group.value, ..Options::default() }
    }
}
