//! What stands on the label of a parcel.

use api::{Answer, Error};
use documents::{BarCode, Label, LabelField};
use platform::Shop;
use wire::Money;

use super::carriers::Chain;
use super::{Consignment, Cooling, CvsService, Measurement, Temperature, TrackingCompany};
use crate::orders::{Fulfillment, LineItem, Order, Receiver};

/// The label of a consignment of this order.
pub(crate) fn label(shop: &Shop, order: &Order, consignment: &Consignment) -> Answer<Label> {
    let shipment = shipment_of(order, consignment)?;
    let receiver = &order.receiver;
    let field = |name: &str, value: String| LabelField { name: name.to_owned(), value, strong: false };
    let strong = |name: &str, value: String| LabelField { strong: true, ..field(name, value) };
    let mut fields = vec![strong("收件人", receiver.name.clone()), strong("電話", receiver.phone.clone())];
    match CvsService::by(consignment.carrier) {
        Some(service) => {
            fields.push(strong("取貨門市", store_name(receiver, service)));
            fields.push(strong("門市店號", receiver.cvs_store_id.clone().unwrap_or_default()));
        }
        None => fields.push(strong("地址", address(receiver))),
    }
    let collected =
        if consignment.collect.is_zero() { "不代收".to_owned() } else { format!("NT$ {}", consignment.collect) };
    fields.push(strong("代收金額", collected));
    fields.push(field("訂單編號", order_number(order)));
    fields.push(field("寄件人", shop.name.clone()));
    fields.push(field("網址", shop.storefront_domain.clone()));
    fields.push(field("溫層", temperature(consignment).to_owned()));
    if let Some(size) = size(consignment) {
        fields.push(field("尺寸", size));
    }
    if let Some(at) = shipment.fulfilled_at {
        fields.push(field("出貨日", at.date().to_string()));
    }
    fields.push(field("內容", contents(&shipment.line_items)));
    let number = shipment.tracking_number.as_ref();
    Ok(Label {
        title: consignment.carrier.label().to_owned(),
        marks: marks(consignment),
        bar_code: number.cloned().map(|number| bar_code(consignment.carrier, number)),
        fields,
        qr_code: number.filter(|_| has_qr_code(consignment.carrier)).cloned(),
    })
}

/// The shipment that the consignment is of.
pub(super) fn shipment_of<'o>(order: &'o Order, consignment: &Consignment) -> Answer<&'o Fulfillment> {
    let is_of = |shipment: &&Fulfillment| shipment.id == consignment.fulfillment_id;
    order.fulfillments.iter().find(is_of).ok_or(Error::NotFound)
}

/// What a client is told where a label cannot be made.
pub(crate) fn unprintable(error: documents::Error) -> Error {
    match error {
        documents::Error::NoFont => {
            Error::NotEquipped("伺服器沒有繁體中文字型，無法產生託運單 PDF；請管理者安裝字型後再試".to_owned())
        }
        error => Error::Unavailable(error.to_string()),
    }
}

/// The store that the customer chose: what the order has as its address, or else its number.
pub(super) fn store_name(receiver: &Receiver, service: CvsService) -> String {
    let written = address(receiver);
    if !written.is_empty() {
        return written;
    }
    let chain = match service.chain() {
        Chain::Seven => "7-ELEVEN ",
        Chain::Family => "全家 ",
        Chain::Hilife => "萊爾富 ",
        Chain::Ezcat => "",
    };
    format!("{chain}{} 門市", receiver.cvs_store_id.as_deref().unwrap_or_default())
}

/// As people know the order.
pub(super) fn order_number(order: &Order) -> String {
    if order.order_name.is_empty() { order.order_number.to_string() } else { order.order_name.clone() }
}

fn address(receiver: &Receiver) -> String {
    let detail = &receiver.detail_address;
    let written =
        receiver.address.clone().filter(|address| !address.trim().is_empty()).unwrap_or_else(|| detail.in_one_line());
    match detail.zip.as_deref().filter(|zip| !zip.is_empty() && !written.starts_with(zip)) {
        Some(zip) => format!("{zip} {written}"),
        None => written,
    }
}

fn marks(consignment: &Consignment) -> Vec<String> {
    let parcel = &consignment.parcel;
    let cold = temperature(consignment);
    [
        (cold != NORMAL, cold),
        (parcel.is_fragile, "易碎"),
        (parcel.transferable, "可轉單"),
        (consignment.collect > Money::ZERO, "代收"),
    ]
    .into_iter()
    .filter(|(holds, _)| *holds)
    .map(|(_, mark)| mark.to_owned())
    .collect()
}

const NORMAL: &str = "常溫";

/// How cold the parcel is kept: as was asked, or as the service is.
fn temperature(consignment: &Consignment) -> &'static str {
    use TrackingCompany::{EzcatCvsCold, EzcatCvsRefrigerate, FamilyCold, FamilyColdC2c, HilifeCold};
    match (consignment.carrier, consignment.parcel.cooling, consignment.parcel.temperature) {
        (EzcatCvsRefrigerate, _, _) | (_, Cooling::Fridge, _) => "冷藏",
        (EzcatCvsCold | FamilyCold | FamilyColdC2c | HilifeCold, _, _) | (_, Cooling::Frozen, _) => "冷凍",
        (_, Cooling::None, Temperature::Cold) => "低溫",
        (_, Cooling::None, Temperature::Normal) => NORMAL,
    }
}

fn size(consignment: &Consignment) -> Option<String> {
    let measured = consignment.parcel.measurement.map(|measurement| match measurement {
        Measurement::S60 => 60,
        Measurement::S105 => 105,
    });
    consignment.parcel.size.or(measured).map(|size| format!("{size} cm"))
}

fn contents(lines: &[LineItem]) -> String {
    let line = |line: &LineItem| match line.variant_title.as_str() {
        "" => format!("{} × {}", line.title, line.quantity),
        variant => format!("{} {variant} × {}", line.title, line.quantity),
    };
    lines.iter().map(line).collect::<Vec<_>>().join("、")
}

/// Convenience stores scan Code 39, carriers Code 128.
fn bar_code(carrier: TrackingCompany, number: String) -> BarCode {
    match CvsService::by(carrier) {
        Some(_) => BarCode::Code39(number),
        None => BarCode::Code128(number),
    }
}

/// Parcels that people hand in at a store have one, and those of the carrier that drivers scan by phone.
fn has_qr_code(carrier: TrackingCompany) -> bool {
    use TrackingCompany::{Ezcat, FamilyC2c, FamilyColdC2c, HilifeC2c, SevenC2c};
    matches!(carrier, Ezcat | FamilyC2c | FamilyColdC2c | HilifeC2c | SevenC2c)
}
