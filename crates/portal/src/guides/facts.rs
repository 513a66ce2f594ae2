//! The numbers in the guides. `{{ rate_limit }}` in a guide is what the program itself goes by.

use std::borrow::Cow;
use std::fmt::Write;
use std::time::Duration;

use webhook::{DispatcherOptions, Schedule};
use wire::grouped;

use crate::language::Language;

/// Where clients part from the platform's documents: shown as it is kept, so that nothing is said twice.
const COMPATIBILITY: &str = include_str!("../../../../docs/compatibility.md");
const COMPATIBILITY_ZH_TW: &str = include_str!("../../../../docs/compatibility.zh-TW.md");

#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    pub(crate) language: Language,
    pub(crate) base_url: &'a str,
}

impl Facts<'_> {
    /// The text with its facts; a name that stands for nothing stays as it is.
    pub(crate) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{{ ") {
            filled.push_str(before);
            let found = after.split_once(" }}").and_then(|(name, after)| Some((self.named(name)?, after)));
            let (fact, after) = found.unwrap_or((Cow::Borrowed("{{ "), after));
            filled.push_str(&fact);
            rest = after;
        }
        filled + rest
    }

    fn named(&self, name: &str) -> Option<Cow<'static, str>> {
        let webhooks = DispatcherOptions::default();
        let Schedule { waits, jitter_percent } = &webhooks.schedule;
        let number: u64 = match name {
            "base_url" => return Some(self.base_url.to_owned().into()),
            "scopes" => return Some(self.scopes().into()),
            "retry_table" => return Some(self.retries(waits).into()),
            "retry_span" => return Some(self.span(waits.iter().sum::<Duration>().as_secs()).into()),
            "longest_retry_after" => return Some(self.span(webhook::schedule::LONGEST_RETRY_AFTER.as_secs()).into()),
            "compatibility" => return Some(self.compatibility().into()),
            "rate_limit" => platform::RATE_LIMIT.into(),
            "size_limit" => platform::SIZE_LIMIT as u64,
            "per_page" => api::Paging::MOST_PER_PAGE,
            "date_tolerance" => api::signature::DATE_TOLERANCE_SECONDS,
            "signed_headers" => api::signature::MAX_SIGNED_HEADERS as u64,
            "failed_sign_ins" => api::FAILURES as u64,
            "webhook_tolerance" => webhook::signature::TOLERANCE_SECONDS,
            "webhook_timeout" => webhooks.timeout.as_secs(),
            "kept_answer" => webhook::KEPT_ANSWER_BYTES as u64,
            "tries" => waits.len() as u64 + 1,
            "jitter" => u64::from(*jitter_percent),
            "code_minutes" => platform::CODE_SECONDS.unsigned_abs() / 60,
            "access_seconds" => return Some(platform::ACCESS_SECONDS.to_string().into()),
            "access_hours" => platform::ACCESS_SECONDS.unsigned_abs() / 3600,
            _ => return None,
        };
        Some(grouped(number).into())
    }

    fn scopes(&self) -> String {
        let scopes: Vec<String> = platform::SCOPES.iter().map(|scope| format!("`{scope}`")).collect();
        scopes.join(self.language.texts().guides.list_separator)
    }

    /// When each try comes, as a table.
    fn retries(&self, waits: &[Duration]) -> String {
        let texts = &self.language.texts().guides;
        let [number, wait, since] = texts.retry_columns;
        let mut table = format!("| {number} | {wait} | {since} |\n| --- | --- | --- |\n| 1 | {} | |\n", texts.at_once);
        let mut since = 0;
        for (wait, number) in waits.iter().zip(2..) {
            since += wait.as_secs();
            let (wait, since) = (self.span(wait.as_secs()), self.span(since));
            // Writing to a string does not fail.
            let _ = writeln!(table, "| {number} | {wait} | {since} |");
        }
        table
    }

    /// A span of time in its two largest units.
    fn span(&self, seconds: u64) -> String {
        let units = self.language.texts().guides.units;
        let counts = [seconds / 3600, seconds / 60 % 60, seconds % 60];
        let named = counts.into_iter().zip(units).filter(|(count, _)| *count > 0);
        let named = named.map(|(count, (one, many))| format!("{count} {}", if count == 1 { one } else { many }));
        named.take(2).collect::<Vec<_>>().join(" ")
    }

    /// From its first heading on: a guide has a title and an introduction of its own.
    fn compatibility(&self) -> &'static str {
        let text = match self.language {
            Language::ZhTw => COMPATIBILITY_ZH_TW,
            Language::En => COMPATIBILITY,
        };
        text.find("\n## ").map_or(text, |place| &text[place..])
    }
}
