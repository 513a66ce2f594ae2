//! Text down the page and on to the next one.

use super::look::{self, Colour, Look};
use super::sheets::{Anchor, Area, Bookmark, Mark, Page, Role, Sheets};
use super::type_setter::{Line, Paragraph, Span, TypeSetter};
use crate::Error;

/// Where writing goes on.
pub struct Flow<'s> {
    pub setter: &'s mut TypeSetter,
    pub sheets: Sheets,
    /// The top of what comes next.
    pub y: f32,
    /// The part of the document that is being written.
    part: Option<usize>,
    running: String,
}

/// Lines of a paragraph that stay together at its beginning and its end.
const TOGETHER: usize = 2;

impl<'s> Flow<'s> {
    pub fn new(setter: &'s mut TypeSetter) -> Self {
        let mut sheets = Sheets::default();
        sheets.pages.push(Page::default());
        Self { setter, sheets, y: look::TOP, part: None, running: String::new() }
    }

    pub fn page(&self) -> usize {
        self.sheets.pages.len() - 1
    }

    /// What is left of this page.
    pub fn room(&self) -> f32 {
        look::BOTTOM - self.y
    }

    pub fn is_at_top(&self) -> bool {
        self.y <= look::TOP
    }

    pub fn new_page(&mut self) {
        self.sheets.pages.push(Page { running: self.running.clone(), marks: Vec::new() });
        self.y = look::TOP;
    }

    /// Goes to the next page unless this much fits on this one.
    pub fn need(&mut self, height: f32) {
        if height > self.room() && !self.is_at_top() {
            self.new_page();
        }
    }

    pub fn gap(&mut self, height: f32) {
        if !self.is_at_top() {
            self.y += height;
        }
    }

    /// A chapter starts on a page of its own.
    pub fn begin_part(&mut self, running: &str) {
        running.clone_into(&mut self.running);
        self.new_page();
        self.part = Some(self.sheets.node(None, Role::Part));
    }

    /// What is named at the head of this page, if it just began, and of those that follow.
    pub fn set_running(&mut self, running: &str) {
        running.clone_into(&mut self.running);
        let page = self.page();
        if self.is_at_top() {
            running.clone_into(&mut self.sheets.pages[page].running);
        }
    }

    pub fn node(&mut self, role: Role) -> usize {
        self.sheets.node(self.part, role)
    }

    pub fn mark_place(&mut self, anchor: Anchor) {
        let place = (self.page(), self.y);
        self.sheets.places.insert(anchor, place);
    }

    pub fn bookmark(&mut self, level: usize, title: impl Into<String>, anchor: Anchor) {
        self.sheets.bookmarks.push(Bookmark { level, title: title.into(), anchor });
    }

    pub fn fill(&mut self, area: Area, colour: Colour, radius: f32) {
        let page = self.page();
        self.sheets.pages[page].marks.push(Mark::Fill { area, colour, radius });
    }

    /// A heading of the document: with a bookmark, and not alone at the foot of a page.
    pub fn heading(&mut self, level: u16, title: &str, look: Look, anchor: Anchor) -> Result<(), Error> {
        let set = self.setter.set(&[Span::new(title, look)], look::WIDTH)?;
        self.need(set.height() + 60.0);
        self.mark_place(anchor);
        self.bookmark(level.into(), title, anchor);
        let node = self.node(Role::Heading(level, title.to_owned()));
        self.lines(&set, look::LEFT, node);
        Ok(())
    }

