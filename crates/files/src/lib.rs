//! Files that a shop shows: where they are kept, what they are called, and what is known of an image.
//!
//! A file never changes: a new content gets a new name, so that whoever has it may keep it for ever.

mod format;
mod image;
mod name;
mod s3;
mod store;

pub use crate::image::{Drawn, Image, MAX_PIXELS, NotStorable, Rendition, Size, inspect, png};
pub use format::Format;
pub use name::{FileName, NotAName};
pub use s3::{Bucket, Keys};
pub use store::{Files, Found};

/// The files cannot be reached.
#[derive(Debug, thiserror::Error)]
#[error("the file store is unavailable: {0}")]
pub struct Error(pub(crate) String);

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<object_store::Error> for Error {
    fn from(error: object_store::Error) -> Self {
        Self(error.to_string())
    }
}
