//! Placing an order, as a shopper at the checkout.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use platform::Role;
use platform::audit::{Changes, Target, record};
use serde_json::Value;
use storage::{PLATFORM, Tx};

use super::form::{Faults, Typed};
use super::goods::{self, Row};
use super::words::{Choice, Schema};
use super::{PLACE, page_of};
use crate::inside;
use crate::page::{Section, Shell, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::Console;

/// So many customers and branch stores are offered.
const OFFERED: usize = 50;

#[derive(Template)]
#[template(path = "console/store/orders/place.html")]
struct PlacePage {
    shell: Shell,
    /// Why nobody can place an order here, if so.
    closed: Option<Closed>,
    typed: Typed,
    faults: Faults,
    goods: Vec<Row>,
    customers: Vec<Choice>,
    shippings: Vec<String>,
    branches: Vec<Choice>,
    payments: Vec<Choice>,
}

enum Closed {
    RealShop,
    OnlyLooks,
}

impl Closed {
    fn is_real_shop(&self) -> bool {
        matches!(self, Self::RealShop)
    }
}

pub(super) async fn ask(console: Console) -> Result<Response, Refusal> {
    form_page(&console, Typed::example(), Vec::new(), StatusCode::OK).await
}

pub(super) async fn place(console: Console, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let typed = Typed::from(form);
    if !console.shop.sandbox {
        return form_page(&console, typed, Vec::new(), StatusCode::FORBIDDEN).await;
    }
    if typed.searches() {
        return form_page(&console, typed, Vec::new(), StatusCode::OK).await;
    }
    let answered = inside::post(&console, PLACE, &typed.body()).await?;
    if !answered.status.is_success() {
        return form_page(&console, typed, answered.problems(), answered.status).await;
    }
    let order = &answered.body;
    let id = order["id"].as_i64().ok_or(Refusal::Unavailable)?;
    let target = Target::new("order", id, order["order_name"].as_str().unwrap_or_default(), Some(console.shop.id));
    let changes = Changes::new()
        .with("payment_method", &order["payment_method"])
        .with("shipping_name", &order["shipping_name"])
        .with("total_price", &order["prices"]["total_price"]);
    let actor = console.visitor.actor();
    let note = move |tx: &mut Tx<'_>| record(tx, &actor, "order.place", target, changes);
    console.visitor.portal.directory.database.write(PLATFORM, None, note).await?;
    Ok(go_and_tell(&console.visitor, &page_of(&id.to_string()), console.visitor.texts().orders.placed))
}

async fn form_page(
    console: &Console,
    typed: Typed,
    problems: Vec<String>,
    status: StatusCode,
) -> Result<Response, Refusal> {
    let visitor = &console.visitor;
    let closed = if !console.shop.sandbox {
        Some(Closed::RealShop)
    } else if console.role < Role::Developer {
        Some(Closed::OnlyLooks)
    } else {
        None
    };
    let mut found = PlacePage {
        shell: visitor.shell(Section::Console, visitor.texts().orders.place),
        closed,
        typed,
        faults: Faults::default(),
        goods: Vec::new(),
        customers: Vec::new(),
        shippings: Vec::new(),
        branches: Vec::new(),
        payments: Vec::new(),
    };
    if found.closed.is_none() {
        found.goods = goods::offered(console, &found.typed).await?;
        found.faults = Faults::place(problems, &found.typed, &found.goods);
        found.customers = some(console, "/v1/customers", "email").await?;
        found.branches = some(console, "/v1/branch_stores", "store_no").await?;
        let shippings = inside::get(console, "/v1/products/bind_shippings").await?.body;
        let shippings = shippings["shipping_names"].as_array().into_iter().flatten();
        found.shippings = shippings.filter_map(Value::as_str).map(str::to_owned).collect();
        let asked = Schema::asked_by(&visitor.portal.documents, PLACE).ok_or(Refusal::Unavailable)?;
        found.payments = asked.field("payment_method").choices(visitor);
    }
    page_with(status, &found)
}

/// The first of a list: each by its id, with its name and what else tells it from others.
async fn some(console: &Console, path: &str, also: &str) -> Result<Vec<Choice>, Refusal> {
    let list = inside::get(console, &format!("{path}?per_page={OFFERED}")).await?.body;
    let each = list.as_array().into_iter().flatten().take(OFFERED).filter_map(|one| {
        let parts = [&one["name"], &one[also]].into_iter().filter_map(Value::as_str);
        let parts: Vec<_> = parts.filter(|part| !part.is_empty()).collect();
        Some(Choice { value: one["id"].as_i64()?.to_string(), name: parts.join(" · ") })
    });
    Ok(each.collect())
}
