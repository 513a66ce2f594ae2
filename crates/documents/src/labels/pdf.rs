//! Labels as a PDF: one to a page of a roll, or four to a page of A4.

use krilla::Document;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::surface::Surface;

use super::codes::{bars, rows};
use super::{BarCode, Label, LabelField, LabelSheet};
use crate::Error;
use crate::pdf::fonts::Fonts;
use crate::pdf::look::{self, Colour, Look};
use crate::pdf::paint::{draw, fill};
use crate::pdf::sheets::Area;
use crate::pdf::type_setter::{Paragraph, Span, TypeSetter};

// Lengths are points. A label fits a quarter of A4 and a roll of 100 by 150 mm alike.
const WIDTH: f32 = 270.0;
const HEIGHT: f32 = 406.0;
const ROLL: (f32, f32) = (283.46, 425.2);
const PADDING: f32 = 8.0;
const INNER: f32 = WIDTH - 2.0 * PADDING;

/// Printers have black.
const INK: Colour = Colour(0, 0, 0);

const TITLE: Look = Look::new(15.0, true, INK, 1.4);
const MARKS: Look = Look::new(11.0, true, INK, 1.4);
const CODE: Look = Look::new(11.0, true, INK, 1.4);
const NAME: Look = Look::new(8.0, false, look::SOFT, 1.5);
const VALUE: Look = Look::new(10.0, false, INK, 1.4);
const STRONG: Look = Look::new(14.0, true, INK, 1.35);

const HEAD: f32 = 30.0;
const BAR_HEIGHT: f32 = 46.0;
/// As wide as a module gets; narrower where the code is long.
const MODULE: f32 = 1.5;
/// What scanners need free on both sides.
const QUIET: f32 = 12.0;
const NAMES: f32 = 54.0;
const QR: f32 = 72.0;
/// More of a value does not get onto a label.
const LINES: usize = 3;

/// The labels in the order they are given. The same labels make the same bytes.
pub fn labels_pdf(labels: &[Label], sheet: LabelSheet, title: &str) -> Result<Vec<u8>, Error> {
    let mut setter = TypeSetter::new(Fonts::find()?);
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.into()).language("zh-Hant-TW".into()).creator("Shopwire".into()));
    let (size, places) = places(sheet);
    for page in labels.chunks(places.len()) {
        let settings =
            PageSettings::from_wh(size.0, size.1).ok_or_else(|| Error::Pdf("the page has no size".into()))?;
        let mut written = document.start_page_with(settings);
        let mut surface = written.surface();
        for (label, (left, top)) in page.iter().zip(&places) {
            Drawing { surface: &mut surface, setter: &mut setter, left: *left, top: *top }.label(label)?;
        }
        surface.finish();
        written.finish();
    }
    document.finish().map_err(|error| Error::Pdf(format!("{error:?}")))
}

/// The size of a page, and the corners of its labels.
fn places(sheet: LabelSheet) -> ((f32, f32), Vec<(f32, f32)>) {
    let (page, columns, lines) = match sheet {
        LabelSheet::A4 => ((look::PAGE_WIDTH, look::PAGE_HEIGHT), 2_u8, 2_u8),
        LabelSheet::Roll => (ROLL, 1, 1),
    };
    let cell = (page.0 / f32::from(columns), page.1 / f32::from(lines));
    let corner = |column: u8, line: u8| {
        let (x, y) = (cell.0 * f32::from(column), cell.1 * f32::from(line));
        (x + (cell.0 - WIDTH) / 2.0, y + (cell.1 - HEIGHT) / 2.0)
    };
    let corners = (0..lines).flat_map(|line| (0..columns).map(move |column| (column, line)));
    (page, corners.map(|(column, line)| corner(column, line)).collect())
}

/// One label, drawn from its upper left corner.
struct Drawing<'d, 's> {
    surface: &'d mut Surface<'s>,
    setter: &'d mut TypeSetter,
    left: f32,
    top: f32,
}

