//! One endpoint: what it is, how it does, and how it did over time.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{Path, Query};
use axum::response::Response;
use http::StatusCode;
use platform::{Endpoint, Role};
use storage::{PLATFORM, Reading};
use wire::{Id, Timestamp};

use super::health::Health;
use super::plot::Plot;
use super::range::Range;
use super::{EndpointInShop, total};
use crate::measure::without_key;
use crate::page::{Section, Shell, page_with};
use crate::refusal::Refusal;
use crate::subscription::{EventGroup, groups};
use crate::visitor::Console;

#[derive(Template)]
#[template(path = "console/webhooks/one.html")]
struct One {
    shell: Shell,
    endpoint: Endpoint,
    /// Its URL, without what may be a key.
    url: String,
    app_name: String,
    own: bool,
    may_change: bool,
    has_api: bool,
    health: Health,
    pending: u64,
    last_success: Option<String>,
    last_failure: Option<String>,
    range: Range,
    plot: Plot,
    groups: Vec<EventGroup>,
    /// What is wrong with the test that was asked for.
    test_fault: Option<&'static str>,
}

impl One {
    /// The event that a test is offered with.
    fn is_first(&self, event: &str) -> bool {
        self.endpoint.events.first().is_some_and(|first| first == event)
    }
}

pub(super) async fn show(
    console: Console,
    Path(id): Path<i64>,
    Query(asked): Query<BTreeMap<String, String>>,
) -> Result<Response, Refusal> {
    let range = Range::named(asked.get("range").map_or("", String::as_str));
    show_with(&console, Id::new(id), range, None).await
}

/// The page, with what is wrong with what was sent from it.
pub(super) async fn show_with(
    console: &Console,
    id: Id<Endpoint>,
    range: Range,
    test_fault: Option<&'static str>,
) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let texts = &visitor.texts().endpoints;
    let (span, hour) = (range.span(visitor.now()), Range::Hour.span(visitor.now()));
    let read = visitor.portal.directory.database.read(PLATFORM, |view| {
        let Some(found) = EndpointInShop::find(view, id, shop)? else { return Ok(None) };
        let log = view.log();
        let hour = total(&log.endpoint_stats(id.get(), hour)?);
        let buckets = log.endpoint_stats(id.get(), span)?;
        Ok::<_, storage::Error>(Some((found, log.endpoint_health(id.get())?, hour, buckets)))
    });
    let (found, health, hour, buckets) = read.await?.ok_or(Refusal::NotFound)?;
    let url = without_key(&found.endpoint.url);
    let time = |at: i64| Timestamp::from_millis(at).to_string();
    let template = One {
        shell: visitor.shell(Section::Console, &url),
        url,
        app_name: found.app_name(),
        own: found.own,
        may_change: console.role >= Role::Developer,
        has_api: console.shop.has_api(),
        health: Health::of(&found.endpoint, &health, &hour, texts),
        pending: health.pending,
        last_success: health.last_success_at.map(time),
        last_failure: health.last_failure_at.map(time),
        range,
        plot: Plot::of(&buckets, span, range, texts),
        groups: groups(&visitor.portal.documents),
        test_fault,
        endpoint: found.endpoint.into_value(),
    };
    let status = if test_fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &template)
}
