//! Texts as bars and squares.

use barcoders::sym::code39::Code39;
use barcoders::sym::code128::Code128;
use qrcode::{Color, EcLevel, QrCode};

use super::BarCode;
use crate::Error;

/// Dark stretches of a row of modules: where each begins, and how long it is.
pub type Stretches = Vec<(usize, usize)>;

/// The bars of a code, and how many modules wide it is.
pub fn bars(code: &BarCode) -> Result<(Stretches, usize), Error> {
    let failed = |error: barcoders::error::Error| Error::Code(format!("{}: {error}", code.text()));
    let modules = match code {
        BarCode::Code39(text) => Code39::new(text).map_err(failed)?.encode(),
        BarCode::Code128(text) => Code128::new(with_set(text)).map_err(failed)?.encode(),
    };
    let stretches = stretches(modules.iter().map(|module| *module == 1));
    Ok((stretches, modules.len()))
}

/// The rows of a QR code, from top to bottom; it is as wide as it is high.
pub fn rows(text: &str) -> Result<Vec<Stretches>, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| Error::Code(format!("{text}: {error}")))?;
    let width = code.width();
    let squares = code.into_colors();
    Ok(squares.chunks(width).map(|row| stretches(row.iter().map(|square| *square == Color::Dark))).collect())
}

/// The text after the sign for the set of characters that it is written in: pairs of digits where that is all there is.
fn with_set(text: &str) -> String {
    let in_pairs = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_digit());
    let set = if in_pairs { '\u{0106}' } else { '\u{0181}' };
    format!("{set}{text}")
}

fn stretches(modules: impl Iterator<Item = bool>) -> Stretches {
    let mut found: Stretches = Vec::new();
    for (place, dark) in modules.enumerate() {
        match found.last_mut() {
            Some((start, length)) if dark && *start + *length == place => *length += 1,
            _ if dark => found.push((place, 1)),
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_those_of_the_symbology() {
        // Code 39 begins and ends with an asterisk: narrow bar, wide space, narrow, wide, wide bars.
        let (bars, width) = bars(&BarCode::Code39("A1".into())).unwrap();
        let widths: Vec<usize> = bars.iter().map(|(_, length)| *length).take(5).collect();
        assert_eq!(widths.iter().filter(|length| **length > widths[0]).count(), 2, "{widths:?}");
        assert_eq!(bars.first().map(|(start, _)| *start), Some(0));
        assert_eq!(bars.last().map(|(start, length)| start + length), Some(width));
    }

    #[test]
    fn digits_are_written_in_pairs() {
        let wide = |text: &str| bars(&BarCode::Code128(text.into())).unwrap().1;
        // Start, six pairs, checksum and stop, of 11 modules each, and the bar at the end.
        assert_eq!(wide("901230160565"), 11 * 9 + 2);
        assert!(wide("SF1000000000001") > wide("901230160565"));
    }

    #[test]
    fn a_text_that_the_symbology_lacks_is_refused() {
        assert!(matches!(bars(&BarCode::Code39("超商".into())), Err(Error::Code(_))));
    }

    #[test]
    fn a_qr_code_has_its_three_corners() {
        let rows = rows("D8800001").unwrap();
        assert_eq!(rows[0].first(), Some(&(0, 7)));
        assert_eq!(rows[0].last(), Some(&(rows.len() - 7, 7)));
        assert_eq!(rows[rows.len() - 1].first(), Some(&(0, 7)));
    }
}
