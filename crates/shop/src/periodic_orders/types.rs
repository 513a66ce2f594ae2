//! What a periodic order and its children look like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Document, Field, Index, Kind};
use wire::{Date, Id, Labelled, Timestamp};

use super::Schedule;
use crate::affiliates::AffiliateVendor;
use crate::customers::Customer;
use crate::orders::{Order, Receiver};

/// 母訂單
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeriodicOrder {
    /// 母訂單 ID
    pub id: Id<PeriodicOrder>,
    /// 購買者（客戶）id
    pub customer_id: Option<Id<Customer>>,
    /// 母訂單編號
    pub number: String,
    /// 銷售頁資訊
    pub sales_page: Option<SalesPage>,
    /// 最近一筆預購單 id
    pub recent_preorder_id: Option<Id<Preorder>>,
    /// 子訂單數量：總共的期數
    pub preorders_count: i64,
    /// 已建單的期數，未能成立的也算
    #[serde(default)]
    pub established_count: i64,
    /// 最近一次建單時間
    #[serde(default)]
    pub established_at: Option<Timestamp>,
    /// 子訂單準備天數
    pub order_prepare_days: i64,
    /// 配送週期設定
    pub periodic: Periodic,
    /// 第一期子訂單建單日期
    pub start_date: Date,
    /// 下一期子訂單建單日期，全部建單後為 null
    pub next_date: Option<Date>,
    /// 最近一期子訂單建單日期
    #[serde(default)]
    pub recent_date: Option<Date>,
    /// 最後一期子訂單建單日期
    pub last_date: Date,
    /// 指定配送時間（0：不指定）
    pub delivery_time: i64,
    /// 備註
    pub note: Option<String>,
    /// 帳單資訊：之後成立的子訂單以此為收件人
    pub billing_address: PeriodicAddress,
    /// 建立時間
    pub created_at: Timestamp,
    /// 導購資訊
    pub affiliate_vendor: Option<AffiliateVendor>,
}

pub(super) const NEXT_DATE: Field = Field::text("next_date");
pub(super) const ESTABLISHED_AT: Field = Field::text("established_at");

storage::document!(
    PeriodicOrder,
    "母訂單",
    "periodic_orders",
    [
        Index::on("periodic_orders_next_date", &[NEXT_DATE]),
        Index::on("periodic_orders_established_at", &[ESTABLISHED_AT]),
    ]
);

impl PeriodicOrder {
    pub(super) const NUMBERS: &'static str = "periodic_order_numbers";

    /// So many children are still to come.
    pub(super) fn left(&self) -> i64 {
        self.preorders_count - self.established_count
    }
}

/// 銷售頁資訊
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SalesPage {
    /// 銷售頁 id
    pub id: i64,
    /// 銷售頁名稱
    #[schemars(length(max = 255))]
    pub title: String,
}

/// 配送週期設定
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Periodic {
    /// 配送週期類型
    pub r#type: PeriodicType,
    /// 月：每隔幾個月 (monthly 1~4, `day_of_month` 1~12)
    pub month: Option<i64>,
    /// 週：當月第幾週 (monthly 1~4)，或每隔幾週 (weekly 1~8)
    pub week: Option<i64>,
    /// 日：星期日至星期六 (weekly、monthly 0~6) 或日期 (`day_of_month` 1~31)
    pub day: Option<i64>,
}

/// 配送週期類型
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PeriodicType {
    /// 每日
    #[default]
    Daily,
    /// 每隔數週的星期幾
    Weekly,
    /// 每隔數月的第幾個星期幾
    Monthly,
    /// 每隔數月的幾號，當月沒有這一天時為月底
    DayOfMonth,
}

const MONTH: &str = "月份 (periodic.month)";
const WEEK: &str = "週次 (periodic.week)";
const WEEKDAY: &str = "星期 (periodic.day)";
const DAY: &str = "日期 (periodic.day)";

impl Periodic {
    /// As a schedule, and without what its type does not take; or what is wrong, each in a sentence.
    pub(super) fn read(self) -> Result<(Self, Schedule), Vec<String>> {
        let mut faults = Vec::new();
        let mut within = |name: &str, value: Option<i64>, least: i64, most: i64| match value {
            Some(value) if (least..=most).contains(&value) => value,
            _ => {
                faults.push(format!("{name} 必須是 {least} 到 {most}"));
                least
            }
        };
        let schedule = match self.r#type {
            PeriodicType::Daily => Schedule::Daily,
            PeriodicType::Weekly => {
                Schedule::Weekly { weeks: within(WEEK, self.week, 1, 8), weekday: within(WEEKDAY, self.day, 0, 6) }
            }
            PeriodicType::Monthly => Schedule::Monthly {
                months: within(MONTH, self.month, 1, 4),
                nth: within(WEEK, self.week, 1, 4),
                weekday: within(WEEKDAY, self.day, 0, 6),
            },
            PeriodicType::DayOfMonth => {
                Schedule::DayOfMonth { months: within(MONTH, self.month, 1, 12), day: within(DAY, self.day, 1, 31) }
            }
        };
        if faults.is_empty() { Ok((schedule.into(), schedule)) } else { Err(faults) }
    }
}

