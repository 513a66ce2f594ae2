//! The page of an order: where it stands, what can be done next, and its events beside it as they arrive.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use platform::Role;
use serde_json::Value;

use super::super::Store;
use super::super::outline::{Line as Field, outline};
use super::sight::{Answers, Line, Sight};
use super::steps::{Asks, Attempt, Step, Steps};
use super::words::Schema;
use super::{ORDERS, page_of};
use crate::console::deliveries::panel;
use crate::inside;
use crate::page::{Section, Shell, page_with};
use crate::refusal::Refusal;
use crate::visitor::Console;

/// All events of orders.
const EVENTS: &str = "orders/*";

#[derive(Template)]
#[template(path = "console/store/orders/one.html")]
struct OrderPage {
    shell: Shell,
    here: String,
    sight: Sight,
    /// None for whom the order is not to be taken on.
    steps: Option<Steps>,
    sandbox: bool,
    attempt: Option<Attempt>,
    /// The order's deliveries, as a piece of page.
    news: String,
    news_path: String,
    collection: String,
    fields: Vec<Field>,
    json: String,
}

impl OrderPage {
    /// What was typed for this step, or else what it begins with.
    fn typed<'a>(&'a self, step: &Step, name: impl AsRef<str>, first: &'a str) -> &'a str {
        let tried = self.attempt.as_ref().filter(|attempt| attempt.to == step.to);
        tried.map_or(first, |attempt| attempt.text(name.as_ref()))
    }

    /// The goods that a step can be taken with, each with how many at most.
    fn lines(&self, step: &Step) -> Vec<(&Line, String)> {
        let most = |line: &Line| if step.asks == Asks::Shipment { line.to_ship } else { line.to_return };
        let some = self.sight.lines.iter().map(|line| (line, most(line))).filter(|(_, most)| *most > 0);
        some.map(|(line, most)| (line, most.to_string())).collect()
    }

    /// Whether the step that was tried is none of those that make sense.
    fn tried_another(&self, steps: &Steps) -> bool {
        steps.others.iter().any(|step| self.is_tried(&step.value))
    }

    fn is_tried(&self, to: &str) -> bool {
        self.attempt.as_ref().is_some_and(|attempt| attempt.to == to)
    }

    fn was_tried(&self, step: &Step) -> bool {
        self.is_tried(&step.to)
    }
}

pub(super) async fn show(
    console: Console,
    State(store): State<Store>,
    Path(id): Path<String>,
) -> Result<Response, Refusal> {
    page(&console, &store, &id, None, StatusCode::OK).await
}

pub(super) async fn page(
    console: &Console,
    store: &Store,
    id: &str,
    attempt: Option<Attempt>,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let number: i64 = id.parse().map_err(|_| Refusal::NotFound)?;
    let visitor = &console.visitor;
    let collection = store.named(ORDERS).ok_or(Refusal::NotFound)?;
    let item = collection.item.as_ref().ok_or(Refusal::NotFound)?;
    let document = &visitor.portal.documents[collection.version];
    let base = format!("{}/{number}", item.path);
    let answered = inside::get(console, &base).await?;
    if !answered.status.is_success() {
        return Err(Refusal::NotFound);
    }
    let answers = Answers {
        order: answered.body,
        payments: inside::get(console, &format!("{base}/transactions")).await?.body,
        returns: inside::get(console, &format!("{base}/returns")).await?.body,
    };
    let sight = Sight::of(&answers, Schema::new(document, &item.schema), visitor);
    let order: &Value = &answers.order;
    let may = console.shop.sandbox && console.role >= Role::Developer;
    let steps = may.then(|| Steps::of(order, &sight, visitor)).flatten();
    let found = panel::of(console, EVENTS, number).await?;
    let texts = &visitor.texts().orders;
    page_with(
        status,
        &OrderPage {
            shell: visitor.shell(Section::Console, format!("{} {}", texts.title, sight.name)),
            here: page_of(id),
            steps,
            sandbox: console.shop.sandbox,
            attempt,
            news: found.html,
            news_path: found.path,
            collection: collection.group.clone(),
            fields: outline(document, &item.schema, order),
            json: serde_json::to_string_pretty(order).unwrap_or_default(),
            sight,
        },
    )
}
