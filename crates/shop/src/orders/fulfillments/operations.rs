//! Shipments of one order: listing them, shipping by hand, and what happens to them on their way.

use api::{Answer, Body, Commas, Error, Group, Json, Listing, Paging, Path};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Reading, Record, Tx, View};
use wire::{Id, Timestamp};

use super::rules::some_lines;
use super::{TrackingCompany, of_orders};
use crate::messages::{MessageComment, MessagePost, MessageStatus};
use crate::orders::lifecycle::{Shipment, Step, advance};
use crate::orders::rules::order;
use crate::orders::{Delivery, Fulfillment, LineItem, Order};
use crate::words::word;

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/orders/{order_id}/fulfillments", list).summary("透過訂單 ID 取得該訂單的所有出貨紀錄");
    group
        .post("/v1/orders/{order_id}/fulfillments/custom_shipping", ship)
        .summary("透過訂單 ID 建立該訂單的手動出貨")
        .note("所列商品尚未出貨的數量全部出貨。notify_customer 為 true 時，在顧客的客服問答留下出貨通知。")
        .refuses(403, "訂單不能出貨，或所列商品已沒有可出貨的數量");
    group
        .post("/v1/orders/{order_id}/fulfillments/arrived", arrived)
        .summary("透過訂單 ID 將該門市取貨訂單之配送狀態修改為已到店")
        .refuses(403, "不是門市取貨的訂單，或不在已出貨");
    group
        .post("/v1/orders/{order_id}/fulfillments/received", received)
        .summary("透過訂單 ID 將該門市取貨訂單之配送狀態修改為已收貨")
        .note("也可用於以自訂物流出貨的訂單。貨到付款的訂單同時收款。")
        .refuses(403, "由託運商配送的訂單，或尚未出貨");
    group
        .post("/v1/orders/{order_id}/fulfillments/expired", expired)
        .summary("透過訂單 ID 將該門市取貨訂單之配送狀態修改為逾期取貨")
        .refuses(403, "不是門市取貨的訂單，或不在已出貨、已到店");
    group
        .get("/v1/orders/{order_id}/fulfillments/{fulfillment_id}", show)
        .summary("透過訂單 ID 與出貨紀錄 ID 取得出貨紀錄資料");
}

fn list(view: &View<'_>, Path(id): Path<Id<Order>>, paging: Paging) -> Answer<Listing<Fulfillment>> {
    Ok(Listing::of_items(paging, order(view, id)?.into_value().fulfillments))
}

fn show(view: &View<'_>, Path((id, fulfillment)): Path<(Id<Order>, Id<Fulfillment>)>) -> Answer<Json<Fulfillment>> {
    let found = order(view, id)?.into_value().fulfillments.into_iter().find(|shipment| shipment.id == fulfillment);
    found.map(Json).ok_or(Error::NotFound)
}

/// 手動出貨
#[derive(Debug, Deserialize, JsonSchema)]
struct CustomShipping {
    /// 欲出貨的訂單商品 ID (逗點區隔)
    line_item_ids: Commas<Id<LineItem>>,
    /// 託運單號
    tracking_number: String,
    /// 物流廠商
    tracking_company: TrackingCompany,
    /// 是否通知消費者
    notify_customer: bool,
}

fn ship(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(new): Body<CustomShipping>) -> Answer<Json<Fulfillment>> {
    let shipment = Shipment {
        lines: some_lines(new.line_item_ids.0)?,
        tracking_company: word(&new.tracking_company),
        tracking_number: Some(new.tracking_number.trim().to_owned()),
        tracking_url: None,
    };
    let shipped = advance(tx, id, Step::Ship(shipment))?;
    if new.notify_customer {
        notify(tx, &shipped, new.tracking_company, new.tracking_number.trim())?;
    }
    shipped.into_value().fulfillments.pop().map(Json).ok_or(Error::NotFound)
}

/// Tells the customer, if the order has one, among the shop's messages to them.
fn notify(tx: &mut Tx<'_>, order: &Order, company: TrackingCompany, number: &str) -> Answer<()> {
    let Some(customer) = &order.customer else { return Ok(()) };
    let now: Timestamp = tx.now();
    let comment = MessageComment {
        id: Id::new(tx.next_id("message_comments")?),
        role: "admin".to_owned(),
        admin: None,
        content: format!("訂單 {} 已由{}出貨，託運單號 {number}。", order.order_name, company.label()),
        created_at: now,
    };
    let post = MessagePost {
        title: "出貨通知".to_owned(),
        category: Some("出貨通知".to_owned()),
        order: Some(order.order_name.clone()),
        status: MessageStatus::Replied,
        comments: vec![comment],
        created_at: now,
        customer_id: customer.id,
        ..MessagePost::default()
    };
    tx.insert(post)?;
    Ok(())
}

fn arrived(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    advance(tx, id, Step::Arrive)
}

fn received(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    let order = order(tx, id)?;
    let picked_up = matches!(order.delivery(), Delivery::BranchStore | Delivery::ConvenienceStore);
    // What a carrier brings, the carrier says when it has.
    if !picked_up && !of_orders(tx, &[id])?.is_empty() {
        return Err(Error::Forbidden("由託運商配送的訂單，收貨由託運商回報".to_owned()));
    }
    advance(tx, id, Step::Receive)
}

fn expired(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    advance(tx, id, Step::Expire)
}
