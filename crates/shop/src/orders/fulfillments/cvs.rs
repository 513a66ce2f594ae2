//! Delivery to convenience stores: of a whole order, or in parts until somebody says that this was all.

use api::{Answer, Body, Error, Group, Json, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Record, Tx};
use wire::{Id, Money};

use super::carriers::Chain;
use super::rules::{StoreParcel, parcel_of, service_of, ship_cvs};
use super::{CvsService, Measurement};
use crate::orders::lifecycle::{Lines, Told, change};
use crate::orders::rules::order;
use crate::orders::{Fulfillment, FulfillmentStatus, LineItem, Order};

/// Services that are told how much room the parcel takes.
const MEASURED: &[CvsService] = &[CvsService::HilifeCold];

pub(super) fn operations(group: &mut Group) {
    group
        .post("/v1/orders/{order_id}/fulfillments/cvs_shipping", ship)
        .summary("透過訂單 ID 建立該訂單的超商出貨")
        .note("尚未出貨的商品全部出貨。萊爾富冷凍必須帶 measurement；黑貓快速到店的 size 未帶時為 60。")
        .refuses(403, "不是超商取貨的訂單、沒有超取店號，或訂單不能出貨");
    group
        .post("/v1/orders/{order_id}/fulfillments/partial_cvs_shipping", ship_part)
        .summary("透過訂單 ID 與配送資訊建立該訂單的超商部分出貨（限定萊爾富訂單使用，此為客製功能）")
        .note("取貨付款的訂單以 charge 收款，未帶時收取尚未收取的全部。")
        .refuses(403, "不是萊爾富取貨的訂單、訂單不能出貨，或數量不足");
    group
        .post("/v1/orders/{order_id}/fulfillments/partial_cvs_shipping/conclude", conclude)
        .summary("透過訂單 ID 結束該訂單的超商部分出貨（限定萊爾富訂單使用，此為客製功能）")
        .note("其餘的商品不再出貨，訂單成為已出貨。")
        .refuses(403, "不是萊爾富取貨的訂單，或尚未部分出貨");
}

/// 超商出貨
#[derive(Debug, Deserialize, JsonSchema)]
struct CvsShipping {
    /// 萊爾富冷凍材積
    measurement: Option<Measurement>,
    /// 欲出貨的尺寸 (黑貓快速到店專用)
    #[schemars(extend("enum" = [60, 90, 105]))]
    size: Option<i64>,
}

fn ship(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(new): Body<CvsShipping>) -> Answer<Json<Fulfillment>> {
    let said = StoreParcel { measurement: new.measurement, size: new.size };
    let (_, fulfillment) = ship_cvs(tx, id, Lines::All, None, |service| parcel_of(service, said, MEASURED))?;
    Ok(Json(fulfillment))
}

/// 超商部分出貨
#[derive(Debug, Deserialize, JsonSchema)]
struct PartialShipping {
    /// 欲出貨的品項
    items: Vec<PartialItem>,
    /// 欲收取的款項(若為取貨付款訂單)
    charge: Option<Money>,
}

/// 部分出貨的品項
#[derive(Debug, Deserialize, JsonSchema)]
struct PartialItem {
    /// 欲出貨的品項 ID
    line_item_id: Id<LineItem>,
    /// 欲出貨的品項數量
    #[schemars(range(min = 1))]
    quantity: i64,
}

fn ship_part(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Order>>,
    Body(new): Body<PartialShipping>,
) -> Answer<Json<Fulfillment>> {
    must_be_hilife(&*order(tx, id)?)?;
    if new.items.is_empty() {
        return Err(Error::invalid("欲出貨的品項 (items) 不能為空白"));
    }
    let lines = Lines::These(new.items.iter().map(|item| (item.line_item_id, item.quantity)).collect());
    let said = StoreParcel::default();
    let (_, fulfillment) = ship_cvs(tx, id, lines, new.charge, |service| parcel_of(service, said, &[]))?;
    Ok(Json(fulfillment))
}

fn conclude(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    must_be_hilife(&*order(tx, id)?)?;
    let (order, ()) = change(tx, id, |_, order, _| {
        match order.statuses.fulfillment_status {
            FulfillmentStatus::Fulfilled => {}
            FulfillmentStatus::Partial => order.statuses.fulfillment_status = FulfillmentStatus::Fulfilled,
            _ => return Err(Error::Forbidden("訂單不在部分出貨，不能結束部分出貨".to_owned())),
        }
        Ok(((), Told::Plain))
    })?;
    Ok(order)
}

fn must_be_hilife(order: &Order) -> Answer<()> {
    if service_of(order)?.chain() == Chain::Hilife {
        return Ok(());
    }
    Err(Error::Forbidden("不是萊爾富取貨的訂單，不能部分出貨".to_owned()))
}
