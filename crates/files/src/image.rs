//! What an image is, by its content: format, dimensions, and smaller renditions of it.
//!
//! Everything here comes from strangers: what a file claims is checked before it costs memory.

use std::collections::BTreeMap;
use std::io::Cursor;

use bytes::Bytes;
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use wire::Random;

use crate::{FileName, Format};

/// A picture with more pixels is not read: a few hundred bytes can claim any number of them.
pub const MAX_PIXELS: u64 = 40_000_000;
/// So much memory one picture may take while it is read: eight bits of four colours a pixel.
const MAX_MEMORY: u64 = MAX_PIXELS * 4;
/// Where a smaller rendition looks like its original.
const JPEG_QUALITY: u8 = 84;

/// A rendition that an operation wants beside the original: at most so many pixels long on either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    pub name: std::borrow::Cow<'static, str>,
    pub longest: u32,
}

impl Size {
    pub const fn new(name: &'static str, longest: u32) -> Self {
        Self { name: std::borrow::Cow::Borrowed(name), longest }
    }
}

/// An image that a client sent: a field of an operation's body. It is stored before the operation runs, and removed
/// again if that fails. Sizes that are wanted beside it stand at the field, as `x-sizes`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// The image as it was sent.
    pub name: FileName,
    pub width: u32,
    pub height: u32,
    /// Those that differ from the original.
    pub sizes: BTreeMap<String, FileName>,
}

impl Image {
    /// The rendition of this size; an image that is not larger is its own.
    pub fn at(&self, size: &Size) -> &FileName {
        self.sizes.get(&*size.name).unwrap_or(&self.name)
    }
}

impl JsonSchema for Image {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Image".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "binary" })
    }
}

/// Why something is not stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotStorable {
    #[error("not an image of a known format")]
    NotAnImage,
    #[error("the image has too many pixels")]
    TooLarge,
    #[error("the image cannot be decoded")]
    Damaged,
}

/// An image that can be shown.
#[derive(Debug)]
pub struct Drawn {
    pub format: Format,
    pub width: u32,
    pub height: u32,
    /// Those that are smaller than the image itself.
    pub renditions: Vec<Rendition>,
}

#[derive(Debug)]
pub struct Rendition {
    pub size: String,
    pub format: Format,
    pub bytes: Bytes,
}

impl Drawn {
    /// The image under fresh names, and what is to be stored under them.
    pub fn named(self, original: Bytes, random: &dyn Random) -> (Image, Vec<(FileName, Bytes)>) {
        let name = FileName::fresh(random, self.format);
        let mut stored = vec![(name.clone(), original)];
        let mut sizes = BTreeMap::new();
        for Rendition { size, format, bytes } in self.renditions {
            let name = name.sized(&size, format);
            stored.push((name.clone(), bytes));
            sizes.insert(size, name);
        }
        (Image { name, width: self.width, height: self.height, sizes }, stored)
    }
}

/// Reads an image to its end and makes the sizes that it is larger than. Takes its time: not for a thread that answers
/// requests.
pub fn inspect(bytes: &[u8], sizes: &[Size]) -> Result<Drawn, NotStorable> {
    let format = Format::of(bytes).ok_or(NotStorable::NotAnImage)?;
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format.decoded_as());
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MAX_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(refusal)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS || decoder.total_bytes() > MAX_MEMORY {
        return Err(NotStorable::TooLarge);
    }
    let orientation = decoder.orientation().map_err(refusal)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
    // As a browser shows the original: cameras lie on their side and say so.
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width(), picture.height());
    let smaller = sizes.iter().filter(|size| width.max(height) > size.longest);
    let renditions = smaller.map(|size| rendition(&picture, size)).collect::<Result<_, _>>()?;
    Ok(Drawn { format, width, height, renditions })
}

/// A picture that the program has drawn itself: three bytes a pixel, line by line.
pub fn png(width: u32, height: u32, pixels: &[u8]) -> Result<Bytes, NotStorable> {
    let mut bytes = Vec::new();
    let encoder = PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive);
    encoder.write_image(pixels, width, height, image::ExtendedColorType::Rgb8).map_err(refusal)?;
    Ok(bytes.into())
}

