//! The list: filters, a page of rows, and where older ones are.

use std::collections::HashMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use http::StatusCode;
use platform::{Endpoint, Role, Shop};
use storage::{DeliveryFilter, DeliverySummary, PLATFORM, Reading, View};
use wire::{Id, Timestamp};

use super::filter::{Asked, Faults, RANGES, STATES};
use super::words;
use crate::measure::short_url;
use crate::page::{Section, Shell, page_with};
use crate::refusal::Refusal;
use crate::subscription::events;
use crate::texts::deliveries::Texts;
use crate::visitor::Console;

pub(super) const PER_PAGE: u64 = 50;

/// A delivery as the list shows it.
pub(super) struct Row {
    pub(super) id: i64,
    pub(super) at: String,
    pub(super) event: String,
    pub(super) resource_id: i64,
    pub(super) endpoint: i64,
    /// None of an endpoint that is gone.
    pub(super) url: Option<String>,
    pub(super) class: &'static str,
    pub(super) word: &'static str,
    pub(super) attempts: u32,
    pub(super) last: Option<String>,
    pub(super) next_at: Option<String>,
    pub(super) test: bool,
}

/// The shop's endpoints by id: where each leads.
pub(super) type Urls = HashMap<i64, String>;

pub(super) fn urls(view: &View<'_>, shop: Id<Shop>) -> storage::Result<Urls> {
    let endpoints = Endpoint::of_shop(&view.platform(), shop)?;
    Ok(endpoints.iter().map(|endpoint| (endpoint.id.get(), endpoint.url.clone())).collect())
}

impl Row {
    pub(super) fn of(delivery: DeliverySummary, urls: &Urls, texts: &Texts) -> Self {
        let (class, word) = words::state(&delivery, texts);
        let time = |at: i64| Timestamp::from_millis(at).to_string();
        Self {
            id: delivery.id,
            at: time(delivery.at),
            url: urls.get(&delivery.endpoint).map(|url| short_url(url).to_owned()),
            class,
            word,
            attempts: delivery.attempts,
            last: words::last(&delivery, texts),
            next_at: delivery.next_at.filter(|_| delivery.attempts > 0).map(time),
            test: delivery.test,
            event: delivery.event,
            resource_id: delivery.resource_id,
            endpoint: delivery.endpoint,
        }
    }
}

#[derive(Template)]
#[template(path = "console/deliveries/list.html")]
struct List {
    shell: Shell,
    asked: Asked,
    faults: Faults,
    events: Vec<String>,
    endpoints: Vec<(i64, String)>,
    rows: Vec<Row>,
    older: Option<String>,
    /// Where news come from, on the first page.
    live: Option<String>,
    may_resend: bool,
}

impl List {
    fn states(&self) -> [(&'static str, &'static str); 3] {
        let texts = &self.shell.texts.deliveries;
        [(STATES[0].0, texts.pending), (STATES[1].0, texts.delivered), (STATES[2].0, texts.given_up)]
    }

    fn ranges(&self) -> [(&'static str, &'static str); 3] {
        let texts = &self.shell.texts.deliveries;
        [(RANGES[0].0, texts.last_hour), (RANGES[1].0, texts.last_day), (RANGES[2].0, texts.last_week)]
    }

    /// What the list is narrowed to, in words.
    fn chosen(&self) -> Vec<(&'static str, String)> {
        let (texts, asked) = (&self.shell.texts.deliveries, &self.asked);
        let word = |words: [(&'static str, &'static str); 3], name: &str| {
            words.into_iter().find(|(known, _)| *known == name).map_or(name, |(_, word)| word).to_owned()
        };
        let endpoint = self.endpoints.iter().find(|(id, _)| self.is_endpoint(id));
        let pairs = [
            (texts.event, asked.event.clone()),
            (texts.endpoint, endpoint.map_or_else(|| asked.endpoint.clone(), |(_, url)| url.clone())),
            (texts.state, word(self.states(), &asked.state)),
            (texts.resource, asked.resource.clone()),
            (texts.range, word(self.ranges(), &asked.range)),
            (texts.since, asked.since.replace('T', " ")),
            (texts.until, asked.until.replace('T', " ")),
        ];
        pairs.into_iter().filter(|(_, value)| !value.trim().is_empty()).collect()
    }

    fn is_endpoint(&self, id: &i64) -> bool {
        self.asked.endpoint == id.to_string()
    }
}

pub(super) async fn list(console: Console, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let texts = &visitor.texts().deliveries;
    let (wanted, faults) = match asked.filter(shop, visitor.now(), texts) {
        Ok(filter) => (Some(DeliveryFilter { limit: Some(PER_PAGE + 1), ..filter }), Faults::default()),
        Err(faults) => (None, faults),
    };
    let read = visitor.portal.directory.database.read_apart(PLATFORM, move |view| {
        let found = wanted.map(|filter| view.log().deliveries(&filter)).transpose()?;
        // From the same moment: what comes after it is news.
        let of_shop = DeliveryFilter { shop: Some(shop.get()), limit: Some(1), ..DeliveryFilter::default() };
        let newest = view.log().deliveries(&of_shop)?.first().map_or(0, |delivery| delivery.id);
        Ok::<_, storage::Error>((found.unwrap_or_default(), newest, urls(view, shop)?))
    });
    let (mut found, newest, urls) = read.await?;
    let more = u64::try_from(found.len()).is_ok_and(|count| count > PER_PAGE);
    found.truncate(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let query = asked.query();
    let last = found.last().filter(|_| more);
    let older = last.map(|last| format!("/console/deliveries?{query}&before={}", last.id));
    let first_page = asked.before.is_empty() && asked.until.is_empty() && !faults.any();
    let mut endpoints: Vec<_> = urls.iter().map(|(id, url)| (*id, short_url(url).to_owned())).collect();
    endpoints.sort_unstable();
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let mut events: Vec<_> = events(&visitor.portal.documents).into_iter().map(|event| event.name).collect();
    if asked.event.ends_with("/*") {
        // Links lead here with a whole family of events, which no option of the form is.
        events.insert(0, asked.event.clone());
    }
    let template = List {
        shell: visitor.shell(Section::Console, texts.title),
        faults,
        events,
        endpoints,
        rows: found.into_iter().map(|delivery| Row::of(delivery, &urls, texts)).collect(),
        older,
        live: first_page.then(|| format!("/console/deliveries/live?{query}&after={newest}")),
        may_resend: console.role >= Role::Developer,
        asked,
    };
    page_with(status, &template)
}
