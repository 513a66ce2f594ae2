//! The cover.

use super::Book;
use crate::Error;
use crate::pdf::look::{self, Look};
use crate::pdf::sheets::{Area, Role};
use crate::pdf::type_setter::Span;

const INDENT: f32 = 76.0;
/// The band at the left edge.
const BAND: f32 = 26.0;

impl Book<'_, '_> {
    pub(super) fn cover(&mut self, date: &str) -> Result<(), Error> {
        let flow = &mut self.flow;
        flow.fill(Area { x: 0.0, y: 0.0, width: BAND, height: look::PAGE_HEIGHT }, look::BRAND, 0.0);
        flow.y = 210.0;
        let product = flow.setter.set(&[Span::new("Shopwire", look::SECTION.colour(look::BRAND))], look::WIDTH)?;
        let node = flow.node(Role::Paragraph);
        flow.lines(&product, INDENT, node);
        let title = flow.setter.set(&[Span::new(super::TITLE, look::TITLE)], look::RIGHT - INDENT)?;
        let node = flow.node(Role::Heading(1, super::TITLE.into()));
        flow.lines(&title, INDENT, node);
        flow.y += 6.0;
        flow.fill(Area { x: INDENT, y: flow.y, width: 64.0, height: 3.0 }, look::BRAND, 1.5);
        flow.y += 24.0;

        let catalogue = self.catalogue;
        let program = catalogue.versions.first().map(|version| version.program.clone()).unwrap_or_default();
        let versions: Vec<&str> = catalogue.versions.iter().map(|version| version.name.as_str()).collect();
        let operations = catalogue.operations().count();
        let facts = [
            ("版本", program),
            ("日期", date.to_owned()),
            ("API", versions.join("、")),
            ("內容", format!("{operations} 個操作、{} 個模型", catalogue.models.len())),
            ("Webhook", format!("{} 種事件", catalogue.events.len())),
        ];
        let look = Look { size: 11.0, leading: 1.8, ..look::TEXT };
        for (name, value) in facts {
            if name == "Webhook" && catalogue.events.is_empty() {
                continue;
            }
            let node = flow.node(Role::Paragraph);
            let name = flow.setter.set(&[Span::new(name, look.bold().colour(look::SOFT))], 80.0)?;
            let value = flow.setter.set(&[Span::new(value, look)], look::RIGHT - INDENT - 80.0)?;
            let top = flow.y;
            flow.lines(&name, INDENT, node);
            flow.y = top;
            flow.lines(&value, INDENT + 80.0, node);
        }
        flow.y = look::BOTTOM - 40.0;
        let origin = "本文件由程式的型別產生，與伺服器的行為一致。";
        let origin = flow.setter.set(&[Span::new(origin, look::NOTE)], look::RIGHT - INDENT)?;
        let node = flow.node(Role::Paragraph);
        flow.lines(&origin, INDENT, node);
        Ok(())
    }
}
