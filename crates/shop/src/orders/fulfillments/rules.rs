//! Handing goods over to a carrier: what it takes, what it is told, and the number that it gives.

use api::jobs::{Jobs, Step as JobStep, Task, enqueue};
use api::{Answer, Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use storage::{Reading, Record, Tx};
use wire::{Id, Money, token};

use super::carriers::number;
use super::{Consignment, CvsService, HomeCarrier, Measurement, Parcel, TrackingCompany, of_orders};
use crate::orders::lifecycle::{Lines, Shipment, Step, Told, advance, change};
use crate::orders::rules::order;
use crate::orders::{Delivery, FinancialStatus, Fulfillment, LineItem, Order};
use crate::words::word;

/// Parcels that are brought to a door have one of these sizes, in centimetres.
const HOME_SIZES: [i64; 4] = [60, 90, 120, 150];
/// Parcels that a carrier brings to a store.
const STORE_SIZES: [i64; 3] = [60, 90, 105];

/// The size, if it is one of a home carrier's.
pub(crate) fn known_size(size: i64) -> Answer<i64> {
    one_of(size, &HOME_SIZES)
}

fn one_of(size: i64, sizes: &[i64]) -> Answer<i64> {
    if sizes.contains(&size) {
        return Ok(size);
    }
    let sizes: Vec<String> = sizes.iter().map(i64::to_string).collect();
    Err(Error::invalid(format!("尺寸 (size) 無效值，可用的值：{}", sizes.join("、"))))
}

/// Sends goods to the customer's door. They leave now; the number may come later.
pub(crate) fn ship_home(
    tx: &mut Tx<'_>,
    id: Id<Order>,
    lines: Vec<Id<LineItem>>,
    carrier: HomeCarrier,
    parcel: Parcel,
) -> Answer<(Record<Order>, Fulfillment)> {
    if order(tx, id)?.delivery() != Delivery::Home {
        return Err(Error::Forbidden("不是宅配的訂單，不能建立宅配託運單".to_owned()));
    }
    let booking = Booking {
        carrier: carrier.company(),
        parcel,
        charge: None,
        number_at_once: carrier.answers_at_once(),
        tracking_url: None,
    };
    book(tx, id, some_lines(lines)?, booking)
}

/// What a client says of a parcel for a store.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct StoreParcel {
    pub measurement: Option<Measurement>,
    pub size: Option<i64>,
}

/// The parcel, if the store's carrier takes it as it is described. Of `measured` services a measurement is asked for.
pub(crate) fn parcel_of(service: CvsService, said: StoreParcel, measured: &[CvsService]) -> Answer<Parcel> {
    if measured.contains(&service) && said.measurement.is_none() {
        return Err(Error::invalid("材積 (measurement) 不能為空白，可用的值：S60、S105"));
    }
    let by_size = matches!(service, CvsService::EzcatCvs | CvsService::EzcatCvsCold | CvsService::EzcatCvsRefrigerate);
    let size = if by_size { Some(one_of(said.size.unwrap_or(STORE_SIZES[0]), &STORE_SIZES)?) } else { None };
    Ok(Parcel { size, measurement: said.measurement, ..Parcel::default() })
}

/// Sends goods to the store where the customer picks them up. The order's own way of shipping says whose store.
pub(crate) fn ship_cvs(
    tx: &mut Tx<'_>,
    id: Id<Order>,
    lines: Lines,
    charge: Option<Money>,
    parcel: impl FnOnce(CvsService) -> Answer<Parcel>,
) -> Answer<(Record<Order>, Fulfillment)> {
    let at_store = order(tx, id)?;
    let service = service_of(&at_store)?;
    if at_store.receiver.cvs_store_id.as_deref().is_none_or(|store| store.trim().is_empty()) {
        return Err(Error::Forbidden("訂單沒有超取店號，不能建立超商託運單".to_owned()));
    }
    let parcel = parcel(service)?;
    let booking = Booking { carrier: service.company(), parcel, charge, number_at_once: true, tracking_url: None };
    book(tx, id, lines, booking)
}

/// In whose stores the order is picked up.
pub(super) fn service_of(order: &Order) -> Answer<CvsService> {
    order
        .shipping_type
        .as_deref()
        .and_then(CvsService::of)
        .ok_or_else(|| Error::Forbidden("不是超商取貨的訂單，不能建立超商託運單".to_owned()))
}

