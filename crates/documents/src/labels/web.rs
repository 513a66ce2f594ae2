//! Labels for browsers: a page of them, or one as a picture. Both are whole in themselves and load nothing.

use std::fmt::Write as _;

use super::codes::{bars, rows};
use super::{BarCode, Label};
use crate::Error;

const STYLE: &str = "\
body{font-family:'Noto Sans TC','PingFang TC','Microsoft JhengHei',sans-serif;margin:0}\
.label{box-sizing:border-box;width:100mm;min-height:148mm;border:1px solid;padding:3mm;break-after:page}\
h1{font-size:15pt;margin:0;display:flex;justify-content:space-between}\
svg{display:block;margin:2mm auto;max-width:100%}\
p{text-align:center;font-weight:bold;margin:0 0 2mm}\
dl{display:grid;grid-template-columns:19mm 1fr;gap:1mm;margin:0;font-size:10pt}\
dd{margin:0;overflow-wrap:anywhere}dd.strong{font-size:14pt;font-weight:bold}";

/// A page of labels, each on a sheet of its own when it is printed.
pub fn labels_html(labels: &[Label], title: &str) -> Result<String, Error> {
    let mut page = format!(
        "<!doctype html><html lang=\"zh-Hant-TW\"><head><meta charset=\"utf-8\"><title>{}</title>\
         <style>{STYLE}</style></head><body>",
        escaped(title)
    );
    for label in labels {
        let (title, marks) = (escaped(&label.title), escaped(&label.marks.join("　")));
        let _ = write!(page, "<section class=\"label\"><h1><span>{title}</span><span>{marks}</span></h1>");
        if let Some(code) = &label.bar_code {
            let (drawn, width) = drawn_bars(code, 56)?;
            let text = escaped(code.text());
            let _ = write!(
                page,
                "<svg width=\"{}\" height=\"56\" viewBox=\"0 0 {width} 56\" preserveAspectRatio=\"none\">{drawn}</svg>\
                 <p>{text}</p>",
                width * 2
            );
        }
        page.push_str("<dl>");
        for field in &label.fields {
            let class = if field.strong { " class=\"strong\"" } else { "" };
            let _ = write!(page, "<dt>{}</dt><dd{class}>{}</dd>", escaped(&field.name), escaped(&field.value));
        }
        page.push_str("</dl>");
        if let Some(text) = &label.qr_code {
            let (drawn, width) = drawn_squares(text)?;
            let _ = write!(page, "<svg width=\"96\" height=\"96\" viewBox=\"0 0 {width} {width}\">{drawn}</svg>");
        }
        page.push_str("</section>");
    }
    page.push_str("</body></html>");
    Ok(page)
}

// The picture's measures. It is shown twice as large, so that scanners can read it from a screen.
const WIDTH: usize = 400;
const HEIGHT: usize = 600;
const PADDING: usize = 12;
const NAMES: usize = 80;
const QR: usize = 104;
/// More of a value does not get onto a label.
const LINES: usize = 3;

