//! Entering an invoice.

use api::{Answer, Body, Error, Group};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::{Id, Money};

use super::types::{DATE, NUMBER};
use super::{OfflineEinvoice, OfflineEinvoiceCreate};
use crate::customers::bonus_points::grant_for_spending;

pub(super) fn operations(group: &mut Group) {
    group.post("/v1/offline_einvoices", create).summary("顧客建立線下發票累積紅利").note(
        "依商店的會員紅利積點規則，以發票總金額計算紅利，並觸發 bonus_points/create。\
         同一號碼與日期的發票只能建立一次；作廢、註銷、退回或折讓的發票不累積紅利。",
    );
}

fn create(tx: &mut Tx<'_>, Body(new): Body<OfflineEinvoiceCreate>) -> Answer<Record<OfflineEinvoice>> {
    let OfflineEinvoiceCreate { customer_id, offline_einvoice: mut content } = new;
    let checked = content.check(tx.now()).map_err(Error::Invalid)?;
    let customer = tx.get(customer_id)?;
    let mut customer =
        customer.ok_or_else(|| Error::invalid(format!("會員 ID (customer_id) 不存在：{customer_id}")))?;
    let same = Query::all()
        .filter(Filter::equals(NUMBER, content.inv_num.as_str()))
        .filter(Filter::equals(DATE, content.inv_date.as_str()));
    if tx.find_one::<OfflineEinvoice>(same)?.is_some() {
        return Err(Error::invalid(format!("發票號碼 (invNum) 已建立過：{}", content.inv_num)));
    }
    let spent = if checked.gone { Money::ZERO } else { checked.total };
    let title = format!("線下發票 {}", content.inv_num);
    let earned = grant_for_spending(tx, &mut customer, spent, title, "offline_einvoice")?;
    Ok(tx.insert(OfflineEinvoice {
        id: Id::default(),
        customer_id,
        created_at: tx.now(),
        total_amount: checked.total,
        bonus_points: earned.as_ref().map_or(Money::ZERO, |grant| grant.points),
        bonus_point_id: earned.map(|grant| grant.id),
        offline_einvoice: content,
    })?)
}
