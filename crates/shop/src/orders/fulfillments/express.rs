//! Express delivery: from a branch store to the customer within hours.

use api::{Answer, Body, Commas, Error, Group, Json, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Record, Tx};
use wire::Id;

use super::rules::{Booking, book, some_lines};
use super::{Parcel, TrackingCompany};
use crate::orders::lifecycle::{Told, change};
use crate::orders::rules::order;
use crate::orders::{Delivery, Fulfillment, FulfillmentStatus, LineItem, Order};
use crate::words::word;

pub(super) fn operations(group: &mut Group) {
    group
        .post("/v1/orders/{order_id}/fulfillments/express_delivery_shipping", ship)
        .summary("透過訂單 ID 建立該門市訂單的快速到貨出貨")
        .note("由訂單的物流商配送：uber_direct（預設）、pandago 或 lalamove。")
        .refuses(403, "不是快速到貨的訂單、訂單不能出貨，或所列商品已沒有可出貨的數量");
    group
        .put("/v1/orders/{order_id}/change_to_custom_shipping", change_to_custom)
        .summary("透過訂單 ID 將該快速到貨訂單配送方式修改為自訂出貨")
        .refuses(403, "不是快速到貨的訂單，或已出貨");
}

/// 快速到貨出貨
#[derive(Debug, Deserialize, JsonSchema)]
struct ExpressShipping {
    /// 欲出貨的訂單商品 ID (逗點區隔)
    line_item_ids: Commas<Id<LineItem>>,
}

fn ship(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(new): Body<ExpressShipping>) -> Answer<Json<Fulfillment>> {
    let vendor = {
        let order = order(tx, id)?;
        must_be_express(&order)?;
        order.shipping_vendor.as_ref().map(|vendor| vendor.r#type.clone()).unwrap_or_default()
    };
    // Two of them show where the courier is.
    let (carrier, tracking_url) = match vendor.as_str() {
        "lalamove" => (TrackingCompany::Lalamove, None),
        "pandago" => (TrackingCompany::Pandago, Some("https://pandago.example/track/")),
        _ => (TrackingCompany::UberDirect, Some("https://direct.example/orders/")),
    };
    let booking = Booking { carrier, parcel: Parcel::default(), charge: None, number_at_once: true, tracking_url };
    let (_, fulfillment) = book(tx, id, some_lines(new.line_item_ids.0)?, booking)?;
    Ok(Json(fulfillment))
}

fn change_to_custom(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    let (order, ()) = change(tx, id, |_, order, _| {
        if order.shipping_type.as_deref() == Some(CUSTOM) {
            return Ok(((), Told::Plain));
        }
        must_be_express(order)?;
        if !matches!(order.statuses.fulfillment_status, FulfillmentStatus::Unshipped | FulfillmentStatus::Preparing) {
            return Err(Error::Forbidden("訂單已出貨，不能修改配送方式".to_owned()));
        }
        order.shipping_type = Some(CUSTOM.to_owned());
        "自訂出貨".clone_into(&mut order.shipping_name);
        order.shipping_vendor = None;
        Ok(((), Told::Plain))
    })?;
    Ok(order)
}

/// The way of shipping in which the shop sees to it itself.
const CUSTOM: &str = "custom";

fn must_be_express(order: &Order) -> Answer<()> {
    if order.delivery() == Delivery::Express {
        return Ok(());
    }
    Err(Error::Forbidden("不是快速到貨的訂單".to_owned()))
}

/// Tells what becomes of the shipping of an order that is, or was, to be brought within hours.
pub(crate) fn follow(tx: &mut Tx<'_>, order: &Order, before: Option<&Order>) -> Answer<()> {
    let Some(before) = before else { return Ok(()) };
    let shipping = |order: &Order| {
        let numbers: Vec<_> = order.fulfillments.iter().map(|one| (one.id, one.tracking_number.clone())).collect();
        (order.shipping_type.clone(), order.shipping_status.clone(), word(&order.statuses.fulfillment_status), numbers)
    };
    if before.delivery() == Delivery::Express && shipping(before) != shipping(order) {
        tx.emit_payload("express_delivery_orders/update", order.id, order)?;
    }
    Ok(())
}
