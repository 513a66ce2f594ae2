//! Taking an order on: which steps make sense as it stands, and asking the API for one.

use axum::extract::{Path, State};
use axum::response::Response;
use platform::Role;
use platform::audit::{Changes, Target, record};
use serde_json::{Value, json};
use storage::{PLATFORM, Tx};

use super::super::Store;
use super::sight::Sight;
use super::words::{Choice, Schema, step};
use super::{ADVANCE, one, page_of};
use crate::inside;
use crate::page::go_and_tell;
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::{Console, Visitor};

/// What can be done with an order.
#[derive(Default)]
pub(super) struct Steps {
    /// What makes sense now.
    pub(super) now: Vec<Step>,
    /// What does not; whoever tries it is told why not.
    pub(super) others: Vec<Choice>,
}

pub(super) struct Step {
    pub(super) to: String,
    pub(super) name: String,
    pub(super) asks: Asks,
}

/// What a step wants to know.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Nothing,
    /// Which goods leave, and how they travel.
    Shipment,
    /// Which goods come back, and why.
    Return,
    Amount,
    Reason,
}

/// A step that was not taken, with what was typed for it.
pub(super) struct Attempt {
    pub(super) to: String,
    pub(super) problems: Vec<String>,
    typed: Submitted,
}

impl Attempt {
    pub(super) fn text(&self, name: &str) -> &str {
        self.typed.text(name)
    }
}

impl Steps {
    pub(super) fn of(order: &Value, sight: &Sight, visitor: &Visitor) -> Option<Self> {
        let asked = Schema::asked_by(&visitor.portal.documents, ADVANCE)?;
        let texts = &visitor.texts().orders;
        let standing = Standing::of(order, sight);
        let mut steps = Self::default();
        for choice in asked.field("to").choices(visitor) {
            let name = step(texts, &choice);
            let Choice { value: to, .. } = choice;
            if standing.calls_for(&to) {
                steps.now.push(Step { asks: asks(&to), name, to });
            } else {
                steps.others.push(Choice { value: to, name });
            }
        }
        // What is done with one click stands before what is filled in.
        steps.now.sort_by_key(|step| (step.asks != Asks::Nothing, step.to == "cancelled"));
        Some(steps)
    }
}

fn asks(to: &str) -> Asks {
    match to {
        "fulfilled" => Asks::Shipment,
        "request_return" => Asks::Return,
        "refunded" => Asks::Amount,
        "cancelled" => Asks::Reason,
        _ => Asks::Nothing,
    }
}

/// Where an order stands, in the words of the wire. What is possible is the API's to say; this is what people do next.
struct Standing<'a> {
    order: &'a str,
    money: &'a str,
    goods: &'a str,
    back: &'a str,
    /// The customer fetches it.
    picked_up: bool,
    remits: bool,
    can_come_back: bool,
}

impl<'a> Standing<'a> {
    fn of(order: &'a Value, sight: &Sight) -> Self {
        let status = |name| order["statuses"][name].as_str().unwrap_or_default();
        Self {
            order: status("order_status"),
            money: status("financial_status"),
            goods: status("fulfillment_status"),
            back: status("return_status"),
            picked_up: order["branch_store"].is_object() || order["receiver"]["cvs_store_id"].is_string(),
            remits: order["payment_method"] == "bank_transfer",
            can_come_back: sight.lines.iter().any(|line| line.to_return > 0),
        }
    }

    fn calls_for(&self, to: &str) -> bool {
        let open = self.order == "open";
        let unpaid = matches!(self.money, "pending" | "remitted" | "failed" | "cod" | "abandoned" | "processing");
        let may_leave = matches!(self.money, "paid" | "cod" | "no_refunded" | "partial_refunded");
        let arrives = matches!(self.goods, "fulfilled" | "problem");
        let travels = arrives || self.goods == "arrived";
        let comes_back = matches!(self.back, "request_return" | "returning" | "checking");
        match to {
            "paid" => open && unpaid,
            "remitted" => open && self.remits && matches!(self.money, "pending" | "failed"),
            "payment_failed" => open && matches!(self.money, "pending" | "remitted"),
            "preparing" => open && may_leave && self.goods == "unshipped",
            "unshipped" => open && self.goods == "preparing",
            "fulfilled" => open && may_leave && matches!(self.goods, "unshipped" | "preparing" | "partial"),
            "arrived" => open && self.picked_up && arrives,
            "received" => open && travels,
            "expired" => open && self.picked_up && matches!(self.goods, "fulfilled" | "arrived"),
            "request_return" => self.order != "cancelled" && self.can_come_back && !comes_back && !unpaid,
            "returning" => self.back == "request_return",
            "checking" => self.back == "returning",
            "return_refused" | "returned" => comes_back,
            "refunded" => {
                matches!(self.money, "pending_refund" | "pending_partial_refund" | "refunding" | "refund_failed")
            }
            "cancelled" => open && matches!(self.goods, "unshipped" | "preparing" | "no_need"),
            "closed" => {
                let settled = matches!(self.money, "paid" | "refunded" | "partial_refunded" | "no_refunded");
                open && settled && !comes_back && matches!(self.goods, "received" | "returned" | "no_need")
            }
            "opened" => self.order == "closed",
            _ => false,
        }
    }
}

pub(super) async fn advance(
    console: Console,
    State(store): State<Store>,
    Path(id): Path<i64>,
    form: Submitted,
) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let visitor = &console.visitor;
    let before = inside::get(&console, &format!("/v1/orders/{id}")).await?;
    if !before.status.is_success() {
        return Err(Refusal::NotFound);
    }
    let to = form.text("to").to_owned();
    let answered = inside::post(&console, &ADVANCE.replace("{order_id}", &id.to_string()), &body(&form)).await?;
    if !answered.status.is_success() {
        let attempt = Attempt { to, problems: answered.problems(), typed: form };
        return one::page(&console, &store, &id.to_string(), Some(attempt), answered.status).await;
    }
    let (before, after) = (before.body, answered.body);
    let target = Target::new("order", id, after["order_name"].as_str().unwrap_or_default(), Some(console.shop.id));
    let mut changes = Changes::new().with("to", &to);
    for (name, status) in after["statuses"].as_object().into_iter().flatten() {
        changes = changes.field(name, &before["statuses"][name], status);
    }
    let actor = visitor.actor();
    let note = move |tx: &mut Tx<'_>| record(tx, &actor, "order.advance", target, changes);
    visitor.portal.directory.database.write(PLATFORM, None, note).await?;
    let asked = Schema::asked_by(&visitor.portal.documents, ADVANCE).ok_or(Refusal::Unavailable)?;
    let name = asked.field("to").choices(visitor).into_iter().find(|choice| choice.value == to);
    let name = name.map_or(to, |choice| step(&visitor.texts().orders, &choice));
    let done = visitor.texts().orders.done.replace("{step}", &name);
    Ok(go_and_tell(visitor, &page_of(&id.to_string()), &done))
}

/// What the API is asked. A form that names goods means these and no others, be they none.
fn body(form: &Submitted) -> Value {
    let mut body = json!({ "to": form.text("to") });
    for name in ["tracking_company", "tracking_number", "amount", "reason"] {
        let text = form.text(name);
        if !text.is_empty() {
            body[name] = text.into();
        }
    }
    let mut lines = form.fields().filter_map(|(name, count)| Some((name.strip_prefix("line-")?, count))).peekable();
    if lines.peek().is_some() {
        let some = lines.filter(|(_, count)| !count.is_empty() && *count != "0");
        body["line_items"] = some.map(|(id, count)| json!({ "id": id, "quantity": count })).collect();
    }
    body
}
