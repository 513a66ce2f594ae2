//! The font: the one that the build put into the program, else one of the system.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use flate2::read::ZlibDecoder;
use parley::FontContext;
use parley::fontique::{Blob, Collection, CollectionOptions, FontInfo, SourceCache};

use crate::Error;

/// The fonts as `build.rs` left them, packed.
const EMBEDDED: &[&[u8]] = include!(concat!(env!("OUT_DIR"), "/fonts.rs"));

/// The files of fonts with Traditional Chinese that systems have: regular, and bold if it is a file of its own.
/// The first that is found is taken.
const KNOWN: &[(&str, &str)] = &[
    ("NotoSansTC-Regular.ttf", "NotoSansTC-Bold.ttf"),
    ("NotoSansTC-Regular.otf", "NotoSansTC-Bold.otf"),
    ("NotoSansCJKtc-Regular.otf", "NotoSansCJKtc-Bold.otf"),
    ("NotoSansCJK-Regular.ttc", "NotoSansCJK-Bold.ttc"),
    ("SourceHanSansTC-Regular.otf", "SourceHanSansTC-Bold.otf"),
    ("SourceHanSans-Regular.ttc", "SourceHanSans-Bold.ttc"),
    ("msjh.ttc", "msjhbd.ttc"),
    ("PingFang.ttc", ""),
    ("STHeiti Light.ttc", "STHeiti Medium.ttc"),
    ("wqy-zenhei.ttc", ""),
    ("wqy-microhei.ttc", ""),
    ("uming.ttc", ""),
    ("ukai.ttc", ""),
];

/// Fonts to set text in: one family.
pub struct Fonts {
    pub context: FontContext,
    pub family: String,
    regular: Blob<u8>,
    info: FontInfo,
}

impl Fonts {
    pub fn find() -> Result<Self, Error> {
        let files = if EMBEDDED.is_empty() { of_system(&folders())? } else { embedded()? };
        Self::load(files)
    }

    /// Whether there is one, without reading it.
    pub fn exist() -> bool {
        !EMBEDDED.is_empty() || files_of_system(&folders()).is_some()
    }

    /// The first file decides on the family.
    fn load(files: Vec<Vec<u8>>) -> Result<Self, Error> {
        let options = CollectionOptions { shared: false, system_fonts: false };
        let mut collection = Collection::new(options);
        let mut chosen: Option<(String, Blob<u8>, FontInfo)> = None;
        for file in files {
            let blob = Blob::new(Arc::new(file));
            let families = collection.register_fonts(blob.clone(), None);
            let mut named: Vec<(String, FontInfo)> = families
                .into_iter()
                .filter_map(|(id, fonts)| Some((collection.family_name(id)?.to_owned(), fonts.into_iter().next()?)))
                .collect();
            // A collection holds the same font for several regions.
            named.sort_by(|(one, _), (other, _)| rank(one).cmp(&rank(other)));
            if chosen.is_none() {
                chosen = named.into_iter().next().map(|(name, info)| (name, blob, info));
            }
        }
        let (family, regular, info) = chosen.ok_or_else(|| Error::BadFont("that was found".into()))?;
        let context = FontContext { collection, source_cache: SourceCache::default() };
        Ok(Self { context, family, regular, info })
    }

    /// The text in characters that the font has. What it lacks becomes 〓, the printers' sign for a missing type.
    pub fn printable(&self, text: &str) -> String {
        let Some(map) = self.info.charmap_index().charmap(self.regular.as_ref()) else { return text.to_owned() };
        let has = |character: char| map.map(u32::from(character)).is_some_and(|glyph| glyph != 0);
        text.chars()
            .map(|character| match character {
                '\n' => '\n',
                _ if character.is_control() => ' ',
                _ if has(character) => character,
                _ if has('〓') => '〓',
                _ => '?',
            })
            .collect()
    }
}

/// The lower, the better: glyphs as they are written in Taiwan, Latin letters as wide as they are.
fn rank(family: &str) -> (bool, bool, &str) {
    let for_taiwan = ["TC", "TW", "Hant", "JhengHei"].iter().any(|part| family.contains(part));
    (!for_taiwan, ["Mono", " UI", "HW"].iter().any(|part| family.contains(part)), family)
}

