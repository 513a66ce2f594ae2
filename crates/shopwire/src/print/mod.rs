//! What a person sees: colour where the terminal shows it, columns that line up, numbers that read well.

mod json;

pub use json::pretty;

use anstyle::{AnsiColor, Style};
use serde_json::Value;

use crate::failure::{Failure, Outcome};

pub const HEADING: Style = Style::new().bold();
pub const DIM: Style = Style::new().dimmed();
pub const GOOD: Style = AnsiColor::Green.on_default();
pub const BAD: Style = AnsiColor::Red.on_default();
pub const ODD: Style = AnsiColor::Yellow.on_default();
pub const NAME: Style = AnsiColor::Cyan.on_default();

/// The text in a style.
pub fn paint(style: Style, text: impl std::fmt::Display) -> String {
    format!("{style}{text}{style:#}")
}

/// Prints to standard output, without colour where nobody sees it.
macro_rules! say {
    ($($argument:tt)*) => {{
        use std::io::Write as _;
        writeln!(anstream::stdout(), $($argument)*)?
    }};
}
pub(crate) use say;

/// Rows under headings, each column as wide as its widest cell. Chinese takes two places a character.
pub fn table<const N: usize>(headings: [&str; N], rows: &[[String; N]]) -> String {
    let mut widths = headings.map(width);
    for row in rows {
        for (known, cell) in widths.iter_mut().zip(row) {
            *known = (*known).max(width(cell));
        }
    }
    let line = |cells: [&str; N]| {
        let padded = cells.iter().zip(widths).map(|(cell, wide)| format!("{cell}{}", " ".repeat(wide - width(cell))));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let mut text = paint(HEADING, line(headings));
    for row in rows {
        text.push('\n');
        text.push_str(&line(std::array::from_fn(|index| row[index].as_str())));
    }
    text
}

/// A list as a table for people, or as JSON for programs: each row is both.
pub fn show_list<const N: usize>(json: bool, headings: [&str; N], rows: &[(Value, [String; N])]) -> Outcome {
    if json {
        let objects: Vec<&Value> = rows.iter().map(|(object, _)| object).collect();
        say!("{}", serde_json::to_string_pretty(&objects).map_err(|error| Failure::new(error.to_string()))?);
    } else {
        let cells: Vec<[String; N]> = rows.iter().map(|(_, cells)| cells.clone()).collect();
        say!("{}", table(headings, &cells));
    }
    Ok(())
}

fn width(text: &str) -> usize {
    text.chars().map(|c| if c >= '\u{1100}' { 2 } else { 1 }).sum()
}

/// A word as a shell reads it.
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

/// This program as it was called, for commands that are printed to be copied.
pub fn program() -> String {
    std::env::args().next().map_or_else(|| "shopwire".to_owned(), |program| quoted(&program))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_also_with_chinese() {
        let rows = [["王小明".to_owned(), "1".to_owned()], ["A".to_owned(), "2".to_owned()]];
        let text = table(["name", "n"], &rows);
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1].starts_with("王小明  1") && lines[2].starts_with("A       2"), "{text}");
    }

    #[test]
    fn words_are_quoted_where_a_shell_needs_it() {
        assert_eq!(quoted("/v1/customers"), "/v1/customers");
        assert_eq!(quoted("a?b"), "'a?b'");
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
