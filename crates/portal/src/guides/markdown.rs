//! From Markdown to HTML that the portal's pages may hold: no HTML of the source's own, tables that scroll, code
//! with its language, links that lead somewhere.

use std::fmt::Write;

use pulldown_cmark::{CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use super::links::Links;
use crate::language::Language;

pub(crate) struct Rendered {
    pub(crate) html: String,
    /// The words alone.
    pub(crate) plain: String,
    pub(crate) headings: Vec<Heading>,
}

/// A heading of the second level: an entry of the page's own contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub id: String,
    pub text: String,
}

pub(crate) fn render(text: &str, language: Language, links: &Links<'_>) -> Rendered {
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut writer = Writer::new(language, links);
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_HEADING_ATTRIBUTES) {
        writer.take(event, &mut events);
    }
    let mut html = String::new();
    html::push_html(&mut html, events.into_iter());
    Rendered { html, plain: writer.plain, headings: writer.headings }
}

struct Writer<'a> {
    language: Language,
    links: &'a Links<'a>,
    /// The heading that is being read.
    heading: Option<(HeadingLevel, Heading)>,
    last_heading: Option<String>,
    headings: Vec<Heading>,
    count: usize,
    tables: usize,
    /// The code block that is being read: what its fence says, and its text.
    code: Option<(String, String)>,
    plain: String,
}

impl<'a> Writer<'a> {
    fn new(language: Language, links: &'a Links<'a>) -> Self {
        Self {
            language,
            links,
            heading: None,
            last_heading: None,
            headings: Vec::new(),
            count: 0,
            tables: 0,
            code: None,
            plain: String::new(),
        }
    }

    fn take<'e>(&mut self, event: Event<'e>, events: &mut Vec<Event<'e>>) {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let fence = if let CodeBlockKind::Fenced(fence) = kind { fence.to_string() } else { String::new() };
                self.code = Some((fence, String::new()));
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((fence, text)) = self.code.take() {
                    events.push(Event::Html(self.code_block(&fence, &text).into()));
                }
            }
            Event::Text(text) if self.code.is_some() => {
                if let Some((_, code)) = &mut self.code {
                    code.push_str(&text);
                }
            }
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                self.count += 1;
                let id = id.unwrap_or_else(|| format!("section-{}", self.count).into());
                self.heading = Some((level, Heading { id: id.to_string(), text: String::new() }));
                events.push(Event::Start(Tag::Heading { level, id: Some(id), classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => {
                if let Some((level, heading)) = self.heading.take() {
                    self.last_heading = Some(heading.text.clone());
                    if level == HeadingLevel::H2 {
                        self.headings.push(heading);
                    }
                }
                events.push(Event::End(TagEnd::Heading(level)));
            }
            Event::Start(Tag::Table(columns)) => {
                let label = escape(&self.table_label());
                let open = format!("<div class=\"scroll\" role=\"region\" aria-label=\"{label}\" tabindex=\"0\">");
                events.push(Event::Html(open.into()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(Event::Html("</div>\n".into()));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                // A test sees to it that every link leads somewhere.
                let dest_url = self.links.resolve(&dest_url).map_or(CowStr::Borrowed("/docs"), CowStr::from);
                events.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
            }
            // Nothing in a guide is HTML but what is made here.
            Event::Html(html) | Event::InlineHtml(html) => self.words(html, events),
            Event::Text(text) => self.words(text, events),
            Event::Code(text) => {
                self.note(&text);
                events.push(Event::Code(text));
            }
            // A line that ends in Chinese goes on without a space.
            Event::SoftBreak if self.plain.chars().next_back().is_some_and(is_wide) => {}
            Event::SoftBreak => {
                self.note(" ");
                events.push(Event::SoftBreak);
            }
            event => events.push(event),
        }
    }

    /// No two tables of a page are called the same.
    fn table_label(&mut self) -> String {
        self.tables += 1;
        let label = format!("{} {}", self.language.texts().guides.table, self.tables);
        match &self.last_heading {
            Some(heading) => format!("{label}: {heading}"),
            None => label,
        }
    }

    fn words<'e>(&mut self, text: CowStr<'e>, events: &mut Vec<Event<'e>>) {
        self.note(&text);
        events.push(Event::Text(text));
    }

    fn note(&mut self, text: &str) {
        self.plain.push_str(text);
        if let Some((_, heading)) = &mut self.heading {
            heading.text.push_str(text);
        }
    }

    /// Code under a line that says what it is. Only what somebody would type has a button to copy it.
    fn code_block(&self, fence: &str, text: &str) -> String {
        let texts = &self.language.texts().guides;
        let mut marks = fence.split(' ');
        let kind = marks.next().unwrap_or_default();
        let mut label = match kind {
            "sh" => texts.terminal.to_owned(),
            "python" => "Python".to_owned(),
            "json" => "JSON".to_owned(),
            "http" => "HTTP".to_owned(),
            _ => texts.plain_text.to_owned(),
        };
        let mut copied = " data-copy";
        for mark in marks {
            match mark.split_once('=') {
                Some(("file", name)) => {
                    let _ = write!(label, " · {name}");
                }
                Some(("stays", _)) => {
                    let _ = write!(label, " · {}", texts.stays);
                }
                Some(("prints", _)) | None if mark.starts_with("prints") => {
                    texts.output.clone_into(&mut label);
                    copied = "";
                }
                _ => {}
            }
        }
        let (label, text) = (escape(&label), escape(text.trim_end()));
        format!(
            "<figure class=\"code\"><figcaption>{label}</figcaption><pre{copied} tabindex=\"0\"><code>{text}</code></pre></figure>\n"
        )
    }
}

/// Whether text goes on after this letter without a space.
fn is_wide(letter: char) -> bool {
    matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            letter => escaped.push(letter),
        }
    }
    escaped
}
