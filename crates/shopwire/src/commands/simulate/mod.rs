//! `shopwire simulate`: a living shop. Shoppers buy, pay or do not, staff prepare and send, carriers bring, some goods
//! come back: through the API of a running server, a line for each.

mod agenda;
mod tally;

use std::time::Duration;

use clap::Args;
use http::StatusCode;
use shop::checkout::Placement;
use shop::demo::shopping::{Market, Scenario, Turn, Wishes, scenario};
use shop::orders::Order;
use shop::sandbox::Destination;
use shop::words::word;
use tokio::time::Instant;
use wire::{Clock, OsRandom, Random, SystemClock};

use super::api::{Api, Called, ReachFlags};
use super::market::market;
use super::order::painted_statuses;
use crate::config::{Config, Span};
use crate::failure::{Failure, Outcome};
use crate::print::{BAD, DIM, GOOD, HEADING, NAME, ODD, paint, say};
use agenda::{Agenda, Next};
use tally::Tally;

pub const EXAMPLES: &str = "\
Examples:
  shopwire simulate --orders-per-minute 20
  shopwire simulate --orders-per-minute 60 --seconds 300 --day 1s
  shopwire simulate --seed 7 --base-url https://staging.example.com --token \"$TOKEN\"

It needs a sandbox shop, such as that of `serve --demo`, and ends on Ctrl-C. Where the server asks for a slower
pace, it waits.";

#[derive(Debug, Args)]
pub struct SimulateFlags {
    /// So many shoppers come in a minute
    #[arg(long, value_name = "N", default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=60_000))]
    orders_per_minute: u32,
    /// End after so many [default: on Ctrl-C]
    #[arg(long, value_name = "S")]
    seconds: Option<u64>,
    /// What takes a shop a day takes so long here
    #[arg(long, value_name = "TIME", default_value = "2s")]
    day: Span,
    /// The same number gives the same shoppers, as long as the shop is the same [default: others each time]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    reach: ReachFlags,
}

/// Stories of one run have neighbouring numbers.
const SEEDS: u64 = 1_000_000_000;
/// What the shop sells is looked up again where somebody was turned away, but not more often than this.
const PATIENCE: Duration = Duration::from_secs(30);

pub async fn run(config: &Config, flags: SimulateFlags) -> Outcome {
    let api = Api::reach(config, &flags.reach).await?;
    let market = market(&api).await?;
    if !market.has_goods() {
        return Err(Failure::new("the shop has nothing to sell that is in stock and published"));
    }
    let first = flags.seed.unwrap_or_else(|| OsRandom.next_u64() % SEEDS);
    let pace = Duration::from_mins(1) / flags.orders_per_minute;
    let begin = Instant::now();
    let mut town = Town {
        api,
        market,
        known_since: begin,
        agenda: Agenda::new(begin, pace),
        minute: flags.day.0 / (24 * 60),
        first,
        tally: Tally::default(),
    };
    say!("{} with seed {first}; Ctrl-C ends it", paint(HEADING, "Simulating"));
    let end = flags.seconds.map(|seconds| begin + Duration::from_secs(seconds));
    let lived = tokio::select! {
        lived = town.live() => lived,
        _ = tokio::signal::ctrl_c() => Ok(()),
        () = sleep_until(end) => Ok(()),
    };
    say!("{}", town.tally.summary(begin.elapsed(), town.agenda.stories()));
    lived
}

/// For ever, where there is no end.
async fn sleep_until(end: Option<Instant>) {
    match end {
        Some(end) => tokio::time::sleep_until(end).await,
        None => std::future::pending().await,
    }
}

/// A story that goes on.
struct Story {
    order: Order,
    scenario: Scenario,
    /// The turn that it takes next.
    turn: usize,
}

struct Town {
    api: Api,
    market: Market,
    known_since: Instant,
    agenda: Agenda<Story>,
    /// How long a minute of the shop takes.
    minute: Duration,
    first: u64,
    tally: Tally,
}

