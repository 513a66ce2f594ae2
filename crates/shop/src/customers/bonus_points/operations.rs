//! Granting, changing and using points.

use api::{Answer, Body, Group, Json, Path};
use storage::{Reading, Record, Stored, Tx, View};
use wire::Id;

use super::rules::{self, Balance, grant, grant_of, of_customer, settle};
use super::{BonusPoint, BonusPointChange, BonusPointCreate, Consumption, ConsumptionInput};
use crate::customers::Customer;
use crate::customers::rules::{customer, must_exist};

pub(crate) fn operations(group: &mut Group) {
    group.get("/v1/customers/{customer_id}/bonus_points", list).summary("取得該顧客的所有紅利");
    group
        .post("/v1/customers/{customer_id}/bonus_points", create)
        .summary("贈送紅利給該顧客")
        .note("建立後觸發 bonus_points/create，並更新顧客的紅利點數總計。");
    group
        .put("/v1/customers/{customer_id}/bonus_points/{bonus_point_id}", update)
        .summary("更新該顧客的一筆紅利")
        .note("尚未使用點數不會小於 0，也不會大於紅利點數。有變更時觸發 bonus_points/update。");
    group
        .delete("/v1/customers/{customer_id}/bonus_points/{bonus_point_id}", delete)
        .summary("刪除該顧客的一筆紅利")
        .note("刪除後觸發 bonus_points/destroy，回應刪除前的內容。");
    group.post("/v1/customers/{customer_id}/consume_bonus_points", consume).summary("扣除該顧客的紅利點數").note(
        "由最早到期的紅利開始扣除，無期限的最後扣除，已過期的不使用；可用點數不足時不扣除任何點數。\
         每一筆被扣除點數的紅利各觸發一次 bonus_points/update。",
    );
}

fn list(view: &View<'_>, Path(id): Path<Id<Customer>>) -> Answer<Vec<Stored<BonusPoint>>> {
    must_exist(view, id)?;
    Ok(view.find_stored(&of_customer(id))?)
}

fn create(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Body(new): Body<BonusPointCreate>,
) -> Answer<Record<BonusPoint>> {
    let mut customer = customer(tx, id)?;
    grant(tx, &mut customer, new.into_grant()?)
}

fn update(
    tx: &mut Tx<'_>,
    Path((customer_id, id)): Path<(Id<Customer>, Id<BonusPoint>)>,
    Body(change): Body<BonusPointChange>,
) -> Answer<Record<BonusPoint>> {
    let mut customer = customer(tx, customer_id)?;
    let mut grant = grant_of(tx, customer_id, id)?;
    change.apply_to(&mut grant)?;
    tx.save(&mut grant)?;
    settle(tx, &mut customer)?;
    Ok(grant)
}

fn delete(
    tx: &mut Tx<'_>,
    Path((customer_id, id)): Path<(Id<Customer>, Id<BonusPoint>)>,
) -> Answer<Stored<BonusPoint>> {
    let mut customer = customer(tx, customer_id)?;
    let grant = grant_of(tx, customer_id, id)?;
    let deleted = tx.delete(grant)?;
    settle(tx, &mut customer)?;
    Ok(deleted)
}

fn consume(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Customer>>,
    Body(input): Body<ConsumptionInput>,
) -> Answer<Json<Consumption>> {
    let mut customer = customer(tx, id)?;
    let amount = input.amount_of(Balance::of(tx, id, tx.now())?.points)?;
    let used = rules::consume(tx, &mut customer, amount)?.into_iter().map(|(grant, _)| grant.into_value()).collect();
    Ok(Json(Consumption {
        customer_id: id,
        consumed_points: amount,
        bonus_remain: customer.bonus_remain,
        bonus_expires_at: customer.bonus_expires_at,
        bonus_points: used,
    }))
}
