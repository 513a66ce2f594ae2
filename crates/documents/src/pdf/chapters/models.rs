//! Every model: its fields with type, Chinese name and whether they can be null, or its values with their meaning.

use super::{Book, MODELS, cell, flattened, meaning, prose, yes};
use crate::Error;
use crate::catalogue::{Catalogue, Field, Is, Model};
use crate::pdf::look::{self, Look};
use crate::pdf::sheets::{Anchor, Area, Mark, Role};
use crate::pdf::table::{Cells, Columns};
use crate::pdf::type_setter::Span;

const OUTPUT: &Columns = &[("欄位", 165.0), ("型別", 112.0), ("說明", 166.0), ("可為 null", 52.0)];
const INPUT: &Columns = &[("欄位", 156.0), ("型別", 104.0), ("說明", 149.0), ("必填", 34.0), ("可為 null", 52.0)];
const VALUES: &Columns = &[("值", 170.0), ("意義", 325.0)];

/// A line of the index.
const INDEX: Look = look::SMALL;

impl<'b> Book<'b, '_> {
    pub(super) fn models(&mut self) -> Result<(), Error> {
        self.chapter(MODELS)?;
        let intro = "請求與回應中的物件，依名稱排列。回應必定包含所列的每個欄位（說明另有註明者除外）；標示「可為 null」的欄位沒有值時為 `null`。";
        self.flow.paragraph(&prose(intro, look::TEXT))?;
        self.flow.gap(8.0);
        self.index()?;
        self.flow.gap(14.0);
        let catalogue = self.catalogue;
        for place in by_name(catalogue) {
            self.model(place, &catalogue.models[place])?;
            self.flow.gap(14.0);
        }
        Ok(())
    }

    fn model(&mut self, place: usize, model: &'b Model) -> Result<(), Error> {
        let name = self.model_name(place);
        self.flow.need(112.0);
        self.flow.set_running(&name);
        self.flow.heading(2, &name, look::TOPIC, Anchor::Model(place))?;
        let description = format!("{}{}", model.label, if model.is_input { "（用於請求）" } else { "" });
        if !description.is_empty() {
            self.flow.paragraph(&prose(&description, look::NOTE))?;
        }
        self.flow.gap(2.0);
        match &model.is {
            Is::Object(fields) => {
                let fields = flattened(fields);
                let with_required = model.is_input && fields.iter().any(|(_, field)| field.required);
                let row = |(name, field): (String, &'b Field)| self.field(name, field, with_required);
                let rows: Vec<Cells<'b>> = fields.into_iter().map(row).collect();
                let columns = if with_required { INPUT } else { OUTPUT };
                if rows.is_empty() { Ok(()) } else { self.flow.table(columns, rows) }
            }
            Is::Values(values) => {
                let row =
                    |value: &'b str, meaning: &'b str| vec![vec![Span::new(value, look::CELL.bold())], cell(meaning)];
                let rows: Vec<Cells<'b>> = values.iter().map(|one| row(&one.value, &one.text)).collect();
                self.flow.table(VALUES, rows)
            }
            Is::Alias(kind) => {
                let mut spans = self.kind(kind, look::TEXT);
                if kind.nullable {
                    spans.push(Span::new(" | null", look::TEXT));
                }
                self.flow.paragraph(&spans)
            }
        }
    }

    fn field(&self, name: String, field: &'b Field, with_required: bool) -> Cells<'b> {
        let mut cells =
            vec![vec![Span::new(name, look::CELL.bold())], self.kind(&field.kind, look::CELL), meaning(field)];
        if with_required {
            cells.push(yes(field.required));
        }
        cells.push(yes(field.kind.nullable));
        cells
    }

    /// The names of all models with their pages, in columns.
    fn index(&mut self) -> Result<(), Error> {
        const COLUMNS: u8 = 3;
        const GUTTER: f32 = 18.0;
        let width = (look::WIDTH + GUTTER) / f32::from(COLUMNS) - GUTTER;
        let list = self.flow.node(Role::Contents);
        let places = by_name(self.catalogue);
        let mut rest = places.as_slice();
        while !rest.is_empty() {
            self.flow.need(INDEX.height() * 4.0);
            let top = self.flow.y;
            let fitting =
                (1..u16::MAX).take_while(|rows| top + f32::from(*rows) * INDEX.height() <= look::BOTTOM).count();
            let rows = fitting.min(rest.len().div_ceil(COLUMNS.into())).max(1);
            let (here, later) = rest.split_at(rest.len().min(rows * usize::from(COLUMNS)));
            let (mut x, mut lowest) = (look::LEFT, top);
            for column in here.chunks(rows) {
                self.flow.y = top;
                for place in column {
                    self.index_entry(list, *place, x, width)?;
                }
                lowest = lowest.max(self.flow.y);
                x += width + GUTTER;
            }
            self.flow.y = lowest;
            rest = later;
        }
        Ok(())
    }

    fn index_entry(&mut self, list: usize, place: usize, x: f32, width: f32) -> Result<(), Error> {
        const NUMBERS: f32 = 20.0;
        let anchor = Anchor::Model(place);
        let name = self.model_name(place);
        let flow = &mut self.flow;
        let set = flow.setter.set(&[Span::new(name.as_str(), INDEX.colour(look::LINK))], width - NUMBERS)?;
        let entry = flow.sheets.node(Some(list), Role::ContentsEntry);
        let link = flow.sheets.node(Some(entry), Role::Link);
        if let Some(first) = set.lines.first() {
            flow.line(first, x, flow.y, Some(link));
            flow.page_of(anchor, x + width, flow.y + first.baseline, INDEX, link);
        }
        let (page, serial) = (flow.page(), flow.sheets.serial(link));
        let area = Area { x, y: flow.y, width, height: INDEX.height() };
        flow.sheets.pages[page].marks.push(Mark::Link { area, target: anchor, label: name, serial });
        flow.y += INDEX.height();
        Ok(())
    }
}

/// The models' places, in the order of their names.
fn by_name(catalogue: &Catalogue) -> Vec<usize> {
    let name = |place: &usize| {
        let name = &catalogue.models[*place].name;
        (name.to_lowercase(), name.clone())
    };
    let mut places: Vec<usize> = (0..catalogue.models.len()).collect();
    places.sort_by_cached_key(name);
    places
}
