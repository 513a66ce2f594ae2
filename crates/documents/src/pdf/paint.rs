//! Sheets into a PDF: tagged, with bookmarks and links, fonts embedded as far as they are used.

use std::num::NonZeroU16;

use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::color::rgb;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::{Destination, XyzDestination};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::{Document, SerializeSettings};

use super::look::{self, Colour};
use super::sheets::{Anchor, Area, Bookmark, Child, Mark, Node, Page, Role, Sheets};
use super::type_setter::{Run, Span, TypeSetter};
use crate::Error;

/// What the file says about itself.
pub struct About {
    pub title: String,
    pub description: String,
    /// Year, month, day.
    pub date: (u16, u8, u8),
}

/// How far above a heading a link to it leads.
const AIR: f32 = 12.0;

pub fn paint(mut sheets: Sheets, setter: &mut TypeSetter, about: &About) -> Result<Vec<u8>, Error> {
    let failed = |error: &dyn std::fmt::Debug| Error::Pdf(format!("{error:?}"));
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|error| failed(&error))?;
    let settings = SerializeSettings { configuration, ..SerializeSettings::default() };
    // Each page is let go of when it is painted: together they are large.
    let pages = std::mem::take(&mut sheets.pages);
    let mut painter = Painter {
        document: Document::new_with(settings),
        identifiers: vec![None; sheets.serials],
        sheets: &sheets,
        setter,
        title: &about.title,
    };
    for (number, page) in pages.into_iter().enumerate() {
        painter.page(number, page)?;
    }
    let Painter { mut document, mut identifiers, .. } = painter;
    document.set_outline(outline(&sheets));
    let mut tree = TagTree::new().with_lang(Some(LANGUAGE.into()));
    for root in &sheets.roots {
        if let Some(group) = group(&sheets, *root, &mut identifiers) {
            tree.push(group);
        }
    }
    document.set_tag_tree(tree);
    document.set_metadata(metadata(about));
    document.finish().map_err(|error| failed(&error))
}

const LANGUAGE: &str = "zh-Hant-TW";

fn metadata(about: &About) -> Metadata {
    let (year, month, day) = about.date;
    Metadata::new()
        .title(about.title.clone())
        .description(about.description.clone())
        .language(LANGUAGE.into())
        .creator("Shopwire".into())
        .creation_date(DateTime::new(year).month(month).day(day))
        .document_id(format!("{} {year}-{month}-{day}", about.title))
}

struct Painter<'s> {
    document: Document,
    /// Of the marks, by serial number.
    identifiers: Vec<Option<Identifier>>,
    sheets: &'s Sheets,
    setter: &'s mut TypeSetter,
    title: &'s str,
}

impl Painter<'_> {
    fn page(&mut self, number: usize, page: Page) -> Result<(), Error> {
        let furniture = if number == 0 { Vec::new() } else { self.furniture(number, &page.running)? };
        let settings = PageSettings::from_wh(look::PAGE_WIDTH, look::PAGE_HEIGHT)
            .ok_or_else(|| Error::Pdf("the page has no size".into()))?;
        let mut written = self.document.start_page_with(settings);
        let mut links = Vec::new();
        {
            let mut surface = written.surface();
            for (x, baseline, run, kind) in &furniture {
                surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(*kind)));
                draw(&mut surface, self.setter, *x, *baseline, run);
                surface.end_tagged();
            }
            for mark in page.marks {
                match mark {
                    Mark::Text { x, baseline, run, serial } => {
                        let identifier = surface.start_tagged(tag(serial.is_some()));
                        draw(&mut surface, self.setter, x, baseline, &run);
                        surface.end_tagged();
                        if let Some(serial) = serial {
                            self.identifiers[serial] = Some(identifier);
                        }
                    }
                    Mark::PageOf { anchor, right, baseline, look, serial } => {
                        let on = self.sheets.places.get(&anchor).map_or(0, |(page, _)| page + 1);
                        let set = self.setter.set(&[Span::new(on.to_string(), look)], look::WIDTH)?;
                        let identifier = surface.start_tagged(tag(true));
                        for run in set.lines.iter().flat_map(|line| &line.runs) {
                            draw(&mut surface, self.setter, right - set.width() + run.x, baseline, run);
                        }
                        surface.end_tagged();
                        self.identifiers[serial] = Some(identifier);
                    }
                    Mark::Fill { area, colour, radius } => {
                        surface.start_tagged(tag(false));
                        fill(&mut surface, area, colour, radius);
                        surface.end_tagged();
                    }
                    Mark::Link { area, target, label, serial } => links.push((area, target, label, serial)),
                }
            }
            surface.finish();
        }
        for (area, target, label, serial) in links {
            let (Some(to), Some(area)) = (destination(self.sheets, target), rectangle(area)) else { continue };
            let link = LinkAnnotation::new(area, Target::Destination(Destination::Xyz(to)));
            let link = written.add_tagged_annotation(Annotation::new_link(link, Some(label)));
            self.identifiers[serial] = Some(link);
        }
        written.finish();
        Ok(())
    }

    /// What stands at the head and the foot of every page.
    fn furniture(&mut self, number: usize, running: &str) -> Result<Vec<(f32, f32, Run, ArtifactType)>, Error> {
        let head = look::TOP - 28.0;
        let foot = look::PAGE_HEIGHT - 34.0;
        let pieces = [
            (self.title.to_owned(), head, false, ArtifactType::Header),
            (running.to_owned(), head, true, ArtifactType::Header),
            ((number + 1).to_string(), foot, true, ArtifactType::Footer),
        ];
        let mut furniture = Vec::new();
        for (text, baseline, at_right, kind) in pieces {
            let set = self.setter.set(&[Span::new(text, look::RUNNING)], look::WIDTH)?;
            let x = if at_right { look::RIGHT - set.width() } else { look::LEFT };
            for run in set.lines.into_iter().flat_map(|line| line.runs) {
                furniture.push((x + run.x, baseline, run, kind));
            }
        }
        Ok(furniture)
    }
}