/// These lines, of which there must be some.
pub(super) fn some_lines(mut lines: Vec<Id<LineItem>>) -> Answer<Lines> {
    if lines.is_empty() {
        return Err(Error::invalid("欲出貨的訂單商品 ID (line_item_ids) 不能為空白"));
    }
    // Naming a line twice is naming it.
    lines.sort_unstable();
    lines.dedup();
    Ok(Lines::Whole(lines))
}

/// What a carrier is asked for.
pub(super) struct Booking {
    pub carrier: TrackingCompany,
    pub parcel: Parcel,
    /// What it collects; all that is still to be collected where nothing is said.
    pub charge: Option<Money>,
    pub number_at_once: bool,
    /// Where the parcel's way is seen, for carriers that have this: before the number.
    pub tracking_url: Option<&'static str>,
}

pub(super) fn book(
    tx: &mut Tx<'_>,
    id: Id<Order>,
    lines: Lines,
    booking: Booking,
) -> Answer<(Record<Order>, Fulfillment)> {
    let Booking { carrier, parcel, charge, number_at_once, tracking_url } = booking;
    let collect = to_collect(tx, &*order(tx, id)?, charge)?;
    let number = if number_at_once { next_number(tx, carrier)? } else { None };
    let shipment = Shipment {
        lines,
        tracking_company: word(&carrier),
        tracking_url: tracking_url.zip(number.as_ref()).map(|(url, number)| format!("{url}{number}")),
        tracking_number: number,
    };
    let shipped = advance(tx, id, Step::Ship(shipment))?;
    let fulfillment = shipped.fulfillments.last().cloned().ok_or(Error::NotFound)?;
    let consignment = Consignment {
        id: Id::default(),
        order_id: id,
        fulfillment_id: fulfillment.id,
        carrier,
        parcel,
        collect,
        key: token(tx.random(), 16),
        created_at: tx.now(),
    };
    tx.insert(consignment)?;
    if !number_at_once {
        enqueue(tx, GIVE_NUMBER, &Awaited { order: id, fulfillment: fulfillment.id, carrier })?;
    }
    Ok((shipped, fulfillment))
}

/// What the carrier collects for an order that is paid on delivery: what other parcels have not been told to.
fn to_collect(from: &impl Reading, order: &Order, charge: Option<Money>) -> Answer<Money> {
    if order.statuses.financial_status != FinancialStatus::Cod {
        return match charge {
            Some(charge) if !charge.is_zero() => Err(Error::Forbidden("不是貨到付款的訂單，不能收取款項".to_owned())),
            _ => Ok(Money::ZERO),
        };
    }
    let told: Money = of_orders(from, &[order.id])?.iter().map(|consignment| consignment.collect).sum();
    let left = (order.prices.total_price - told).max(Money::ZERO);
    match charge {
        Some(charge) if charge.is_negative() || charge > left => {
            Err(Error::invalid(format!("欲收取的款項 (charge) 必須介於 0 和尚未收取的 {left} 之間")))
        }
        charge => Ok(charge.unwrap_or(left)),
    }
}

fn next_number(tx: &mut Tx<'_>, carrier: TrackingCompany) -> Answer<Option<String>> {
    let serial = tx.next_id("tracking_numbers")?;
    Ok(number(carrier, serial.unsigned_abs(), tx.random().next_u64()))
}

const GIVE_NUMBER: &str = "fulfillments/give_number";

/// A shipment whose number is to come.
#[derive(Debug, Serialize, Deserialize)]
struct Awaited {
    order: Id<Order>,
    fulfillment: Id<Fulfillment>,
    carrier: TrackingCompany,
}

pub(super) fn jobs(jobs: &mut Jobs) {
    jobs.in_transactions(GIVE_NUMBER, give_number, |_, _| Ok(()));
}

fn give_number(tx: &mut Tx<'_>, task: Task<Awaited, ()>) -> Answer<JobStep<()>> {
    let Awaited { order: id, fulfillment, carrier } = task.input;
    change(tx, id, |tx, order, _| {
        let awaiting = |shipment: &&mut Fulfillment| shipment.id == fulfillment && shipment.tracking_number.is_none();
        if let Some(shipment) = order.fulfillments.iter_mut().find(awaiting) {
            shipment.tracking_number = next_number(tx, carrier)?;
        }
        Ok(((), Told::Plain))
    })?;
    Ok(JobStep::Last { found: Vec::new(), result: Value::Null })
}
