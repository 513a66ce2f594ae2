//! Goods that leave, travel and are handed over.

use api::{Answer, Error};
use storage::{Reading, Tx};
use wire::{Id, Timestamp};

use super::payment::Payment;
use super::{Shipment, Told, goods, impossible};
use crate::orders::FulfillmentStatus::{
    Arrived, Cancel, Expired, Fulfilled, NoNeed, Partial, Preparing, Problem, Received, Returned, Unshipped,
};
use crate::orders::{Delivery, FinancialStatus, Fulfillment, FulfillmentStatus, Order};
use crate::words::word;

pub(super) fn prepare(order: &mut Order, now: Timestamp) -> Answer<Told> {
    match order.statuses.fulfillment_status {
        Preparing => return Ok(Told::Plain),
        Unshipped => order.must_be_open("準備出貨")?,
        status => return Err(impossible(format!("訂單{}，不能改為準備出貨", describe(status)))),
    }
    must_let_goods_go(order, "準備出貨")?;
    order.statuses.fulfillment_status = Preparing;
    order.timings.confirmed_at = Some(now);
    Ok(Told::Event("orders/preparing"))
}

pub(super) fn unprepare(order: &mut Order) -> Answer<Told> {
    match order.statuses.fulfillment_status {
        Unshipped => return Ok(Told::Plain),
        Preparing => order.must_be_open("改為未出貨")?,
        status => return Err(impossible(format!("訂單{}，不能改為未出貨", describe(status)))),
    }
    order.statuses.fulfillment_status = Unshipped;
    order.timings.confirmed_at = None;
    Ok(Told::Plain)
}

pub(super) fn ship(tx: &mut Tx<'_>, order: &mut Order, shipment: Shipment) -> Answer<Told> {
    order.must_be_open("出貨")?;
    must_let_goods_go(order, "出貨")?;
    match order.statuses.fulfillment_status {
        Unshipped | Preparing | Partial => {}
        status => return Err(impossible(format!("訂單{}，不能再出貨", describe(status)))),
    }
    let shipped = goods::pick(order, &shipment.lines, "出貨", |line| goods::to_ship(order, line))?;
    let line_items = shipped.iter().map(|(line, count)| line.units(goods::shipped(order, line.id), *count)).collect();
    let fulfillment = Fulfillment {
        id: Id::new(tx.next_id("fulfillments")?),
        tracking_company: shipment.tracking_company,
        tracking_number: shipment.tracking_number,
        fulfilled_at: Some(tx.now()),
        received_at: None,
        status: word(&Fulfilled),
        line_items,
        tracking_url: shipment.tracking_url,
    };
    order.fulfillments.push(fulfillment);
    let left: i64 = order.line_items.iter().map(|line| goods::to_ship(order, line)).sum();
    order.statuses.fulfillment_status = if left == 0 { Fulfilled } else { Partial };
    order.timings.confirmed_at.get_or_insert(tx.now());
    Ok(Told::Event("orders/fulfilled"))
}

pub(super) fn arrive(order: &mut Order) -> Answer<Told> {
    if order.statuses.fulfillment_status == Arrived {
        return Ok(Told::Plain);
    }
    must_be_picked_up(order, "到店")?;
    must_be_on_the_way(order, &[Fulfilled, Problem], "到店")?;
    reach(order, Arrived);
    Ok(Told::Event("orders/arrived"))
}

/// How an order is paid for when it is handed over, if it is; or why it cannot be handed over.
pub(super) fn paid_on_receipt(order: &Order) -> Answer<Option<Payment>> {
    if order.statuses.fulfillment_status == Received {
        return Ok(None);
    }
    must_be_on_the_way(order, &[Fulfilled, Arrived, Problem], "收貨")?;
    Ok((order.statuses.financial_status == FinancialStatus::Cod).then(Payment::default))
}

pub(super) fn receive(order: &mut Order, now: Timestamp) -> Answer<Told> {
    if order.statuses.fulfillment_status == Received {
        return Ok(Told::Plain);
    }
    must_be_on_the_way(order, &[Fulfilled, Arrived, Problem], "收貨")?;
    reach(order, Received);
    for fulfillment in &mut order.fulfillments {
        fulfillment.received_at.get_or_insert(now);
    }
    Ok(Told::Event("orders/received"))
}

pub(super) fn expire(order: &mut Order, now: Timestamp) -> Answer<Told> {
    if order.statuses.fulfillment_status == Expired {
        return Ok(Told::Plain);
    }
    must_be_picked_up(order, "改為逾期未取")?;
    must_be_on_the_way(order, &[Fulfilled, Arrived], "改為逾期未取")?;
    reach(order, Expired);
    order.timings.expired_at = Some(now);
    Ok(Told::Event("orders/expired"))
}

pub(super) fn problem(order: &mut Order) -> Answer<Told> {
    if order.statuses.fulfillment_status == Problem {
        return Ok(Told::Plain);
    }
    must_be_on_the_way(order, &[Fulfilled, Arrived], "改為運送異常")?;
    reach(order, Problem);
    Ok(Told::Plain)
}

/// The order stands so, and so do its shipments.
fn reach(order: &mut Order, status: FulfillmentStatus) {
    order.statuses.fulfillment_status = status;
    for fulfillment in &mut order.fulfillments {
        fulfillment.status = word(&status);
    }
}

fn must_let_goods_go(order: &Order, what: &str) -> Answer<()> {
    let status = order.statuses.financial_status;
    if status.lets_goods_go() {
        return Ok(());
    }
    let why = if status.is_unpaid() { "訂單尚未付款" } else { "訂單已退款或待退款" };
    Err(impossible(format!("{why}，不能{what}")))
}

fn must_be_picked_up(order: &Order, what: &str) -> Answer<()> {
    match order.delivery() {
        Delivery::ConvenienceStore | Delivery::BranchStore => Ok(()),
        _ => Err(impossible(format!("不是門市取貨或超商取貨的訂單，不能{what}"))),
    }
}

fn must_be_on_the_way(order: &Order, from: &[FulfillmentStatus], what: &str) -> Result<(), Error> {
    order.must_be_open(what)?;
    let status = order.statuses.fulfillment_status;
    if from.contains(&status) {
        return Ok(());
    }
    Err(impossible(format!("訂單{}，不能{what}", describe(status))))
}

/// Where the goods are, in a sentence about the order.
fn describe(status: FulfillmentStatus) -> &'static str {
    match status {
        Unshipped => "尚未出貨",
        Preparing => "準備出貨中，尚未出貨",
        Cancel => "已取消出貨",
        Fulfilled => "已出貨",
        Partial => "僅部分出貨",
        Arrived => "已到店",
        Received => "已收貨",
        Returned => "已退貨",
        Expired => "逾期未取",
        Problem => "運送異常",
        NoNeed => "不需出貨",
    }
}
