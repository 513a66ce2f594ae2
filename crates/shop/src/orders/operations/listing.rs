//! Reading orders, their payments and their returns.

use api::{Answer, Commas, Error, Group, Json, Listing, Paging, Path, Query};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Filter, Order as Sort, Query as Find, Reading, Stored, Value, View};
use wire::{Id, Timestamp};

use crate::orders::ledger::{Ledger, OrderReturn, Transaction};
use crate::orders::rules::order;
use crate::orders::{
    CANCELLED_AT, CLOSED_AT, CREATED_AT, FINANCIAL_STATUS, FULFILLMENT_STATUS, FinancialStatus, FulfillmentStatus,
    NUMBER, ORDER_STATUS, Order, OrderStatus, REFUND_AT, RETURN_STATUS, ReturnStatus, SOURCE, TAG, UPDATED_AT, VENDOR,
};
use crate::words::word;

pub(super) fn operations(group: &mut Group) {
    group
        .get("/v1/orders", list)
        .summary("取得所有訂單資料")
        .note("各條件之間為交集；以逗點分隔的多個值之間為聯集。時間條件包含起訖。未帶條件時由舊到新列出所有訂單。");
    group.get("/v1/orders/get_order_id", ids).summary("透過訂單編號取得訂單 ID");
    group.get("/v1/orders/{order_id}", show).summary("透過訂單 ID 取得該訂單資料");
    group.get("/v1/orders/{order_id}/transactions", transactions).summary("透過訂單 ID 取得該訂單的所有付款紀錄");
    group.get("/v1/orders/{order_id}/returns", returns).summary("透過訂單 ID 取得所有退貨紀錄資訊");
}

/// 訂單列表的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct OrderFilter {
    /// 訂單建立起始時間 (YYYY-MM-DD hh:mm:ss)
    start_time: Option<Timestamp>,
    /// 訂單建立結束時間 (YYYY-MM-DD hh:mm:ss)
    end_time: Option<Timestamp>,
    /// 訂單更新起始時間 (YYYY-MM-DD hh:mm:ss)
    updated_at_start_time: Option<Timestamp>,
    /// 訂單更新結束時間 (YYYY-MM-DD hh:mm:ss)
    updated_at_end_time: Option<Timestamp>,
    /// 訂單結案起始時間 (YYYY-MM-DD hh:mm:ss)
    closed_at_start_time: Option<Timestamp>,
    /// 訂單結案結束時間 (YYYY-MM-DD hh:mm:ss)
    closed_at_end_time: Option<Timestamp>,
    /// 訂單退款起始時間 (YYYY-MM-DD hh:mm:ss)
    refund_at_start_time: Option<Timestamp>,
    /// 訂單退款結束時間 (YYYY-MM-DD hh:mm:ss)
    refund_at_end_time: Option<Timestamp>,
    /// 訂單取消起始時間 (YYYY-MM-DD hh:mm:ss)
    cancelled_at_start_time: Option<Timestamp>,
    /// 訂單取消結束時間 (YYYY-MM-DD hh:mm:ss)
    cancelled_at_end_time: Option<Timestamp>,
    /// 訂單狀態，聯集請用逗點分隔
    statuses: Option<Commas<OrderStatus>>,
    /// 訂單付款狀態，聯集請用逗點分隔
    financial_statuses: Option<Commas<FinancialStatus>>,
    /// 訂單配送狀態，聯集請用逗點分隔
    fulfillment_statuses: Option<Commas<FulfillmentStatus>>,
    /// 訂單退貨狀態，聯集請用逗點分隔
    return_statuses: Option<Commas<ReturnStatus>>,
    /// 取得特定訂單標籤之訂單，聯集請用逗點分隔
    tags: Option<Commas<String>>,
    /// 排除特定訂單標籤之訂單，聯集請用逗點分隔
    excluded_tags: Option<Commas<String>>,
    /// 訂單來源
    data_source: Option<DataSource>,
    /// 商品來源廠商
    vendor: Option<String>,
}

/// 訂單來源
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum DataSource {
    /// 網路商店
    Ec,
    /// POS
    Pos,
}

