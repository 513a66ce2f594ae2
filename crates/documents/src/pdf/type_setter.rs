//! Text into lines: shaping, and breaking by the rules of Chinese typesetting.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use parley::{
    FontFamily, FontFamilyName, FontWeight, Glyph, Layout, LayoutContext, LineBreakContext, LineHeight, OverflowWrap,
    StyleProperty,
};

use super::fonts::Fonts;
use super::look::{Colour, Look};
use super::sheets::Anchor;
use crate::Error;

/// A piece of text that looks the same throughout.
#[derive(Debug, Clone)]
pub struct Span<'a> {
    pub text: Cow<'a, str>,
    pub look: Look,
    /// Where it leads.
    pub target: Option<Anchor>,
}

impl<'a> Span<'a> {
    pub fn new(text: impl Into<Cow<'a, str>>, look: Look) -> Self {
        Self { text: text.into(), look, target: None }
    }

    pub fn to(self, target: Anchor) -> Self {
        Self { target: Some(target), ..self }
    }
}

/// Lines of one paragraph.
#[derive(Debug, Default)]
pub struct Paragraph {
    pub lines: Vec<Line>,
}

#[derive(Debug)]
pub struct Line {
    pub height: f32,
    /// Below the line's top.
    pub baseline: f32,
    pub width: f32,
    pub runs: Vec<Run>,
}

/// Glyphs of one font, size and colour, on one line.
#[derive(Debug, Clone)]
pub struct Run {
    /// From the left end of the line.
    pub x: f32,
    pub advance: f32,
    pub text: Rc<str>,
    pub font: usize,
    pub size: f32,
    pub colour: Colour,
    /// Whether the font has no bold and its outlines have to do.
    pub thicken: bool,
    pub target: Option<Anchor>,
    glyphs: Vec<Placed>,
}

/// Kept small: a document has half a million.
#[derive(Debug, Clone, Copy)]
struct Placed {
    id: u32,
    advance: f32,
    offset: f32,
    start: u32,
    end: u32,
}

impl Paragraph {
    pub fn height(&self) -> f32 {
        self.lines.iter().map(|line| line.height).sum()
    }

    pub fn width(&self) -> f32 {
        self.lines.iter().map(|line| line.width).fold(0.0, f32::max)
    }
}

impl Run {
    /// As the PDF writer takes them: in multiples of the size.
    pub fn glyphs(&self) -> Vec<KrillaGlyph> {
        let glyph = |glyph: &Placed| {
            let (id, text) = (GlyphId::new(glyph.id), glyph.start as usize..glyph.end as usize);
            KrillaGlyph::new(id, glyph.advance / self.size, glyph.offset / self.size, 0.0, 0.0, text, None)
        };
        self.glyphs.iter().map(glyph).collect()
    }
}

pub struct TypeSetter {
    fonts: Fonts,
    layouts: LayoutContext<Brush>,
    loaded: Vec<Font>,
    places: HashMap<(u64, u32), usize>,
}

/// Which span a glyph belongs to.
type Brush = usize;

impl TypeSetter {
    pub fn new(fonts: Fonts) -> Self {
        Self { fonts, layouts: LayoutContext::new(), loaded: Vec::new(), places: HashMap::new() }
    }

    pub fn font(&self, place: usize) -> Font {
        self.loaded[place].clone()
    }

