//! What a grant of points looks like on the wire.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Money, Timestamp};

use crate::customers::Customer;
use crate::orders::Order;

/// 紅利
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct BonusPoint {
    /// ID
    pub id: Id<BonusPoint>,
    /// 名稱
    pub title: String,
    /// 點數
    pub points: Money,
    /// 尚未使用點數
    pub unused_points: Money,
    /// 產生此紅利的消費金額
    pub consumption_price: Money,
    /// 使用期限；無期限時為 null
    pub deadline: Option<Timestamp>,
    /// 關聯顧客 ID
    pub customer_id: Id<Customer>,
    /// 來源
    pub source: String,
    /// 關聯訂單 ID
    pub order_id: Option<Id<Order>>,
}

pub(super) const CUSTOMER: Field = Field::integer("customer_id");

storage::document!(
    BonusPoint,
    "紅利",
    "bonus_points",
    [Index::on("bonus_points_customer", &[CUSTOMER])],
    created = "bonus_points/create",
    updated = "bonus_points/update",
    deleted = "bonus_points/destroy",
);
