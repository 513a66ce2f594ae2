//! Goods that come back.

use api::Answer;
use storage::{Reading, Tx};
use wire::Id;

use super::payment::owe;
use super::{Lines, ReturnRequest, Told, ending, goods, impossible};
use crate::orders::ledger::{Ledger, OrderReturn};
use crate::orders::{FulfillmentStatus, LineItem, Order, OrderStatus, ReturnStatus};

/// The customer asks to send goods back.
pub(super) fn request(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger, request: ReturnRequest) -> Answer<Told> {
    if ledger.open_return().is_some() {
        if order.statuses.return_status == ReturnStatus::RequestReturn && request.lines == Lines::All {
            return Ok(Told::Plain);
        }
        return Err(impossible("訂單已有進行中的退貨"));
    }
    open(tx, order, ledger, request)?;
    stand(order, ledger, ReturnStatus::RequestReturn);
    order.timings.request_return_at = Some(tx.now());
    Ok(Told::Event("orders/request_return"))
}

pub(super) fn returning(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger) -> Answer<Told> {
    match order.statuses.return_status {
        ReturnStatus::Returning => return Ok(Told::Plain),
        ReturnStatus::Checking => return Err(impossible("退貨已在審查，不能改為退貨中")),
        _ => open_if_none(tx, order, ledger)?,
    }
    stand(order, ledger, ReturnStatus::Returning);
    Ok(Told::Plain)
}

pub(super) fn check_goods(order: &mut Order, ledger: &mut Ledger) -> Answer<Told> {
    if order.statuses.return_status == ReturnStatus::Checking {
        return Ok(Told::Plain);
    }
    must_be_under_way(ledger, "審查")?;
    stand(order, ledger, ReturnStatus::Checking);
    Ok(Told::Plain)
}

pub(super) fn refuse(order: &mut Order, ledger: &mut Ledger) -> Answer<Told> {
    if order.statuses.return_status == ReturnStatus::Refused {
        return Ok(Told::Plain);
    }
    must_be_under_way(ledger, "拒絕")?;
    stand(order, ledger, ReturnStatus::Refused);
    Ok(Told::Plain)
}

/// The goods are back: in stock again, and their price is owed to the customer.
pub(super) fn complete(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger) -> Answer<Told> {
    if order.statuses.return_status == ReturnStatus::Returned {
        return Ok(Told::Plain);
    }
    if order.statuses.return_status == ReturnStatus::PartialReturn && ledger.open_return().is_none() {
        return Ok(Told::Plain);
    }
    open_if_none(tx, order, ledger)?;
    stand(order, ledger, ReturnStatus::Returned);
    order.timings.return_at = Some(tx.now());
    let back = ledger.returns.last().map(|last| last.line_items.clone()).unwrap_or_default();
    goods::restock(tx, back.iter().map(|part| (part.product_variant_id, part.quantity)))?;
    let all = order.line_items.iter().all(|line| goods::returned(ledger, line.id) == line.quantity);
    for line in &mut order.line_items {
        let returned = goods::returned(ledger, line.id);
        if returned > 0 {
            let whole = returned == line.quantity;
            line.return_status = Some(if whole { ReturnStatus::Returned } else { ReturnStatus::PartialReturn });
        }
    }
    if all {
        order.statuses.fulfillment_status = FulfillmentStatus::Returned;
        owe(order, ledger, None);
        ending::give_back(tx, order, ledger)?;
        return Ok(Told::Event("orders/returned"));
    }
    order.statuses.return_status = ReturnStatus::PartialReturn;
    owe(order, ledger, Some(goods::worth(&back)));
    Ok(Told::Event("orders/partial_return"))
}

/// A return of these goods begins.
fn open(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger, request: ReturnRequest) -> Answer<()> {
    if order.statuses.order_status == OrderStatus::Cancelled {
        return Err(impossible("訂單已取消，不能退貨"));
    }
    let picked = goods::pick(order, &request.lines, "退貨", |line| goods::to_return(order, ledger, line))?;
    // The last units of a line come back first, so that each unit comes back at its own price.
    let part =
        |(line, count): (&LineItem, i64)| line.units(line.quantity - goods::taken_back(ledger, line.id) - count, count);
    let line_items = picked.into_iter().map(part).collect();
    ledger.returns.push(OrderReturn {
        id: Id::new(tx.next_id("order_returns")?),
        created_at: tx.now(),
        line_items,
        return_address: order.receiver.address.clone(),
        return_suda5: order.receiver.detail_address.zip.clone(),
        return_reason: request.reason,
        ..OrderReturn::default()
    });
    Ok(())
}

fn open_if_none(tx: &mut Tx<'_>, order: &mut Order, ledger: &mut Ledger) -> Answer<()> {
    if ledger.open_return().is_none() {
        open(tx, order, ledger, ReturnRequest::default())?;
    }
    Ok(())
}

fn must_be_under_way(ledger: &mut Ledger, what: &str) -> Answer<()> {
    match ledger.open_return() {
        Some(_) => Ok(()),
        None => Err(impossible(format!("訂單沒有進行中的退貨，不能{what}"))),
    }
}

/// The latest return stands so, and so do its lines and the order.
fn stand(order: &mut Order, ledger: &mut Ledger, status: ReturnStatus) {
    let Some(last) = ledger.returns.last_mut() else { return };
    for part in &mut last.line_items {
        part.return_status = Some(status);
        for line in order.line_items.iter_mut().filter(|line| line.id == part.id) {
            line.return_status = Some(status);
        }
    }
    order.statuses.return_status = status;
}
