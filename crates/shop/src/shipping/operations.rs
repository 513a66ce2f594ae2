//! Making consignments.

use api::{Answer, Body, Group, Json, Path, StatusCode};
use schemars::JsonSchema;
use serde::Deserialize;
use storage::Tx;
use wire::Id;

use super::{CvsFulfillment, FailedOrder, ShippedOrder, SupportShippingResult};
use crate::orders::fulfillments::{
    Cooling, CvsService, HomeCarrier, MOST_ORDERS, Measurement, Parcel, StoreParcel, Temperature, known_size,
    parcel_of, ship_cvs, ship_home,
};
use crate::orders::lifecycle::Lines;
use crate::orders::{LineItem, Order};

/// Services that are told how much room the parcel takes.
const MEASURED: &[CvsService] = &[CvsService::HilifeCold, CvsService::FamilyCold, CvsService::FamilyColdC2c];

pub(super) fn operations(group: &mut Group) {
    group
        .post("/v2/orders/fulfillments/support_shippings", ship_home_many)
        .status(StatusCode::OK)
        .summary("建立宅配託運單")
        .note(
            "最多 200 筆。無法出貨的訂單列在 failed_orders，不影響其他訂單。size 未帶時為 60。\
             sf 與 hct 稍後給號，單號之後出現在出貨紀錄；fridge_or_frozen、is_fragile 與 use_transfer 對它們沒有作用。",
        );
    group
        .post("/v2/orders/{order_id}/cvs_shipping", ship_to_store)
        .summary("建立超商託運單")
        .note("尚未出貨的商品全部出貨。萊爾富冷凍與全家冷鏈必須帶 measurement；黑貓快速到店的 size 未帶時為 60。")
        .refuses(403, "不是超商取貨的訂單、沒有超取店號，或訂單不能出貨");
}

/// 宅配託運單
#[derive(Debug, Deserialize, JsonSchema)]
struct SupportShippingCreate {
    /// 配送方式代碼
    shipping_type: HomeCarrier,
    /// 包裹尺寸 (cm)
    #[schemars(extend("enum" = [60, 90, 120, 150]))]
    size: Option<i64>,
    /// 冷藏或冷凍；sf 與 hct 不支援
    #[serde(default)]
    fridge_or_frozen: Cooling,
    /// 易碎標記；sf 與 hct 不支援
    #[serde(default)]
    is_fragile: bool,
    /// 溫層
    #[serde(default)]
    temperature: Temperature,
    /// 優先使用可轉單之單號；sf 與 hct 不支援
    #[serde(default)]
    use_transfer: bool,
    /// 要出貨的訂單與商品項目
    #[schemars(length(min = 1, max = MOST_ORDERS))]
    shipping_orders: Vec<ShippingOrder>,
}

/// 要出貨的訂單
#[derive(Debug, Deserialize, JsonSchema)]
struct ShippingOrder {
    /// 訂單 ID
    order_id: Id<Order>,
    /// 要包含的訂單商品項目 ID
    line_item_ids: Vec<Id<LineItem>>,
}

fn ship_home_many(tx: &mut Tx<'_>, Body(new): Body<SupportShippingCreate>) -> Answer<Json<SupportShippingResult>> {
    let carrier = new.shipping_type;
    let is_asked = matches!(carrier, HomeCarrier::Ezcat | HomeCarrier::Pelican);
    let parcel = Parcel {
        size: Some(known_size(new.size.unwrap_or(SMALLEST))?),
        measurement: None,
        temperature: new.temperature,
        cooling: if is_asked { new.fridge_or_frozen } else { Cooling::None },
        is_fragile: is_asked && new.is_fragile,
        transferable: is_asked && new.use_transfer,
    };
    let mut result = SupportShippingResult::default();
    for ShippingOrder { order_id, line_item_ids } in new.shipping_orders {
        match tx.attempt(|tx| ship_home(tx, order_id, line_item_ids, carrier, parcel.clone()))? {
            Ok((_, shipped)) => result.fulfillments.push(ShippedOrder {
                id: shipped.id,
                order_id,
                tracking_number: shipped.tracking_number,
                tracking_company: shipped.tracking_company,
            }),
            Err(error) => result.failed_orders.push(FailedOrder { order_id, message: error.into_refusal()? }),
        }
    }
    Ok(Json(result))
}

/// What a parcel has where nothing is said.
const SMALLEST: i64 = 60;

/// 超商託運單
#[derive(Debug, Deserialize, JsonSchema)]
struct CvsShippingCreate {
    /// 材積；萊爾富冷凍與全家冷鏈必填
    measurement: Option<Measurement>,
    /// 包裹尺寸 (cm)，黑貓快速到店專用
    #[schemars(extend("enum" = [60, 90, 105]))]
    size: Option<i64>,
}

fn ship_to_store(
    tx: &mut Tx<'_>,
    Path(id): Path<Id<Order>>,
    Body(new): Body<CvsShippingCreate>,
) -> Answer<Json<CvsFulfillment>> {
    let said = StoreParcel { measurement: new.measurement, size: new.size };
    let (order, shipped) = ship_cvs(tx, id, Lines::All, None, |service| parcel_of(service, said, MEASURED))?;
    Ok(Json(CvsFulfillment {
        id: shipped.id,
        tracking_company: shipped.tracking_company,
        cvs_shipping_type: order.shipping_type.as_deref().and_then(CvsService::of),
        tracking_number: shipped.tracking_number,
        fulfilled_at: shipped.fulfilled_at,
        received_at: shipped.received_at,
        status: shipped.status,
        line_items: shipped.line_items.iter().map(Into::into).collect(),
    }))
}
