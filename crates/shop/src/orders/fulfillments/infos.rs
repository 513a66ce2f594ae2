//! What is printed for parcels to convenience stores, as data; and their labels, as each chain gives them.

use std::slice;
use std::sync::Arc;

use api::{Answer, Body, Drawing, Error, Group, Json, Path, Scope, Site, StatusCode};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use documents::{LabelSheet, label_svg, labels_html, labels_pdf};
use platform::Shop;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use storage::{Reading, View};
use subtle::ConstantTimeEq;
use wire::Id;

use super::carriers::Chain;
use super::labels::{label, order_number, shipment_of, store_name, unprintable};
use super::{Consignment, CvsService, FulfillmentInfo, of_fulfillments};
use crate::orders::rules::order;
use crate::orders::{Fulfillment, Order};

/// So many are answered at once.
const MOST: usize = 100;

pub(super) fn operations(group: &mut Group) {
    group
        .asking_post("/v1/orders/fulfillment_infos", infos)
        .status(StatusCode::CREATED)
        .scoped(Scope::Family("orders"))
        .slow()
        .summary("透過出貨紀錄 ID 取得托運單資料 (限超商託運單使用)")
        .note("最多 100 筆，順序與送出的相同。image_url 是可直接開啟的 SVG 圖檔。")
        .refuses(503, "伺服器沒有中文字型，無法產生萊爾富的 PDF");
    group.public("/shipping_labels/{shop_id}/{consignment_id}/{key}", picture).summary("託運單圖檔");
}

/// 託運單資料的條件
#[derive(Debug, Deserialize, JsonSchema)]
struct Wanted {
    /// 出貨紀錄 ID
    #[schemars(length(min = 1, max = MOST))]
    fulfillment_ids: Vec<Id<Fulfillment>>,
}

fn infos(view: &View<'_>, site: Arc<Site>, Body(wanted): Body<Wanted>) -> Answer<Json<Vec<FulfillmentInfo>>> {
    let ids = wanted.fulfillment_ids;
    let found = of_fulfillments(view, &ids)?;
    let shop = shop(view)?;
    let mut infos = Vec::with_capacity(ids.len());
    let mut unknown = Vec::new();
    for id in &ids {
        let consignment = found.iter().find(|consignment| consignment.fulfillment_id == *id);
        match consignment.and_then(|consignment| Some((consignment, CvsService::by(consignment.carrier)?))) {
            Some((consignment, service)) => {
                let order = order(view, consignment.order_id)?;
                infos.push(info(&site, &shop, &order, consignment, service)?);
            }
            None => unknown.push(id.to_string()),
        }
    }
    if unknown.is_empty() {
        return Ok(Json(infos));
    }
    Err(Error::invalid(format!("出貨紀錄沒有超商託運單 (fulfillment_ids)：{}", unknown.join("、"))))
}

fn info(
    site: &Site,
    shop: &Shop,
    order: &Order,
    consignment: &Consignment,
    service: CvsService,
) -> Answer<FulfillmentInfo> {
    let shipment = shipment_of(order, consignment)?;
    let mut info = FulfillmentInfo {
        id: consignment.fulfillment_id,
        // Who has paid already shows who they are.
        id_verification: consignment.collect.is_zero(),
        receiver: order.receiver.name.clone(),
        receiver_phone: order.receiver.phone.clone(),
        amount: consignment.collect.to_string(),
        tracking_number: shipment.tracking_number.clone(),
        store_name: store_name(&order.receiver, service),
        store_no: order.receiver.cvs_store_id.clone(),
        barcode: shipment.tracking_number.clone(),
        shop_name: shop.name.clone(),
        order_no: order_number(order),
        shop_phone: None,
        shop_url: format!("https://{}", shop.storefront_domain),
        ..FulfillmentInfo::default()
    };
    let label = label(shop, order, consignment)?;
    match service.chain() {
        Chain::Family => {
            let (base, key) = (&site.base_url, &consignment.key);
            info.image_url = Some(format!("{base}/shipping_labels/{}/{}/{key}", shop.id, consignment.id));
        }
        Chain::Hilife => {
            info.supplier_name = Some(format!("{}({})", shop.name, shop.id));
            let pdf = labels_pdf(slice::from_ref(&label), LabelSheet::Roll, &label.title).map_err(unprintable)?;
            info.pdf = Some(STANDARD.encode(pdf));
            if service == CvsService::HilifeCold {
                let fields = label.fields.iter().map(|field| json!({ "name": field.name, "value": field.value }));
                let content = json!({
                    "title": label.title,
                    "marks": label.marks,
                    "barcode": info.barcode,
                    "fields": fields.collect::<Vec<_>>(),
                });
                info.pdf_json = Some(content.to_string());
            }
        }
        Chain::Seven if service == CvsService::SevenC2c => {
            info.html = Some(labels_html(slice::from_ref(&label), &label.title).map_err(unprintable)?);
        }
        Chain::Seven | Chain::Ezcat => {}
    }
    Ok(info)
}

/// The label of one parcel, for whoever has its address.
fn picture(view: &View<'_>, Path((_, id, key)): Path<(String, String, String)>) -> Answer<Drawing> {
    let id: Id<Consignment> = id.parse().map_err(|_| Error::NotFound)?;
    let consignment = view.get(id)?.ok_or(Error::NotFound)?;
    if !bool::from(consignment.key.as_bytes().ct_eq(key.as_bytes())) {
        return Err(Error::NotFound);
    }
    let label = label(&shop(view)?, &*order(view, consignment.order_id)?, &consignment)?;
    label_svg(&label).map(Drawing).map_err(unprintable)
}

pub(crate) fn shop(view: &View<'_>) -> Answer<Shop> {
    let shop = view.platform().get(Id::<Shop>::new(view.shop()))?;
    shop.map(storage::Record::into_value).ok_or(Error::NotFound)
}