fn rendition(picture: &DynamicImage, size: &Size) -> Result<Rendition, NotStorable> {
    let small = picture.thumbnail(size.longest, size.longest);
    let mut bytes = Vec::new();
    let (width, height) = (small.width(), small.height());
    let format = if small.color().has_alpha() {
        let pixels = small.into_rgba8();
        let encoder = PngEncoder::new(&mut bytes);
        encoder.write_image(&pixels, width, height, image::ExtendedColorType::Rgba8).map_err(refusal)?;
        Format::Png
    } else {
        let pixels = small.into_rgb8();
        let encoder = JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY);
        encoder.write_image(&pixels, width, height, image::ExtendedColorType::Rgb8).map_err(refusal)?;
        Format::Jpeg
    };
    Ok(Rendition { size: size.name.clone().into_owned(), format, bytes: bytes.into() })
}

fn refusal(error: ImageError) -> NotStorable {
    match error {
        ImageError::Limits(_) => NotStorable::TooLarge,
        _ => NotStorable::Damaged,
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageFormat, RgbImage, RgbaImage};

    use super::*;

    const THUMB: Size = Size::new("thumb", 100);

    fn encoded(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn every_format_is_known_by_its_content() {
        let picture = RgbImage::from_pixel(40, 30, [200, 80, 20].into());
        for (format, known) in [
            (ImageFormat::Jpeg, Format::Jpeg),
            (ImageFormat::Png, Format::Png),
            (ImageFormat::Gif, Format::Gif),
            (ImageFormat::WebP, Format::WebP),
        ] {
            let drawn = inspect(&encoded(picture.clone(), format), &[THUMB]).unwrap();
            assert_eq!((drawn.format, drawn.width, drawn.height, drawn.renditions.len()), (known, 40, 30, 0));
        }
        assert_eq!(inspect(b"<svg onload='alert(1)'/>", &[]).unwrap_err(), NotStorable::NotAnImage);
        assert_eq!(inspect(b"", &[]).unwrap_err(), NotStorable::NotAnImage);
    }

    #[test]
    fn a_rendition_fits_its_size_and_keeps_what_is_see_through() {
        let opaque = inspect(&encoded(RgbImage::new(400, 200), ImageFormat::Png), &[THUMB]).unwrap();
        let small = inspect(&opaque.renditions[0].bytes, &[]).unwrap();
        assert_eq!((small.format, small.width, small.height), (Format::Jpeg, 100, 50));
        let clear = inspect(&encoded(RgbaImage::new(100, 300), ImageFormat::Png), &[THUMB]).unwrap();
        let small = inspect(&clear.renditions[0].bytes, &[]).unwrap();
        assert_eq!((small.format, small.width, small.height), (Format::Png, 33, 100));
    }

    #[test]
    fn a_file_that_only_claims_to_be_large_costs_nothing() {
        // A PNG's width and height are bytes 16 to 24; the checksum of its header follows at 29.
        let mut bomb = encoded(RgbImage::new(1, 1), ImageFormat::Png);
        bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
        let sum = crc(&bomb[12..29]);
        bomb[29..33].copy_from_slice(&sum.to_be_bytes());
        assert_eq!(inspect(&bomb, &[]).unwrap_err(), NotStorable::TooLarge);
        // A whole one that packs well: 12,000 by 12,000 pixels in some kilobytes.
        let flat = encoded(image::GrayImage::new(12_000, 12_000), ImageFormat::Png);
        assert!(flat.len() < 2_000_000);
        assert_eq!(inspect(&flat, &[]).unwrap_err(), NotStorable::TooLarge);
    }

    #[test]
    fn a_file_that_breaks_off_is_no_image() {
        let whole = encoded(RgbImage::new(300, 300), ImageFormat::Png);
        assert_eq!(inspect(&whole[..whole.len() / 2], &[]).unwrap_err(), NotStorable::Damaged);
        assert_eq!(inspect(&whole[..20], &[]).unwrap_err(), NotStorable::Damaged);
    }

    fn crc(bytes: &[u8]) -> u32 {
        let round = |sum: u32, _| if sum & 1 == 1 { (sum >> 1) ^ 0xedb8_8320 } else { sum >> 1 };
        !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), round))
    }
}
