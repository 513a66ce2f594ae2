//! News for the list, as server-sent events: rows that are new and rows that have changed.
//!
//! The log is asked once a second for what lies above the newest row known, and for the rows that are watched, both
//! by id: that costs the same however long the log is and whatever the filter, and notices what another process
//! wrote, which a bell within this one would not.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::time::Duration;

use askama::Template;
use axum::extract::Query;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::unfold;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use platform::Shop;
use storage::{Database, DeliveryFilter, DeliveryState, DeliverySummary, PLATFORM, Reading, View};
use tokio::time::{Instant, sleep, timeout_at};
use tokio_util::sync::CancellationToken;
use wire::Id;

use super::filter::Asked;
use super::list::{PER_PAGE, Row, Urls, urls};
use crate::refusal::Refusal;
use crate::texts::deliveries::Texts;
use crate::visitor::Console;

/// How often the log is asked.
const TICK: Duration = Duration::from_secs(1);
/// The browser connects anew after so long, and with it the session is looked at again.
const LIFE: Duration = Duration::from_mins(10);
/// So many rows are watched at most; the oldest are let go.
const WATCHED: usize = 300;
/// So many rows at most are told at once; whoever wants to see more than that looks at a page.
const AT_ONCE: u64 = 100;

#[derive(Template)]
#[template(path = "console/deliveries/row.html")]
struct RowOnly {
    row: Row,
    t: &'static Texts,
}

/// What is known of a row that is watched.
struct Seen {
    /// Its state and tries when they were last looked at.
    state: Option<(DeliveryState, u32)>,
    /// The browser has it.
    shown: bool,
}

struct Watch {
    database: Database,
    shop: Id<Shop>,
    texts: &'static Texts,
    /// What the list is narrowed to, but for the state, which changes.
    filter: DeliveryFilter,
    state: Option<DeliveryState>,
    after: i64,
    seen: BTreeMap<i64, Seen>,
}

pub(super) async fn live(
    console: Console,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let texts = &visitor.texts().deliveries;
    let Ok(filter) = asked.filter(shop, visitor.now(), texts) else {
        return Ok(StatusCode::UNPROCESSABLE_ENTITY.into_response());
    };
    // A browser that connects anew says what it was told last.
    let told = headers.get("last-event-id").and_then(|value| value.to_str().ok()?.parse().ok());
    let after = told.or_else(|| asked.after.parse().ok()).unwrap_or_default();
    let database = visitor.portal.directory.database.clone();
    let state = filter.state;
    let filter = DeliveryFilter { state: None, before: None, ..filter };
    let watch = Watch::begin(Watch { database, shop, texts, filter, state, after, seen: BTreeMap::new() }).await?;
    let (ends, closing) = (Instant::now() + LIFE, visitor.portal.closing.clone());
    let news = unfold(watch, move |watch| next(watch, ends, closing.clone()));
    let unbuffered = [(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"))];
    Ok((unbuffered, Sse::new(news).keep_alive(KeepAlive::default())).into_response())
}

/// The next news, as soon as there are any; `None` when it is time to connect anew.
async fn next(
    mut watch: Watch,
    ends: Instant,
    closing: CancellationToken,
) -> Option<(Result<Event, Infallible>, Watch)> {
    let news = async {
        loop {
            match watch.look().await {
                Ok(rows) if rows.is_empty() => sleep(TICK).await,
                Ok(rows) => return Some((rows, watch)),
                Err(error) => {
                    tracing::warn!(%error, "a list of deliveries gets no more news");
                    return None;
                }
            }
        }
    };
    let news = tokio::select! {
        () = closing.cancelled() => None,
        news = timeout_at(ends, news) => news.ok().flatten(),
    };
    let (rows, watch) = news?;
    let event = Event::default().event("rows").id(watch.after.to_string()).data(rows);
    Some((Ok(event), watch))
}

impl Watch {
    /// With what the list shows, and what may come to match it.
    async fn begin(mut self) -> storage::Result<Self> {
        let known = DeliveryFilter { before: Some(self.after.saturating_add(1)), ..self.filter.clone() };
        let page = DeliveryFilter { state: self.state, limit: Some(PER_PAGE), ..known.clone() };
        let waiting = DeliveryFilter { state: Some(DeliveryState::Pending), limit: Some(AT_ONCE), ..known };
        let waiting = Some(waiting).filter(|_| self.state.is_some());
        let find = move |view: &View<'_>| {
            let waiting = waiting.map(|waiting| view.log().deliveries(&waiting)).transpose()?;
            Ok::<_, storage::Error>((view.log().deliveries(&page)?, waiting.unwrap_or_default()))
        };
        let (page, waiting) = self.database.read_apart(PLATFORM, find).await?;
        self.seen.extend(waiting.iter().map(|row| (row.id, Seen { state: Some(state_of(row)), shown: false })));
        // Told once more: the page is a moment older than this look.
        self.seen.extend(page.iter().map(|row| (row.id, Seen { state: None, shown: true })));
        Ok(self)
    }

    /// Rows that are new or have changed since the last look, as HTML, the newest first.
    async fn look(&mut self) -> storage::Result<String> {
        let new = DeliveryFilter { after: Some(self.after), limit: Some(AT_ONCE), ..self.filter.clone() };
        let ids = Some(self.seen.keys().copied().collect());
        let watched = DeliveryFilter { shop: Some(self.shop.get()), ids, ..DeliveryFilter::default() };
        let shop = self.shop;
        let read = self.database.read(PLATFORM, |view| {
            let log = view.log();
            Ok::<_, storage::Error>((log.deliveries(&new)?, log.deliveries(&watched)?, urls(view, shop)?))
        });
        let (new, watched, urls) = read.await?;
        self.after = new.first().map_or(self.after, |row| row.id);
        let news: Vec<_> = new.into_iter().chain(watched).filter(|row| self.is_news(row)).collect();
        while self.seen.len() > WATCHED {
            self.seen.pop_first();
        }
        Ok(self.html(news, &urls))
    }

    /// Notes the row as it is now. Answers whether the browser should be told.
    fn is_news(&mut self, row: &DeliverySummary) -> bool {
        let now = state_of(row);
        let matches = self.state.is_none_or(|state| state == row.state);
        let seen = self.seen.entry(row.id).or_insert(Seen { state: None, shown: false });
        let changed = seen.state.replace(now) != Some(now);
        let told = changed && (matches || seen.shown);
        seen.shown |= told;
        told
    }

    fn html(&self, rows: Vec<DeliverySummary>, urls: &Urls) -> String {
        let rows = rows.into_iter().map(|row| RowOnly { row: Row::of(row, urls, self.texts), t: self.texts });
        rows.filter_map(|row| row.render().ok()).collect()
    }
}

fn state_of(row: &DeliverySummary) -> (DeliveryState, u32) {
    (row.state, row.attempts)
}
