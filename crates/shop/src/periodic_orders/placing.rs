//! Beginning a periodic order, and placing its children.

use std::sync::Arc;

use api::{Answer, Body, Error, Group, Scope};
use platform::Caller;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Tx};
use wire::{Date, Id};

use super::types::NEXT_DATE;
use super::{Periodic, PeriodicAddress, PeriodicOrder, Preorder, SalesPage};
use crate::affiliates;
use crate::checkout::{Placement, PlacementReceiver, place};
use crate::orders::Order;
use crate::sandbox::must_be_sandbox;

pub(crate) fn sandbox_operations(group: &mut Group) {
    group
        .post("/sandbox/periodic_orders", begin)
        .scoped(Scope::Family("orders"))
        .summary("開始一筆定期訂單")
        .note(
            "只有測試商店可以使用。內容如同下一筆訂單，另帶配送週期；子訂單到期時自動成立，第一期在起始日。優惠券與紅利只用於第一期。\
             現在無法成立這樣的訂單時，回應所有原因。",
        )
        .refuses(403, "不是測試商店");
}

/// 新定期訂單
#[derive(Debug, Deserialize, JsonSchema)]
struct PeriodicPlacement {
    /// 配送週期
    periodic: Periodic,
    /// 第一期子訂單建單日期 (YYYY-MM-DD)；未帶時為今天
    start_date: Option<Date>,
    /// 期數
    #[schemars(range(min = 1, max = 1000))]
    preorders_count: i64,
    /// 子訂單準備天數：建單後幾天出貨
    #[serde(default)]
    #[schemars(range(min = 0, max = 365))]
    order_prepare_days: i64,
    /// 銷售頁資訊
    sales_page: Option<SalesPage>,
    #[serde(flatten)]
    placement: Placement,
}

/// What each child of a periodic order is placed with. Kept beside it: its wire form shows none of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct StandingOrder {
    id: Id<StandingOrder>,
    periodic_order_id: Id<PeriodicOrder>,
    placement: Placement,
}

const PARENT: Field = Field::integer("periodic_order_id");

storage::document!(
    StandingOrder,
    "定期訂單內容",
    "standing_orders",
    [Index::unique("standing_orders_parent", &[PARENT])]
);

fn begin(tx: &mut Tx<'_>, Body(new): Body<PeriodicPlacement>, caller: Arc<Caller>) -> Answer<Record<PeriodicOrder>> {
    must_be_sandbox(&caller)?;
    let today = tx.now().date();
    let start_date = new.start_date.unwrap_or(today);
    let (mut faults, mut read) = (Vec::new(), None);
    match new.periodic.read() {
        Ok(periodic) => read = Some(periodic),
        Err(wrong) => faults.extend(wrong),
    }
    if start_date < today {
        faults.push("第一期子訂單建單日期 (start_date) 不能早於今天".to_owned());
    }
    let Some((periodic, schedule)) = read.filter(|_| faults.is_empty()) else { return Err(Error::Invalid(faults)) };
    let first = rehearse(tx, &new.placement)?;
    let affiliate_vendor = match &new.placement.affiliate {
        Some(affiliate) => Some(affiliates::vendor(tx, affiliate)?),
        None => None,
    };
    let number = format!("P{:08}", tx.next_id(PeriodicOrder::NUMBERS)?);
    let order = tx.insert(PeriodicOrder {
        id: Id::default(),
        customer_id: new.placement.customer_id,
        number,
        sales_page: new.sales_page,
        recent_preorder_id: None,
        preorders_count: new.preorders_count,
        established_count: 0,
        established_at: None,
        order_prepare_days: new.order_prepare_days,
        periodic,
        start_date,
        next_date: Some(start_date),
        recent_date: None,
        last_date: schedule.last_of(start_date, new.preorders_count),
        delivery_time: new.placement.delivery_time.unwrap_or_default(),
        note: new.placement.note.clone(),
        billing_address: PeriodicAddress::from(&first.receiver),
        created_at: tx.now(),
        affiliate_vendor,
    })?;
    tx.insert(StandingOrder { periodic_order_id: order.id, placement: new.placement, ..StandingOrder::default() })?;
    if start_date > today { Ok(order) } else { establish(tx, order) }
}