    pub fn paragraph(&mut self, spans: &[Span<'_>]) -> Result<(), Error> {
        let set = self.setter.set(spans, look::WIDTH)?;
        let node = self.node(Role::Paragraph);
        self.lines(&set, look::LEFT, node);
        Ok(())
    }

    /// A small heading above a table, with which it stays.
    pub fn label(&mut self, spans: &[Span<'_>]) -> Result<(), Error> {
        let set = self.setter.set(spans, look::WIDTH)?;
        self.need(set.height() + 48.0);
        let node = self.node(Role::Paragraph);
        self.lines(&set, look::LEFT, node);
        self.y += 2.0;
        Ok(())
    }

    pub fn list(&mut self, items: &[Vec<Span<'_>>]) -> Result<(), Error> {
        let list = self.node(Role::List);
        for spans in items {
            let set = self.setter.set(spans, look::WIDTH - 14.0)?;
            self.need(first_lines(&set.lines));
            if let Some(line) = set.lines.first() {
                let middle = self.y + line.baseline - look::TEXT.size * 0.33;
                let dot = Area { x: look::LEFT + 3.0, y: middle - 1.5, width: 3.0, height: 3.0 };
                self.fill(dot, look::BRAND, 1.5);
            }
            let item = self.sheets.node(Some(list), Role::Item);
            let body = self.sheets.node(Some(item), Role::ItemBody);
            self.lines(&set, look::LEFT + 14.0, body);
            self.y += 3.0;
        }
        Ok(())
    }

    /// Text as it is typed, on a ground of its own; it is not long, and stays together.
    pub fn code(&mut self, text: &str) -> Result<(), Error> {
        let set = self.setter.set(&[Span::new(text, look::CELL)], look::WIDTH - 20.0)?;
        self.need(set.height() + 16.0);
        let ground = Area { x: look::LEFT, y: self.y, width: look::WIDTH, height: set.height() + 12.0 };
        self.fill(ground, look::SUNK, 4.0);
        self.y += 6.0;
        let node = self.node(Role::Code);
        self.lines(&set, look::LEFT + 10.0, node);
        self.y += 10.0;
        Ok(())
    }

    /// Lines below each other, broken between pages where two of them stay together.
    pub fn lines(&mut self, set: &Paragraph, x: f32, owner: usize) {
        self.need(first_lines(&set.lines));
        for (nth, line) in set.lines.iter().enumerate() {
            let left = set.lines.len() - nth;
            // Before the last two, if they do not both fit.
            let together = if left == TOGETHER { line.height * 2.0 } else { line.height };
            self.need(together);
            self.line(line, x, self.y, Some(owner));
            self.y += line.height;
        }
    }

    /// One line, anywhere on this page. Without an owner it is for the eye only.
    pub fn line(&mut self, line: &Line, x: f32, top: f32, owner: Option<usize>) {
        let page = self.page();
        for run in &line.runs {
            let x = x + run.x;
            let owner = match (owner, run.target) {
                (Some(owner), Some(target)) => {
                    let node = self.sheets.node(Some(owner), Role::Link);
                    let area = Area { x, y: top, width: run.advance, height: line.height };
                    let label = run.label().to_owned();
                    let serial = self.sheets.serial(node);
                    let annotation = self.sheets.serial(node);
                    self.sheets.pages[page].marks.push(Mark::Link { area, target, label, serial: annotation });
                    Some(serial)
                }
                (Some(owner), None) => Some(self.sheets.serial(owner)),
                (None, _) => None,
            };
            let baseline = top + line.baseline;
            self.sheets.pages[page].marks.push(Mark::Text { x, baseline, run: run.clone(), serial: owner });
        }
    }

    /// The number of the page that a place turns out to be on.
    pub fn page_of(&mut self, anchor: Anchor, right: f32, baseline: f32, look: Look, owner: usize) {
        let page = self.page();
        let serial = self.sheets.serial(owner);
        self.sheets.pages[page].marks.push(Mark::PageOf { anchor, right, baseline, look, serial });
    }
}

fn first_lines(lines: &[Line]) -> f32 {
    // Three lines are not broken into two and one.
    let count = if lines.len() == TOGETHER + 1 { lines.len() } else { TOGETHER };
    lines.iter().take(count).map(|line| line.height).sum()
}
