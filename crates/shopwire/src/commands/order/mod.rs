//! `shopwire order`: orders of a sandbox shop, listed, placed as a shopper does, and taken from step to step.

mod place;

use std::str::FromStr;

use clap::{Args, Subcommand};
use serde::Serialize;
use serde_json::Value;
use shop::orders::{LineItem, Order};
use shop::sandbox::{Advance, Destination, LineCount};
use shop::words::{from_word, word};
use wire::{Id, Money};

use super::api::{Api, ReachFlags, Waits};
use super::dash;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::print::{BAD, DIM, GOOD, HEADING, ODD, paint, say, show_list, table};
use place::Place;

pub const EXAMPLES: &str = "\
Examples:
  shopwire order list --financial-status paid --fulfillment-status unshipped
  shopwire order place                                       as some shopper would
  shopwire order place --sku SH-000001-01=2 --payment cod --shipping 宅配
  shopwire order advance 1501 paid
  shopwire order advance '#1501' fulfilled --tracking-number 900123456789

An order is named by its id or its number. Placing and advancing need a sandbox shop, such as that of
`serve --demo`, and a server that runs.";

const STEPS: &str =
    "What happens: paid, preparing, fulfilled, arrived, received, request_return, returned, refunded, closed …";

#[derive(Debug, Subcommand)]
pub enum OrderCommand {
    /// List the newest orders
    List(List),
    /// Show one order
    Show(Show),
    /// Place an order; what is not said is as some shopper would have it
    Place(Place),
    /// Let the next thing happen to an order
    Advance(Next),
}

#[derive(Debug, Args)]
pub struct List {
    /// open, closed or cancelled; several with commas between them
    #[arg(long, value_name = "STATUS")]
    status: Option<String>,
    /// Such as pending, paid, cod, refunded
    #[arg(long, value_name = "STATUS")]
    financial_status: Option<String>,
    /// Such as unshipped, fulfilled, received
    #[arg(long, value_name = "STATUS")]
    fulfillment_status: Option<String>,
    #[arg(long, value_name = "STATUS", help = "Such as request_return, returned")]
    return_status: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=50))]
    limit: u64,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub struct Show {
    /// Order, by id or number
    order: Name,
    #[command(flatten)]
    how: How,
}

#[derive(Debug, Args)]
pub struct Next {
    /// Order, by id or number
    order: Name,
    #[arg(value_name = "STEP", help = STEPS, value_parser = from_word::<Destination>)]
    to: Destination,
    /// Goods that are sent or wanted back, by the id of their line [default: all]
    #[arg(long = "line", value_name = "ID=N", value_parser = counted::<LineItem>)]
    lines: Vec<(Id<LineItem>, u32)>,
    /// Who carries them [default: the order's carrier]
    #[arg(long, value_name = "CODE")]
    tracking_company: Option<String>,
    #[arg(long, value_name = "NUMBER", help = "What the carrier calls the parcel")]
    tracking_number: Option<String>,
    /// What is paid back [default: all that is due]
    #[arg(long)]
    amount: Option<Money>,
    /// Why it is cancelled or sent back
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    #[command(flatten)]
    how: How,
}

/// Which server, as whom, and how it is shown.
#[derive(Debug, Args)]
struct How {
    #[command(flatten)]
    reach: ReachFlags,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

/// An order as people name it: `17`, `1001`, `#1001`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Name {
    number: i64,
    /// Certainly no id.
    is_number: bool,
}

impl FromStr for Name {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (digits, is_number) = text.strip_prefix('#').map_or((text, false), |digits| (digits, true));
        let number = digits.parse().map_err(|_| "an order is named by its id or its number, such as 17 or 1001")?;
        Ok(Self { number, is_number })
    }
}

impl Name {
    async fn find(self, api: &Api) -> Outcome<Order> {
        let Self { number, is_number } = self;
        let by_id = async |id: i64| api.get::<Order>(&format!("/v1/orders/{id}")).await;
        if !is_number {
            match by_id(number).await? {
                Ok((order, _)) => return Ok(order),
                Err(refused) if refused.status == 404 => {}
                Err(refused) => return Err(refused.into()),
            }
        }
        let path = format!("/v1/orders/get_order_id?order_numbers={number}");
        let (found, _) = api.get::<Value>(&path).await??;
        match found[0]["order_id"].as_i64() {
            Some(id) => Ok(by_id(id).await??.0),
            None => Err(Failure::usage(format!("there is no order {number}; see `shopwire order list`"))),
        }
    }
}

/// `17=2`, or `17` for one.
fn counted<T>(text: &str) -> Result<(Id<T>, u32), &'static str> {
    let (id, count) = text.split_once('=').unwrap_or((text, "1"));
    let numbers = id.parse().ok().map(Id::new).zip(count.parse().ok().filter(|count| *count > 0));
    numbers.ok_or("expected an id, and how many after a =: 17=2")
}

pub async fn run(config: &Config, command: OrderCommand) -> Outcome {
    match command {
        OrderCommand::List(list) => list.run(config).await,
        OrderCommand::Show(Show { order, how }) => {
            let api = Api::reach(config, &how.reach).await?;
            how.show(&order.find(&api).await?)
        }
        OrderCommand::Place(place) => place.run(config).await,
        OrderCommand::Advance(next) => next.run(config).await,
    }
}