    /// The spans, one after the other, in lines of at most this width.
    pub fn set(&mut self, spans: &[Span<'_>], width: f32) -> Result<Paragraph, Error> {
        let mut text = String::new();
        let mut ranges = Vec::with_capacity(spans.len());
        for span in spans {
            let start = text.len();
            text.push_str(&self.fonts.printable(&span.text));
            ranges.push(start..text.len());
        }
        let text: Rc<str> = text.into();
        let layout = self.broken(&text, spans, &ranges, width);
        let lines = layout.lines().map(|line| self.line(&line, spans, &text)).collect::<Result<Vec<_>, _>>()?;
        Ok(Paragraph { lines })
    }

    fn broken(&mut self, text: &str, spans: &[Span<'_>], ranges: &[Range<usize>], width: f32) -> Layout<Brush> {
        let mut builder = self.layouts.ranged_builder(&mut self.fonts.context, text, 1.0, false);
        builder.set_line_break_override(Some(&after_joints));
        let family = FontFamily::Single(FontFamilyName::named(&self.fonts.family));
        builder.push_default(StyleProperty::FontFamily(family));
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        // What has no span of its own, such as the height of an empty line, follows the first.
        if let Some(first) = spans.first() {
            builder.push_default(StyleProperty::FontSize(first.look.size));
            builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(first.look.leading)));
        }
        for (nth, (span, range)) in spans.iter().zip(ranges).enumerate() {
            let Look { size, bold, leading, .. } = span.look;
            let weight = if bold { FontWeight::BOLD } else { FontWeight::NORMAL };
            builder.push(StyleProperty::Brush(nth), range.clone());
            builder.push(StyleProperty::FontSize(size), range.clone());
            builder.push(StyleProperty::FontWeight(weight), range.clone());
            builder.push(StyleProperty::LineHeight(LineHeight::FontSizeRelative(leading)), range.clone());
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        layout
    }

    fn line(&mut self, line: &parley::Line<'_, Brush>, spans: &[Span<'_>], text: &Rc<str>) -> Result<Line, Error> {
        let metrics = line.metrics();
        let baseline = metrics.baseline - metrics.block_min_coord;
        let mut set = Line { height: metrics.line_height, baseline, width: 0.0, runs: Vec::new() };
        for run in line.runs() {
            let (font, size, thicken) = (self.place(run.font())?, run.font_size(), run.synthesis().embolden());
            let mut current: Option<Run> = None;
            for cluster in run.visual_clusters() {
                let place = cluster.text_range();
                if text[place.clone()].starts_with('\n') {
                    continue;
                }
                if cluster.is_ligature_continuation() {
                    if let Some(glyph) = current.as_mut().and_then(|run| run.glyphs.last_mut()) {
                        glyph.end = small(place.end);
                    }
                    continue;
                }
                let span = &spans[cluster.style().brush];
                let target = span.target;
                let colour = span.look.colour;
                if current.as_ref().is_some_and(|run| run.colour != colour || run.target != target) {
                    set.runs.extend(current.take());
                }
                let current = current.get_or_insert_with(|| Run {
                    x: set.width,
                    advance: 0.0,
                    text: Rc::clone(text),
                    font,
                    size,
                    colour,
                    thicken,
                    target,
                    glyphs: Vec::new(),
                });
                for Glyph { id, advance, x, .. } in cluster.glyphs() {
                    let (start, end) = (small(place.start), small(place.end));
                    current.glyphs.push(Placed { id, advance, offset: x, start, end });
                    current.advance += advance;
                    set.width += advance;
                }
            }
            set.runs.extend(current);
        }
        Ok(set)
    }

    fn place(&mut self, font: &parley::FontData) -> Result<usize, Error> {
        let key = (font.data.id(), font.index);
        if let Some(place) = self.places.get(&key) {
            return Ok(*place);
        }
        let (data, _) = font.data.clone().into_raw_parts();
        let loaded = Font::new(data.into(), font.index).ok_or_else(|| Error::BadFont(self.fonts.family.clone()))?;
        self.loaded.push(loaded);
        self.places.insert(key, self.loaded.len() - 1);
        Ok(self.loaded.len() - 1)
    }
}

impl Run {
    /// Its text.
    pub fn label(&self) -> &str {
        let (first, last) = (self.glyphs.first(), self.glyphs.last());
        let range = first.map_or(0, |glyph| glyph.start)..last.map_or(0, |glyph| glyph.end);
        self.text.get(range.start as usize..range.end as usize).unwrap_or_default()
    }
}

