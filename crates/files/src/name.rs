//! Names of files: 32 random hex digits, the size where it is one of several, and the format.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use wire::{Random, token};

use crate::Format;

const DIGITS: usize = 32;
const LONGEST_SIZE: usize = 16;

/// `d41d8cd98f00b204e9800998ecf8427e-thumb.jpg`
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileName(String);

/// The text names no file of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a file")]
pub struct NotAName;

impl FileName {
    /// A name that nobody has had and nobody can guess.
    pub fn fresh(random: &dyn Random, format: Format) -> Self {
        Self(format!("{}.{}", token(random, DIGITS / 2), format.extension()))
    }

    /// The name of the same image in another size.
    pub(crate) fn sized(&self, size: &str, format: Format) -> Self {
        Self(format!("{}-{size}.{}", &self.0[..DIGITS], format.extension()))
    }

    pub fn format(&self) -> Format {
        // A name is only ever made with a format's extension.
        self.0.rsplit_once('.').and_then(|(_, extension)| Format::of_extension(extension)).unwrap_or(Format::Jpeg)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FileName {
    type Err = NotAName;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (stem, extension) = text.split_once('.').ok_or(NotAName)?;
        let (key, size) = stem.split_once('-').map_or((stem, None), |(key, size)| (key, Some(size)));
        let is_key = key.len() == DIGITS && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        let is_size =
            |size: &str| (1..=LONGEST_SIZE).contains(&size.len()) && size.bytes().all(|byte| byte.is_ascii_lowercase());
        if Format::of_extension(extension).is_some() && is_key && size.is_none_or(is_size) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAName)
        }
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for FileName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for FileName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use wire::SeededRandom;

    use super::*;

    #[test]
    fn a_name_reads_as_it_is_written() {
        let name = FileName::fresh(&SeededRandom::new(1), Format::Png);
        assert_eq!(name.as_str().parse::<FileName>().unwrap(), name);
        let thumb = name.sized("thumb", Format::Jpeg);
        assert_eq!(thumb.as_str().parse::<FileName>().unwrap().format(), Format::Jpeg);
    }

    #[test]
    fn nothing_else_is_a_name() {
        let key = "0123456789abcdef0123456789abcdef";
        for wrong in [
            "",
            ".",
            "..",
            "a.png",
            "../../shopwire.db",
            key,
            &format!("{key}.svg"),
            &format!("{key}.png.html"),
            &format!("{key}-.png"),
            &format!("{key}-../x.png"),
            &format!("{key}-THUMB.png"),
            &format!("{}.png", key.to_uppercase()),
            &format!("0{key}.png"),
            &format!("{key}/.png"),
        ] {
            assert_eq!(wrong.parse::<FileName>(), Err(NotAName), "{wrong}");
        }
    }
}
