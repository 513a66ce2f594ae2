//! 出貨: goods that leave, by whose hands, and the labels that go with them.
//!
//! Whoever ships by a carrier gets a consignment: the parcel as the carrier knows it. Its number comes from
//! [`carriers`], which stand for the real ones.

pub(crate) mod carriers;
mod consignment;
mod cvs;
mod express;
mod infos;
mod labels;
mod operations;
mod rules;
mod support;
#[cfg(test)]
mod tests;
mod types;

pub use carriers::{CvsService, HomeCarrier, TrackingCompany};
pub use consignment::{Consignment, Cooling, Measurement, Parcel, Temperature};
pub use types::*;

pub(crate) use consignment::{of_fulfillments, of_orders};
pub(crate) use express::follow;
pub(crate) use infos::shop;
pub(crate) use labels::{label, unprintable};
pub(crate) use rules::{StoreParcel, known_size, parcel_of, ship_cvs, ship_home};
pub(crate) use support::MOST_ORDERS;

use api::jobs::Jobs;
use api::{Event, Group};
use storage::{Document, Kind};

use super::Order;

pub(crate) const KINDS: &[&Kind] = &[Consignment::KIND];

pub(crate) const EVENTS: &[Event] = &[Event::of::<Order>("express_delivery_orders/update", "快速到貨訂單更新。")];

pub(crate) fn operations(group: &mut Group) {
    infos::operations(group);
    support::operations(group);
    operations::operations(group);
    cvs::operations(group);
    express::operations(group);
}

/// Numbers that carriers give later.
pub(crate) fn jobs(jobs: &mut Jobs) {
    rules::jobs(jobs);
}
