//! Taking an order on: money, goods on their way, returns, its end.

use api::{Answer, Body, Error, Group, Json, Path};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Reading, Record, Tx};
use wire::{Id, Money};

use crate::customers::{self, Status};
use crate::orders::ledger::{Ledger, Movement, Transaction};
use crate::orders::lifecycle::{Payment, Step, advance};
use crate::orders::rules::order;
use crate::orders::{CancelReason, FinancialStatus, Order};
use crate::words::word;

/// What every step is refused with.
const REFUSED: &str = "訂單的狀態不允許，回應說明原因";

pub(super) fn operations(group: &mut Group) {
    group
        .put("/v1/orders/{order_id}/cancelled", cancel)
        .summary("透過訂單 ID 取消該訂單")
        .note(
            "尚未出貨的訂單可取消：庫存、紅利與優惠券隨即歸還，已付的款項成為待退款。觸發 orders/cancelled。\
             Shopwire 不寄送郵件，`email` 只接受而不動作；美安訂單的兩個欄位亦同。",
        )
        .refuses(403, REFUSED);
    group
        .put("/v1/orders/{order_id}/manual_return", manual_return)
        .summary("透過訂單 ID 手動修改該訂單的退貨狀態")
        .note(
            "沒有進行中的退貨時，退貨中與已退貨以所有已出貨而未退的商品成立一筆。已退貨時商品回到庫存，\
             款項成為待退款，觸發 orders/returned 或 orders/partial_return。",
        )
        .refuses(403, REFUSED);
    group
        .put("/v1/orders/{order_id}/preparing", prepare)
        .summary("透過訂單 ID 將該訂單配送狀態更改為準備出貨")
        .note("觸發 orders/preparing。")
        .refuses(403, REFUSED);
    group
        .put("/v1/orders/{order_id}/unshipped", unprepare)
        .summary("透過訂單 ID 將該訂單配送狀態更改為未出貨")
        .refuses(403, REFUSED);
    group
        .put("/v1/orders/{order_id}/update_financial_status", settle_money)
        .summary("透過訂單 ID 更改該訂單付款狀態")
        .note(
            "完成款項的下一步：未付款的訂單成為已收到款項，觸發 orders/paid；待退款的訂單退還全部待退金額，\
             觸發 orders/refunded 或 orders/partial_refunded。沒有下一步時回應不變的訂單。",
        )
        .refuses(403, REFUSED);
    group
        .put("/v1/orders/{order_id}/update_status", set_status)
        .summary("透過訂單 ID 更改該訂單狀態")
        .note("結案觸發 orders/closed，重新開啟觸發 orders/opened。")
        .refuses(403, REFUSED);
    group
        .post("/v1/orders/{order_id}/transactions", capture)
        .summary("透過訂單 ID 建立該訂單的付款紀錄")
        .note("訂單成為已收到款項，觸發 orders/paid；已付款的訂單回應原有的付款紀錄。")
        .refuses(403, REFUSED);
}

/// 取消理由
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Reason {
    /// 顧客改變/取消訂單
    Customer,
    /// 重複訂單
    Duplicate,
    /// 沒有及時付款
    NotPay,
    /// 欺詐性訂單
    Fraud,
    /// 沒有商品了
    Inventory,
    /// 超商取貨逾期未取
    Forgot,
    /// 尚未出貨
    NotShippedYet,
    /// POS 退貨
    PosSpReturn,
    /// 刷卡失敗
    CardPaidFail,
    /// 其他
    Other,
}

/// 顧客取消原因
#[derive(Debug, Clone, Copy, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum CustomerReason {
    /// 不想等太久
    WaitTooLong,
    /// 想用其他優惠重新訂購
    WantToUseOtherDiscount,
    /// 調整寄送地點
    ModifyShipmentLocation,
    /// 對商品有疑慮
    HaveConcernAboutProduct,
    /// 比價後價格/優惠偏高
    PriceTooHigh,
    /// 操作錯誤
    OperationMistake,
    /// 其他
    Other,
}

