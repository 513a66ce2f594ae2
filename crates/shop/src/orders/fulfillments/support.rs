//! Home delivery by a carrier: one order, or many at once.

use api::{Answer, Body, Commas, Error, Group, Json, Path, Reply, Respond, StatusCode};
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use storage::Tx;
use wire::Id;

use super::{
    BatchShipping, Cooling, HomeCarrier, Parcel, ShippingNumber, ShippingOutcome, ShippingResult, Temperature,
    TrackingCompany, known_size, ship_home,
};
use crate::orders::rules::order;
use crate::orders::{Fulfillment, LineItem, Order};
use crate::words::word;

/// So many orders are shipped with one request.
pub(crate) const MOST_ORDERS: usize = 200;

pub(super) fn operations(group: &mut Group) {
    group
        .post("/v1/orders/fulfillments/support_shipping", ship_many)
        .summary("透過多個訂單 ID 建立輸入訂單的自動出貨")
        .note("最多 200 筆。無法出貨的訂單列在結果中，不影響其他訂單。");
    group
        .post("/v1/orders/{order_id}/fulfillments/support_shipping", ship)
        .summary("透過訂單 ID 建立該訂單的自動出貨")
        .note("ezcat 與 pelican 立即給號；sf 與 hct 稍後給號，此時回應 202，單號之後出現在出貨紀錄。")
        .also_answers(StatusCode::ACCEPTED, "已出貨，物流商尚未給號；單號之後出現在出貨紀錄")
        .refuses(403, "不是宅配的訂單、訂單不能出貨，或所列商品已沒有可出貨的數量");
}

/// 自動出貨
#[derive(Debug, Deserialize, JsonSchema)]
struct SupportShipping {
    /// 欲收託運單的信箱
    email: String,
    #[serde(flatten)]
    parcel: SupportParcel,
}

/// 自動出貨的包裹
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct SupportParcel {
    /// 欲出貨的訂單商品 ID (逗點區隔)
    line_item_ids: Commas<Id<LineItem>>,
    /// 欲使用的託運商
    source: HomeCarrier,
    /// 欲出貨的尺寸 (cm)
    #[schemars(extend("enum" = [60, 90, 120, 150]))]
    size: i64,
    /// 欲出貨的溫層
    temperature: Temperature,
    /// 是否顯示「冷藏」或「冷凍」
    fridge_or_frozen: Cooling,
    /// 是否顯示「易碎」
    is_fragile: bool,
    /// (已棄用) 是否優先使用可轉單之單號
    #[serde(default)]
    use_transfer: bool,
}

/// 多筆訂單的自動出貨
#[derive(Debug, Deserialize, JsonSchema)]
struct SupportShippingBatch {
    /// 欲自動出貨多筆訂單的出貨資訊
    #[schemars(length(min = 1, max = MOST_ORDERS))]
    support_shippings: Vec<OrderParcel>,
    /// 欲收託運單的信箱
    email: String,
}

/// 一筆訂單的自動出貨
#[derive(Debug, Clone, Deserialize, JsonSchema)]
struct OrderParcel {
    /// 要建立自動出貨的訂單 ID
    order_id: Id<Order>,
    #[serde(flatten)]
    parcel: SupportParcel,
}

/// Goods that have left, with or without a number already.
struct Shipped(Fulfillment);

impl Respond for Shipped {
    fn respond(self) -> Reply {
        match self.0.tracking_number {
            Some(_) => Reply::json(&self.0),
            None => Reply::raw("{}").with_status(StatusCode::ACCEPTED),
        }
    }

    fn schema(generator: &mut SchemaGenerator) -> Option<Schema> {
        Some(generator.subschema_for::<Fulfillment>())
    }
}

fn ship(tx: &mut Tx<'_>, Path(id): Path<Id<Order>>, Body(new): Body<SupportShipping>) -> Answer<Shipped> {
    check_email(&new.email)?;
    new.parcel.ship(tx, id).map(Shipped)
}

fn ship_many(tx: &mut Tx<'_>, Body(new): Body<SupportShippingBatch>) -> Answer<Json<BatchShipping>> {
    check_email(&new.email)?;
    let request_id = tx.request_id().unwrap_or_default().to_owned();
    let results = new.support_shippings.into_iter().map(|one| one.result(tx)).collect::<Answer<_>>()?;
    Ok(Json(BatchShipping { request_id, results }))
}

impl SupportParcel {
    fn ship(self, tx: &mut Tx<'_>, id: Id<Order>) -> Answer<Fulfillment> {
        let parcel = Parcel {
            size: Some(known_size(self.size)?),
            measurement: None,
            temperature: self.temperature,
            cooling: self.fridge_or_frozen,
            is_fragile: self.is_fragile,
            transferable: self.use_transfer,
        };
        ship_home(tx, id, self.line_item_ids.0, self.source, parcel).map(|(_, fulfillment)| fulfillment)
    }
}

impl OrderParcel {
    fn result(self, tx: &mut Tx<'_>) -> Answer<ShippingResult> {
        let (id, carrier) = (self.order_id, self.parcel.source.company());
        let ids: Vec<String> = self.parcel.line_item_ids.0.iter().map(Id::to_string).collect();
        // What one of them wrote before it was refused is undone.
        let shipped = tx.attempt(|tx| self.parcel.ship(tx, id))?;
        let result = ShippingResult {
            order_id: id,
            fulfillment_status: order(tx, id).ok().map(|order| order.statuses.fulfillment_status),
            tracking_numbers: ShippingNumber::default(),
            message: String::new(),
            status: ShippingOutcome::Success,
            line_items: ids.join(","),
        };
        let fulfillment = match shipped {
            Ok(fulfillment) => fulfillment,
            Err(error) => {
                return Ok(ShippingResult {
                    message: error.into_refusal()?,
                    status: ShippingOutcome::Failed,
                    ..result
                });
            }
        };
        let (status, message) = match fulfillment.tracking_number {
            Some(_) => (ShippingOutcome::Success, String::new()),
            None => (ShippingOutcome::Processing, later(carrier)),
        };
        let tracking_numbers =
            ShippingNumber { tracking_company: Some(word(&carrier)), tracking_number: fulfillment.tracking_number };
        Ok(ShippingResult { tracking_numbers, message, status, ..result })
    }
}

fn later(carrier: TrackingCompany) -> String {
    format!("{}尚未給號，單號之後出現在出貨紀錄", carrier.label())
}

/// Whether labels could be sent there.
fn check_email(email: &str) -> Answer<()> {
    let sound = email.trim().split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'));
    if sound { Ok(()) } else { Err(Error::invalid("欲收託運單的信箱 (email) 無效值")) }
}
