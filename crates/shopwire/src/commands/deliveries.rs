//! `shopwire deliveries`: what was sent to whom, what came back, and sending it again.

use clap::{Args, Subcommand, ValueEnum};
use platform::Endpoint;
use serde_json::{Value, json};
use storage::{Attempt, Delivery, DeliveryFilter, DeliveryState, DeliverySummary, PLATFORM, Reading, Tx};
use webhook::log::{self, ResendError, Resent};
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

/// So many deliveries are queued again in one transaction.
const AT_ONCE: u64 = 500;

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
    /// Only events before this time
    #[arg(long, value_name = "TIME", value_parser = |text: &str| text.parse::<Timestamp>())]
    until: Option<Timestamp>,
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
            || self.until.is_some()
    }

    async fn filter(self, installation: &Installation) -> Outcome<DeliveryFilter> {
        let shop = self.shop.named(installation).await?.map(|shop| shop.id.get());
        Ok(DeliveryFilter {
            shop,
            event: self.event,
            endpoint: self.endpoint,
            state: self.state.map(Into::into),
            resource_id: self.resource,
            since: self.since.map(Timestamp::millis),
            until: self.until.map(Timestamp::millis),
            ..DeliveryFilter::default()
        })
    }
}

async fn find(installation: &Installation, filter: &DeliveryFilter) -> Outcome<Vec<DeliverySummary>> {
    Ok(installation.database().read_raw(|reader| reader.deliveries(filter)).await?)
}

async fn print_list(installation: &Installation, list: List) -> Outcome {
    let filter = list.which.filter(installation).await?;
    let filter = DeliveryFilter { before: list.before, limit: Some(list.limit), ..filter };
    let found = find(installation, &filter).await?;
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
        "test": delivery.test,
    })
}

async fn print_one(installation: &Installation, id: i64) -> Outcome {
    let found = installation.database().read_raw(|reader| reader.delivery(id)).await?;
    let Delivery { summary, event, attempts } = found.ok_or_else(|| unknown(id))?;
    let endpoint: Id<Endpoint> = Id::new(summary.endpoint);
    let endpoint = installation.database().read(PLATFORM, |view| view.get(endpoint)).await?;
    let url = endpoint.map_or_else(|| "gone".to_owned(), |endpoint| endpoint.url.clone());
    say!("{} {id}  {}", paint(HEADING, "Delivery"), painted(summary.state));
    let test = if summary.test { " (a test)" } else { "" };
    say!("  event      {} of {}{test}", event.name, event.resource_id);
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
    let ids = resend.ids;
    if ids.is_empty() && !resend.which.names_something() {
        return Err(Failure::usage(
            "name deliveries by id, or by --event, --state, --endpoint, --resource, --since or --until",
        ));
    }
    let named = ids.clone();
    let by_id = move |tx: &mut Tx<'_>| {
        named.iter().try_for_each(|id| {
            log::resend(tx, *id).map_err(|error| match error {
                ResendError::NoDelivery(id) => unknown(id),
                error => Failure::new(error.to_string()),
            })
        })
    };
    installation.database().write(PLATFORM, None, by_id).await?;
    let mut all = Resent { queued: u64::try_from(ids.len()).unwrap_or(u64::MAX), ..Resent::default() };
    if resend.which.names_something() {
        let matching = resend_matching(installation, resend.which.filter(installation).await?).await?;
        all.queued += matching.queued;
        all.gone += matching.gone;
    }
    match (ids.as_slice(), all.queued) {
        ([id], 1) => say!("delivery {id} is due now; `shopwire deliveries show {id}` tells what becomes of it"),
        (_, queued) => say!("{queued} deliveries are due now"),
    }
    if all.gone > 0 {
        say!("{} are not: the endpoints they went to are gone", all.gone);
    }
    Ok(())
}

/// Oldest first, as they happened, up to the newest there is now; a few at a time, so that a server that runs
/// meanwhile goes on answering.
async fn resend_matching(installation: &Installation, filter: DeliveryFilter) -> Outcome<Resent> {
    let newest = find(installation, &DeliveryFilter { limit: Some(1), ..filter.clone() }).await?;
    let mut all = Resent::default();
    let Some(newest) = newest.first() else { return Ok(all) };
    let before = Some(newest.id + 1);
    let mut filter = DeliveryFilter { before, oldest_first: true, limit: Some(AT_ONCE), ..filter };
    loop {
        let resent = log::resend_matching(installation.database(), &filter).await?;
        all.queued += resent.queued;
        all.gone += resent.gone;
        if resent.last.is_none() {
            return Ok(all);
        }
        filter.after = resent.last;
    }
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