/// 取消訂單
#[derive(Debug, Deserialize, JsonSchema)]
struct CancelInput {
    /// 取消理由
    cancel_reason: Reason,
    /// 顧客取消原因
    cancel_reason_detail: Option<CustomerReason>,
    /// 其他顧客取消原因
    #[schemars(length(max = 1000))]
    other_cancel_reason_detail: Option<String>,
    /// 是否發送通知郵件給顧客
    #[allow(dead_code)] // taken, and nothing is sent
    email: Option<bool>,
    /// 是否將此客戶設為警示帳號
    set_warning: Option<bool>,
    /// 是否取消 shopdotcom 的訂單
    #[allow(dead_code)] // that channel is not here
    shopdotcom_cancel: Option<bool>,
    /// shopdotcom 訂單該退款的金額
    #[allow(dead_code)] // that channel is not here
    refund_shopdotcom: Option<Money>,
}

fn cancel(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(input): Body<CancelInput>) -> Answer<Record<Order>> {
    let reason = CancelReason {
        source: Some(word(&input.cancel_reason)),
        reason_id: input.cancel_reason_detail.map(|detail| detail as i64 + 1),
        reason_detail: input.other_cancel_reason_detail.or_else(|| input.cancel_reason_detail.as_ref().map(word)),
    };
    let order = advance(tx, id, Step::Cancel(reason))?;
    if let (Some(true), Some(customer)) = (input.set_warning, &order.customer)
        && let Some(mut customer) = tx.get(customer.id)?
        && customer.status.may_become(Status::Warning)
    {
        customer.status.become_(Status::Warning)?;
        let tags = customer.tags.clone();
        customers::rules::save(tx, &mut customer, &tags)?;
    }
    Ok(order)
}

/// 退貨狀態的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct ReturnInput {
    /// 手動修改退貨狀態為
    operation: ManualReturn,
}

/// 退貨操作
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(clippy::enum_variant_names)] // the wire's names
enum ManualReturn {
    /// 退貨中
    ManualReturning,
    /// 退貨審查
    ManualCheckGoods,
    /// 拒絕退貨
    ManualReturnRefuse,
    /// 已退貨
    ManualReturnDone,
}

fn manual_return(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(input): Body<ReturnInput>) -> Answer<Record<Order>> {
    let step = match input.operation {
        ManualReturn::ManualReturning => Step::Returning,
        ManualReturn::ManualCheckGoods => Step::CheckGoods,
        ManualReturn::ManualReturnRefuse => Step::RefuseReturn,
        ManualReturn::ManualReturnDone => Step::CompleteReturn,
    };
    advance(tx, id, step)
}

fn prepare(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    advance(tx, id, Step::Prepare)
}

fn unprepare(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    advance(tx, id, Step::Unprepare)
}

fn settle_money(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>) -> Answer<Record<Order>> {
    let step = match order(tx, id)?.statuses.financial_status {
        status if status.awaits_refund() => Step::Refund(None),
        FinancialStatus::Refunded => Step::Refund(None),
        _ => Step::Pay(Payment::manual()),
    };
    advance(tx, id, step)
}

/// 訂單狀態的變更
#[derive(Debug, Deserialize, JsonSchema)]
struct StatusInput {
    /// 訂單狀態
    status: Ending,
}

/// 開啟或結案
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Ending {
    /// 已開啟
    Open,
    /// 已結案
    Closed,
}

fn set_status(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(input): Body<StatusInput>) -> Answer<Record<Order>> {
    advance(
        tx,
        id,
        match input.status {
            Ending::Open => Step::Reopen,
            Ending::Closed => Step::Close,
        },
    )
}

/// 新的付款紀錄
#[derive(Debug, Deserialize, JsonSchema)]
struct TransactionCreate {
    /// 交易類型
    #[allow(dead_code)] // there is but one
    kind: Kind,
    /// 付款方式
    #[allow(dead_code)] // there is but one
    paid_type: PaidType,
}

/// 交易類型
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(rename = "TransactionKind")]
enum Kind {
    /// 已收款
    Capture,
}

/// 付款方式
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum PaidType {
    /// 手動
    Manual,
}

fn capture(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(_): Body<TransactionCreate>) -> Answer<Json<Transaction>> {
    advance(tx, id, Step::Pay(Payment::manual()))?;
    let transactions = Ledger::of(tx, id)?.map(|ledger| ledger.into_value().transactions).unwrap_or_default();
    let captured = transactions.into_iter().rfind(|one| one.kind_name == Movement::Capture.name());
    captured.map(Json).ok_or(Error::NotFound)
}
