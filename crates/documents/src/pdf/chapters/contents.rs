//! The table of contents: chapters, topics, groups and every operation, each with its page.

use super::{Book, CHAPTERS, MODELS, OPERATIONS, WEBHOOKS, basics, chapter_title, resources};
use crate::Error;
use crate::pdf::flow::Flow;
use crate::pdf::look::{self, Look};
use crate::pdf::sheets::{Anchor, Area, Mark, Role};
use crate::pdf::type_setter::Span;

const HEADING: &str = "目錄";

impl Book<'_, '_> {
    pub(super) fn contents(&mut self) -> Result<(), Error> {
        self.flow.begin_part(HEADING);
        let title = self.flow.setter.set(&[Span::new(HEADING, look::CHAPTER)], look::WIDTH)?;
        let node = self.flow.node(Role::Heading(1, HEADING.into()));
        self.flow.lines(&title, look::LEFT, node);
        self.flow.gap(8.0);
        let list = self.flow.node(Role::Contents);
        for number in 0..CHAPTERS.len() {
            if number == WEBHOOKS && self.catalogue.events.is_empty() {
                continue;
            }
            self.flow.gap(8.0);
            let line = Entry { indent: 0.0, look: look::TOPIC.colour(look::BRAND), method: None, keep: 40.0 };
            line.write(&mut self.flow, list, &chapter_title(number), Anchor::Chapter(number))?;
            match number {
                OPERATIONS => self.list_operations(list)?,
                MODELS | WEBHOOKS => {}
                _ => {
                    for (nth, title) in basics::titles().enumerate() {
                        let line = Entry { indent: 12.0, look: look::CELL, method: None, keep: 0.0 };
                        line.write(&mut self.flow, list, &title, Anchor::Topic(nth))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn list_operations(&mut self, list: usize) -> Result<(), Error> {
        for (place, resource) in resources(self.catalogue).iter().enumerate() {
            self.flow.gap(4.0);
            let line = Entry { indent: 12.0, look: look::CELL.bold(), method: None, keep: 30.0 };
            line.write(&mut self.flow, list, &super::operations::title(place, resource), Anchor::Group(place))?;
            for (nth, operation) in resource.operations.iter().enumerate() {
                let method = Some(operation.method.as_str());
                let line = Entry { indent: 24.0, look: look::CELL, method, keep: 0.0 };
                line.write(&mut self.flow, list, &operation.summary, Anchor::Operation(place, nth))?;
            }
        }
        Ok(())
    }
}

/// A line of the contents.
pub(super) struct Entry<'a> {
    indent: f32,
    look: Look,
    method: Option<&'a str>,
    /// Room that must be left below, for entries that belong to it.
    keep: f32,
}

/// Where the page numbers' column begins.
const NUMBERS: f32 = 30.0;
const METHOD: f32 = 44.0;

impl Entry<'_> {
    fn write(&self, flow: &mut Flow<'_>, list: usize, title: &str, anchor: Anchor) -> Result<(), Error> {
        let x = look::LEFT + self.indent;
        let text_x = if self.method.is_some() { x + METHOD } else { x };
        let set = flow.setter.set(&[Span::new(title, self.look)], look::RIGHT - NUMBERS - text_x)?;
        flow.need(set.height() + self.keep);
        let entry = flow.sheets.node(Some(list), Role::ContentsEntry);
        let link = flow.sheets.node(Some(entry), Role::Link);
        let top = flow.y;
        if let Some(method) = self.method {
            let look = Look { size: 6.8, bold: true, leading: 1.4, colour: look::method(method).on_solid };
            let badge = flow.setter.set(&[Span::new(method, look)], METHOD)?;
            let area = Area { x, y: top + 2.2, width: METHOD - 7.0, height: 8.8 };
            flow.fill(area, look::method(method).solid, 1.5);
            if let Some(line) = badge.lines.first() {
                let baseline = area.y + area.height / 2.0 + look.size * 0.36;
                flow.line(line, x + (area.width - line.width) / 2.0, baseline - line.baseline, Some(link));
            }
        }
        let mut end = (text_x, top);
        for line in &set.lines {
            flow.line(line, text_x, flow.y, Some(link));
            end = (text_x + line.width, flow.y + line.baseline);
            flow.y += line.height;
        }
        let leader = Area { x: end.0 + 6.0, y: end.1 - 1.0, width: look::RIGHT - NUMBERS + 6.0 - end.0, height: 0.5 };
        if leader.width > 12.0 {
            flow.fill(leader, look::LINE, 0.0);
        }
        flow.page_of(anchor, look::RIGHT, end.1, self.look, link);
        let page = flow.page();
        let serial = flow.sheets.serial(link);
        let area = Area { x, y: top, width: look::RIGHT - x, height: flow.y - top };
        let label = title.to_owned();
        flow.sheets.pages[page].marks.push(Mark::Link { area, target: anchor, label, serial });
        Ok(())
    }
}
