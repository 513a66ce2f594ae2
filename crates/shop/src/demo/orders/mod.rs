//! The orders of a demo shop: a year of them, placed and taken from step to step by the rules that every order follows,
//! at the times at which it would have happened. The same for every shop that opens at the same hour.

mod copies;
mod gift_card;
#[cfg(test)]
mod tests;

pub(super) use copies::{add_copies, templates};

use api::{Answer, Error};
use storage::{Query, Reading, ShopId, Tx, Writer};
use wire::{Id, Random, SeededRandom, Timestamp};

use super::shopping::{Ending, Market, Scenario, Turn, scenario};
use crate::branch_stores::BranchStore;
use crate::checkout::{Placement, place};
use crate::coupons::{self, Coupon, CouponType};
use crate::customers::Customer;
use crate::customers::bonus_points::{self, BonusPoint};
use crate::einvoices::{self, Period};
use crate::orders::lifecycle::{Told, advance, change};
use crate::orders::{Order, OrderTag, rules};
use crate::products::Product;

/// So many orders a demo shop starts with.
pub const ORDERS: u64 = 500;
const SEED: u64 = 0x006f_7264_6572_7321;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const YEAR: i64 = 365 * 24 * HOUR;

/// Where these stories end, though they had the time to go on: each way that an order can stand is there to be seen.
const UNFINISHED: &[Ending] = &[
    Ending::Unpaid,
    Ending::Remitted,
    Ending::PaymentFailed,
    Ending::Paid,
    Ending::Downloaded,
    Ending::CancelledUnrefunded,
    Ending::CancelledFree,
    Ending::Preparing,
    Ending::PartlyShipped,
    Ending::Shipped,
    Ending::Lost,
    Ending::Arrived,
    Ending::Expired,
    Ending::Received,
    Ending::Reopened,
    Ending::ReturnAsked,
    Ending::Returning,
    Ending::Checking,
    Ending::ReturnRefused,
    Ending::ReturnedUnrefunded,
    Ending::PartlyReturnedUnrefunded,
];
/// They are so far from the newest order, three orders apart: between ten days and a month old.
const FIRST_UNFINISHED: u64 = 90;
const APART: u64 = 3;

/// Title, code, what it takes off, from what price on.
const COUPONS: &[(&str, &str, CouponType, i64, i64)] = &[
    ("滿千折百", "SAVE100", CouponType::Amount, 100, 1_000),
    ("週年慶九折", "YEAR10", CouponType::Percent, 10, 0),
    ("免運券", "FREESHIP", CouponType::FreeShipping, 0, 0),
];

/// The shop's orders of the year before now, the newest of them still on their way. Nobody is told.
pub fn seed(writer: &dyn Writer, shop: ShopId, now: Timestamp) -> Answer<()> {
    let random = SeededRandom::new(SEED);
    // What happens within an hour makes no difference, so that shops can be compared.
    let now = Timestamp::from_millis(now.millis() - now.millis().rem_euclid(HOUR));
    let mut opening = Tx::new(writer, shop, now.plus_millis(-YEAR), &random, None).quietly();
    gift_card::add(&mut opening)?;
    einvoices::demo::seed(&mut opening, Period::of(now))?;
    for coupon in coupons() {
        coupons::rules::issue(&mut opening, coupon)?;
    }
    let market = market(&opening)?;
    let mut history = History { writer, shop, random: &random, placed: Vec::new() };
    for Moment { at, story, turn } in moments(&market, now, &mut history.placed) {
        history.happen(at, story, turn)?;
    }
    Ok(())
}

fn coupons() -> impl Iterator<Item = Coupon> {
    COUPONS.iter().map(|&(title, code, coupon_type, value, threshold)| Coupon {
        title: title.to_owned(),
        code: code.to_owned(),
        coupon_type,
        coupon_type_name: coupon_type.name().to_owned(),
        coupon_value: value,
        order_price_threshold: threshold.into(),
        usage_unlimited: true,
        can_accumulate_bonus: true,
        concurrently_apply: true,
        ..Coupon::default()
    })
}

/// What the shop has.
fn market(from: &impl Reading) -> Answer<Market> {
    let mut market = Market::default();
    for product in from.find::<Product>(&Query::all())? {
        market.add_product(&product);
    }
    for customer in from.find::<Customer>(&Query::all())? {
        market.add_customer(&customer);
    }
    market.stores = from.find::<BranchStore>(&Query::all())?.iter().map(|store| store.id).collect();
    market.coupons = COUPONS.iter().map(|(_, code, ..)| (*code).to_owned()).collect();
    Ok(market)
}

