//! Looking at periodic orders and changing what is still to come.

use api::{Answer, Body, Change, Group, Listing, Paging, Path, Query};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::{Filter, Query as Find, Reading, Record, Tx, View};
use wire::{Id, Timestamp};

use super::rules::{periodic_order, reschedule};
use super::types::{ESTABLISHED_AT, NUMBER, PARENT};
use super::{EstablishedPreorder, PeriodicAddress, PeriodicOrder, Preorder};

pub(super) fn operations(group: &mut Group) {
    group.get("/v1/periodic_orders", list).summary("取得所有母訂單資訊");
    group
        .put("/v1/periodic_orders/{periodic_order_id}", update)
        .summary("更新指定母訂單資訊")
        .note(
            "影響之後成立的子訂單，已成立的不變。未帶的欄位保持不變；變更配送週期時，下一期與最後一期的日期隨之改變。",
        )
        .refuses(403, "所有子訂單都已建單，不能再變更配送週期");
    group
        .get("/v1/periodic_orders/{periodic_order_id}/preorders/established", established)
        .summary("取得所有已成立訂單的子訂單資訊")
        .note("依期數排列。到期但未能成立訂單的子訂單也在其中：訂單為 null，取消原因說明為什麼。");
}

/// 母訂單的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct ListFilter {
    /// 子訂單成立時間(YYYY-MM-DD hh:mm:ss)：在此時間之後有子訂單成立的母訂單
    preorder_start_at: Option<Timestamp>,
}

fn list(view: &View<'_>, Query(filter): Query<ListFilter>, paging: Paging) -> Answer<Listing<PeriodicOrder>> {
    let query = Find::all().filter_if(filter.preorder_start_at, |start| Filter::at_least(ESTABLISHED_AT, start));
    Listing::of(view, paging, query)
}

/// 母訂單的變更；未帶的欄位保持不變
#[derive(Debug, Deserialize, JsonSchema)]
struct PeriodicOrderChange {
    /// 帳單資訊：之後成立的子訂單的收件人
    billing_address: Option<AddressChange>,
    /// 備註
    #[serde(default)]
    note: Change<String>,
    /// 配送週期；類型不變
    periodic: Option<PeriodicChange>,
    /// 配送時段
    #[schemars(range(min = 0, max = 3))]
    delivery_time: Option<i64>,
}

/// 收件資訊的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct AddressChange {
    /// 郵遞區號
    #[serde(default)]
    #[schemars(length(max = 16))]
    zip: Change<String>,
    /// 城市
    #[serde(default)]
    #[schemars(length(max = 64))]
    city: Change<String>,
    /// 區域
    #[serde(default)]
    #[schemars(length(max = 64))]
    district: Change<String>,
    /// 地址
    #[serde(default)]
    #[schemars(length(max = 255))]
    address1: Change<String>,
    /// 收件人姓名
    #[schemars(length(max = 255))]
    name: Option<String>,
    /// 電話
    #[schemars(length(max = 32))]
    phone: Option<String>,
    /// 手機國碼
    #[serde(default)]
    #[schemars(length(max = 8))]
    country_calling_code: Change<String>,
}

impl AddressChange {
    fn apply_to(self, address: &mut PeriodicAddress) {
        self.zip.apply_to(&mut address.zip);
        self.city.apply_to(&mut address.city);
        self.district.apply_to(&mut address.district);
        self.address1.apply_to(&mut address.address1);
        self.country_calling_code.apply_to(&mut address.country_calling_code);
        address.name = self.name.unwrap_or_else(|| std::mem::take(&mut address.name));
        address.phone = self.phone.unwrap_or_else(|| std::mem::take(&mut address.phone));
    }
}

/// 配送週期的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct PeriodicChange {
    /// 月份 (monthly 1~4, `day_of_month` 1~12)
    month: Option<i64>,
    /// 週次 (monthly 1~4, weekly 1~8)
    week: Option<i64>,
    /// 星期 (monthly 0~6, weekly 0~6) 或 日期 (`day_of_month` 1~31)
    day: Option<i64>,
}

fn update(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<PeriodicOrder>>,
    Body(change): Body<PeriodicOrderChange>,
) -> Answer<Record<PeriodicOrder>> {
    let mut order = periodic_order(tx, id)?;
    if let Some(address) = change.billing_address {
        address.apply_to(&mut order.billing_address);
    }
    change.note.apply_to(&mut order.note);
    order.delivery_time = change.delivery_time.unwrap_or(order.delivery_time);
    if let Some(PeriodicChange { month, week, day }) = change.periodic {
        let mut periodic = order.periodic;
        periodic.month = month.or(periodic.month);
        periodic.week = week.or(periodic.week);
        periodic.day = day.or(periodic.day);
        reschedule(&mut order, periodic, tx.now().date())?;
    }
    tx.save(&mut order)?;
    Ok(order)
}

fn established(
    view: &View<'_>,
    Path(id): Path<Id<PeriodicOrder>>,
    paging: Paging,
) -> Answer<Listing<EstablishedPreorder>> {
    periodic_order(view, id)?;
    let query = Find::all().filter(Filter::equals(PARENT, id)).order(storage::Order::Ascending(NUMBER));
    let total = view.count::<Preorder>(&query.filters)?;
    let mut page = Vec::new();
    for preorder in view.find::<Preorder>(&query.offset(paging.skip()).limit(paging.per_page))? {
        let order = match preorder.order_id {
            Some(id) => view.get(id)?.map(Record::into_value),
            None => None,
        };
        page.push(preorder.into_value().shown(order));
    }
    Ok(Listing::of_page(paging, total, &page))
}
