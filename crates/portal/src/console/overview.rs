//! /console: how the shop's integrations do, at a glance, and what to do next.

use api::request_log::{LoggedRequest, RequestFilter};
use askama::Template;
use axum::response::Response;
use platform::{Account, App, Endpoint, Role, Shop};
use storage::{DeliveryFilter, DeliveryState, DeliverySummary, Field, Filter, PLATFORM, Query, Reader, Reading, View};
use wire::Timestamp;

use super::plan::Notice;
use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Console;

/// Lines of each list.
const LINES: u64 = 6;

#[derive(Template)]
#[template(path = "console/overview.html")]
struct Overview {
    shell: Shell,
    shop: Shop,
    may_change: bool,
    notice: Option<Notice>,
    found: Found,
}

struct Found {
    accounts: u64,
    apps: u64,
    endpoints: usize,
    failing: usize,
    paused: usize,
    pending: u64,
    given_up: u64,
    deliveries: Vec<DeliverySummary>,
    refused: Vec<LoggedRequest>,
}

pub(super) async fn overview(console: Console) -> Result<Response, Refusal> {
    let database = &console.visitor.portal.directory.database;
    let (shop, now) = (console.shop.id, console.visitor.now());
    let found = database.read_raw(|reader| Found::read(reader, shop, now)).await?;
    let shell = console.visitor.shell(Section::Console, &*console.shop.name);
    let may_change = console.role >= Role::Developer;
    let notice = Notice::of(&console).await?;
    page(&Overview { shell, may_change, notice, shop: console.shop, found })
}

impl Found {
    fn read(reader: &dyn Reader, shop: wire::Id<Shop>, now: Timestamp) -> storage::Result<Self> {
        let (platform, view) = (View::new(reader, PLATFORM, now), View::new(reader, shop.get(), now));
        let of_shop = [Filter::equals(Field::integer("shop_id"), shop)];
        let endpoints = Endpoint::of_shop(&platform, shop)?;
        let mut failing = 0;
        for endpoint in &endpoints {
            failing += usize::from(reader.endpoint_health(endpoint.id.get())?.failures_in_a_row > 0);
        }
        let count = |state| {
            reader.count_deliveries(&DeliveryFilter {
                shop: Some(shop.get()),
                state: Some(state),
                ..Default::default()
            })
        };
        let newest = DeliveryFilter { shop: Some(shop.get()), limit: Some(LINES), ..Default::default() };
        let refused: Query = RequestFilter { refused: true, ..Default::default() }.query().limit(LINES);
        Ok(Self {
            accounts: platform.count::<Account>(&of_shop)?,
            apps: platform.count::<App>(&of_shop)?,
            paused: endpoints.iter().filter(|endpoint| endpoint.paused).count(),
            endpoints: endpoints.len(),
            failing,
            pending: count(DeliveryState::Pending)?,
            given_up: count(DeliveryState::GivenUp)?,
            deliveries: reader.deliveries(&newest)?,
            refused: view.find(&refused)?.into_iter().map(storage::Record::into_value).collect(),
        })
    }
}

/// As pages show a moment.
fn time(millis: i64) -> String {
    Timestamp::from_millis(millis).to_string()
}