impl From<Schedule> for Periodic {
    fn from(schedule: Schedule) -> Self {
        let (r#type, month, week, day) = match schedule {
            Schedule::Daily => (PeriodicType::Daily, None, None, None),
            Schedule::Weekly { weeks, weekday } => (PeriodicType::Weekly, None, Some(weeks), Some(weekday)),
            Schedule::Monthly { months, nth, weekday } => {
                (PeriodicType::Monthly, Some(months), Some(nth), Some(weekday))
            }
            Schedule::DayOfMonth { months, day } => (PeriodicType::DayOfMonth, Some(months), None, Some(day)),
        };
        Self { r#type, month, week, day }
    }
}

/// 收件資訊
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct PeriodicAddress {
    /// 郵遞區號
    pub zip: Option<String>,
    /// 城市
    pub city: Option<String>,
    /// 區域
    pub district: Option<String>,
    /// 地址
    pub address1: Option<String>,
    /// 收件人姓名
    pub name: String,
    /// 電話
    pub phone: String,
    /// 手機國碼
    pub country_calling_code: Option<String>,
}

impl From<&Receiver> for PeriodicAddress {
    fn from(receiver: &Receiver) -> Self {
        let place = receiver.detail_address.clone();
        Self {
            zip: place.zip,
            city: place.city,
            district: place.district,
            address1: place.address1,
            name: receiver.name.clone(),
            phone: receiver.phone.clone(),
            country_calling_code: receiver.country_calling_code.clone(),
        }
    }
}

/// 子訂單, as it is stored: what was made of one day of the schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Preorder {
    pub id: Id<Preorder>,
    pub periodic_order_id: Id<PeriodicOrder>,
    pub number: i64,
    /// When it is to be sent.
    pub base_delivery_date: Date,
    pub shipping_address: PeriodicAddress,
    /// The order, if it could be placed.
    pub order_id: Option<Id<Order>>,
    /// When and why it could not.
    pub cancel_at: Option<Timestamp>,
    pub cancel_reason: Option<String>,
}

pub(super) const PARENT: Field = Field::integer("periodic_order_id");
pub(super) const NUMBER: Field = Field::integer("number");

impl Labelled for Preorder {
    const LABEL: &'static str = "子訂單";
}

impl Document for Preorder {
    // Nobody makes the same child twice, however many try.
    const KIND: &'static Kind =
        &Kind { table: "preorders", indexes: &[Index::unique("preorders_number", &[PARENT, NUMBER])] };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }
}

/// 子訂單
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct EstablishedPreorder {
    /// 子訂單 ID
    pub id: Id<Preorder>,
    /// 出貨資訊
    pub shipping_address: PeriodicAddress,
    /// 取消時間
    pub cancel_at: Option<Timestamp>,
    /// 取消原因；未能成立訂單時為其原因
    pub cancel_reason: Option<String>,
    /// 出貨次數
    pub fulfilled_times: i64,
    /// 子訂單序號
    pub number: i64,
    /// 實際出貨日
    pub delivery_date: Option<Date>,
    /// 預計出貨日
    pub base_delivery_date: Date,
    /// 訂單資訊，未能成立時為 null
    pub order: Option<Order>,
}

impl Preorder {
    /// With its order as it stands.
    pub(super) fn shown(self, order: Option<Order>) -> EstablishedPreorder {
        let shipments = || order.iter().flat_map(|order| &order.fulfillments);
        let reason = |order: &Order| order.customer_cancel_reason_detail.as_ref()?.reason_detail.clone();
        EstablishedPreorder {
            id: self.id,
            shipping_address: order.as_ref().map_or(self.shipping_address, |order| (&order.receiver).into()),
            cancel_at: order.as_ref().map_or(self.cancel_at, |order| order.timings.cancelled_at),
            cancel_reason: order.as_ref().map_or(self.cancel_reason, reason),
            fulfilled_times: i64::try_from(shipments().count()).unwrap_or(i64::MAX),
            number: self.number,
            delivery_date: shipments().filter_map(|shipment| shipment.fulfilled_at).min().map(Timestamp::date),
            base_delivery_date: self.base_delivery_date,
            order,
        }
    }
}
