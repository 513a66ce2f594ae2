//! Looking at invoices, and keeping them from outside.

use api::{Answer, Body, Error, Group, Json, Path, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Reading, Record, Tx, View};
use wire::Id;

use super::update::{EinvoiceChange, apply};
use super::{Einvoice, Invoice, rules, tidy_number};
use crate::orders::Order;
use crate::orders::lifecycle::{self, Told};

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v1/einvoices/get_einvoice", by_number)
        .summary("透過電子發票號碼取得該電子發票資料")
        .note("字軌在數年後會重複使用，有多張時回應最近的一張。沒有這個號碼是 404。");
    // One URL of an invoice and of an order: documents have it once, so one name of its parameter stands for both.
    group.get("/v1/einvoices/{id}", show).summary("透過電子發票 ID 取得該電子發票資料");
    group
        .put("/v1/einvoices/{id}", update)
        .summary("透過訂單 ID 更新該電子發票資料")
        .note(
            "以 issue 開立時，未帶發票號碼便使用商店的字軌；帶發票號碼是由商店自行開立，此後只記錄而不自動作廢或折讓。\
             以商店字軌開立後，不能更改內容，只能作廢或折讓；作廢後以 issue 重新開立為另一張。\
             nil 為未開立，並且不再自動開立。未帶的欄位保持不變，帶 null 為清除。",
        )
        .refuses(403, "發票的狀態不允許，例如已過當期而不能作廢，或字軌號碼已用完");
}

/// 電子發票查詢條件
#[derive(Debug, Deserialize, JsonSchema)]
struct ByNumber {
    /// 發票號碼
    #[schemars(example = &"AB12345678")]
    invoice_no: String,
}

fn by_number(view: &View<'_>, Query(asked): Query<ByNumber>) -> Answer<Json<Einvoice>> {
    shown(rules::numbered(view, &tidy_number(&asked.invoice_no))?)
}

fn show(view: &View<'_>, Path(id): Path<Id<Invoice>>) -> Answer<Json<Einvoice>> {
    shown(view.get(id)?)
}

fn shown(found: Option<Record<Invoice>>) -> Answer<Json<Einvoice>> {
    found.map(|invoice| Json(invoice.into_value().shown)).ok_or(Error::NotFound)
}

fn update(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(change): Body<EinvoiceChange>) -> Answer<Json<Einvoice>> {
    let (order, ()) = lifecycle::change(tx, id, |tx, order, ledger| {
        apply(tx, order, ledger, change)?;
        Ok(((), Told::Plain))
    })?;
    order.into_value().einvoice.map(Json).ok_or(Error::NotFound)
}