/// When something happens in which story: its order is placed, or takes the turn of this place.
struct Moment {
    at: Timestamp,
    story: usize,
    turn: Option<usize>,
}

/// A story and, once it is placed, its order.
struct Story {
    scenario: Scenario,
    order: Option<Id<Order>>,
}

/// All that happens until now, in the order in which it happens.
fn moments(market: &Market, now: Timestamp, stories: &mut Vec<Story>) -> Vec<Moment> {
    let mut moments = Vec::new();
    for number in 0..ORDERS {
        let left = ORDERS - 1 - number;
        let placed_at = placed_at(now, left);
        let unfinished = left.checked_sub(FIRST_UNFINISHED).filter(|place| place.is_multiple_of(APART));
        let place = unfinished.and_then(|place| usize::try_from(place / APART).ok());
        let wishes = place.and_then(|place| UNFINISHED.get(place).copied()).into();
        let scenario = scenario(number, market, placed_at, &wishes);
        let story = stories.len();
        moments.push(Moment { at: placed_at, story, turn: None });
        let mut at = placed_at;
        for (place, turn) in scenario.turns.iter().enumerate() {
            at = at.plus_millis(turn.after * MINUTE);
            if at > now {
                break;
            }
            moments.push(Moment { at, story, turn: Some(place) });
        }
        stories.push(Story { scenario, order: None });
    }
    moments.sort_by_key(|moment| (moment.at, moment.story, moment.turn));
    moments
}

/// A shop that grows: of so many orders from the newest, most are of the last months.
fn placed_at(now: Timestamp, left: u64) -> Timestamp {
    let left = i64::try_from(left).unwrap_or_default();
    let count = i64::try_from(ORDERS).unwrap_or_default();
    // Two minutes apart at least, and not at a full hour.
    let ago = YEAR / (count * count) * left * left + (left * 2 + 7) * MINUTE + left * 7_919 % 60 * 1_000;
    now.plus_millis(-ago)
}

/// What has happened so far.
struct History<'a> {
    writer: &'a dyn Writer,
    shop: ShopId,
    random: &'a dyn Random,
    placed: Vec<Story>,
}

impl History<'_> {
    fn happen(&mut self, at: Timestamp, story: usize, turn: Option<usize>) -> Answer<()> {
        let mut tx = Tx::new(self.writer, self.shop, at, self.random, None).quietly();
        let Some(Story { scenario, order }) = self.placed.get_mut(story) else { return Ok(()) };
        match (turn.and_then(|turn| scenario.turns.get(turn)), *order) {
            (None, _) => *order = Some(shop(&mut tx, scenario)?),
            (Some(turn), Some(id)) => take(&mut tx, id, turn)?,
            (Some(_), None) => {}
        }
        Ok(())
    }
}

fn shop(tx: &mut Tx<'_>, scenario: &Scenario) -> Answer<Id<Order>> {
    let placement = scenario.placement.clone();
    if scenario.ending == Ending::CancelledFree {
        give_points(tx, &placement)?;
    }
    let order = match place(tx, placement) {
        // The points are spent by now, or the coupon does not fit: then without.
        Err(Error::Invalid(_)) => {
            place(tx, Placement { coupon_codes: Vec::new(), points: None, ..scenario.placement.clone() })?
        }
        placed => placed?,
    };
    if !scenario.tags.is_empty() {
        change(tx, order.id, |_, order, _| {
            order.tags = scenario.tags.iter().map(|name| OrderTag { name: (*name).to_owned() }).collect();
            Ok(((), Told::Plain))
        })?;
    }
    Ok(order.id)
}

/// Enough to pay with them alone.
fn give_points(tx: &mut Tx<'_>, placement: &Placement) -> Answer<()> {
    let (Some(id), Some(points)) = (placement.customer_id, placement.points) else { return Ok(()) };
    let Some(mut customer) = tx.get(id)? else { return Ok(()) };
    let gift = BonusPoint {
        title: "週年慶贈點".to_owned(),
        points,
        unused_points: points,
        source: "admin".to_owned(),
        ..BonusPoint::default()
    };
    bonus_points::grant(tx, &mut customer, gift)?;
    Ok(())
}

fn take(tx: &mut Tx<'_>, id: Id<Order>, turn: &Turn) -> Answer<()> {
    let order = rules::order(tx, id)?;
    if let Some(step) = turn.step(&order) {
        advance(tx, id, step.into_step(&order))?;
    }
    Ok(())
}
