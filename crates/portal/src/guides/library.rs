//! The guides there are, ready to be shown.

use documents::catalogue::Catalogue;

use super::facts::Facts;
use super::links::Links;
use super::markdown::{self, Heading};
use crate::language::Language;

/// A guide's source in both languages.
pub(crate) struct Source {
    pub(crate) name: &'static str,
    pub(crate) zh_tw: &'static str,
    pub(crate) en: &'static str,
}

macro_rules! guides {
    ($($name:literal),* $(,)?) => {
        &[$(Source {
            name: $name,
            zh_tw: include_str!(concat!("../../guides/zh-TW/", $name, ".md")),
            en: include_str!(concat!("../../guides/en/", $name, ".md")),
        }),*]
    };
}

/// Every guide, by chapter, in the order in which they are read. The chapters' names stand in the texts.
pub(crate) const CHAPTERS: &[&[Source]] = &[
    guides!["getting-started", "tools"],
    guides!["authentication", "limits", "paging", "errors", "idempotency"],
    guides!["webhooks", "retries", "replay"],
    guides!["differences"],
];

/// All guides in both languages.
pub struct Library {
    zh_tw: Vec<Chapter>,
    en: Vec<Chapter>,
}

pub struct Chapter {
    pub title: &'static str,
    pub guides: Vec<Guide>,
}

/// A guide in one language.
pub struct Guide {
    pub name: &'static str,
    pub title: String,
    /// The first paragraph, as HTML and as plain text.
    pub lead: String,
    pub summary: String,
    pub headings: Vec<Heading>,
    /// What follows the first paragraph, as HTML.
    pub body: String,
}

impl Library {
    pub fn open(base_url: &str, reference: &Catalogue) -> Self {
        let links = Links(reference);
        let read = |language: Language| {
            let facts = Facts { language, base_url };
            let titles = language.texts().guides.chapters;
            let guide = |source: &Source| Guide::read(source, language, &facts, &links);
            let chapters = titles.iter().zip(CHAPTERS);
            chapters.map(|(title, sources)| Chapter { title, guides: sources.iter().map(guide).collect() }).collect()
        };
        Self { zh_tw: read(Language::ZhTw), en: read(Language::En) }
    }

    pub fn chapters(&self, language: Language) -> &[Chapter] {
        match language {
            Language::ZhTw => &self.zh_tw,
            Language::En => &self.en,
        }
    }

    /// A guide, with the one before it and the one after.
    pub fn find(&self, language: Language, name: &str) -> Option<(Option<&Guide>, &Guide, Option<&Guide>)> {
        let guides: Vec<&Guide> = self.chapters(language).iter().flat_map(|chapter| &chapter.guides).collect();
        let place = guides.iter().position(|guide| guide.name == name)?;
        let before = place.checked_sub(1).and_then(|place| guides.get(place));
        Some((before.copied(), guides[place], guides.get(place + 1).copied()))
    }
}

impl Source {
    pub(crate) fn in_language(&self, language: Language) -> &'static str {
        match language {
            Language::ZhTw => self.zh_tw,
            Language::En => self.en,
        }
    }
}

impl Guide {
    pub fn url(&self) -> String {
        format!("/docs/guides/{}", self.name)
    }

    fn read(source: &Source, language: Language, facts: &Facts<'_>, links: &Links<'_>) -> Self {
        let text = facts.fill(source.in_language(language));
        let (title, rest) = text.split_once("\n\n").unwrap_or((&text, ""));
        let (lead, body) = rest.split_once("\n\n").unwrap_or((rest, ""));
        let (lead, body) = (markdown::render(lead, language, links), markdown::render(body, language, links));
        Self {
            name: source.name,
            title: title.trim_start_matches("# ").to_owned(),
            lead: lead.html,
            summary: lead.plain,
            headings: body.headings,
            body: body.html,
        }
    }
}
