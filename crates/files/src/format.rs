//! The formats of images that a shop shows.

use image::ImageFormat;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    Jpeg,
    Png,
    Gif,
    WebP,
}

const FORMATS: [Format; 4] = [Format::Jpeg, Format::Png, Format::Gif, Format::WebP];

impl Format {
    /// What the bytes say they are.
    pub(crate) fn of(bytes: &[u8]) -> Option<Self> {
        let guessed = image::guess_format(bytes).ok()?;
        FORMATS.into_iter().find(|format| format.decoded_as() == guessed)
    }

    pub(crate) fn of_extension(extension: &str) -> Option<Self> {
        FORMATS.into_iter().find(|format| format.extension() == extension)
    }

    pub fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Gif => "gif",
            Self::WebP => "webp",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Gif => "image/gif",
            Self::WebP => "image/webp",
        }
    }

    pub(crate) fn decoded_as(self) -> ImageFormat {
        match self {
            Self::Jpeg => ImageFormat::Jpeg,
            Self::Png => ImageFormat::Png,
            Self::Gif => ImageFormat::Gif,
            Self::WebP => ImageFormat::WebP,
        }
    }
}
