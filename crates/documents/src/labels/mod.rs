//! Labels to stick on parcels: a head, a bar code, what is to be read, perhaps a QR code. What they say and for whom is
//! the caller's affair; here they are drawn, as PDF to print, as HTML, and as a picture.

mod codes;
mod pdf;
mod web;

pub use pdf::labels_pdf;
pub use web::{label_svg, labels_html};

/// What stands on one label.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Label {
    /// Whose label it is: the carrier.
    pub title: String,
    /// Words that must not be overlooked: 冷藏, 易碎.
    pub marks: Vec<String>,
    pub bar_code: Option<BarCode>,
    pub fields: Vec<LabelField>,
    /// What a QR code says.
    pub qr_code: Option<String>,
}

/// One line to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelField {
    pub name: String,
    pub value: String,
    /// Whether it has to be read from afar.
    pub strong: bool,
}

/// A bar code; its text is printed below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BarCode {
    Code39(String),
    Code128(String),
}

/// What labels are printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LabelSheet {
    /// A4, with four labels to be cut.
    A4,
    /// A roll with labels of 100 by 150 mm.
    Roll,
}

impl BarCode {
    fn text(&self) -> &str {
        match self {
            Self::Code39(text) | Self::Code128(text) => text,
        }
    }
}
