//! An order as its page shows it, read from what the API answers.

use serde_json::Value;
use wire::Money;

use super::super::outline::plain;
use super::words::Schema;
use crate::visitor::Visitor;

/// What the API answers about an order.
pub(super) struct Answers {
    pub(super) order: Value,
    pub(super) payments: Value,
    pub(super) returns: Value,
}

pub(super) struct Sight {
    pub(super) name: String,
    pub(super) created_at: String,
    pub(super) customer: Option<(i64, String)>,
    pub(super) buyer: String,
    pub(super) receiver: String,
    pub(super) shipping: String,
    pub(super) payment: String,
    /// Each status: what it is about, and where the order stands in it.
    pub(super) statuses: Vec<(String, String)>,
    pub(super) lines: Vec<Line>,
    pub(super) sums: Vec<(String, String)>,
    pub(super) total: (String, String),
    pub(super) parcels: Vec<Parcel>,
    /// Kind, way and amount.
    pub(super) payments: Vec<(String, String, String)>,
    pub(super) returns: Vec<Return>,
}

pub(super) struct Line {
    pub(super) id: i64,
    pub(super) product: i64,
    pub(super) title: String,
    pub(super) sku: String,
    pub(super) price: String,
    pub(super) quantity: i64,
    pub(super) total: String,
    pub(super) shipped: i64,
    /// So many can still be shipped.
    pub(super) to_ship: i64,
    /// So many can be sent back.
    pub(super) to_return: i64,
}

pub(super) struct Parcel {
    pub(super) id: String,
    pub(super) company: String,
    pub(super) number: String,
    pub(super) at: String,
    pub(super) received_at: String,
    pub(super) state: String,
    pub(super) goods: String,
}

pub(super) struct Return {
    pub(super) at: String,
    pub(super) reason: String,
    pub(super) state: String,
    pub(super) goods: String,
}

impl Sight {
    pub(super) fn of(answers: &Answers, schema: Schema<'_>, visitor: &Visitor) -> Self {
        let order = &answers.order;
        let statuses = schema.field("statuses");
        let status = |name: &'_ str| {
            let standing = order["statuses"][name].as_str().unwrap_or_default();
            (statuses.label(name, visitor), statuses.field(name).say(standing, visitor))
        };
        let fulfillment = statuses.field("fulfillment_status");
        let return_status = statuses.field("return_status");
        let customer = order["customer"]["id"].as_i64();
        let contact = joined(&[&order["buyer"]["email"], &order["buyer"]["mobile"]], " · ");
        let receiver = &order["receiver"];
        Self {
            name: plain(&order["order_name"]),
            created_at: plain(&order["created_at"]),
            customer: customer.map(|id| (id, plain(&order["customer"]["name"]))),
            buyer: contact,
            receiver: joined(
                &[&receiver["name"], &receiver["phone"], &receiver["address"], &receiver["cvs_store_id"]],
                " · ",
            ),
            shipping: plain(&order["shipping_name"]),
            payment: plain(&order["payment_name"]),
            statuses: statuses.names().map(status).collect(),
            lines: items(&order["line_items"]).map(|line| Line::of(line, answers)).collect(),
            sums: sums(order, schema.field("prices"), visitor),
            total: (schema.field("prices").label("total_price", visitor), money(&order["prices"]["total_price"])),
            parcels: items(&order["fulfillments"]).map(|parcel| Parcel::of(parcel, fulfillment, visitor)).collect(),
            payments: items(&answers.payments).map(payment).collect(),
            returns: items(&answers.returns).map(|back| Return::of(back, return_status, visitor)).collect(),
        }
    }
}