impl Town {
    async fn live(&mut self) -> Outcome {
        loop {
            tokio::time::sleep_until(self.agenda.next_at()).await;
            match self.agenda.next(Instant::now()) {
                Next::Shopper(number) => self.shop(self.first.wrapping_add(number)).await?,
                Next::Story(story) => self.go_on(story).await?,
            }
        }
    }

    async fn shop(&mut self, number: u64) -> Outcome {
        let scenario = scenario(number, &self.market, SystemClock.now(), &Wishes::default());
        let mut placed = self.place(&scenario.placement).await?;
        if let Err(refused) = &placed
            && refused.status == StatusCode::UNPROCESSABLE_ENTITY
            && scenario.placement.points.is_some()
        {
            // Spent by now: then without.
            placed = self.place(&Placement { points: None, ..scenario.placement.clone() }).await?;
        }
        match placed {
            Ok((order, _)) => {
                self.tally.place(order.prices.total_price);
                tell(&order.order_name, paint(NAME, "placed"), &order)?;
                self.schedule(Story { order, scenario, turn: 0 });
            }
            Err(refused) if refused.status == StatusCode::UNPROCESSABLE_ENTITY => {
                self.tally.turn_away();
                say!("{}  {}  {refused}", time(), paint(BAD, "turned away"));
                if self.known_since.elapsed() > PATIENCE {
                    (self.market, self.known_since) = (market(&self.api).await?, Instant::now());
                }
            }
            // Nobody can shop here: no sandbox, no scope.
            Err(refused) => return Err(refused.into()),
        }
        Ok(())
    }

    async fn place(&mut self, placement: &Placement) -> Outcome<Called<Order>> {
        self.api.post("/sandbox/orders", placement, &mut self.tally.waits).await
    }

    /// Puts down when the story goes on, if it does.
    fn schedule(&mut self, story: Story) {
        if let Some(turn) = story.scenario.turns.get(story.turn) {
            let minutes = u32::try_from(turn.after).unwrap_or(u32::MAX);
            self.agenda.add(Instant::now() + self.minute * minutes, story);
        }
    }

    async fn go_on(&mut self, mut story: Story) -> Outcome {
        let turn = story.scenario.turns.get(story.turn).cloned();
        story.turn += 1;
        if let Some(turn) = turn
            && let Some(step) = turn.step(&story.order)
        {
            let path = format!("/sandbox/orders/{}/advance", story.order.id);
            match self.api.post::<Order>(&path, &step, &mut self.tally.waits).await? {
                Ok((order, _)) => {
                    self.tally.step();
                    tell(&order.order_name, happened(&turn), &order)?;
                    story.order = order;
                }
                Err(refused) => {
                    // Somebody else has had a hand in it: the story is theirs now.
                    self.tally.refuse();
                    let what = paint(BAD, word(&turn.to()));
                    say!("{}  {}  {what}  {refused}", time(), story.order.order_name);
                    return Ok(());
                }
            }
        }
        self.schedule(story);
        Ok(())
    }
}

fn happened(turn: &Turn) -> String {
    use Destination::{Arrived, Cancelled, Closed, Expired, Fulfilled, Paid, PaymentFailed, Problem, Received};
    let style = match turn.to() {
        Paid | Fulfilled | Arrived | Received => GOOD,
        PaymentFailed | Cancelled | Expired | Problem => BAD,
        Closed => DIM,
        _ => ODD,
    };
    let part = if turn.partial { " (part)" } else { "" };
    paint(style, format!("{}{part}", word(&turn.to())))
}

/// A line for what happened to an order, with where it then stands.
fn tell(name: &str, what: String, order: &Order) -> Outcome {
    let total = order.prices.total_price;
    say!("{}  {name}  {what}  NT$ {total}  {}", time(), painted_statuses(order));
    Ok(())
}

/// The time of day.
fn time() -> String {
    let now = SystemClock.now().to_string();
    paint(DIM, now.split_once(' ').map_or(now.as_str(), |(_, time)| time))
}