impl Drawing<'_, '_> {
    fn label(&mut self, label: &Label) -> Result<(), Error> {
        self.frame();
        self.text(&label.title, TITLE, INNER, PADDING, 4.0)?;
        let marks = label.marks.join("　");
        let set = self.set(&marks, MARKS, INNER)?;
        self.place(&set, WIDTH - PADDING - set.width(), 6.0);
        self.ink(0.0, HEAD, WIDTH, 1.0);
        let mut y = HEAD + 8.0;
        if let Some(code) = &label.bar_code {
            y = self.bar_code(code, y)?;
        }
        let free = match &label.qr_code {
            Some(text) => {
                self.qr_code(text)?;
                HEIGHT - QR - PADDING
            }
            None => HEIGHT,
        };
        for field in &label.fields {
            y = self.field(field, y, free)?;
        }
        Ok(())
    }

    /// What is to be read, at `y`; beside what stands below `free` it is narrower. Answers where the next begins.
    fn field(&mut self, field: &LabelField, y: f32, free: f32) -> Result<f32, Error> {
        let look = if field.strong { STRONG } else { VALUE };
        let height = look.height();
        let mut set = self.lines(&field.value, look, INNER - NAMES)?;
        if y + set.height() > free {
            set = self.lines(&field.value, look, INNER - NAMES - QR - PADDING)?;
        }
        if y + set.height() > HEIGHT - 2.0 {
            return Ok(y);
        }
        self.text(&field.name, NAME, NAMES, PADDING, y + (height - NAME.height()) / 2.0)?;
        self.place(&set, PADDING + NAMES, y);
        Ok(y + set.height() + 3.0)
    }

    fn bar_code(&mut self, code: &BarCode, y: f32) -> Result<f32, Error> {
        let (bars, modules) = bars(code)?;
        let module = (MODULE).min((WIDTH - 2.0 * QUIET) / length(modules));
        let left = (WIDTH - module * length(modules)) / 2.0;
        for (start, width) in bars {
            self.ink(left + module * length(start), y, module * length(width), BAR_HEIGHT);
        }
        let set = self.set(code.text(), CODE, INNER)?;
        self.place(&set, (WIDTH - set.width()) / 2.0, y + BAR_HEIGHT + 2.0);
        let below = y + BAR_HEIGHT + set.height() + 6.0;
        self.ink(0.0, below, WIDTH, 0.5);
        Ok(below + 6.0)
    }

    fn qr_code(&mut self, text: &str) -> Result<(), Error> {
        let rows = rows(text)?;
        let square = QR / length(rows.len());
        let (left, top) = (WIDTH - PADDING - QR, HEIGHT - PADDING - QR);
        for (number, row) in rows.into_iter().enumerate() {
            for (start, width) in row {
                self.ink(left + square * length(start), top + square * length(number), square * length(width), square);
            }
        }
        Ok(())
    }

    fn frame(&mut self) {
        self.ink(0.0, 0.0, WIDTH, 1.0);
        self.ink(0.0, HEIGHT - 1.0, WIDTH, 1.0);
        self.ink(0.0, 0.0, 1.0, HEIGHT);
        self.ink(WIDTH - 1.0, 0.0, 1.0, HEIGHT);
    }

    fn ink(&mut self, x: f32, y: f32, width: f32, height: f32) {
        fill(self.surface, Area { x: self.left + x, y: self.top + y, width, height }, INK, 0.0);
    }

    fn text(&mut self, text: &str, look: Look, width: f32, x: f32, y: f32) -> Result<(), Error> {
        let set = self.set(text, look, width)?;
        self.place(&set, x, y);
        Ok(())
    }

    /// As many lines of the text as a label has room for.
    fn lines(&mut self, text: &str, look: Look, width: f32) -> Result<Paragraph, Error> {
        let mut set = self.set(text, look, width)?;
        set.lines.truncate(LINES);
        Ok(set)
    }

    fn set(&mut self, text: &str, look: Look, width: f32) -> Result<Paragraph, Error> {
        self.setter.set(&[Span::new(text, look)], width)
    }

    fn place(&mut self, set: &Paragraph, x: f32, y: f32) {
        let mut top = self.top + y;
        for line in &set.lines {
            for run in &line.runs {
                draw(self.surface, self.setter, self.left + x + run.x, top + line.baseline, run);
            }
            top += line.height;
        }
    }
}

/// A count of modules as a length; codes are small.
fn length(count: usize) -> f32 {
    u16::try_from(count).map_or(f32::from(u16::MAX), f32::from)
}