/// The order as it would be placed now, or everything that is in the way.
fn rehearse(tx: &mut Tx<'_>, placement: &Placement) -> Answer<Order> {
    let mut placed = None;
    let rehearsed = tx.attempt(|tx| {
        placed = Some(place(tx, placement.clone())?.into_value());
        Err::<(), _>(Error::NotFound)
    })?;
    match (placed, rehearsed) {
        (Some(order), _) => Ok(order),
        (None, rehearsed) => rehearsed.and(Err(Error::NotFound)),
    }
}

/// Places the next child of periodic orders whose day has come, of at most so many; answers how many there were.
pub(crate) fn establish_due(tx: &mut Tx<'_>, at_most: u64) -> Answer<usize> {
    let today = tx.now().date();
    let due = Query::all().filter(Filter::at_most(NEXT_DATE, today)).order(storage::Order::Ascending(NEXT_DATE));
    let due = tx.find::<PeriodicOrder>(&due.limit(at_most))?;
    let count = due.len();
    for order in due {
        establish(tx, order)?;
    }
    Ok(count)
}

/// Makes the next child, with its order or with the reason why there is none, and moves on to the day after it.
fn establish(tx: &mut Tx<'_>, mut parent: Record<PeriodicOrder>) -> Answer<Record<PeriodicOrder>> {
    let Some(date) = parent.next_date else { return Ok(parent) };
    let (_, schedule) = parent.periodic.read().map_err(Error::Invalid)?;
    let number = parent.established_count + 1;
    let standing = tx.find_one::<StandingOrder>(Query::all().filter(Filter::equals(PARENT, parent.id)))?;
    let placement = standing.map(|standing| parent.next(standing.into_value().placement)).ok_or(Error::NotFound)?;
    let placed = tx.attempt(|tx| place(tx, placement))?;
    let (order_id, why_not) = match placed {
        Ok(order) => (Some(order.id), None),
        // A database that fails is no reason: the child is tried again.
        Err(error) => (None, Some(error.into_refusal()?)),
    };
    let now = tx.now();
    let child = tx.insert(Preorder {
        id: Id::default(),
        periodic_order_id: parent.id,
        number,
        base_delivery_date: date.plus_days(parent.order_prepare_days),
        shipping_address: parent.billing_address.clone(),
        order_id,
        cancel_at: why_not.is_some().then_some(now),
        cancel_reason: why_not,
    })?;
    parent.recent_preorder_id = Some(child.id);
    parent.established_at = Some(now);
    parent.move_on(schedule);
    tx.save(&mut parent)?;
    Ok(parent)
}

impl PeriodicOrder {
    /// What the next child is placed with.
    fn next(&self, standing: Placement) -> Placement {
        let is_first = self.established_count == 0;
        let PeriodicAddress { zip, city, district, address1, name, phone, country_calling_code } =
            self.billing_address.clone();
        // Where nothing travels nobody receives it.
        let receiver = (!name.is_empty()).then(|| {
            let given = standing.receiver.clone().unwrap_or_default();
            let mut place = given.detail_address.unwrap_or_default();
            (place.zip, place.city, place.district, place.address1) = (zip, city, district, address1);
            PlacementReceiver { name, phone, country_calling_code, detail_address: Some(place), ..given }
        });
        Placement {
            receiver,
            note: self.note.clone(),
            delivery_time: Some(self.delivery_time),
            // A day that is asked for is asked for once.
            delivery_date: standing.delivery_date.filter(|_| is_first),
            coupon_codes: if is_first { standing.coupon_codes } else { Vec::new() },
            points: standing.points.filter(|_| is_first),
            ..standing
        }
    }
}
