//! Shopping, and what shoppers, carriers and payment services do to an order afterwards.

use std::sync::Arc;

use api::{Answer, Body, Group, Path, Scope};
use platform::Caller;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Record, Tx};
use wire::{Id, Money};

use super::must_be_sandbox;
use crate::checkout::{Placement, place};
use crate::orders::lifecycle::{Lines, Payment, ReturnRequest, Shipment, Step, advance};
use crate::orders::{CancelReason, LineItem, Order};

pub(super) fn operations(group: &mut Group) {
    group
        .post("/sandbox/orders", create)
        .scoped(Scope::Family("orders"))
        .summary("下一筆訂單")
        .note(
            "只有測試商店可以使用。如同購物者結帳：計算價格與折扣，扣除庫存、紅利與優惠券，觸發 orders/create；\
             不能成立時回應所有原因，什麼都不改變。總金額為 0 的訂單隨即成為已收到款項。",
        )
        .refuses(403, "不是測試商店");
    group
        .post("/sandbox/orders/{order_id}/advance", go_on)
        .scoped(Scope::Family("orders"))
        .summary("讓訂單進行到下一步")
        .note(
            "只有測試商店可以使用。做購物者、金流、物流或店員會做的事：付款、出貨、到店、收貨、申請退貨等，\
             觸發與真實情形相同的事件。已經到達的步驟不再重複。",
        )
        .refuses(403, "不是測試商店，或訂單的狀態不允許，回應說明原因");
}

fn create(tx: &mut Tx<'_>, Body(new): Body<Placement>, caller: Arc<Caller>) -> Answer<Record<Order>> {
    must_be_sandbox(&caller)?;
    place(tx, new)
}

/// 訂單的下一步
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Advance {
    /// 步驟
    pub to: Destination,
    /// 出貨或申請退貨的商品；未帶時為所有可出貨或可退的商品
    pub line_items: Option<Vec<LineCount>>,
    /// 物流廠商代碼；未帶時為訂單的物流商
    #[schemars(length(max = 255))]
    pub tracking_company: Option<String>,
    /// 託運單號
    #[schemars(length(max = 255))]
    pub tracking_number: Option<String>,
    /// 退款金額；未帶時為全部待退金額
    pub amount: Option<Money>,
    /// 退貨或取消的原因
    #[schemars(length(max = 1000))]
    pub reason: Option<String>,
    /// 信用卡卡號後四碼
    #[schemars(length(max = 4))]
    pub card4no: Option<String>,
}

/// 商品與數量
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LineCount {
    /// 訂單商品 ID
    pub id: Id<LineItem>,
    /// 數量
    #[schemars(range(min = 1))]
    pub quantity: i64,
}

/// 訂單的步驟
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// 付款完成
    #[default]
    Paid,
    /// 顧客回報已匯款
    Remitted,
    /// 付款失敗
    PaymentFailed,
    /// 準備出貨
    Preparing,
    /// 取消準備出貨
    Unshipped,
    /// 出貨
    Fulfilled,
    /// 到店
    Arrived,
    /// 收貨；貨到付款的訂單同時付款
    Received,
    /// 逾期未取
    Expired,
    /// 運送異常
    Problem,
    /// 顧客申請退貨
    RequestReturn,
    /// 退貨中
    Returning,
    /// 退貨審查
    Checking,
    /// 拒絕退貨
    ReturnRefused,
    /// 退貨完成
    Returned,
    /// 退款
    Refunded,
    /// 取消
    Cancelled,
    /// 結案
    Closed,
    /// 重新開啟
    Opened,
}

impl Advance {
    pub fn to(to: Destination) -> Self {
        Self { to, ..Self::default() }
    }

    fn lines(&mut self) -> Lines {
        match self.line_items.take() {
            Some(lines) => Lines::These(lines.iter().map(|line| (line.id, line.quantity)).collect()),
            None => Lines::All,
        }
    }

    pub(crate) fn into_step(mut self, order: &Order) -> Step {
        match self.to {
            Destination::Paid => Step::Pay(Payment { paid_type: None, card4no: self.card4no }),
            Destination::Remitted => Step::Remit,
            Destination::PaymentFailed => Step::FailPayment,
            Destination::Preparing => Step::Prepare,
            Destination::Unshipped => Step::Unprepare,
            Destination::Fulfilled => Step::Ship(Shipment {
                lines: self.lines(),
                tracking_company: self.tracking_company.unwrap_or_else(|| {
                    order.shipping_vendor.as_ref().map_or_else(|| "other".to_owned(), |vendor| vendor.r#type.clone())
                }),
                tracking_number: self.tracking_number,
                tracking_url: None,
            }),
            Destination::Arrived => Step::Arrive,
            Destination::Received => Step::Receive,
            Destination::Expired => Step::Expire,
            Destination::Problem => Step::Problem,
            Destination::RequestReturn => {
                Step::RequestReturn(ReturnRequest { lines: self.lines(), reason: self.reason })
            }
            Destination::Returning => Step::Returning,
            Destination::Checking => Step::CheckGoods,
            Destination::ReturnRefused => Step::RefuseReturn,
            Destination::Returned => Step::CompleteReturn,
            Destination::Refunded => Step::Refund(self.amount),
            Destination::Cancelled => Step::Cancel(CancelReason {
                source: Some("customer".to_owned()),
                reason_id: None,
                reason_detail: self.reason,
            }),
            Destination::Closed => Step::Close,
            Destination::Opened => Step::Reopen,
        }
    }
}

fn go_on(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Order>>,
    Body(input): Body<Advance>,
    caller: Arc<Caller>,
) -> Answer<Record<Order>> {
    must_be_sandbox(&caller)?;
    let order = crate::orders::rules::order(tx, id)?;
    advance(tx, id, input.into_step(&order))
}
