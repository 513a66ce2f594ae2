//! JSON for people: one member a line, in colour, with names in their order and numbers as they were sent.

use std::fmt::Write as _;

use anstyle::Style;

use super::{DIM, GOOD, NAME, ODD};

/// The text laid out; as it is where it is not JSON.
pub fn pretty(text: &str) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        return text.to_owned();
    }
    let mut out = Layout { text: String::with_capacity(text.len() * 2), depth: 0 };
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '{' | '[' => out.open(first, rest[1..].trim_start()),
            '}' | ']' => out.close(first, &rest[1..]),
            ',' => {
                out.text.push(',');
                out.line();
                rest[1..].trim_start()
            }
            ':' => {
                out.text.push_str(": ");
                rest[1..].trim_start()
            }
            '"' => out.string(rest),
            _ => out.plain(rest),
        }
        .trim_start();
    }
    out.text
}

struct Layout {
    text: String,
    depth: usize,
}

impl Layout {
    fn line(&mut self) {
        self.text.push('\n');
        self.text.extend(std::iter::repeat_n("  ", self.depth));
    }

    fn open<'a>(&mut self, bracket: char, inside: &'a str) -> &'a str {
        self.text.push(bracket);
        let end = if bracket == '{' { '}' } else { ']' };
        if let Some(rest) = inside.strip_prefix(end) {
            self.text.push(end);
            return rest;
        }
        self.depth += 1;
        self.line();
        inside
    }

    fn close<'a>(&mut self, bracket: char, rest: &'a str) -> &'a str {
        self.depth = self.depth.saturating_sub(1);
        self.line();
        self.text.push(bracket);
        rest
    }

    /// A name or a text.
    fn string<'a>(&mut self, rest: &'a str) -> &'a str {
        let mut escaped = false;
        let end = rest[1..].find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let (string, rest) = rest.split_at(end.map_or(rest.len(), |end| end + 2));
        let is_name = rest.trim_start().starts_with(':');
        self.painted(if is_name { NAME } else { GOOD }, string);
        rest
    }

    /// A number, `true`, `false` or `null`.
    fn plain<'a>(&mut self, rest: &'a str) -> &'a str {
        let end = rest.find([',', '}', ']', ' ', '\n', '\r', '\t']).unwrap_or(rest.len());
        let (word, rest) = rest.split_at(end);
        self.painted(if word == "null" { DIM } else { ODD }, word);
        rest
    }

    fn painted(&mut self, style: Style, text: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{style}{text}{style:#}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        anstream::adapter::strip_str(&pretty(text)).to_string()
    }

    #[test]
    fn json_keeps_its_order_and_its_numbers() {
        let text = r#"{"b":9999.0,"a":[],"c":[1,{"d":"x\"y, z"}],"e":null}"#;
        let expected = "{\n  \"b\": 9999.0,\n  \"a\": [],\n  \"c\": [\n    1,\n    {\n      \"d\": \"x\\\"y, z\"\n    }\n  ],\n  \"e\": null\n}";
        assert_eq!(plain(text), expected);
        assert_eq!(plain(expected), expected, "laid out twice is laid out once");
    }

    #[test]
    fn what_is_no_json_stays_as_it_is() {
        assert_eq!(plain("not found"), "not found");
        assert_eq!(plain(""), "");
    }
}
