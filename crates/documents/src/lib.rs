//! Documents made from the types: a PDF to read, OpenAPI as YAML, a Postman collection that signs. What goes in are
//! the OpenAPI documents that `api::document` makes, one for each version of the API. And labels for parcels, of what
//! the caller wants on them.

pub mod catalogue;
mod example;
mod labels;
mod pdf;
mod postman;
mod yaml;

pub use example::Examples;
pub use labels::{BarCode, Label, LabelField, LabelSheet, label_svg, labels_html, labels_pdf};
pub use pdf::{PdfOptions, has_font, pdf};
pub use postman::postman;
pub use yaml::yaml;

/// The name of the version that an OpenAPI document is of: `v1`.
pub fn version_of(document: &serde_json::Value) -> &str {
    catalogue::version_of(document)
}

#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither in the program nor on the system.
    #[error(
        "no font with Traditional Chinese was found. Install one (Debian: apt install fonts-noto-cjk), \
         or run scripts/fonts and build again"
    )]
    NoFont,
    #[error("the font {0} cannot be used")]
    BadFont(String),
    #[error("the PDF cannot be written: {0}")]
    Pdf(String),
    #[error("the code cannot be drawn: {0}")]
    Code(String),
    #[error("the document cannot be written as YAML: {0}")]
    Yaml(String),
    #[error("the work on it was stopped: {0}")]
    Stopped(String),
}
