//! `shopwire deliveries`: what was sent to whom, what came back, and sending it again.

use clap::{Args, Subcommand, ValueEnum};
use platform::Endpoint;
use serde_json::{Value, json};
use storage::{Attempt, Delivery, DeliveryFilter, DeliveryState, DeliverySummary, PLATFORM, Reading};
use wire::{Id, Timestamp};

use super::{ShopFlag, dash};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{BAD, DIM, GOOD, HEADING, ODD, paint, pretty, say, show_list};

#[derive(Debug, Subcommand)]
pub enum DeliveriesCommand {
    /// List deliveries, newest first
    List(List),
    /// Show one delivery: its event, every try, and what was answered
    Show(Show),
    /// Send deliveries again; receivers see the same webhook-id
    #[command(after_help = RESEND_EXAMPLES)]
    Resend(Resend),
}

const RESEND_EXAMPLES: &str = "\
Examples:
  shopwire deliveries resend 17 18
  shopwire deliveries resend --state given-up --since 2026-01-15";

#[derive(Debug, Args)]
pub struct List {
    #[command(flatten)]
    which: Which,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u64,
    /// Only ids below this: the last id of the page before
    #[arg(long, value_name = "ID")]
    before: Option<i64>,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
pub struct Show {
    id: i64,
}

#[derive(Debug, Args)]
#[group(id = "resend")]
pub struct Resend {
    /// These deliveries, by id
    #[arg(value_name = "ID")]
    ids: Vec<i64>,
    #[command(flatten)]
    which: Which,
}

/// Which deliveries are meant: all that match everything given.
#[derive(Debug, Args)]
struct Which {
    #[command(flatten)]
    shop: ShopFlag,
    /// Only this event, such as customers/update
    #[arg(long)]
    event: Option<String>,
    #[arg(long, value_enum)]
    state: Option<State>,
    /// Only this endpoint, by id
    #[arg(long, value_name = "ID")]
    endpoint: Option<i64>,
    /// Only events about the customer, coupon … of this id
    #[arg(long, value_name = "ID")]
    resource: Option<i64>,
    /// Only events from this time on (YYYY-MM-DD, or with HH:MM:SS, in Taipei)
    #[arg(long, value_name = "TIME", value_parser = |text: &str| text.parse::<Timestamp>())]
    since: Option<Timestamp>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum State {
    Pending,
    Delivered,
    GivenUp,
}

impl From<State> for DeliveryState {
    fn from(state: State) -> Self {
        match state {
            State::Pending => Self::Pending,
            State::Delivered => Self::Delivered,
            State::GivenUp => Self::GivenUp,
        }
    }
}

pub async fn run(config: &Config, command: DeliveriesCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        DeliveriesCommand::List(list) => print_list(&installation, list).await,
        DeliveriesCommand::Show(show) => print_one(&installation, show.id).await,
        DeliveriesCommand::Resend(resend) => send_again(&installation, resend).await,
    }
}

impl Which {
    fn names_something(&self) -> bool {
        self.shop.shop.is_some()
            || self.event.is_some()
            || self.state.is_some()
            || self.endpoint.is_some()
            || self.resource.is_some()
            || self.since.is_some()
    }

