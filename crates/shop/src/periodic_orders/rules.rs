//! What must hold of periodic orders, and how their days move on.

use api::{Answer, Error};
use storage::{Reading, Record};
use wire::{Date, Id};

use super::{Periodic, PeriodicOrder, Schedule};

/// The mother order, or 404.
pub(super) fn periodic_order(from: &impl Reading, id: Id<PeriodicOrder>) -> Answer<Record<PeriodicOrder>> {
    from.get(id)?.ok_or(Error::NotFound)
}

/// From now on it comes by another schedule, which counts from the last day on which it came. The first child keeps
/// its day.
pub(super) fn reschedule(order: &mut PeriodicOrder, periodic: Periodic, today: Date) -> Answer<()> {
    let (periodic, schedule) = periodic.read().map_err(Error::Invalid)?;
    let next = order.next_date.ok_or_else(|| Error::Forbidden("所有子訂單都已建單，不能再變更配送週期".to_owned()))?;
    if periodic == order.periodic {
        return Ok(());
    }
    order.periodic = periodic;
    let next = match order.recent_date {
        Some(recent) => schedule.following_after(recent, today),
        None => next,
    };
    order.next_date = Some(next);
    order.last_date = schedule.last_of(next, order.left());
    Ok(())
}

impl PeriodicOrder {
    /// A child was made for the next day: the one after it is next, if there are more to come.
    pub(super) fn move_on(&mut self, schedule: Schedule) {
        self.established_count += 1;
        self.recent_date = self.next_date;
        self.next_date = self.next_date.filter(|_| self.left() > 0).map(|date| schedule.following(date));
    }
}
