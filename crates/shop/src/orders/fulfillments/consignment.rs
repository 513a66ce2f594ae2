//! Parcels as their carriers know them: what the wire shows of a shipment, and what stands on its label beside.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record};
use wire::{Id, Money, Timestamp};

use super::TrackingCompany;
use crate::orders::{Fulfillment, Order};

/// One for each shipment that a carrier was asked to bring.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Consignment {
    #[serde(default)]
    pub id: Id<Consignment>,
    pub order_id: Id<Order>,
    pub fulfillment_id: Id<Fulfillment>,
    pub carrier: TrackingCompany,
    pub parcel: Parcel,
    /// What is to be collected from whoever takes it.
    pub collect: Money,
    /// Unguessable; in the address of its label.
    pub key: String,
    pub created_at: Timestamp,
}

const ORDER: Field = Field::integer("order_id");
const FULFILLMENT: Field = Field::integer("fulfillment_id");

storage::document!(
    Consignment,
    "託運單",
    "consignments",
    [Index::on("consignments_order", &[ORDER]), Index::unique("consignments_fulfillment", &[FULFILLMENT])]
);

/// What a carrier is told of a parcel.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Parcel {
    /// Length, width and height together, in centimetres.
    pub size: Option<i64>,
    pub measurement: Option<Measurement>,
    pub temperature: Temperature,
    pub cooling: Cooling,
    pub is_fragile: bool,
    /// Under a number that another carrier may take over.
    pub transferable: bool,
}

/// 溫層
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Temperature {
    /// 常溫
    #[default]
    Normal,
    /// 低溫
    Cold,
}

/// 低溫的種類
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cooling {
    /// 不顯示
    #[default]
    None,
    /// 冷藏
    Fridge,
    /// 冷凍
    Frozen,
}

/// 冷鏈材積
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Measurement {
    /// 60 公分
    S60,
    /// 105 公分
    S105,
}

/// The consignments of these orders, in the order they were made.
pub(crate) fn of_orders(from: &impl Reading, ids: &[Id<Order>]) -> storage::Result<Vec<Record<Consignment>>> {
    from.find(&Query::all().filter(Filter::OneOf(ORDER, ids.iter().map(|id| id.get().into()).collect())))
}

/// The consignments of these shipments.
pub(crate) fn of_fulfillments(
    from: &impl Reading,
    ids: &[Id<Fulfillment>],
) -> storage::Result<Vec<Record<Consignment>>> {
    from.find(&Query::all().filter(Filter::OneOf(FULFILLMENT, ids.iter().map(|id| id.get().into()).collect())))
}
