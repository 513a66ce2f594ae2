//! Listing the orders that vendors have brought.

use api::{Answer, Commas, Group, Listing, Paging, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query as Find, Reading, View};
use wire::Timestamp;

use super::types::{ORDER_CLOSED_AT, ORDER_CREATED_AT, ORDER_STATUS};
use super::{AffiliateVendorOrder, Attribution};
use crate::orders::OrderStatus;
use crate::words::word;

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v2/affiliate_vendor_orders", list)
        .summary("列出分潤廠商訂單")
        .note("依成立的先後排列，回應陣列。定期訂單帶有分潤資訊時，它成立的子訂單也在其中。");
}

/// 分潤廠商訂單的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct ListFilter {
    /// 訂單建立起始時間（`YYYY-MM-DD hh:mm:ss`，Asia/Taipei）
    start_time: Option<Timestamp>,
    /// 訂單建立結束時間（`YYYY-MM-DD hh:mm:ss`，Asia/Taipei）
    end_time: Option<Timestamp>,
    /// 訂單 `closed_at` 起始時間（`YYYY-MM-DD hh:mm:ss`，Asia/Taipei）
    closed_at_start_time: Option<Timestamp>,
    /// 訂單 `closed_at` 結束時間（`YYYY-MM-DD hh:mm:ss`，Asia/Taipei）
    closed_at_end_time: Option<Timestamp>,
    /// 訂單狀態，多個以逗點分隔：`open`、`closed`、`cancelled`
    statuses: Option<Commas<OrderStatus>>,
}

fn list(view: &View<'_>, Query(filter): Query<ListFilter>, paging: Paging) -> Answer<Listing<AffiliateVendorOrder>> {
    let query = Find::all()
        .filter_if(filter.start_time, |start| Filter::at_least(ORDER_CREATED_AT, start))
        .filter_if(filter.end_time, |end| Filter::at_most(ORDER_CREATED_AT, end))
        .filter_if(filter.closed_at_start_time, |start| Filter::at_least(ORDER_CLOSED_AT, start))
        .filter_if(filter.closed_at_end_time, |end| Filter::at_most(ORDER_CLOSED_AT, end))
        .filter_if(filter.statuses.filter(|statuses| !statuses.0.is_empty()), |statuses| {
            Filter::OneOf(ORDER_STATUS, statuses.into_iter().map(|status| word(&status).into()).collect())
        });
    let total = view.count::<Attribution>(&query.filters)?;
    let mut page = Vec::new();
    for attribution in view.find::<Attribution>(&query.offset(paging.skip()).limit(paging.per_page))? {
        if let Some(order) = view.get(attribution.order_id)? {
            page.push(attribution.shown(&order));
        }
    }
    Ok(Listing::of_page(paging, total, &page))
}