fn embedded() -> Result<Vec<Vec<u8>>, Error> {
    EMBEDDED
        .iter()
        .map(|packed| {
            let mut font = Vec::with_capacity(packed.len() * 2);
            let read = ZlibDecoder::new(*packed).read_to_end(&mut font);
            read.map_err(|error| Error::BadFont(error.to_string()))?;
            Ok(font)
        })
        .collect()
}

fn of_system(folders: &[PathBuf]) -> Result<Vec<Vec<u8>>, Error> {
    let read =
        |path: &PathBuf| std::fs::read(path).map_err(|error| Error::BadFont(format!("{}: {error}", path.display())));
    files_of_system(folders).ok_or(Error::NoFont)?.iter().map(read).collect()
}

/// The regular font, and its bold if it has one.
fn files_of_system(folders: &[PathBuf]) -> Option<Vec<PathBuf>> {
    let mut files = Vec::new();
    for folder in folders {
        collect(folder, DEPTH, &mut files);
    }
    let find = |name: &str| files.iter().find(|path| path.file_name().is_some_and(|file| file == name));
    let (regular, bold) = KNOWN.iter().find_map(|(regular, bold)| Some((find(regular)?, find(bold))))?;
    Some(std::iter::once(regular).chain(bold).cloned().collect())
}

/// How deep folders of fonts are nested, at most.
const DEPTH: usize = 6;

/// Where systems keep fonts.
fn folders() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mut folders: Vec<PathBuf> =
        ["/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts"]
            .iter()
            .map(PathBuf::from)
            .collect();
    if let Some(home) = variable("HOME") {
        folders.extend([".local/share/fonts", ".fonts", "Library/Fonts"].iter().map(|folder| home.join(folder)));
    }
    if let Some(windows) = variable("WINDIR") {
        folders.push(windows.join("Fonts"));
    }
    folders
}

fn collect(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_file() {
            files.push(path);
        } else if depth > 0 {
            collect(&path, depth - 1, files);
        }
    }
}

#[cfg(test)]
impl Fonts {
    /// For a test: none where there is none, and the test may be skipped.
    pub fn needed() -> Option<Self> {
        let there = Self::exist() || testkit::needs("cjk-font").is_some();
        there.then(|| Self::find().unwrap())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_without_a_font_is_told_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("DejaVuSans.ttf"), "no Chinese in it").unwrap();
        let error = of_system(&[folder.path().to_owned(), "/nowhere".into()]).unwrap_err();
        assert!(matches!(error, Error::NoFont));
        assert!(error.to_string().contains("scripts/fonts"), "{error}");
    }

    #[test]
    fn the_fonts_of_a_system_are_found_in_the_order_of_preference_with_their_bold() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("opentype/noto");
        std::fs::create_dir_all(&deep).unwrap();
        for name in ["uming.ttc", "NotoSansCJK-Bold.ttc", "NotoSansCJK-Regular.ttc"] {
            std::fs::write(deep.join(name), name).unwrap();
        }
        let found = of_system(&[folder.path().to_owned()]).unwrap();
        assert_eq!(found, [b"NotoSansCJK-Regular.ttc".to_vec(), b"NotoSansCJK-Bold.ttc".to_vec()]);
        assert!(matches!(Fonts::load(found), Err(Error::BadFont(_))), "these are no fonts");
    }

    #[test]
    fn of_the_fonts_of_a_collection_the_one_for_taiwan_is_taken() {
        let best = |families: &[&'static str]| families.iter().copied().min_by_key(|family| rank(family)).unwrap();
        let noto = ["Noto Sans CJK JP", "Noto Sans Mono CJK TC", "Noto Sans CJK TC", "Noto Sans CJK SC"];
        assert_eq!(best(&noto), "Noto Sans CJK TC");
        assert_eq!(best(&["Microsoft JhengHei UI", "Microsoft JhengHei"]), "Microsoft JhengHei");
        assert_eq!(best(&["Source Han Sans HW TC", "Source Han Sans TC", "Source Han Sans"]), "Source Han Sans TC");
        assert_eq!(best(&["AR PL UMing TW MBE", "AR PL UMing CN", "AR PL UMing TW"]), "AR PL UMing TW");
    }
}
