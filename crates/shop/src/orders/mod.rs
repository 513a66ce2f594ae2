//! 訂單: what a customer ordered, what it costs, how it is paid, sent, invoiced, returned
//! and exchanged.

pub mod fulfillments;
pub mod ledger;
pub mod lifecycle;
mod operations;
pub mod rules;
#[cfg(test)]
pub(crate) mod tests;
mod types;
pub use ledger::Ledger;
pub use types::*;

use api::{Event, Group, Scope};
use storage::{Document, Kind};

pub(crate) fn group() -> Group {
    let mut group = Group::new("orders", "訂單", Scope::Family("orders"));
    operations::operations(&mut group);
    fulfillments::operations(&mut group);
    group
}

pub(crate) const KINDS: &[&Kind] = &[Order::KIND, Ledger::KIND];

/// What happens to orders and may be told to others. Each is told once, with the order as it then stands.
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<Order>("orders/create", "訂單成立。"),
    Event::of::<Order>("orders/update", "訂單的內容變更，而沒有其他事件說明。"),
    Event::of::<Order>("orders/paid", "訂單付款。"),
    Event::of::<Order>("orders/preparing", "準備出貨。"),
    Event::of::<Order>("orders/fulfilled", "訂單出貨；分批出貨時每批一次。"),
    Event::of::<Order>("orders/arrived", "訂單到店。"),
    Event::of::<Order>("orders/received", "訂單收貨。"),
    Event::of::<Order>("orders/expired", "逾期未取。"),
    Event::of::<Order>("orders/cancelled", "訂單取消。"),
    Event::of::<Order>("orders/request_return", "退貨申請。"),
    Event::of::<Order>("orders/returned", "訂單退貨。"),
    Event::of::<Order>("orders/partial_return", "訂單部分退貨。"),
    Event::of::<Order>("orders/refunded", "訂單退款。"),
    Event::of::<Order>("orders/partial_refunded", "訂單部分退款。"),
    Event::of::<Order>("orders/closed", "訂單結案。"),
    Event::of::<Order>("orders/opened", "訂單開啟。"),
];
