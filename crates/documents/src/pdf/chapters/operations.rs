//! Every operation, by group: what it takes, what it answers, what it refuses.

use super::{Book, OPERATIONS, Resource, basics, cell, flattened, meaning, prose, resources, yes};
use crate::Error;
use crate::catalogue::{Answer, Field, Operation, Piece};
use crate::pdf::look::{self, Look};
use crate::pdf::sheets::{Anchor, Area, Role};
use crate::pdf::table::{Cells, Columns};
use crate::pdf::type_setter::Span;

const PARAMETERS: &Columns = &[("參數", 136.0), ("位置", 36.0), ("型別", 88.0), ("必填", 34.0), ("說明", 201.0)];
const BODY: &Columns = &[("欄位", 156.0), ("型別", 104.0), ("必填", 34.0), ("說明", 201.0)];
const ANSWERS: &Columns = &[("狀態", 40.0), ("說明", 275.0), ("內容", 180.0)];

/// A resource's heading: `2.1　顧客（customers）`.
pub(super) fn title(place: usize, resource: &Resource<'_>) -> String {
    format!("{}.{}　{}（{}）", OPERATIONS + 1, place + 1, resource.label, resource.tag)
}

impl<'b> Book<'b, '_> {
    pub(super) fn operations(&mut self) -> Result<(), Error> {
        self.chapter(OPERATIONS)?;
        let intro = "以下依資源分組列出所有操作。每個操作標明方法、路徑與所需權限；型別中的藍色名稱可連到模型一章。";
        self.flow.paragraph(&prose(intro, look::TEXT))?;
        for (place, resource) in resources(self.catalogue).iter().enumerate() {
            self.flow.gap(18.0);
            self.flow.need(190.0);
            let title = title(place, resource);
            self.flow.set_running(&title);
            self.flow.heading(2, &title, look::SECTION, Anchor::Group(place))?;
            self.flow.gap(6.0);
            for (nth, operation) in resource.operations.iter().enumerate() {
                self.operation(operation, Anchor::Operation(place, nth))?;
                self.flow.gap(16.0);
            }
        }
        Ok(())
    }

    fn operation(&mut self, operation: &'b Operation, anchor: Anchor) -> Result<(), Error> {
        self.operation_heading(operation, anchor)?;
        let flow = &mut self.flow;
        if !operation.note.is_empty() {
            flow.paragraph(&prose(&operation.note, look::TEXT))?;
            flow.gap(3.0);
        }
        let row = |place: &'static str, parameter: &'b Field| {
            vec![
                vec![Span::new(parameter.name.as_str(), look::CELL.bold())],
                cell(place),
                self.kind(&parameter.kind, look::CELL),
                yes(parameter.required),
                meaning(parameter),
            ]
        };
        let in_path = operation.path_parameters.iter().map(|parameter| row("路徑", parameter));
        let in_query = operation.query.iter().map(|parameter| row("查詢", parameter));
        let rows: Vec<Cells<'b>> = in_path.chain(in_query).collect();
        if !rows.is_empty() {
            self.flow.table(PARAMETERS, rows)?;
            self.flow.gap(4.0);
        }
        if let Some(body) = &operation.body {
            let mut label = vec![Span::new("請求內容　", look::LABEL)];
            label.extend(self.kind(&body.kind, look::LABEL));
            self.flow.label(&label)?;
            let row = |(name, field): (String, &'b Field)| {
                vec![
                    vec![Span::new(name, look::CELL.bold())],
                    self.kind(&field.kind, look::CELL),
                    yes(field.required),
                    meaning(field),
                ]
            };
            let rows: Vec<Cells<'b>> = flattened(self.catalogue.fields_of(&body.kind)).into_iter().map(row).collect();
            if !rows.is_empty() {
                self.flow.table(BODY, rows)?;
            }
            self.flow.gap(4.0);
        }
        self.answers(operation)
    }

    /// The method in its colour, path, summary and scope, on a band in the method's tint.
    fn operation_heading(&mut self, operation: &'b Operation, anchor: Anchor) -> Result<(), Error> {
        const INSET: f32 = 8.0;
        const BADGE: f32 = 52.0;
        let colours = look::method(&operation.method);
        let badge_look = Look { size: 8.5, bold: true, leading: 1.5, colour: colours.on_solid };
        let text_x = look::LEFT + INSET + BADGE + 9.0;
        let width = look::RIGHT - INSET - text_x;
        let scope = operation
            .scope
            .as_deref()
            .map(|scope| vec![Span::new("權限　", look::NOTE), Span::new(scope, look::NOTE.bold().colour(look::INK))]);
        let flow = &mut self.flow;
        let badge = flow.setter.set(&[Span::new(operation.method.as_str(), badge_look)], BADGE)?;
        let path = flow.setter.set(&[Span::new(operation.path.as_str(), look::TOPIC)], width)?;
        let scope = scope.map(|spans| flow.setter.set(&spans, width)).transpose()?;
        let scope_width = scope.as_ref().map_or(0.0, |scope| scope.width() + 12.0);
        let summary = flow.setter.set(&[Span::new(operation.summary.as_str(), look::TEXT)], width - scope_width)?;

        let height = path.height() + summary.height() + 12.0;
        flow.need(height + 110.0);
        flow.mark_place(anchor);
        let bookmark = format!("{} {}　{}", operation.method, operation.path, operation.summary);
        flow.bookmark(3, bookmark.as_str(), anchor);
        let top = flow.y;
        flow.fill(Area { x: look::LEFT, y: top, width: look::WIDTH, height }, colours.tint, 4.0);
        flow.fill(Area { x: look::LEFT, y: top, width: 3.0, height }, colours.solid, 1.5);
        let node = flow.node(Role::Heading(3, bookmark));
        let first = path.lines.first().map_or(0.0, |line| line.baseline);
        let box_height = 15.0;
        let baseline = top + 6.0 + first;
        let area =
            Area { x: look::LEFT + INSET, y: baseline - 3.7 - box_height / 2.0, width: BADGE, height: box_height };
        flow.fill(area, colours.solid, 3.0);
        if let Some(line) = badge.lines.first() {
            let middle = area.y + box_height / 2.0 + badge_look.size * 0.36;
            flow.line(line, area.x + (BADGE - line.width) / 2.0, middle - line.baseline, Some(node));
        }
        flow.y = top + 6.0;
        flow.lines(&path, text_x, node);
        let second = flow.y;
        flow.lines(&summary, text_x, node);
        let end = flow.y;
        if let Some(scope) = scope {
            let node = flow.node(Role::Paragraph);
            // On the summary's line, at the right.
            let lower = (look::TEXT.size * look::TEXT.leading - look::NOTE.size * look::NOTE.leading) / 2.0 + 0.4;
            flow.y = second + lower;
            flow.lines(&scope, look::RIGHT - INSET - scope.width(), node);
        }
        flow.y = end + 6.0 + 6.0;
        Ok(())
    }

    fn answers(&mut self, operation: &'b Operation) -> Result<(), Error> {
        let (common, own): (Vec<_>, Vec<_>) = operation.answers.iter().partition(|answer| answer.common);
        let mut rows: Vec<Cells<'b>> = own
            .into_iter()
            .map(|answer| {
                let mut description = cell(&answer.text);
                if answer.is_paged() {
                    description.push(Span::new("，附", look::CELL));
                    let link = Span::new("分頁標頭", look::CELL.colour(look::LINK));
                    description.push(link.to(Anchor::Topic(basics::PAGING)));
                }
                vec![vec![Span::new(answer.status.as_str(), look::CELL.bold())], description, self.answer_kind(answer)]
            })
            .collect();
        if !common.is_empty() {
            let statuses: Vec<&str> = common.iter().map(|answer| answer.status.as_str()).collect();
            let link = |text| Span::new(text, look::CELL.colour(look::LINK)).to(Anchor::Topic(basics::ERRORS));
            let statuses = Span::new(format!("　{}", statuses.join("、")), look::CELL);
            rows.push(vec![cell("其他"), vec![link("共通錯誤"), statuses], vec![link("錯誤訊息")]]);
        }
        self.flow.table(ANSWERS, rows)
    }

    fn answer_kind(&self, answer: &'b Answer) -> Vec<Span<'b>> {
        let Some(kind) = answer.content.as_ref().map(|content| &content.kind) else {
            return cell(answer.file.as_deref().unwrap_or_default());
        };
        // Errors have no names.
        let has_model = kind.pieces.iter().any(|piece| matches!(piece, Piece::Model(_)));
        if !has_model && answer.is_error() {
            let link = Span::new("錯誤訊息", look::CELL.colour(look::LINK));
            return vec![link.to(Anchor::Topic(basics::ERRORS))];
        }
        let mut spans = self.kind(kind, look::CELL);
        if kind.nullable {
            spans.push(Span::new(" | null", look::CELL));
        }
        spans
    }
}
