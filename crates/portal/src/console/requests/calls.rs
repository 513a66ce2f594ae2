//! A page of the list of calls.

use api::request_log::{LoggedRequest, RequestFilter};
use http::Method;
use serde::Deserialize;
use storage::{PLATFORM, Reading, Record};

use super::book::{Book, Caller, name_of};
use crate::refusal::Refusal;
use crate::texts::requests::Texts;

const PER_PAGE: usize = 50;
pub(super) const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// What the filters say, as it stands in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub(super) caller: String,
    pub(super) class: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) request_id: String,
    pub(super) refused: String,
    before: String,
}

/// The list, ready for its template.
pub(super) struct Calls {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) base: &'static str,
    pub(super) asked: Asked,
    pub(super) callers: Vec<Caller>,
    pub(super) rows: Vec<Row>,
    pub(super) older: Option<String>,
    pub(super) shows_caller: bool,
}

pub(super) struct Row {
    pub(super) request_id: String,
    pub(super) at: String,
    pub(super) caller: Option<String>,
    pub(super) unproven: bool,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) status: u16,
    pub(super) took: String,
    pub(super) why: Option<&'static str>,
    pub(super) left_out: Option<String>,
}

impl Calls {
    pub(super) async fn read(book: &Book, asked: Asked) -> Result<Self, Refusal> {
        let database = &book.visitor.portal.directory.database;
        let callers = database.read(PLATFORM, |view| book.callers(view)).await?;
        let query = asked.filter(book).query().limit(PER_PAGE as u64 + 1);
        let found = database.read(book.shop, |view| view.find::<LoggedRequest>(&query)).await?;
        let mut entries: Vec<LoggedRequest> = found.into_iter().map(Record::into_value).collect();
        let more = entries.len() > PER_PAGE;
        entries.truncate(PER_PAGE);
        let last = entries.last().filter(|_| more).map(|entry| entry.id.to_string());
        let texts = &book.visitor.texts().requests;
        let (title, lead) = match book.own {
            Some(_) => (texts.own_title, texts.own_lead),
            None if book.is_nobodys() => (texts.nobody_title, texts.nobody_lead),
            None => (texts.title, texts.lead),
        };
        let row = |entry: LoggedRequest| Row {
            caller: entry.caller.as_deref().map(|key| name_of(&callers, key)),
            why: entry.why.map(|why| texts.reasons.of(why).title),
            at: entry.at.to_string(),
            took: milliseconds(entry.micros),
            request_id: entry.request_id,
            unproven: entry.unproven,
            method: entry.method,
            path: entry.path,
            status: entry.status,
            left_out: left_out(texts, entry.left_out),
        };
        Ok(Self {
            title,
            lead,
            base: book.base,
            rows: entries.into_iter().map(row).collect(),
            older: last.map(|last| asked.link(book.base, &last)),
            shows_caller: book.own.is_none() && !book.is_nobodys(),
            callers,
            asked,
        })
    }

    /// Whether the list is all there is, and not what filters left.
    pub(super) fn is_unfiltered(&self) -> bool {
        self.asked.is_empty()
    }

    pub(super) fn is_first_page(&self) -> bool {
        self.asked.before.is_empty()
    }

    pub(super) fn methods(&self) -> [&'static str; 4] {
        METHODS
    }
}

impl Asked {
    fn filter(&self, book: &Book) -> RequestFilter {
        let text = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
        RequestFilter {
            // Nobody reads another account's calls by asking for them.
            caller: book.own.clone().or_else(|| text(&self.caller)),
            class: self.class.parse().ok().filter(|class| (2..=5).contains(class)),
            method: METHODS
                .iter()
                .find(|method| **method == self.method)
                .and_then(|method| method.parse::<Method>().ok()),
            refused: !self.refused.is_empty(),
            path_contains: text(&self.path),
            request_id: text(&self.request_id).map(|id| id.to_lowercase()),
            before: self.before.parse().ok(),
        }
    }

    fn is_empty(&self) -> bool {
        let Self { caller, class, method, path, request_id, refused, before } = self;
        [caller, class, method, path, request_id, refused, before].into_iter().all(String::is_empty)
    }

    /// The same list, further back.
    fn link(&self, base: &str, before: &str) -> String {
        let Self { caller, class, method, path, request_id, refused, before: _ } = self;
        let fields = [
            ("caller", caller.as_str()),
            ("class", class),
            ("method", method),
            ("path", path),
            ("request_id", request_id),
            ("refused", refused),
            ("before", before),
        ];
        let given = fields.into_iter().filter(|(_, value)| !value.is_empty());
        format!("{base}?{}", form_urlencoded::Serializer::new(String::new()).extend_pairs(given).finish())
    }
}

/// How many calls stand behind this one without an entry of their own.
pub(super) fn left_out(texts: &Texts, count: u32) -> Option<String> {
    (count > 0).then(|| texts.left_out.replace("{count}", &count.to_string()))
}

/// `< 0.1 ms`, `0.4 ms`, `12 ms`
pub(super) fn milliseconds(micros: u64) -> String {
    match micros {
        0..100 => "< 0.1 ms".to_owned(),
        100..10_000 => format!("{}.{} ms", micros / 1000, micros % 1000 / 100),
        _ => format!("{} ms", micros / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_times_are_told_finely() {
        assert_eq!([87, 450, 9_960, 12_400].map(milliseconds), ["< 0.1 ms", "0.4 ms", "9.9 ms", "12 ms"]);
    }

    #[test]
    fn a_link_further_back_keeps_the_filters() {
        let asked = Asked { path: "/v1/a b".into(), refused: "1".into(), before: "9".into(), ..Asked::default() };
        assert_eq!(asked.link("/console/requests", "5"), "/console/requests?path=%2Fv1%2Fa+b&refused=1&before=5");
    }
}
