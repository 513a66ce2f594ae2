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
use crate::catalogue::{Catalogue, Field, Kind, Limit, Operation, Piece, Rule};

pub const TITLE: &str = "API & Webhook 文件";

pub struct Book<'b, 's> {
    pub catalogue: &'b Catalogue,
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
            Piece::Basic { name, format } => Span::new(format!("{name}{}", format_label(format)), look),
            Piece::Any => Span::new("任意", look),
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
        if model.apart { format!("{}（{}）", model.name, model.version) } else { model.name.clone() }
    }
}

/// The operations on one kind of resource, of all versions.
struct Resource<'b> {
    tag: &'b str,
    label: &'b str,
    operations: Vec<&'b Operation>,
}

fn resources(catalogue: &Catalogue) -> Vec<Resource<'_>> {
    let mut resources: Vec<Resource<'_>> = Vec::new();
    for group in &catalogue.groups {
        match resources.iter_mut().find(|known| known.tag == group.tag) {
            Some(known) => known.operations.extend(&group.operations),
            None => resources.push(Resource {
                tag: &group.tag,
                label: &group.label,
                operations: group.operations.iter().collect(),
            }),
        }
    }
    resources
}

/// Fields with those of objects that have no name: `parent.name`, `parent[].name`.
fn flattened(fields: &[Field]) -> Vec<(String, &Field)> {
    let mut flattened_fields = Vec::new();
    for field in fields {
        flattened_fields.push((field.name.clone(), field));
        let list = if field.kind.is_list { "[]" } else { "" };
        let inside = flattened(&field.kind.fields).into_iter();
        flattened_fields.extend(inside.map(|(name, inner)| (format!("{}{list}.{name}", field.name), inner)));
    }
    flattened_fields
}

/// What the format adds to the type's name; widths of integers say nothing to a reader.
fn format_label(format: &str) -> &'static str {
    match format {
        "money" => "（金額）",
        "timestamp" => "（時間）",
        "date" => "（日期）",
        "double" | "float" => "（小數）",
        "password" => "（密碼）",
        "uri" => "（網址）",
        "binary" => "（檔案）",
        _ => "",
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
fn meaning(field: &Field) -> Vec<Span<'_>> {
    // Many a description names its default itself.
    let is_told = |limit: &&Limit| limit.rule == Rule::Default && field.label.contains("預設");
    let limits: Vec<String> = field.limits.iter().filter(|limit| !is_told(limit)).map(limit_text).collect();
    if limits.is_empty() {
        return cell(&field.label);
    }
    let mut spans = prose(&field.label, look::CELL);
    spans.push(Span::new(format!("（{}）", limits.join("，")), look::CELL.colour(look::SOFT)));
    spans
}

fn limit_text(Limit { rule, value }: &Limit) -> String {
    match rule {
        Rule::MinLength => format!("至少 {value} 字"),
        Rule::MaxLength => format!("最多 {value} 字"),
        Rule::Minimum => format!("最小 {value}"),
        Rule::Maximum => format!("最大 {value}"),
        Rule::MaxItems => format!("最多 {value} 個"),
        Rule::Default => format!("預設 {value}"),
    }
}
