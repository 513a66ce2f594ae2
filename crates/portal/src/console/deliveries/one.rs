//! One delivery: what was sent, every try, and what was answered.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use platform::{Endpoint, Role};
use serde_json::Value;
use storage::{Attempt, DeliverySummary, PLATFORM, Reading, Record};
use webhook::Reason;
use wire::{Id, Timestamp};

use super::words;
use crate::measure::{duration, without_key};
use crate::page::{Section, Shell, page_with};
use crate::refusal::Refusal;
use crate::texts::deliveries::Texts;
use crate::visitor::Console;

#[derive(Template)]
#[template(path = "console/deliveries/one.html")]
struct One {
    shell: Shell,
    delivery: DeliverySummary,
    class: &'static str,
    word: &'static str,
    happened: String,
    next_at: Option<String>,
    /// Why it waits, if not for its time.
    waits: Option<&'static str>,
    endpoint: Option<Endpoint>,
    url: String,
    request_id: Option<String>,
    /// The newest first.
    attempts: Vec<Try>,
    headers: Vec<(String, String)>,
    /// Of which try the headers are.
    headers_of: Option<u32>,
    body: String,
    bytes: usize,
    may_resend: bool,
    fault: Option<&'static str>,
}

struct Try {
    number: u32,
    at: String,
    took: String,
    class: &'static str,
    said: String,
    answer: String,
}

impl Try {
    fn of(attempt: &Attempt, texts: &Texts) -> Self {
        let status = attempt.status.map(|status| status.to_string()).unwrap_or_default();
        let (class, said) = match Reason::of_attempt(attempt) {
            Some(why) => ("bad", words::reason(why, texts)),
            None => ("good", texts.success.replace("{status}", &status)),
        };
        Self {
            number: attempt.number,
            at: Timestamp::from_millis(attempt.at).to_string(),
            took: duration(u64::try_from(attempt.duration_micros).unwrap_or_default()),
            class,
            said,
            answer: String::from_utf8_lossy(&attempt.answer).trim().to_owned(),
        }
    }
}

pub(super) async fn show(console: Console, Path(id): Path<i64>) -> Result<Response, Refusal> {
    show_with(&console, id, None).await
}

/// The page, with what is wrong with what was asked of it.
pub(super) async fn show_with(console: &Console, id: i64, fault: Option<&'static str>) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, &console.shop);
    let (directory, texts) = (&visitor.portal.directory, &visitor.texts().deliveries);
    let read = directory.database.read(PLATFORM, |view| {
        let found = view.log().delivery(id)?.filter(|delivery| delivery.summary.shop == shop.id.get());
        let Some(delivery) = found else { return Ok(None) };
        let endpoint = view.get::<Endpoint>(Id::new(delivery.summary.endpoint))?.map(Record::into_value);
        Ok::<_, storage::Error>(Some((delivery, endpoint)))
    });
    let (delivery, endpoint) = read.await?.ok_or(Refusal::NotFound)?;
    let last = delivery.attempts.last();
    let at = last.map_or(visitor.now(), |attempt| Timestamp::from_millis(attempt.at));
    let headers = webhook::log::headers(&directory.database, &directory.vault, &delivery, at).await;
    let (class, word) = words::state(&delivery.summary, texts);
    let paused = endpoint.as_ref().is_some_and(|endpoint| endpoint.paused);
    let waits = match delivery.summary.next_at {
        Some(_) if !shop.has_api() => Some(texts.waits_plan),
        Some(_) if paused => Some(texts.waits_paused),
        _ => None,
    };
    let next_at = delivery.summary.next_at.filter(|_| waits.is_none());
    let template = One {
        shell: visitor.shell(Section::Console, format!("{} {id}", texts.one)),
        class,
        word,
        happened: Timestamp::from_millis(delivery.event.at).to_string(),
        next_at: next_at.map(|at| Timestamp::from_millis(at).to_string()),
        waits,
        url: endpoint.as_ref().map(|endpoint| without_key(&endpoint.url)).unwrap_or_default(),
        endpoint,
        request_id: delivery.event.request_id,
        attempts: delivery.attempts.iter().rev().map(|attempt| Try::of(attempt, texts)).collect(),
        headers: headers.as_ref().map(lines).unwrap_or_default(),
        headers_of: last.map(|attempt| attempt.number),
        body: pretty(&delivery.event.payload),
        bytes: delivery.event.payload.len(),
        may_resend: console.role >= Role::Developer,
        fault,
        delivery: delivery.summary,
    };
    let status = if fault.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    page_with(status, &template)
}

/// Headers in the order of their names, those of the platform first.
fn lines(headers: &HeaderMap) -> Vec<(String, String)> {
    let line = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
        (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let mut lines: Vec<_> = headers.iter().map(line).collect();
    let place = |name: &str| match name {
        _ if name.starts_with("x-") => 0,
        _ if name.starts_with("webhook-") => 1,
        _ => 2,
    };
    lines.sort_by(|one, other| (place(&one.0), &one.0).cmp(&(place(&other.0), &other.0)));
    lines
}

fn pretty(payload: &[u8]) -> String {
    let value = serde_json::from_slice::<Value>(payload);
    let pretty = value.and_then(|value| serde_json::to_string_pretty(&value));
    pretty.unwrap_or_else(|_| String::from_utf8_lossy(payload).into_owned())
}
