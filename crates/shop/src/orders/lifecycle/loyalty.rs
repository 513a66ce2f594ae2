//! Points: those an order was paid with, and those it earns.
//!
//! An order earns while it is closed and its money is kept: by the customer's VIP level, where that gives points for
//! spending, by the shop's rule otherwise. When it opens again, or money goes back, what it has earned too much goes
//! again, as far as it has not been used.

use api::Answer;
use storage::{Reading, Record, Tx};
use wire::{Id, Money};

use crate::bonus_rule::{BonusRule, points_for_each};
use crate::customers::Customer;
use crate::customers::bonus_points::{self, BonusPoint};
use crate::orders::ledger::{Earned, Ledger, TakenPoints};
use crate::orders::{Order, OrderStatus};
use crate::vip_groups::Groups;

/// Puts points back where they came from. Points of a grant that is no more come as a new one.
pub(super) fn give_back(tx: &mut Tx<'_>, order: &Order, taken: Vec<TakenPoints>) -> Answer<()> {
    let Some(mut customer) = customer(tx, order)? else { return Ok(()) };
    for TakenPoints { grant, points } in taken {
        if let Some(mut grant) = tx.get(grant)? {
            grant.unused_points += points;
            tx.save(&mut grant)?;
        } else {
            let title = format!("訂單 {} 歸還紅利", order.order_name);
            let grant = BonusPoint { title, points, unused_points: points, ..of(order) };
            bonus_points::grant(tx, &mut customer, grant)?;
        }
    }
    bonus_points::settle(tx, &mut customer)
}

/// Brings what the order has earned to what it should have.
pub(super) fn follow(tx: &mut Tx<'_>, order: &Order, ledger: &mut Ledger) -> Answer<()> {
    let is_closed = order.statuses.order_status == OrderStatus::Closed;
    if !is_closed && ledger.earned.is_none() {
        return Ok(());
    }
    let Some(mut customer) = customer(tx, order)? else { return Ok(()) };
    let due =
        if is_closed && ledger.earns && order.counts_as_valid() { due(tx, order, &customer)? } else { Due::default() };
    let earned = ledger.earned.clone().unwrap_or_default();
    if due.points == earned.points {
        return Ok(());
    }
    match tx.get(earned.grant)? {
        Some(mut grant) => {
            let grant: &mut Record<BonusPoint> = &mut grant;
            // What was used is not there to be taken, and is not given a second time either.
            let more = (due.points - earned.points).max(-grant.unused_points);
            grant.unused_points += more;
            grant.points += more;
            tx.save(grant)?;
            ledger.earned = Some(Earned { grant: grant.id, points: earned.points + more });
            bonus_points::settle(tx, &mut customer)
        }
        // Somebody has removed it: what is gone is not taken again.
        None if due.points < earned.points => {
            ledger.earned = Some(Earned { points: due.points, ..earned });
            Ok(())
        }
        None => {
            let points = due.points - earned.points;
            let grant = BonusPoint {
                title: format!("訂單 {} 消費紅利", order.order_name),
                points,
                unused_points: points,
                deadline: due.days.map(|days| bonus_points::whole_seconds(tx.now().plus_days(days))),
                ..of(order)
            };
            let grant = bonus_points::grant(tx, &mut customer, grant)?;
            ledger.earned = Some(Earned { grant: grant.id, points: due.points });
            Ok(())
        }
    }
}

/// So many points, good for so many days.
#[derive(Debug, Default)]
struct Due {
    points: Money,
    days: Option<i64>,
}

fn due(tx: &Tx<'_>, order: &Order, customer: &Customer) -> Answer<Due> {
    let spent = (order.amount_kept() - order.prices.shipping_paid()).max(Money::ZERO);
    let level = Groups::in_force(tx)?.vip_of(tx, customer)?.current_level;
    if let Some(level) = level.filter(|level| level.bonus_point_enabled) {
        let (each, gives) = (level.bonus_point_threshold.unwrap_or_default(), level.bonus_point_value);
        let days = level.bonus_point_expiry_days.filter(|days| *days > 0);
        return Ok(Due { points: points_for_each(spent, each, gives.unwrap_or_default()), days });
    }
    let rule = BonusRule::of(tx)?;
    let days = Some(rule.expire_day).filter(|days| *days > 0);
    Ok(Due { points: rule.points_for(spent), days })
}

fn of(order: &Order) -> BonusPoint {
    BonusPoint {
        consumption_price: order.amount_kept(),
        source: "order".to_owned(),
        order_id: Some(order.id),
        ..BonusPoint::default()
    }
}

fn customer(tx: &Tx<'_>, order: &Order) -> Answer<Option<Record<Customer>>> {
    let id: Option<Id<Customer>> = order.customer.as_ref().map(|customer| customer.id);
    Ok(id.map(|id| tx.get(id)).transpose()?.flatten())
}