impl Line {
    fn of(line: &Value, answers: &Answers) -> Self {
        let id = line["id"].as_i64().unwrap_or_default();
        let quantity = line["quantity"].as_i64().unwrap_or_default();
        let part_of = |lists: &Value| {
            let parts = items(lists).flat_map(|one| items(&one["line_items"]));
            let of_line = parts.filter(|part| part["id"] == id && part["return_status"] != "refused");
            of_line.filter_map(|part| part["quantity"].as_i64()).sum::<i64>()
        };
        // A parcel says nothing of what came back; its lines keep the standing that they left with.
        let shipped = part_of(&answers.order["fulfillments"]);
        let needs_none = answers.order["statuses"]["fulfillment_status"] == "no_need";
        let with_customer = if needs_none { quantity } else { shipped };
        Self {
            id,
            product: line["product_id"].as_i64().unwrap_or_default(),
            title: joined(&[&line["title"], &line["variant_title"]], " "),
            sku: plain(&line["sku"]),
            price: money(&line["price"]),
            quantity,
            total: money(&line["total_price_after_discounts"]),
            shipped,
            to_ship: if needs_none { 0 } else { (quantity - shipped).max(0) },
            to_return: (with_customer - part_of(&answers.returns)).max(0),
        }
    }
}

impl Parcel {
    fn of(parcel: &Value, statuses: Schema<'_>, visitor: &Visitor) -> Self {
        Self {
            id: plain(&parcel["id"]),
            company: plain(&parcel["tracking_company"]),
            number: plain(&parcel["tracking_number"]),
            at: plain(&parcel["fulfilled_at"]),
            received_at: plain(&parcel["received_at"]),
            state: statuses.say(parcel["status"].as_str().unwrap_or_default(), visitor),
            goods: goods(parcel),
        }
    }
}

impl Return {
    fn of(back: &Value, statuses: Schema<'_>, visitor: &Visitor) -> Self {
        let standing = back["line_items"][0]["return_status"].as_str().unwrap_or_default();
        Self {
            at: plain(&back["created_at"]),
            reason: plain(&back["return_reason"]),
            state: statuses.say(standing, visitor),
            goods: goods(back),
        }
    }
}

fn payment(payment: &Value) -> (String, String, String) {
    (plain(&payment["kind_name"]), plain(&payment["paid_type_name"]), money(&payment["amount"]))
}

/// How the total comes about: the sums of the order but the total, and every discount that took something off.
fn sums(order: &Value, prices: Schema<'_>, visitor: &Visitor) -> Vec<(String, String)> {
    let mut sums = Vec::new();
    for name in prices.names().filter(|name| *name != "total_price") {
        let value = &order["prices"][name];
        if value.is_number() {
            sums.push((prices.label(name, visitor), money(value)));
            continue;
        }
        let within = prices.field(name);
        for name in within.names() {
            let taken: f64 = match &value[name] {
                Value::Number(off) => off.as_f64().unwrap_or_default(),
                Value::Array(each) => each.iter().filter_map(|one| one["amount"].as_f64()).sum(),
                // One coupon stands here too; it is in the list of all.
                Value::Object(one) if name != "coupon_discount" => one["amount"].as_f64().unwrap_or_default(),
                _ => 0.0,
            };
            if taken > 0.0 {
                sums.push((within.label(name, visitor), format!("−{}", money(&taken.into()))));
            }
        }
    }
    sums
}

fn goods(of: &Value) -> String {
    let part =
        |line: &Value| format!("{} × {}", joined(&[&line["title"], &line["variant_title"]], " "), line["quantity"]);
    items(&of["line_items"]).map(part).collect::<Vec<_>>().join("、")
}

fn items(list: &Value) -> impl Iterator<Item = &Value> {
    list.as_array().into_iter().flatten()
}

/// Those of the texts that say something.
fn joined(values: &[&Value], between: &str) -> String {
    let texts = values.iter().filter_map(|value| value.as_str()).filter(|text| !text.is_empty());
    texts.collect::<Vec<_>>().join(between)
}

/// An amount without needless digits.
pub(super) fn money(value: &Value) -> String {
    serde_json::from_value::<Money>(value.clone()).map_or_else(|_| plain(value), |amount| amount.to_string())
}
