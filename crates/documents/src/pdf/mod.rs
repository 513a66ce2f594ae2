//! The API and its webhooks as a book: cover, contents, how to call, every operation, every model, every event.
//!
//! - `chapters`: what the book says
//! - `flow`, `table`: how it runs down the pages
//! - `type_setter`, `fonts`, `look`: how it looks
//! - `sheets`, `paint`: the pages, and the file made of them

mod chapters;
mod flow;
pub(crate) mod fonts;
pub(crate) mod look;
pub(crate) mod paint;
pub(crate) mod sheets;
mod table;
pub(crate) mod type_setter;

use serde_json::Value;

use crate::Error;
use crate::catalogue::Catalogue;
use chapters::Book;
use flow::Flow;
use fonts::Fonts;
use paint::About;
use type_setter::TypeSetter;

/// What the documents do not say.
#[derive(Debug, Clone)]
pub struct PdfOptions<'a> {
    /// The day that stands on the cover, `2026-01-15`.
    pub date: &'a str,
}

/// The book of these documents. The same documents and options make the same bytes.
pub fn pdf(documents: &[Value], options: &PdfOptions<'_>) -> Result<Vec<u8>, Error> {
    let catalogue = Catalogue::read(documents);
    let about = About {
        title: chapters::TITLE.into(),
        description: catalogue.versions.first().map(|version| version.description.clone()).unwrap_or_default(),
        date: day(options.date).ok_or_else(|| Error::Pdf(format!("{} is not a date", options.date)))?,
    };
    let mut setter = TypeSetter::new(Fonts::find()?);
    let mut book = Book { catalogue: &catalogue, flow: Flow::new(&mut setter) };
    book.write(options.date)?;
    let sheets = book.flow.sheets;
    paint::paint(sheets, &mut setter, &about)
}

/// Whether there is a font to write it with.
pub fn has_font() -> bool {
    Fonts::exist()
}

fn day(text: &str) -> Option<(u16, u8, u8)> {
    let mut parts = text.splitn(3, '-');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use sheets::{Mark, Sheets};

    /// A document whose parts are as large as one fears.
    fn demanding() -> Value {
        let long = "很長的說明，一句接著一句；".repeat(260);
        let properties: serde_json::Map<String, Value> = (0..70)
            .map(|nth| {
                let name = format!("a_field_with_a_rather_long_name_that_does_not_fit_on_one_line_{nth}");
                let description = if nth == 33 { long.clone() } else { format!("欄位 {nth}") };
                (name, json!({ "type": ["string", "null"], "description": description }))
            })
            .collect();
        let words = "/with/many/words/in/it/{and_a_parameter}".repeat(5);
        json!({
            "openapi": "3.1.0",
            "info": { "title": "Demanding API v1", "version": "9.9.9", "description": "測試" },
            "tags": [{ "name": "things", "description": "東西" }],
            "paths": { format!("/v1{words}"): { "post": {
                "operationId": "post_things", "tags": ["things"], "x-scope": "write_things",
                "summary": "一個摘要很長的操作，".repeat(9),
                "parameters": [{
                    "name": "https://example.com/".repeat(6), "in": "query", "required": true,
                    "description": "averylongword".repeat(20), "schema": { "type": "array", "items": { "type": "string" } },
                }],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Thing" } } } },
                "responses": { "200": { "description": "成功 😀", "content": { "application/json": {
                    "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Thing" } },
                } } } },
            } } },
            "components": { "schemas": { "Thing": { "type": "object", "description": "東西", "properties": properties } } },
        })
    }

    fn laid_out(document: Value) -> Option<Sheets> {
        let documents = [document];
        let catalogue = Catalogue::read(&documents);
        let mut setter = TypeSetter::new(Fonts::needed()?);
        let mut book = Book { catalogue: &catalogue, flow: Flow::new(&mut setter) };
        book.write("2026-01-15").unwrap();
        Some(book.flow.sheets)
    }

    #[test]
    fn nothing_runs_over_the_edges_of_the_page() {
        let Some(sheets) = laid_out(demanding()) else { return };
        assert!(sheets.pages.len() > 8);
        for page in &sheets.pages {
            for mark in &page.marks {
                if let Mark::Text { x, baseline, run, .. } = mark {
                    let end = x + run.advance - trailing(run.label(), run.size);
                    assert!(*x >= look::LEFT && end <= look::RIGHT + 0.1, "{} ends at {end}", run.label());
                    assert!(*baseline > look::TOP - 1.0 && *baseline < look::BOTTOM, "{} at {baseline}", run.label());
                }
            }
        }
    }

    /// Blanks at a line's end may hang over it.
    fn trailing(text: &str, size: f32) -> f32 {
        if text.ends_with(' ') { size } else { 0.0 }
    }

    #[test]
    fn a_table_goes_on_under_its_head() {
        let Some(sheets) = laid_out(demanding()) else { return };
        let heads = |page: &sheets::Page| {
            page.marks.iter().any(|mark| matches!(mark, Mark::Text { run, .. } if run.label() == "型別"))
        };
        let (model, _) = sheets.places[&sheets::Anchor::Model(0)];
        assert!(sheets.pages.len() - model > 3, "the model takes several pages");
        for (nth, page) in sheets.pages.iter().enumerate().skip(model) {
            let printed: Vec<&str> = page
                .marks
                .iter()
                .filter_map(|mark| match mark {
                    Mark::Text { run, .. } => Some(run.label()),
                    _ => None,
                })
                .collect();
            assert!(heads(page), "page {} of {} lacks the head: {printed:?}", nth + 1, sheets.pages.len());
        }
    }

    #[test]
    fn even_a_demanding_document_becomes_a_file() {
        if Fonts::needed().is_some() {
            let file = pdf(&[demanding()], &PdfOptions { date: "2026-01-15" }).unwrap();
            assert!(file.starts_with(b"%PDF-"));
        }
    }

    #[test]
    fn a_date_that_is_none_is_refused() {
        for date in ["", "today", "2026-01"] {
            assert!(matches!(pdf(&[], &PdfOptions { date }), Err(Error::Pdf(_))), "{date}");
        }
    }
}