/// Names and paths may be broken after the signs that join their words, as nothing else in them can be.
fn after_joints(context: LineBreakContext) -> Option<bool> {
    let joint = matches!(context.before, '_' | '/' | '.' | '?' | '&' | '=' | ']') && context.after.is_alphanumeric();
    (joint && context.before_before.is_some_and(|before| before.is_alphanumeric() || before == '}' || before == '['))
        .then_some(true)
}

fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pdf::look;

    /// Texts that tempt to run over the edge, or to begin a line with what must not.
    const TEXTS: [&str; 6] = [
        "https://api.example.com/v1/customers/1234567890/other_valid_orders?updated_at_start_time=2026-01-15",
        "other_accumulated_consumption_expired_at_and_then_some_more_words_to_make_it_long",
        "averyveryveryveryveryveryveryveryveryveryveryveryverylongwordwithoutanyjointinit",
        "資料更新時間，格式為「YYYY-MM-DD HH:MM:SS」（台北時區）；沒有值時為空。是否成立？是！其餘：無、無、無。",
        "（最多 255 字，預設 50）「甲」、「乙」、「丙」、「丁」、「戊」、「己」、「庚」、「辛」、「壬」、「癸」。",
        "第一行\n第二行，以及 mixed English text，再接中文。",
    ];

    fn setter() -> Option<TypeSetter> {
        Fonts::needed().map(TypeSetter::new)
    }

    fn lines(paragraph: &Paragraph) -> Vec<String> {
        let text = |line: &Line| line.runs.iter().map(Run::label).collect::<String>().trim_end().to_owned();
        paragraph.lines.iter().map(text).collect()
    }

    #[test]
    fn no_line_is_wider_than_its_column_and_none_begins_with_a_closing_sign() {
        let Some(mut setter) = setter() else { return };
        for text in TEXTS {
            for width in [90.0, 133.0, 166.0, 201.0, 320.0] {
                let set = setter.set(&[Span::new(text, look::CELL)], width).unwrap();
                let lines = lines(&set);
                for (line, text) in set.lines.iter().zip(&lines) {
                    let printed = text.trim_end();
                    assert!(line.width <= width + 0.1 || printed.len() < text.len(), "{printed} in {width}");
                    assert!(
                        !printed.starts_with(['，', '。', '、', '；', '：', '」', '）', '？', '！', '.', ',']),
                        "{lines:?}"
                    );
                    assert!(!printed.ends_with(['「', '（']), "{lines:?}");
                }
                let whole: String = lines.concat().split_whitespace().collect();
                assert_eq!(whole, text.split_whitespace().collect::<String>(), "nothing is lost");
            }
        }
    }

    #[test]
    fn names_are_broken_where_their_words_meet() {
        let Some(mut setter) = setter() else { return };
        let set = setter.set(&[Span::new(TEXTS[1], look::CELL)], 120.0).unwrap();
        let lines = lines(&set);
        assert!(lines.len() > 1);
        for line in &lines[..lines.len() - 1] {
            assert!(line.ends_with('_'), "{lines:?}");
        }
    }

    #[test]
    fn what_the_font_lacks_is_shown_as_missing() {
        let Some(mut setter) = setter() else { return };
        let set = setter.set(&[Span::new("好\u{10ffff}的\u{7}", look::TEXT)], 200.0).unwrap();
        assert_eq!(lines(&set), ["好〓的"]);
    }

    #[test]
    fn spans_keep_their_colours_and_targets() {
        let Some(mut setter) = setter() else { return };
        let link = Span::new("Customer", look::CELL.colour(look::LINK)).to(Anchor::Model(3));
        let set = setter.set(&[link, Span::new("[]", look::CELL)], 200.0).unwrap();
        let runs: Vec<(&str, Colour, Option<Anchor>)> =
            set.lines[0].runs.iter().map(|run| (run.label(), run.colour, run.target)).collect();
        assert_eq!(runs, [("Customer", look::LINK, Some(Anchor::Model(3))), ("[]", look::INK, None)]);
    }
}
