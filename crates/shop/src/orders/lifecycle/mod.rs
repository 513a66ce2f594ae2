//! The life of an order: a state machine over its four statuses.
//!
//! [`change`] is the one way to change an order: it lets the other rooms follow, stores the order and its ledger
//! together, and fires what happened, once, with the order as it then stands. [`advance`] takes one of the [`Step`]s
//! that an order can take; one that it cannot take now is refused with the reason, one that it has taken already does
//! nothing.

mod ending;
mod follow;
mod goods;
mod loyalty;
mod payment;
mod returns;
mod shipping;

use api::{Answer, Error};
use storage::{Reading, Record, Tx};
use wire::{Id, Money};

use super::ledger::Ledger;
use super::rules::order;
use super::{CancelReason, LineItem, Order, OrderStatus};

pub(crate) use follow::placed;
pub use payment::Payment;

/// What a change of an order tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// `orders/update`, where anything differs.
    Plain,
    /// A transition's own event.
    Event(&'static str),
}

/// One thing that can happen to an order.
#[derive(Debug, Clone)]
pub enum Step {
    Pay(Payment),
    /// The customer says that the money is on its way.
    Remit,
    FailPayment,
    Prepare,
    Unprepare,
    Ship(Shipment),
    Arrive,
    Receive,
    Expire,
    Problem,
    RequestReturn(ReturnRequest),
    Returning,
    CheckGoods,
    RefuseReturn,
    CompleteReturn,
    /// So much of what is due, or all of it.
    Refund(Option<Money>),
    Cancel(CancelReason),
    Close,
    Reopen,
}

/// Goods that leave.
#[derive(Debug, Clone, Default)]
pub struct Shipment {
    pub lines: Lines,
    pub tracking_company: String,
    pub tracking_number: Option<String>,
    pub tracking_url: Option<String>,
}

/// Goods that the customer wants to send back.
#[derive(Debug, Clone, Default)]
pub struct ReturnRequest {
    pub lines: Lines,
    pub reason: Option<String>,
}

/// Some of an order's goods.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Lines {
    /// All that it can be done with.
    #[default]
    All,
    /// All that it can be done with of these lines.
    Whole(Vec<Id<LineItem>>),
    /// So many of each.
    These(Vec<(Id<LineItem>, i64)>),
}

/// Changes an order, or answers 404.
pub fn change<R>(
    tx: &mut Tx<'_>,
    id: Id<Order>,
    edit: impl FnOnce(&mut Tx<'_>, &mut Order, &mut Ledger) -> Answer<(R, Told)>,
) -> Answer<(Record<Order>, R)> {
    let mut order = order(tx, id)?;
    let mut ledger = Ledger::open(tx, id)?;
    let before = Order::clone(&order);
    let (result, told) = edit(tx, &mut order, &mut ledger)?;
    follow::before_storing(tx, &mut order, &mut ledger, Some(&before))?;
    let changed = tx.save_quietly(&mut order)?;
    tx.save_quietly(&mut ledger)?;
    if changed {
        let event = match told {
            Told::Plain => "orders/update",
            Told::Event(event) => event,
        };
        tx.emit(event, &order)?;
        follow::stored(tx, &order, Some(&before))?;
    }
    Ok((order, result))
}

/// Takes a step, or answers 403 with the reason why it cannot be taken.
pub fn advance(tx: &mut Tx<'_>, id: Id<Order>, step: Step) -> Answer<Record<Order>> {
    if let Step::Receive = step
        && let Some(payment) = shipping::paid_on_receipt(&*order(tx, id)?)?
    {
        // Two things happen, one after the other: the money changes hands, and so do the goods.
        take(tx, id, Step::Pay(payment))?;
    }
    take(tx, id, step)
}

fn take(tx: &mut Tx<'_>, id: Id<Order>, step: Step) -> Answer<Record<Order>> {
    let (order, ()) = change(tx, id, |tx, order, ledger| {
        let told = match step {
            Step::Pay(payment) => payment::pay(tx, order, ledger, payment),
            Step::Remit => payment::remit(order),
            Step::FailPayment => payment::fail(order),
            Step::Prepare => shipping::prepare(order, tx.now()),
            Step::Unprepare => shipping::unprepare(order),
            Step::Ship(shipment) => shipping::ship(tx, order, shipment),
            Step::Arrive => shipping::arrive(order),
            Step::Receive => shipping::receive(order, tx.now()),
            Step::Expire => shipping::expire(order, tx.now()),
            Step::Problem => shipping::problem(order),
            Step::RequestReturn(request) => returns::request(tx, order, ledger, request),
            Step::Returning => returns::returning(tx, order, ledger),
            Step::CheckGoods => returns::check_goods(order, ledger),
            Step::RefuseReturn => returns::refuse(order, ledger),
            Step::CompleteReturn => returns::complete(tx, order, ledger),
            Step::Refund(amount) => payment::refund(tx, order, ledger, amount),
            Step::Cancel(reason) => ending::cancel(tx, order, ledger, reason),
            Step::Close => ending::close(order, tx.now()),
            Step::Reopen => ending::reopen(order),
        };
        Ok(((), told?))
    })?;
    Ok(order)
}

impl Order {
    /// What has ended stays as it is.
    fn must_be_open(&self, what: &str) -> Answer<()> {
        match self.statuses.order_status {
            OrderStatus::Open => Ok(()),
            OrderStatus::Closed => Err(impossible(format!("訂單已結案，不能{what}；請先重新開啟訂單"))),
            OrderStatus::Cancelled => Err(impossible(format!("訂單已取消，不能{what}"))),
        }
    }
}

fn impossible(why: impl Into<String>) -> Error {
    Error::Forbidden(why.into())
}