impl OrderFilter {
    fn into_query(self) -> Find {
        let spans = [
            (CREATED_AT, self.start_time, self.end_time),
            (UPDATED_AT, self.updated_at_start_time, self.updated_at_end_time),
            (CLOSED_AT, self.closed_at_start_time, self.closed_at_end_time),
            (REFUND_AT, self.refund_at_start_time, self.refund_at_end_time),
            (CANCELLED_AT, self.cancelled_at_start_time, self.cancelled_at_end_time),
        ];
        let statuses = [
            (ORDER_STATUS, values(self.statuses)),
            (FINANCIAL_STATUS, values(self.financial_statuses)),
            (FULFILLMENT_STATUS, values(self.fulfillment_statuses)),
            (RETURN_STATUS, values(self.return_statuses)),
        ];
        let mut query = Find::all();
        for (field, from, to) in spans {
            query = query.filter_if(from, |from| Filter::at_least(field, from));
            query = query.filter_if(to, |to| Filter::at_most(field, to));
        }
        for (field, values) in statuses {
            query = query.filter_if(values, |values| Filter::OneOf(field, values));
        }
        query
            .filter_if(named(self.tags), |tags| Filter::HasTerm(TAG, tags))
            .filter_if(named(self.excluded_tags), |tags| Filter::HasNoTerm(TAG, tags))
            .filter_if(self.data_source, |source| Filter::HasTerm(SOURCE, vec![word(&source)]))
            .filter_if(self.vendor.filter(|vendor| !vendor.is_empty()), |vendor| Filter::HasTerm(VENDOR, vec![vendor]))
    }
}

/// An empty list asks for nothing in particular.
fn values<T: Serialize>(list: Option<Commas<T>>) -> Option<Vec<Value>> {
    let words: Vec<_> = list?.0.iter().map(|value| Value::from(word(value))).collect();
    (!words.is_empty()).then_some(words)
}

fn named(list: Option<Commas<String>>) -> Option<Vec<String>> {
    list.map(|list| list.0).filter(|names| !names.is_empty())
}

fn list(view: &View<'_>, Query(filter): Query<OrderFilter>, paging: Paging) -> Answer<Listing<Order>> {
    Listing::of(view, paging, filter.into_query())
}

fn show(view: &View<'_>, Path(id): Path<Id<Order>>) -> Answer<Stored<Order>> {
    view.stored(id)?.ok_or(Error::NotFound)
}

/// 訂單編號的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct NumberFilter {
    /// 欲搜尋的訂單編號們，用逗點分隔
    order_numbers: Commas<i64>,
}

/// 訂單編號與訂單 ID
#[derive(Debug, Serialize, JsonSchema)]
struct OrderNumber {
    /// 訂單編號
    order_number: i64,
    /// 訂單 ID
    order_id: Id<Order>,
}

/// More are not looked for at once.
const MOST_NUMBERS: usize = 500;

fn ids(view: &View<'_>, Query(filter): Query<NumberFilter>) -> Answer<Json<Vec<OrderNumber>>> {
    if filter.order_numbers.0.len() > MOST_NUMBERS {
        return Err(Error::invalid(format!("訂單編號 (order_numbers) 一次最多 {MOST_NUMBERS} 個")));
    }
    let numbers: Vec<Value> = filter.order_numbers.into_iter().map(Value::from).collect();
    let found =
        view.find::<Order>(&Find::all().filter(Filter::OneOf(NUMBER, numbers)).order(Sort::Ascending(NUMBER)))?;
    let number = |order: &Order| OrderNumber { order_number: order.order_number, order_id: order.id };
    Ok(Json(found.iter().map(|order| number(order)).collect()))
}

fn transactions(view: &View<'_>, Path(id): Path<Id<Order>>, paging: Paging) -> Answer<Listing<Transaction>> {
    order(view, id)?;
    let ledger = Ledger::of(view, id)?;
    Ok(Listing::of_items(paging, ledger.map(|ledger| ledger.into_value().transactions).unwrap_or_default()))
}

fn returns(view: &View<'_>, Path(id): Path<Id<Order>>) -> Answer<Json<Vec<OrderReturn>>> {
    order(view, id)?;
    Ok(Json(Ledger::of(view, id)?.map(|ledger| ledger.into_value().returns).unwrap_or_default()))
}
