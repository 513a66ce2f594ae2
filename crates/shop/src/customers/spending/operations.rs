//! The overview of a customer's spending.

use api::{Answer, Error, Group, Json, Path, Query};
use rust_decimal::prelude::{Decimal, RoundingStrategy, ToPrimitive};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::View;
use wire::{Date, Id, Money, Timestamp};

use super::{Purchase, purchases};
use crate::customers::Customer;
use crate::customers::rules::must_exist;

pub(crate) fn operations(group: &mut Group) {
    group
        .get("/v1/customers/{customer_id}/spending_overview", overview)
        .summary("透過顧客 ID 取得消費概況：有效訂單的總金額、訂單數與平均金額")
        .note("計入已付款且未取消、未全額退款的訂單（扣除已退金額），以及其他通路有效訂單。");
}

/// 期間
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct Days {
    /// 起始日期 (YYYY-MM-DD)
    pub(crate) start_date: Date,
    /// 結束日期 (YYYY-MM-DD)，含當日
    pub(crate) end_date: Date,
}

impl Days {
    /// First and last second of the span; 422 when it ends before it starts.
    pub(crate) fn span(&self) -> Answer<(Timestamp, Timestamp)> {
        if self.end_date < self.start_date {
            return Err(Error::invalid("結束日期 (end_date) 不能早於起始日期 (start_date)"));
        }
        Ok((self.start_date.start(), self.end_date.end()))
    }
}

/// 顧客消費概況
#[allow(clippy::struct_field_names)] // the wire names them so
#[derive(Debug, PartialEq, Serialize, JsonSchema)]
pub(super) struct SpendingOverview {
    /// 累積有效訂單消費金額
    paid_and_valid_total_spent: Money,
    /// 累積有效訂單數
    paid_and_valid_orders_count: usize,
    /// 累積有效訂單平均金額，四捨五入至整數
    paid_and_valid_average_spent: i64,
}

impl SpendingOverview {
    pub(super) fn of(purchases: &[Purchase]) -> Self {
        let total: Money = purchases.iter().map(|purchase| purchase.amount).sum();
        let average = total.decimal().checked_div(Decimal::from(purchases.len())).unwrap_or_default();
        let average = average.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        Self {
            paid_and_valid_total_spent: total,
            paid_and_valid_orders_count: purchases.len(),
            paid_and_valid_average_spent: average.to_i64().unwrap_or_default(),
        }
    }
}

fn overview(view: &View<'_>, Path(id): Path<Id<Customer>>, Query(days): Query<Days>) -> Answer<Json<SpendingOverview>> {
    must_exist(view, id)?;
    let (start, end) = days.span()?;
    Ok(Json(SpendingOverview::of(&purchases(view, id, start, Some(end))?)))
}
