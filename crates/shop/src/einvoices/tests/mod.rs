//! Stories about invoices, through the HTTP surface.

mod following;
mod keeping;
mod living;
mod ranges;

use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::Id;

use super::{Einvoice, InvoiceType};
use crate::orders::lifecycle::{Told, change};
use crate::orders::{Ledger, Order};
use crate::stories::{customer, day, keep, paid_order};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

/// A shop with an order of a thousand dollars that is to have an invoice.
pub(super) struct Scene {
    pub shopwire: Shopwire,
    pub vendor: Client,
    pub customer: i64,
}

impl Scene {
    pub async fn new() -> Self {
        let shopwire = Shopwire::spawn().await;
        let vendor = shopwire.vendor();
        let customer = customer(&vendor, "").await;
        Self { shopwire, vendor, customer }
    }

    /// A shop that has so many numbers for now, from AB10000000 on.
    pub async fn with_numbers(count: u32) -> Self {
        let scene = Self::new().await;
        scene.allot("AB", 10_000_000, count).await;
        scene
    }

    pub async fn allot(&self, prefix: &str, from: u32, count: u32) -> Value {
        let range = json!({ "prefix": prefix, "from": format!("{from:08}"), "to": format!("{:08}", from + count - 1) });
        self.vendor.post("/einvoice_ranges", range).await.expect(201)
    }

    /// A paid order of this price.
    pub async fn sold(&self, price: i64, details: Einvoice) -> i64 {
        let order = paid_order(self.customer, &day(&self.shopwire, 0), "帆布托特包", price);
        keep(&self.shopwire, Order { einvoice: Some(details), ..order }).await.get()
    }

    /// Changes an order as its life does.
    pub async fn change(&self, order: i64, edit: impl FnOnce(&mut Order) + Send + 'static) -> Value {
        self.change_with(order, |order, _| edit(order)).await
    }

    pub async fn change_with(&self, order: i64, edit: impl FnOnce(&mut Order, &mut Ledger) + Send + 'static) -> Value {
        let id = Id::new(order);
        let write = self.shopwire.database.write(self.shopwire.shop.get(), None, move |tx| {
            let (order, ()) = change(tx, id, |_, order, ledger| {
                edit(order, ledger);
                Ok(((), Told::Plain))
            })?;
            Ok::<_, api::Error>(order.into_value())
        });
        serde_json::to_value(write.await.unwrap().einvoice).unwrap()
    }

    pub async fn put(&self, order: i64, change: Value) -> Value {
        self.vendor.put(&format!("/v1/einvoices/{order}"), change).await.expect(200)
    }

    pub async fn refused(&self, order: i64, status: u16, change: Value) -> String {
        let refused = self.vendor.put(&format!("/v1/einvoices/{order}"), change).await.expect(status);
        refused["error"].to_string()
    }

    pub async fn issue(&self, order: i64) -> Value {
        self.put(order, json!({ "invoice_type": "default", "invoice_status": "issue" })).await
    }

    pub async fn invoice(&self, invoice: &Value) -> Value {
        self.vendor.get(&format!("/v1/einvoices/{}", invoice["id"])).await.expect(200)
    }
}

pub(super) fn details(invoice_type: InvoiceType) -> Einvoice {
    Einvoice { invoice_type, ..Einvoice::default() }
}

pub(super) fn for_company() -> Einvoice {
    Einvoice {
        title: Some("好茶有限公司".into()),
        company_no: Some("04595257".into()),
        ..details(InvoiceType::Company)
    }
}

#[test]
fn an_invoice_shows_every_field() {
    let keys = "title order_id company_no invoice_no invoice_status invoice_at invalid_at random_num invoice_type \
                love_code phone_barcode nature_person id amounts allowances";
    assert_keys(&Einvoice::default(), keys);
    assert_loads_without_fields::<Einvoice>();
    assert_loads_without_fields::<super::Invoice>();
}
