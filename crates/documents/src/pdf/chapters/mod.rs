//! What the book says, chapter by chapter.

mod basics;
mod contents;
mod cover;
mod models;
mod operations;
mod webhooks;

use super::flow::Flow;
use super::look::{self, Look};
use super::sheets::Anchor;
use super::type_setter::Span;
use crate::Error;
use crate::catalogue::{Catalogue, Kind, Piece};

pub const TITLE: &str = "API & Webhook 文件";

pub struct Book<'b, 's> {
    pub catalogue: &'b Catalogue<'b>,
    pub flow: Flow<'s>,
}

/// The chapters, in their order.
const CHAPTERS: [&str; 4] = ["基本說明", "API 操作", "模型", "Webhook"];
const BASICS: usize = 0;
const OPERATIONS: usize = 1;
const MODELS: usize = 2;
const WEBHOOKS: usize = 3;

impl<'b> Book<'b, '_> {
    pub fn write(&mut self, date: &str) -> Result<(), Error> {
        self.cover(date)?;
        self.contents()?;
        self.basics()?;
        self.operations()?;
        self.models()?;
        self.webhooks()
    }

    fn chapter(&mut self, number: usize) -> Result<(), Error> {
        self.flow.begin_part(CHAPTERS[number]);
        self.flow.heading(1, &chapter_title(number), look::CHAPTER, Anchor::Chapter(number))?;
        self.flow.gap(10.0);
        Ok(())
    }

    /// A type, with links to the models in it.
    fn kind(&self, kind: &'b Kind, look: Look) -> Vec<Span<'b>> {
        let spans = kind.pieces.iter().map(|piece| match piece {
            Piece::Text(text) => Span::new(text.as_str(), look),
            Piece::Model(place) => self.model_link(*place, look),
        });
        spans.collect()
    }

    fn model_link(&self, place: usize, look: Look) -> Span<'b> {
        Span::new(self.model_name(place), look.colour(look::LINK)).to(Anchor::Model(place))
    }

    fn model_name(&self, place: usize) -> String {
        let model = &self.catalogue.models[place];
        model.only.map_or_else(|| model.name.to_owned(), |version| format!("{}（{version}）", model.name))
    }
}

fn chapter_title(number: usize) -> String {
    format!("{}　{}", number + 1, CHAPTERS[number])
}

/// Text in which `code` stands out.
fn prose(text: &str, look: Look) -> Vec<Span<'_>> {
    let spans = text.split('`').enumerate().filter(|(_, part)| !part.is_empty());
    spans.map(|(nth, part)| Span::new(part, if nth % 2 == 1 { look.colour(look::CODE) } else { look })).collect()
}

/// A cell of a table: what there is to say, or a dash.
fn cell(text: &str) -> Vec<Span<'_>> {
    if text.is_empty() { vec![Span::new("–", look::CELL.colour(look::SOFT))] } else { prose(text, look::CELL) }
}

fn yes(is_so: bool) -> Vec<Span<'static>> {
    cell(if is_so { "是" } else { "" })
}

/// What a field or a parameter means, and what else it must keep to.
fn meaning<'a>(description: &'a str, limits: &[String]) -> Vec<Span<'a>> {
    // Many a description names its default itself.
    let limits: Vec<&str> = limits
        .iter()
        .map(String::as_str)
        .filter(|limit| !(limit.starts_with("預設") && description.contains("預設")))
        .collect();
    if limits.is_empty() {
        return cell(description);
    }
    let mut spans = prose(description, look::CELL);
    spans.push(Span::new(format!("（{}）", limits.join("，")), look::CELL.colour(look::SOFT)));
    spans
}