fn tag(is_content: bool) -> ContentTag<'static> {
    if is_content {
        ContentTag::Span(SpanTag::empty())
    } else {
        ContentTag::Artifact(Artifact::with_kind(ArtifactType::Layout))
    }
}

pub fn draw(surface: &mut Surface<'_>, setter: &TypeSetter, x: f32, baseline: f32, run: &Run) {
    surface.set_fill(Some(Fill { paint: paint_of(run.colour).into(), ..Fill::default() }));
    let stroke = Stroke { paint: paint_of(run.colour).into(), width: run.size * 0.025, ..Stroke::default() };
    surface.set_stroke(run.thicken.then_some(stroke));
    let start = Point::from_xy(x, baseline);
    surface.draw_glyphs(start, &run.glyphs(), setter.font(run.font), &run.text, run.size, false);
}

pub fn fill(surface: &mut Surface<'_>, area: Area, colour: Colour, radius: f32) {
    surface.set_stroke(None);
    surface.set_fill(Some(Fill { paint: paint_of(colour).into(), ..Fill::default() }));
    if let Some(path) = rounded(area, radius) {
        surface.draw_path(&path);
    }
}

fn paint_of(Colour(red, green, blue): Colour) -> rgb::Color {
    rgb::Color::new(red, green, blue)
}

fn rectangle(area: Area) -> Option<Rect> {
    Rect::from_xywh(area.x, area.y, area.width, area.height)
}

fn rounded(area: Area, radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    if radius == 0.0 {
        path.push_rect(rectangle(area)?);
        return path.finish();
    }
    // A quarter of a circle as a cubic curve.
    let bend = radius * 0.447_715;
    let (left, top, right, bottom) = (area.x, area.y, area.x + area.width, area.y + area.height);
    path.move_to(left + radius, top);
    path.line_to(right - radius, top);
    path.cubic_to(right - bend, top, right, top + bend, right, top + radius);
    path.line_to(right, bottom - radius);
    path.cubic_to(right, bottom - bend, right - bend, bottom, right - radius, bottom);
    path.line_to(left + radius, bottom);
    path.cubic_to(left + bend, bottom, left, bottom - bend, left, bottom - radius);
    path.line_to(left, top + radius);
    path.cubic_to(left, top + bend, left + bend, top, left + radius, top);
    path.close();
    path.finish()
}

fn destination(sheets: &Sheets, anchor: Anchor) -> Option<XyzDestination> {
    let (page, y) = sheets.places.get(&anchor)?;
    Some(XyzDestination::new(*page, Point::from_xy(0.0, (y - AIR).max(0.0))))
}

fn outline(sheets: &Sheets) -> Outline {
    let mut outline = Outline::new();
    let mut rest = sheets.bookmarks.as_slice();
    while let Some(node) = bookmark(sheets, &mut rest, 1) {
        outline.push_child(node);
    }
    outline
}

/// The next bookmark with all that are below it.
fn bookmark(sheets: &Sheets, rest: &mut &[Bookmark], level: usize) -> Option<OutlineNode> {
    let (first, others) = rest.split_first().filter(|(first, _)| first.level >= level)?;
    *rest = others;
    let to = destination(sheets, first.anchor).unwrap_or_else(|| XyzDestination::new(0, Point::from_xy(0.0, 0.0)));
    let mut node = OutlineNode::new(first.title.clone(), to).with_open(first.level == 1);
    while let Some(child) = bookmark(sheets, rest, first.level + 1) {
        node.push_child(child);
    }
    Some(node)
}

/// A part of the document with what belongs to it; none if nothing does.
fn group(sheets: &Sheets, node: usize, identifiers: &mut [Option<Identifier>]) -> Option<TagGroup> {
    let Node { role, children } = &sheets.nodes[node];
    let mut tagged = TagGroup::new(kind(role));
    for child in children {
        match child {
            Child::Node(node) => {
                if let Some(inner) = group(sheets, *node, identifiers) {
                    tagged.push(inner);
                }
            }
            Child::Mark(serial) => {
                if let Some(identifier) = identifiers[*serial].take() {
                    tagged.push(identifier);
                }
            }
        }
    }
    (!tagged.children.is_empty()).then_some(tagged)
}

fn kind(role: &Role) -> TagKind {
    match role {
        Role::Part => Tag::Part.into(),
        Role::Heading(level, title) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        Role::Paragraph => Tag::P.into(),
        Role::Code => Tag::Code.into(),
        Role::List => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::ItemBody => Tag::LBody.into(),
        Role::Contents => Tag::TOC.into(),
        Role::ContentsEntry => Tag::TOCI.into(),
        Role::Table => Tag::Table.into(),
        Role::Head => Tag::THead.into(),
        Role::Body => Tag::TBody.into(),
        Role::Row => Tag::TR.into(),
        Role::HeaderCell => Tag::TH(TableHeaderScope::Column).into(),
        Role::Cell => Tag::TD.into(),
        Role::Link => Tag::Link.into(),
    }
}