impl List {
    async fn run(self, config: &Config) -> Outcome {
        let api = Api::reach(config, &self.how.reach).await?;
        let mut path = "/v1/orders?".to_owned();
        for (name, value) in [
            ("statuses", &self.status),
            ("financial_statuses", &self.financial_status),
            ("fulfillment_statuses", &self.fulfillment_status),
            ("return_statuses", &self.return_status),
        ] {
            if let Some(value) = value {
                path.extend([name, "=", value, "&"]);
            }
        }
        // Lists begin with the oldest: the newest stand at the end.
        let (_, headers) = api.get::<Vec<Value>>(&format!("{path}per_page=1")).await??;
        let total = headers.get("x-total").and_then(|total| total.to_str().ok()?.parse().ok()).unwrap_or(0_u64);
        let offset = total.saturating_sub(self.limit);
        let (mut found, _) = api.get::<Vec<Value>>(&format!("{path}per_page={}&offset={offset}", self.limit)).await??;
        found.reverse();
        let rows: Vec<_> = found.into_iter().map(|order| Ok((row(&order)?, order))).collect::<Outcome<_>>()?;
        let rows: Vec<_> = rows.into_iter().map(|(cells, order)| (order, cells)).collect();
        show_list(self.how.json, ["ID", "ORDER", "PLACED", "RECEIVER", "TOTAL", "STATUS"], &rows)
    }
}

fn row(order: &Value) -> Outcome<[String; 6]> {
    let order: Order = serde_json::from_value(order.clone()).map_err(|error| Failure::new(error.to_string()))?;
    let receiver = Some(order.receiver.name.clone()).filter(|name| !name.is_empty());
    let (total, status) = (order.prices.total_price.to_string(), statuses(&order));
    Ok([order.id.to_string(), order.order_name, order.created_at.to_string(), dash(receiver), total, status])
}

/// The four statuses, as one reads them.
pub fn statuses(order: &Order) -> String {
    let of = &order.statuses;
    [word(&of.order_status), word(&of.financial_status), word(&of.fulfillment_status), word(&of.return_status)]
        .join(" ")
}

impl Next {
    async fn run(self, config: &Config) -> Outcome {
        let api = Api::reach(config, &self.how.reach).await?;
        let order = self.order.find(&api).await?;
        let lines = self.lines.into_iter().map(|(id, count)| LineCount { id, quantity: count.into() });
        let step = Advance {
            line_items: Some(lines.collect()).filter(|lines: &Vec<_>| !lines.is_empty()),
            tracking_company: self.tracking_company,
            tracking_number: self.tracking_number,
            amount: self.amount,
            reason: self.reason,
            ..Advance::to(self.to)
        };
        let path = format!("/sandbox/orders/{}/advance", order.id);
        let (order, _) = api.post::<Order>(&path, &step, &mut Waits::default()).await??;
        self.how.show_in_short(&order)
    }
}

impl How {
    fn json(order: &impl Serialize) -> Outcome {
        say!("{}", serde_json::to_string_pretty(order).map_err(|error| Failure::new(error.to_string()))?);
        Ok(())
    }

    /// In a line: what somebody wants to know who has just done something to it.
    fn show_in_short(&self, order: &Order) -> Outcome {
        if self.json {
            return Self::json(order);
        }
        let name = paint(HEADING, &order.order_name);
        say!("{name} (id {})  {}  NT$ {}", order.id, painted_statuses(order), order.prices.total_price);
        Ok(())
    }

    fn show(&self, order: &Order) -> Outcome {
        if self.json {
            return Self::json(order);
        }
        self.show_in_short(order)?;
        let receiver = &order.receiver;
        say!("  placed    {}  {}", order.created_at, order.buyer.email.as_deref().unwrap_or_default());
        say!("  payment   {}", order.payment_name);
        say!(
            "  shipping  {}  {} {}",
            order.shipping_name,
            receiver.name,
            receiver.address.as_deref().unwrap_or_default()
        );
        for fulfillment in &order.fulfillments {
            let number = dash(fulfillment.tracking_number.as_ref());
            say!("  parcel    {} {number}  {}", fulfillment.tracking_company, fulfillment.status);
        }
        if let Some(note) = &order.note {
            say!("  note      {note}");
        }
        let line = |line: &LineItem| {
            let title = format!("{} {}", line.title, line.variant_title);
            let paid = line.total_price_after_discounts.to_string();
            [line.id.to_string(), dash(line.sku.as_ref()), title, line.quantity.to_string(), paid]
        };
        say!(
            "{}",
            table(["LINE", "SKU", "GOODS", "N", "PRICE"], &order.line_items.iter().map(line).collect::<Vec<_>>())
        );
        let (goods, shipping) = (order.subtotal_price, order.prices.shipping_paid());
        say!("{}", paint(DIM, format!("goods {goods}, shipping {shipping}, in all {}", order.prices.total_price)));
        Ok(())
    }
}

/// Where an order stands, in the colour of whether that is well.
pub fn painted_statuses(order: &Order) -> String {
    use shop::orders::{FinancialStatus, OrderStatus};
    let style = match (order.statuses.order_status, order.statuses.financial_status) {
        (OrderStatus::Cancelled, _) | (_, FinancialStatus::Failed) => BAD,
        (_, FinancialStatus::Paid) => GOOD,
        _ => ODD,
    };
    paint(style, statuses(order))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_named_by_id_or_number() {
        assert_eq!("1001".parse(), Ok(Name { number: 1001, is_number: false }));
        assert_eq!("#1001".parse(), Ok(Name { number: 1001, is_number: true }));
        assert!("no".parse::<Name>().is_err());
    }

    #[test]
    fn goods_are_counted() {
        assert_eq!(counted::<LineItem>("7=3"), Ok((Id::new(7), 3)));
        assert_eq!(counted::<LineItem>("7"), Ok((Id::new(7), 1)));
        assert!(counted::<LineItem>("7=0").is_err());
    }
}
