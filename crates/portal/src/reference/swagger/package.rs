//! Takes files out of the published package. They lie in it deflated, which is also what gzip is made of: with
//! another head and tail they go to browsers as they are, and nothing is compressed at run time.

use utoipa_swagger_ui_vendored::SWAGGER_UI_VENDORED as PACKAGE;

const END: &[u8] = b"PK\x05\x06";
const ENTRY: &[u8] = b"PK\x01\x02";
const GZIP_HEAD: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
const DEFLATED: u16 = 8;

/// A file of the package's `dist` folder, as gzip.
pub(super) fn file(name: &str) -> Option<Vec<u8>> {
    let end = PACKAGE.windows(END.len()).rposition(|bytes| bytes == END)?;
    let mut at = usize::try_from(number(end + 16)?).ok()?;
    let wanted = format!("/dist/{name}");
    while PACKAGE.get(at..at + 4)? == ENTRY {
        let [name_length, extra, comment] = [short(at + 28)?, short(at + 30)?, short(at + 32)?].map(usize::from);
        let path = PACKAGE.get(at + 46..at + 46 + name_length)?;
        // `flavors/…/dist` is another matter.
        if path.ends_with(wanted.as_bytes()) && path.split(|byte| *byte == b'/').count() == 3 {
            return gzip(at);
        }
        at += 46 + name_length + extra + comment;
    }
    None
}

fn gzip(entry: usize) -> Option<Vec<u8>> {
    if short(entry + 10)? != DEFLATED {
        return None;
    }
    let (checksum, packed, size) = (number(entry + 16)?, number(entry + 20)?, number(entry + 24)?);
    let local = usize::try_from(number(entry + 42)?).ok()?;
    let start = local + 30 + usize::from(short(local + 26)?) + usize::from(short(local + 28)?);
    let deflated = PACKAGE.get(start..start + usize::try_from(packed).ok()?)?;
    Some([&GZIP_HEAD, deflated, &checksum.to_le_bytes(), &size.to_le_bytes()].concat())
}

fn short(at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(PACKAGE.get(at..at + 2)?.try_into().ok()?))
}

fn number(at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(PACKAGE.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn files_come_out_whole() {
        for (name, part) in [("swagger-ui-bundle.js", "SwaggerUIBundle"), ("swagger-ui.css", ".swagger-ui")] {
            let mut text = String::new();
            // Reading to the end checks the size and the checksum.
            flate2::read::GzDecoder::new(&file(name).unwrap()[..]).read_to_string(&mut text).unwrap();
            assert!(text.contains(part), "{name}");
        }
        assert_eq!(file("missing.js"), None);
    }
}
