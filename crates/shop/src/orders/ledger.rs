//! What an order has beyond what its wire form shows: money that moved, goods that came back, and what it took from
//! others and may have to give back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Tx};
use wire::{Id, Labelled, Money, Timestamp};

use super::{LineItem, Order};
use crate::coupons::Coupon;
use crate::customers::bonus_points::BonusPoint;

/// One for each order, kept with it by [`super::lifecycle::change`].
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Ledger {
    pub id: Id<Ledger>,
    pub order_id: Id<Order>,
    pub transactions: Vec<Transaction>,
    /// What is to be paid back and has not been yet.
    pub refund_due: Money,
    pub returns: Vec<OrderReturn>,
    /// Points that the order was paid with, by the grants they came from; none once they were given back.
    pub points: Vec<TakenPoints>,
    /// Coupons that it has used; none once they were given back.
    pub coupons: Vec<Id<Coupon>>,
    /// What the order has earned its customer.
    pub earned: Option<Earned>,
    /// Whether points may be earned at all: a coupon can rule it out.
    pub earns: bool,
}

/// Points taken from one grant.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TakenPoints {
    pub grant: Id<BonusPoint>,
    pub points: Money,
}

/// Points given for the order.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Earned {
    pub grant: Id<BonusPoint>,
    pub points: Money,
}

const ORDER: Field = Field::integer("order_id");

storage::document!(Ledger, "訂單帳", "order_ledgers", [Index::unique("order_ledgers_order", &[ORDER])]);

impl Ledger {
    pub fn of(from: &impl Reading, order: Id<Order>) -> storage::Result<Option<Record<Self>>> {
        from.find_one(Query::all().filter(Filter::equals(ORDER, order)))
    }

    /// The order's, or a new one for an order that has none yet.
    pub(super) fn open(tx: &mut Tx<'_>, order: Id<Order>) -> storage::Result<Record<Self>> {
        match Self::of(tx, order)? {
            Some(ledger) => Ok(ledger),
            None => tx.insert(Self { order_id: order, ..Self::default() }),
        }
    }

    /// Notes that money has moved.
    pub(super) fn book(
        &mut self,
        tx: &mut Tx<'_>,
        amount: Money,
        kind: Movement,
        paid_type: &str,
    ) -> storage::Result<()> {
        let id = Id::new(tx.next_id("order_transactions")?);
        let (kind_name, paid_type_name) = (kind.name().to_owned(), paid_type.to_owned());
        self.transactions.push(Transaction { amount, kind_name, paid_type_name, id });
        Ok(())
    }

    /// The return that is under way, if one is.
    pub fn open_return(&mut self) -> Option<&mut OrderReturn> {
        self.returns.last_mut().filter(|last| last.line_items.iter().any(LineItem::is_coming_back))
    }
}

/// Which way money moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    Capture,
    Refund,
}

impl Movement {
    pub fn name(self) -> &'static str {
        match self {
            Self::Capture => "收款",
            Self::Refund => "退款",
        }
    }
}

/// 付款紀錄
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Transaction {
    /// 付款金額
    pub amount: Money,
    /// 付款種類
    pub kind_name: String,
    /// 付款方式
    pub paid_type_name: String,
    /// 付款紀錄 ID
    pub id: Id<Transaction>,
}

impl Labelled for Transaction {
    const LABEL: &'static str = "付款紀錄";
}

/// 退貨紀錄
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct OrderReturn {
    /// 成立時間
    pub created_at: Timestamp,
    /// 託運單號
    pub tracking_number: Option<String>,
    /// 快遞公司
    pub tracking_company: Option<String>,
    /// 退貨訂單品項；數量為退貨的數量
    pub line_items: Vec<LineItem>,
    /// 退貨地址
    pub return_address: Option<String>,
    /// 區碼
    pub return_suda5: Option<String>,
    /// 退貨原因
    pub return_reason: Option<String>,
    /// 退貨資訊
    pub return_info: Option<String>,
    /// 退貨紀錄 ID
    pub id: Id<OrderReturn>,
}

impl Labelled for OrderReturn {
    const LABEL: &'static str = "退貨紀錄";
}