    async fn find(
        self,
        installation: &Installation,
        before: Option<i64>,
        limit: Option<u64>,
    ) -> Outcome<Vec<DeliverySummary>> {
        let shop = self.shop.named(installation).await?.map(|shop| shop.id.get());
        let filter = DeliveryFilter {
            shop,
            event: self.event,
            endpoint: self.endpoint,
            state: self.state.map(Into::into),
            resource_id: self.resource,
            before,
            // The time is looked at below, after which there may be fewer.
            limit: limit.filter(|_| self.since.is_none()),
        };
        let mut found = installation.database().read_raw(|reader| reader.deliveries(&filter)).await?;
        if let Some(since) = self.since {
            found.retain(|delivery| delivery.at >= since.millis());
            found.truncate(limit.map_or(usize::MAX, |limit| usize::try_from(limit).unwrap_or(usize::MAX)));
        }
        Ok(found)
    }
}

async fn print_list(installation: &Installation, list: List) -> Outcome {
    let found = list.which.find(installation, list.before, Some(list.limit)).await?;
    let rows: Vec<_> = found
        .iter()
        .map(|delivery| {
            let cells = [
                delivery.id.to_string(),
                time(delivery.at),
                delivery.event.clone(),
                delivery.resource_id.to_string(),
                delivery.endpoint.to_string(),
                word(delivery.state).to_owned(),
                delivery.attempts.to_string(),
                dash(delivery.status),
                dash(delivery.next_at.map(time)),
                dash(delivery.failure.as_ref()),
            ];
            (to_json(delivery), cells)
        })
        .collect();
    let headings =
        ["ID", "HAPPENED", "EVENT", "RESOURCE", "ENDPOINT", "STATE", "TRIES", "STATUS", "NEXT TRY", "LAST FAILURE"];
    show_list(list.json, headings, &rows)?;
    if !list.json
        && u64::try_from(rows.len()).is_ok_and(|count| count == list.limit)
        && let Some(last) = found.last()
    {
        say!("{}", paint(DIM, format!("older ones: --before {}", last.id)));
    }
    Ok(())
}

fn to_json(delivery: &DeliverySummary) -> Value {
    json!({
        "id": delivery.id,
        "happened_at": time(delivery.at),
        "event": delivery.event,
        "webhook_id": delivery.uid,
        "shop_id": delivery.shop,
        "resource_id": delivery.resource_id,
        "endpoint_id": delivery.endpoint,
        "state": word(delivery.state),
        "tries": delivery.attempts,
        "status": delivery.status,
        "next_try_at": delivery.next_at.map(time),
        "last_failure": delivery.failure,
    })
}

async fn print_one(installation: &Installation, id: i64) -> Outcome {
    let found = installation.database().read_raw(|reader| reader.delivery(id)).await?;
    let Delivery { summary, event, attempts } = found.ok_or_else(|| unknown(id))?;
    let endpoint: Id<Endpoint> = Id::new(summary.endpoint);
    let endpoint = installation.database().read(PLATFORM, |view| view.get(endpoint)).await?;
    let url = endpoint.map_or_else(|| "gone".to_owned(), |endpoint| endpoint.url.clone());
    say!("{} {id}  {}", paint(HEADING, "Delivery"), painted(summary.state));
    say!("  event      {} of {}", event.name, event.resource_id);
    say!("  webhook-id {}", event.uid);
    say!("  happened   {}", time(event.at));
    say!("  request    {}", dash(event.request_id));
    say!("  endpoint   {} {url}", summary.endpoint);
    if let Some(next_at) = summary.next_at {
        say!("  next try   {}", time(next_at));
    }
    for attempt in &attempts {
        say!();
        print_attempt(attempt)?;
    }
    say!();
    say!("{}", paint(HEADING, "Payload"));
    say!("{}", pretty(&String::from_utf8_lossy(&event.payload)));
    Ok(())
}

fn print_attempt(attempt: &Attempt) -> Outcome {
    let outcome = match (&attempt.failure, attempt.status) {
        (None, status) => paint(GOOD, dash(status)),
        (Some(failure), None) => paint(BAD, failure),
        (Some(failure), Some(status)) => paint(BAD, format!("{status}, {failure}")),
    };
    let millis = attempt.duration_micros / 1000;
    say!("{} {}  {}  {outcome}  in {millis} ms", paint(HEADING, "Try"), attempt.number, time(attempt.at));
    if !attempt.answer.is_empty() {
        say!("{}", String::from_utf8_lossy(&attempt.answer).trim_end());
    }
    Ok(())
}

async fn send_again(installation: &Installation, resend: Resend) -> Outcome {
    let mut ids = resend.ids;
    if resend.which.names_something() {
        let matching = resend.which.find(installation, None, None).await?;
        // Oldest first, as they happened.
        ids.extend(matching.into_iter().rev().map(|delivery| delivery.id));
    } else if ids.is_empty() {
        return Err(Failure::usage("name deliveries by id, or by --event, --state, --endpoint, --resource or --since"));
    }
    for id in &ids {
        webhook::log::resend(installation.database(), *id).await.map_err(|error| match error {
            webhook::log::ResendError::NoDelivery(id) => unknown(id),
            error => Failure::new(error.to_string()),
        })?;
    }
    match ids.as_slice() {
        [id] => say!("delivery {id} is due now; `shopwire deliveries show {id}` tells what becomes of it"),
        ids => say!("{} deliveries are due now", ids.len()),
    }
    Ok(())
}

fn unknown(id: i64) -> Failure {
    Failure::usage(format!("there is no delivery {id}; see `shopwire deliveries list`"))
}

fn time(millis: i64) -> String {
    Timestamp::from_millis(millis).to_string()
}

fn word(state: DeliveryState) -> &'static str {
    match state {
        DeliveryState::Pending => "pending",
        DeliveryState::Delivered => "delivered",
        DeliveryState::GivenUp => "given up",
    }
}

fn painted(state: DeliveryState) -> String {
    let style = match state {
        DeliveryState::Pending => ODD,
        DeliveryState::Delivered => GOOD,
        DeliveryState::GivenUp => BAD,
    };
    paint(style, word(state))
}
