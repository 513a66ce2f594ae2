//! Recording orders from other channels, changing them and taking them back.

use api::{Answer, Body, Group, Listing, Paging, Path};
use storage::{Filter, Query as Find, Reading, Record, Stored, Tx, View};
use wire::Id;

use super::rules::{order, unique_uid};
use super::types::CUSTOMER;
use super::{OtherValidOrder, OtherValidOrderChange, OtherValidOrderCreate};
use crate::customers::Customer;
use crate::customers::rules::{customer, must_exist};
use crate::vip_groups;

pub(crate) fn operations(group: &mut Group) {
    group
        .get("/v1/customers/{customer_id}/other_valid_orders", list)
        .summary("透過顧客 ID 取得該顧客在其他通路的有效訂單");
    group
        .post("/v1/customers/{customer_id}/other_valid_orders", create)
        .summary("透過顧客 ID 建立其他通路有效訂單")
        .note("金額計入消費概況與 VIP 等級；等級因此改變時觸發 customer_vip_level/update。");
    group
        .get("/v1/customers/{customer_id}/other_valid_orders/{other_valid_order_id}", show)
        .summary("透過顧客 ID 與訂單 ID 取得其他通路有效訂單");
    group
        .put("/v1/customers/{customer_id}/other_valid_orders/{other_valid_order_id}", update)
        .summary("透過顧客 ID 與訂單 ID 更新其他通路有效訂單")
        .note("未帶的欄位保持不變。");
    group
        .delete("/v1/customers/{customer_id}/other_valid_orders/{other_valid_order_id}", remove)
        .summary("透過顧客 ID 與訂單 ID 刪除其他通路有效訂單");
    group
        .post("/v1/customers/{customer_id}/other_valid_orders/{other_valid_order_id}/invalid", invalidate)
        .summary("透過顧客 ID 與訂單 ID 取消其他通路有效訂單")
        .note("取消後不再計入消費；重複取消沒有影響。");
}

type OrderPath = Path<(Id<Customer>, Id<OtherValidOrder>)>;

fn list(view: &View<'_>, Path(id): Path<Id<Customer>>, paging: Paging) -> Answer<Listing<OtherValidOrder>> {
    must_exist(view, id)?;
    Listing::of(view, paging, Find::all().filter(Filter::equals(CUSTOMER, id)))
}

fn create(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Body(new): Body<OtherValidOrderCreate>,
) -> Answer<Record<OtherValidOrder>> {
    let customer = customer(tx, id)?;
    let mut order = OtherValidOrder {
        price: new.price,
        valid_at: new.valid_at,
        customer_id: id,
        uid: unique_uid(tx, new.uid)?,
        created_at: tx.now(),
        updated_at: tx.now(),
        ..OtherValidOrder::default()
    };
    if let Some(infos) = new.extra_infos {
        infos.apply_to(&mut order.extra_infos)?;
    }
    let order = tx.insert(order)?;
    vip_groups::settle(tx, &customer)?;
    Ok(order)
}

fn show(view: &View<'_>, Path((customer_id, id)): OrderPath) -> Answer<Stored<OtherValidOrder>> {
    must_exist(view, customer_id)?;
    Ok(order(view, customer_id, id)?.into_stored())
}

fn update(
    tx: &mut Tx<'_>,
    Path((customer_id, id)): OrderPath,
    Body(change): Body<OtherValidOrderChange>,
) -> Answer<Record<OtherValidOrder>> {
    let customer = customer(tx, customer_id)?;
    let mut order = order(tx, customer_id, id)?;
    order.price = change.price.unwrap_or(order.price);
    order.valid_at = change.valid_at.unwrap_or(order.valid_at);
    if let Some(infos) = change.extra_infos {
        infos.apply_to(&mut order.extra_infos)?;
    }
    tx.save(&mut order)?;
    vip_groups::settle(tx, &customer)?;
    Ok(order)
}

fn remove(tx: &mut Tx<'_>, Path((customer_id, id)): OrderPath) -> Answer<Stored<OtherValidOrder>> {
    let customer = customer(tx, customer_id)?;
    let order = order(tx, customer_id, id)?;
    let removed = tx.delete(order)?;
    vip_groups::settle(tx, &customer)?;
    Ok(removed)
}

fn invalidate(tx: &mut Tx<'_>, Path((customer_id, id)): OrderPath) -> Answer<Record<OtherValidOrder>> {
    let customer = customer(tx, customer_id)?;
    let mut order = order(tx, customer_id, id)?;
    let now = tx.now();
    order.invalid_at.get_or_insert(now);
    tx.save(&mut order)?;
    vip_groups::settle(tx, &customer)?;
    Ok(order)
}
