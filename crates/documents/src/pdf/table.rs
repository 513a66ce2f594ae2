//! Tables: columns of fixed widths, rows that stay whole, a head that is repeated on each page.

use super::flow::Flow;
use super::look;
use super::sheets::{Area, Role};
use super::type_setter::{Paragraph, Span};
use crate::Error;

/// The columns of a table: what stands above them, and their share of the width.
pub type Columns = [(&'static str, f32)];

pub type Cells<'a> = Vec<Vec<Span<'a>>>;

const PADDING: f32 = 5.0;
const ABOVE: f32 = 3.0;
const BELOW: f32 = 3.5;
/// A row that is higher than this may be broken.
const WHOLE: f32 = (look::BOTTOM - look::TOP) * 0.5;

/// Two rows at the head of a table that are not higher than this stay together.
const TWO_ROWS: f32 = 62.0;

struct Row {
    cells: Vec<Paragraph>,
    height: f32,
}

impl Flow<'_> {
    pub fn table<'a>(&mut self, columns: &Columns, rows: impl IntoIterator<Item = Cells<'a>>) -> Result<(), Error> {
        let total: f32 = columns.iter().map(|(_, share)| share).sum();
        let widths: Vec<f32> = columns.iter().map(|(_, share)| share / total * look::WIDTH).collect();
        let titles = columns.iter().map(|(title, _)| vec![Span::new(*title, look::HEAD)]).collect();
        let head = self.row(titles, &widths)?;
        let rows = rows.into_iter().map(|cells| self.row(cells, &widths)).collect::<Result<Vec<_>, _>>()?;

        self.need(head.height + beginning(&rows));
        let table = self.node(Role::Table);
        let head_node = self.sheets.node(Some(table), Role::Head);
        let head_row = self.sheets.node(Some(head_node), Role::Row);
        self.head(&head, &widths, Some(head_row));
        let body = self.sheets.node(Some(table), Role::Body);
        for (nth, row) in rows.iter().enumerate() {
            // The last row is not left alone on a page of its own.
            let last = rows.get(nth + 1).filter(|_| nth + 2 == rows.len() && nth >= 2);
            let together = last.filter(|last| row.height + last.height <= WHOLE).map_or(0.0, |last| last.height);
            let needed = row.least() + together;
            if needed > self.room() {
                self.new_page();
                self.head(&head, &widths, None);
            }
            let node = self.sheets.node(Some(body), Role::Row);
            self.body_row(row, &head, &widths, node);
        }
        self.y += 4.0;
        Ok(())
    }

    fn row(&mut self, cells: Cells<'_>, widths: &[f32]) -> Result<Row, Error> {
        let cells = cells
            .iter()
            .zip(widths)
            .map(|(spans, width)| self.setter.set(spans, width - PADDING * 2.0))
            .collect::<Result<Vec<_>, _>>()?;
        let height = cells.iter().map(Paragraph::height).fold(0.0, f32::max) + ABOVE + BELOW;
        Ok(Row { cells, height })
    }

    /// The head; repeated it is for the eye only.
    fn head(&mut self, head: &Row, widths: &[f32], row: Option<usize>) {
        let ground = Area { x: look::LEFT, y: self.y, width: look::WIDTH, height: head.height };
        self.fill(ground, look::SUNK, 0.0);
        let mut x = look::LEFT;
        for (cell, width) in head.cells.iter().zip(widths) {
            let node = row.map(|row| self.sheets.node(Some(row), Role::HeaderCell));
            let mut top = self.y + ABOVE;
            for line in &cell.lines {
                self.line(line, x + PADDING, top, node);
                top += line.height;
            }
            x += width;
        }
        self.y += head.height;
    }

    /// Line by line, so that a row that is higher than a page goes on on the next one.
    fn body_row(&mut self, row: &Row, head: &Row, widths: &[f32], node: usize) {
        let cells: Vec<usize> = row.cells.iter().map(|_| self.sheets.node(Some(node), Role::Cell)).collect();
        let mut done = vec![0; row.cells.len()];
        loop {
            let top = self.y + ABOVE;
            let mut bottom = top;
            let mut x = look::LEFT;
            for (nth, cell) in row.cells.iter().enumerate() {
                let mut y = top;
                for line in &cell.lines[done[nth]..] {
                    if y + line.height > look::BOTTOM {
                        break;
                    }
                    self.line(line, x + PADDING, y, Some(cells[nth]));
                    y += line.height;
                    done[nth] += 1;
                }
                bottom = bottom.max(y);
                x += widths[nth];
            }
            self.y = bottom + BELOW;
            let rule = Area { x: look::LEFT, y: self.y - 0.5, width: look::WIDTH, height: 0.5 };
            self.fill(rule, look::LINE, 0.0);
            if row.cells.iter().zip(&done).all(|(cell, done)| cell.lines.len() == *done) {
                return;
            }
            self.new_page();
            self.head(head, widths, None);
        }
    }
}

/// What must fit below the head: two rows, or one that is high.
fn beginning(rows: &[Row]) -> f32 {
    let first = rows.first().map_or(0.0, Row::least);
    let second = rows.get(1).map_or(0.0, Row::least);
    if first + second <= TWO_ROWS { first + second } else { first }
}

impl Row {
    /// What must fit on the page that it begins on.
    fn least(&self) -> f32 {
        if self.height > WHOLE { self.first_lines() } else { self.height }
    }

    fn first_lines(&self) -> f32 {
        let lines = |cell: &Paragraph| cell.lines.iter().take(3).map(|line| line.height).sum();
        self.cells.iter().map(lines).fold(0.0, f32::max) + ABOVE + BELOW
    }
}
