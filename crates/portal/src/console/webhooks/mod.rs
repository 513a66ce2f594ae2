//! /console/webhooks: where the shop's events go, how the receivers take them, and what staff can do about it.

mod acting;
mod form;
mod health;
mod making;
mod one;
mod plot;
mod range;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use platform::{App, Endpoint, Role, Shop};
use storage::{PLATFORM, Reading, Record, StatBucket};
use wire::Id;

use crate::measure::{duration, percent, without_key};
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Console;
use health::Health;
use range::Range;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/console/webhooks", get(list))
        .route("/console/webhooks/new", get(making::ask).post(making::create))
        .route("/console/webhooks/{endpoint}", get(one::show))
        .route("/console/webhooks/{endpoint}/edit", get(making::edit).post(making::save))
        .route("/console/webhooks/{endpoint}/pause", post(acting::pause))
        .route("/console/webhooks/{endpoint}/resume", post(acting::resume))
        .route("/console/webhooks/{endpoint}/test", post(acting::test))
        .route("/console/webhooks/{endpoint}/remove", post(acting::remove))
}

/// An endpoint of the shop, and the app it belongs to.
struct EndpointInShop {
    endpoint: Record<Endpoint>,
    app: Option<App>,
    /// The app is the shop's own: what its vendor set up is not the shop's to change, but to pause.
    own: bool,
}

impl EndpointInShop {
    fn find(from: &impl Reading, id: Id<Endpoint>, shop: Id<Shop>) -> storage::Result<Option<Self>> {
        let found = from.get(id)?.filter(|endpoint: &Record<Endpoint>| endpoint.shop_id == shop);
        found.map(|endpoint| Self::of(from, endpoint)).transpose()
    }

    fn of(from: &impl Reading, endpoint: Record<Endpoint>) -> storage::Result<Self> {
        let app = from.get(endpoint.app_id)?.map(Record::into_value);
        let own = app.as_ref().is_some_and(|app| app.shop_id == endpoint.shop_id);
        Ok(Self { endpoint, app, own })
    }

    fn app_name(&self) -> String {
        self.app.as_ref().map(|app| app.name.clone()).unwrap_or_default()
    }
}

struct Row {
    id: Id<Endpoint>,
    url: String,
    app: String,
    events: usize,
    health: Health,
    rate: String,
    average: String,
    pending: u64,
}

/// All parts of a span together.
fn total(buckets: &[StatBucket]) -> StatBucket {
    let mut total = StatBucket::default();
    for bucket in buckets {
        total.add(bucket);
    }
    total
}

#[derive(Template)]
#[template(path = "console/webhooks/list.html")]
struct List {
    shell: Shell,
    rows: Vec<Row>,
    may_change: bool,
    /// The shop's plan has the API: without it everything waits.
    has_api: bool,
}

async fn list(console: Console) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let texts = &visitor.texts().endpoints;
    let (span, hour) = (Range::Day.span(visitor.now()), Range::Hour.span(visitor.now()));
    let read = visitor.portal.directory.database.read(PLATFORM, |view| {
        let mut rows = Vec::new();
        for endpoint in Endpoint::of_shop(view, shop)? {
            let found = EndpointInShop::of(view, endpoint)?;
            let id = found.endpoint.id;
            let health = view.log().endpoint_health(id.get())?;
            let day = total(&view.log().endpoint_stats(id.get(), span)?);
            let hour = total(&view.log().endpoint_stats(id.get(), hour)?);
            let none = || "—".to_owned();
            rows.push(Row {
                id,
                url: without_key(&found.endpoint.url),
                app: found.app_name(),
                events: found.endpoint.events.len(),
                health: Health::of(&found.endpoint, &health, &hour, texts),
                rate: percent(day.succeeded, day.attempts()).unwrap_or_else(none),
                average: day.average_micros().map_or_else(none, duration),
                pending: health.pending,
            });
        }
        Ok::<_, storage::Error>(rows)
    });
    let rows = read.await?;
    let shell = visitor.shell(Section::Console, texts.title);
    page(&List { shell, rows, may_change: console.role >= Role::Developer, has_api: console.shop.has_api() })
}
