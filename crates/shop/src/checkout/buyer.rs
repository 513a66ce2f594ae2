//! Who buys, where it goes and how it is paid, checked together.

use storage::{Reading, Record, Tx};

use super::{PaymentMethod, Placement, PlacementReceiver, ShippingMethod};
use crate::branch_stores::BranchStore;
use crate::customers::{Customer, Status};
use crate::orders::{Buyer, Delivery, Receiver};

/// Who it is.
pub(super) fn customer(
    tx: &Tx<'_>,
    new: &Placement,
    faults: &mut Vec<String>,
) -> storage::Result<Option<Record<Customer>>> {
    let Some(id) = new.customer_id else {
        let contact = new.buyer.as_ref().filter(|buyer| buyer.email.is_some() || buyer.mobile.is_some());
        if contact.is_none() {
            faults.push("訪客購買需要購買人的 Email 或手機 (buyer)".to_owned());
        }
        return Ok(None);
    };
    let customer = tx.get(id)?;
    match &customer {
        None => faults.push(format!("顧客 (customer_id) 不存在：{id}")),
        Some(customer) if customer.status == Status::Disabled => faults.push("顧客帳號已禁用，不能下單".to_owned()),
        Some(_) => {}
    }
    Ok(customer)
}

/// How it travels, where there is anything to travel.
pub(super) fn method(
    tx: &Tx<'_>,
    new: &Placement,
    needs_shipping: bool,
    faults: &mut Vec<String>,
) -> storage::Result<Option<ShippingMethod>> {
    let Some(name) = new.shipping_name.as_deref().filter(|name| !name.is_empty()) else {
        if needs_shipping {
            faults.push("配送名稱 (shipping_name) 不能為空白".to_owned());
        }
        return Ok(None);
    };
    let mut methods = ShippingMethod::all(tx)?;
    if let Some(place) = methods.iter().position(|method| method.name == name) {
        return Ok(Some(methods.swap_remove(place)));
    }
    let names: Vec<_> = methods.iter().map(|method| method.name.as_str()).collect();
    faults.push(format!("配送名稱 (shipping_name) 必須是 {} 之一", names.join("、")));
    Ok(None)
}

/// The store where the goods are picked up or come from, where there is one.
pub(super) fn store(
    tx: &Tx<'_>,
    new: &Placement,
    delivery: Delivery,
    faults: &mut Vec<String>,
) -> storage::Result<Option<BranchStore>> {
    if !matches!(delivery, Delivery::BranchStore | Delivery::Express) {
        return Ok(None);
    }
    let store = new.branch_store_id.map(|id| tx.get(id)).transpose()?.flatten();
    match store {
        Some(store) if store.enabled => return Ok(Some(store.into_value())),
        Some(_) => faults.push("門市 (branch_store_id) 未啟用".to_owned()),
        None => faults.push("門市 (branch_store_id) 不存在".to_owned()),
    }
    Ok(None)
}

/// Whether this customer may pay so for goods that travel so.
pub(super) fn check_payment(
    payment: PaymentMethod,
    delivery: Delivery,
    customer: Option<&Customer>,
    faults: &mut Vec<String>,
) {
    let may = |is_allowed: fn(&Customer) -> bool| customer.is_none_or(is_allowed);
    if delivery == Delivery::ConvenienceStore && !may(|customer| customer.enable_cvs_pickup) {
        faults.push("顧客不能使用超商取貨".to_owned());
    }
    if payment != PaymentMethod::Cod {
        return;
    }
    match delivery {
        Delivery::None => faults.push("不需配送的商品不能貨到付款".to_owned()),
        Delivery::Home | Delivery::Express if !may(|customer| customer.enable_home_delivery_cod != Some(false)) => {
            faults.push("顧客不能使用宅配貨到付款".to_owned());
        }
        Delivery::ConvenienceStore if !may(|customer| customer.enable_cvs_cod) => {
            faults.push("顧客不能使用超商貨到付款".to_owned());
        }
        _ => {}
    }
}

/// Who gets it, and where.
pub(super) fn receiver(
    new: &Placement,
    customer: Option<&Customer>,
    delivery: Delivery,
    faults: &mut Vec<String>,
) -> Receiver {
    let given = new.receiver.clone().or_else(|| customer.and_then(usual));
    let Some(given) = given else {
        faults.push("收貨人 (receiver) 不能為空白".to_owned());
        return Receiver::default();
    };
    if given.name.trim().is_empty() {
        faults.push("收貨人名稱 (receiver.name) 不能為空白".to_owned());
    }
    if given.phone.trim().is_empty() {
        faults.push("收貨人電話 (receiver.phone) 不能為空白".to_owned());
    }
    let cvs_store_id = given.cvs_store_id.filter(|store| !store.trim().is_empty());
    if delivery == Delivery::ConvenienceStore && cvs_store_id.is_none() {
        faults.push("超商取貨需要門市店號 (receiver.cvs_store_id)".to_owned());
    }
    let detail_address = given.detail_address.unwrap_or_default();
    let address = Some(detail_address.in_one_line()).filter(|address| !address.is_empty());
    if matches!(delivery, Delivery::Home | Delivery::Express) && address.is_none() {
        faults.push("收貨人地址 (receiver.detail_address) 不能為空白".to_owned());
    }
    Receiver {
        name: given.name,
        country_calling_code: given.country_calling_code.or_else(|| Some("+886".to_owned())),
        phone: given.phone,
        address,
        detail_address,
        cvs_store_id,
        allpay_logistics_id: None,
    }
}

/// Where a customer's goods usually go.
fn usual(customer: &Customer) -> Option<PlacementReceiver> {
    let address = customer.address.clone();
    let phone = address.as_ref().and_then(|address| address.phone.clone()).or_else(|| customer.mobile.clone())?;
    let name = address.as_ref().and_then(|address| address.name.clone()).unwrap_or_else(|| customer.name.clone());
    let detail_address = address.map(|address| address.detail_address);
    Some(PlacementReceiver { name, country_calling_code: None, phone, detail_address, cvs_store_id: None })
}

/// How the buyer can be reached.
pub(super) fn buyer(new: &Placement, customer: Option<&Customer>) -> Buyer {
    let given = new.buyer.clone().unwrap_or_default();
    Buyer {
        email: given.email.or_else(|| customer.and_then(|customer| customer.email.clone())),
        mobile: given.mobile.or_else(|| customer.and_then(|customer| customer.mobile.clone())),
    }
}
