//! A page of the trail.

use std::collections::HashMap;

use platform::Shop;
use platform::audit::{AuditEntry, AuditFilter, Change};
use serde::Deserialize;
use serde_json::Value;
use storage::{PLATFORM, Query, Reading, Record};
use wire::{Date, Id};

use crate::refusal::Refusal;
use crate::texts::audit::Texts;
use crate::visitor::Visitor;

const PER_PAGE: usize = 50;

/// What the filters say, as it stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) actor: String,
    pub(super) action: String,
    pub(super) since: String,
    pub(super) until: String,
    before: String,
}

/// The trail, ready for its template.
pub(super) struct Trail {
    pub(super) title: &'static str,
    pub(super) base: &'static str,
    pub(super) asked: Asked,
    pub(super) rows: Vec<Row>,
    pub(super) older: Option<String>,
    /// A date that cannot be read.
    pub(super) bad_date: bool,
}

pub(super) struct Row {
    pub(super) at: String,
    pub(super) kind: &'static str,
    pub(super) actor: String,
    pub(super) address: Option<String>,
    pub(super) agent: Option<String>,
    pub(super) action: String,
    pub(super) code: String,
    pub(super) target_kind: String,
    pub(super) target: String,
    pub(super) shop: Option<String>,
    pub(super) changes: Vec<Changed>,
    pub(super) request_id: Option<String>,
}

pub(super) struct Changed {
    pub(super) field: String,
    pub(super) before: Option<String>,
    pub(super) after: String,
}

impl Trail {
    pub(super) async fn read(
        visitor: &Visitor,
        shop: Option<Id<Shop>>,
        base: &'static str,
        asked: Asked,
    ) -> Result<Self, Refusal> {
        let texts = &visitor.texts().audit;
        let (filter, bad_date) = asked.filter(shop);
        let query = filter.query().limit(PER_PAGE as u64 + 1);
        let read = move |view: &storage::View<'_>| {
            let entries: Vec<_> = view.find::<AuditEntry>(&query)?.into_iter().map(Record::into_value).collect();
            let shops = if shop.is_none() { view.find::<Shop>(&Query::all())? } else { Vec::new() };
            let names: HashMap<_, _> = shops.iter().map(|shop| (shop.id, shop.domain.clone())).collect();
            Ok::<_, storage::Error>((entries, names))
        };
        let (mut entries, shops) = visitor.portal.directory.database.read(PLATFORM, read).await?;
        let more = entries.len() > PER_PAGE;
        entries.truncate(PER_PAGE);
        let last = entries.last().filter(|_| more).map(|entry| entry.id.to_string());
        let rows = entries.into_iter().map(|entry| {
            let shop = entry.shop_id.and_then(|id| shops.get(&id).cloned());
            Row::of(texts, entry, shop)
        });
        Ok(Self {
            title: if shop.is_some() { texts.title } else { texts.all_title },
            base,
            rows: rows.collect(),
            older: last.map(|last| asked.link(base, &last)),
            bad_date,
            asked,
        })
    }

    pub(super) fn is_unfiltered(&self) -> bool {
        let Asked { actor, action, since, until, before } = &self.asked;
        [actor, action, since, until, before].into_iter().all(String::is_empty)
    }

    pub(super) fn is_first_page(&self) -> bool {
        self.asked.before.is_empty()
    }
}

impl Asked {
    /// The filter, and whether a date in it cannot be read.
    fn filter(&self, shop: Option<Id<Shop>>) -> (AuditFilter, bool) {
        let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        let date = |text: &str| text.trim().parse::<Date>();
        let (since, until) = (date(&self.since), date(&self.until));
        let bad_date =
            (since.is_err() && !self.since.trim().is_empty()) || (until.is_err() && !self.until.trim().is_empty());
        let filter = AuditFilter {
            shop,
            actor: text(&self.actor),
            action: text(&self.action),
            target: None,
            since: since.ok().map(Date::start),
            until: until.ok().map(Date::end),
            before: self.before.parse().ok(),
        };
        (filter, bad_date)
    }

    fn link(&self, base: &str, before: &str) -> String {
        let Self { actor, action, since, until, before: _ } = self;
        let fields =
            [("actor", actor.as_str()), ("action", action), ("since", since), ("until", until), ("before", before)];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        format!("{base}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish())
    }
}

impl Row {
    fn of(texts: &Texts, entry: AuditEntry, shop: Option<String>) -> Self {
        Self {
            at: entry.at.to_string(),
            kind: texts.kind(entry.actor.kind),
            actor: entry.actor.name,
            address: entry.actor.address.map(|address| address.to_string()),
            agent: entry.actor.user_agent.as_deref().map(browser),
            action: texts.action_name(&entry.action).to_owned(),
            code: entry.action,
            target_kind: texts.target_name(&entry.target.kind).to_owned(),
            target: entry.target.name,
            shop,
            changes: entry.changes.into_iter().map(|change| Changed::of(texts, change)).collect(),
            request_id: entry.request_id,
        }
    }
}

impl Changed {
    fn of(texts: &Texts, change: Change) -> Self {
        let Change { field, before, after, secret } = change;
        if secret {
            return Self { field, before: None, after: texts.secret.to_owned() };
        }
        let before = if before.is_null() { None } else { Some(in_words(texts, &before)) };
        Self { field, before, after: in_words(texts, &after) }
    }
}

/// What a browser calls itself, in two words: `Firefox 142 · Windows`.
fn browser(agent: &str) -> String {
    // The first that is there counts: most call themselves Chrome and Safari too.
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("HeadlessChrome/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Firefox/", "Firefox"),
        ("Version/", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 6] = [
        ("Windows", "Windows"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let name = BROWSERS.into_iter().find_map(|(mark, name)| {
        let (_, version) = agent.split_once(mark)?;
        Some(format!("{name} {}", version.split(['.', ' ']).next().unwrap_or_default()))
    });
    let system = SYSTEMS.into_iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| name);
    match (name, system) {
        (Some(name), Some(system)) => format!("{name} · {system}"),
        (Some(name), None) => name,
        _ => agent.chars().take(40).collect(),
    }
}

fn in_words(texts: &Texts, value: &Value) -> String {
    match value {
        Value::Null => texts.nothing.to_owned(),
        Value::String(text) if text.is_empty() => texts.nothing.to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(|item| in_words(texts, item)).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::browser;

    #[test]
    fn a_browser_is_named_in_short() {
        let chrome =
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
        let safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
                      Version/18.1 Mobile/15E148 Safari/604.1";
        let edge = format!("{chrome} Edg/131.0.2903.70").replace("X11; Linux x86_64", "Windows NT 10.0; Win64; x64");
        let named = [chrome, safari, &edge, "curl/8.5.0"].map(browser);
        assert_eq!(named, ["Chrome 131 · Linux", "Safari 18 · iPhone", "Edge 131 · Windows", "curl/8.5.0"]);
    }
}