/// One label as a picture, in SVG.
pub fn label_svg(label: &Label) -> Result<String, Error> {
    let mut picture = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"{}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"'Noto Sans TC','PingFang TC','Microsoft JhengHei',sans-serif\">\
         <rect x=\"1\" y=\"1\" width=\"{}\" height=\"{}\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"2\"/>\
         <path d=\"M0 46H{WIDTH}\" stroke=\"#000\" stroke-width=\"2\"/>",
        WIDTH * 2,
        HEIGHT * 2,
        WIDTH - 2,
        HEIGHT - 2,
    );
    write_text(&mut picture, PADDING, 31, "font-size=\"20\" font-weight=\"bold\"", &label.title);
    let at_right = "font-size=\"16\" font-weight=\"bold\" text-anchor=\"end\"";
    write_text(&mut picture, WIDTH - PADDING, 31, at_right, &label.marks.join("　"));
    let mut y = 60;
    if let Some(code) = &label.bar_code {
        let (drawn, width) = drawn_bars(code, 64)?;
        // Long codes are drawn narrower, in whole.
        let shown = (width * 2).min(WIDTH - 4 * PADDING);
        let left = (WIDTH - shown) / 2;
        let _ = write!(
            picture,
            "<svg x=\"{left}\" y=\"{y}\" width=\"{shown}\" height=\"64\" viewBox=\"0 0 {width} 64\" \
             preserveAspectRatio=\"none\">{drawn}</svg>"
        );
        let below = "font-size=\"16\" font-weight=\"bold\" text-anchor=\"middle\"";
        write_text(&mut picture, WIDTH / 2, y + 84, below, code.text());
        y += 104;
    }
    for field in &label.fields {
        let (size, weight) = if field.strong { (20, "bold") } else { (14, "normal") };
        let room = |beside: usize| (WIDTH - NAMES - 2 * PADDING - beside) / size;
        let mut lines = broken(&field.value, room(0));
        if label.qr_code.is_some() && y + lines.len().min(LINES) * (size + 6) > HEIGHT - QR - PADDING {
            lines = broken(&field.value, room(QR));
        }
        for (number, line) in lines.iter().take(LINES).enumerate() {
            y += size + 6;
            if y > HEIGHT - 6 {
                break;
            }
            if number == 0 {
                write_text(&mut picture, PADDING, y, "font-size=\"12\" fill=\"#444\"", &field.name);
            }
            let look = format!("font-size=\"{size}\" font-weight=\"{weight}\"");
            write_text(&mut picture, PADDING + NAMES, y, &look, line);
        }
    }
    if let Some(text) = &label.qr_code {
        let (drawn, width) = drawn_squares(text)?;
        let (x, y) = (WIDTH - QR - PADDING, HEIGHT - QR - PADDING);
        let _ = write!(
            picture,
            "<svg x=\"{x}\" y=\"{y}\" width=\"{QR}\" height=\"{QR}\" viewBox=\"0 0 {width} {width}\">{drawn}</svg>"
        );
    }
    picture.push_str("</svg>");
    Ok(picture)
}

fn write_text(picture: &mut String, x: usize, y: usize, look: &str, text: &str) {
    let _ = write!(picture, "<text x=\"{x}\" y=\"{y}\" {look}>{}</text>", escaped(text));
}

/// A path of the bars, of this height, and how wide it is.
fn drawn_bars(code: &BarCode, height: usize) -> Result<(String, usize), Error> {
    let (bars, width) = bars(code)?;
    let mut path = String::from("<path d=\"");
    for (start, length) in bars {
        let _ = write!(path, "M{start} 0h{length}v{height}h-{length}z");
    }
    path.push_str("\"/>");
    Ok((path, width))
}

fn drawn_squares(text: &str) -> Result<(String, usize), Error> {
    let rows = rows(text)?;
    let mut path = String::from("<path d=\"");
    for (number, row) in rows.iter().enumerate() {
        for (start, length) in row {
            let _ = write!(path, "M{start} {number}h{length}v1h-{length}z");
        }
    }
    path.push_str("\"/>");
    Ok((path, rows.len()))
}

/// Lines of so many full-width characters; what is written in Latin letters takes about half of that.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for character in text.chars() {
        let width = if character.is_ascii() { 1 } else { 2 };
        if used + width > room * 2 {
            lines.push(String::new());
            used = 0;
        }
        used += width;
        lines.last_mut().into_iter().for_each(|line| line.push(character));
    }
    lines
}

/// Text that stays text, also between quotation marks. What XML cannot say at all is left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ if character.is_control() => safe.push(' '),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::super::LabelField;
    use super::*;

    fn label() -> Label {
        Label {
            title: "全家店到店".into(),
            marks: vec!["冷凍".into()],
            bar_code: Some(BarCode::Code128("40000000017".into())),
            fields: vec![LabelField { name: "收件人".into(), value: "<script>&王".into(), strong: true }],
            qr_code: Some("40000000017".into()),
        }
    }

    #[test]
    fn what_a_shopper_wrote_stays_text() {
        for made in [label_svg(&label()).unwrap(), labels_html(&[label()], "託運單").unwrap()] {
            assert!(made.contains("&lt;script&gt;&amp;王"), "{made}");
            assert!(!made.contains("<script>"));
        }
    }

    #[test]
    fn a_long_value_goes_on_on_the_next_line() {
        assert_eq!(broken("臺北市中正區重慶南路一段122號", 8), ["臺北市中正區重慶", "南路一段122號"]);
        assert_eq!(broken("", 8), [""]);
    }

    #[test]
    fn a_page_has_every_label() {
        let page = labels_html(&[label(), label()], "託運單").unwrap();
        assert_eq!(page.matches("class=\"label\"").count(), 2);
        assert_eq!(page.matches("40000000017").count(), 2);
    }
}
