//! The branch stores of a demo shop.

use api::Answer;
use storage::Tx;
use wire::{Id, Money};

use super::{BranchStore, BranchStorePayment, BranchStoreShippingRate};

struct Place {
    number: &'static str,
    name: &'static str,
    county: &'static str,
    district: &'static str,
    zip: &'static str,
    address: &'static str,
    phone: &'static str,
    at: (f64, f64),
}

const PLACES: &[Place] = &[
    Place {
        number: "A01",
        name: "台北信義門市",
        county: "台北市",
        district: "信義區",
        zip: "110",
        address: "松仁路 100 號 1 樓",
        phone: "02-0000-0101",
        at: (25.0367, 121.5683),
    },
    Place {
        number: "B01",
        name: "台中勤美門市",
        county: "台中市",
        district: "西區",
        zip: "403",
        address: "公益路 68 號 2 樓",
        phone: "04-0000-0201",
        at: (24.1512, 120.6637),
    },
    Place {
        number: "C01",
        name: "高雄駁二門市",
        county: "高雄市",
        district: "鹽埕區",
        zip: "803",
        address: "大勇路 1 號",
        phone: "07-0000-0301",
        at: (22.6203, 120.2816),
    },
];

/// The same stores in every fresh shop.
pub fn seed(tx: &mut Tx<'_>) -> Answer<()> {
    for place in PLACES {
        let payment =
            BranchStorePayment { id: Id::new(tx.next_id("branch_store_payments")?), name: "門市付款".into() };
        let rate = BranchStoreShippingRate {
            id: Id::new(tx.next_id("branch_store_shipping_rates")?),
            name: "門市自取".into(),
            min_order_subtotal: Money::ZERO,
            price: Money::ZERO,
            payments: vec![payment],
        };
        tx.insert(BranchStore {
            store_no: Some(place.number.into()),
            name: place.name.into(),
            phone: place.phone.into(),
            county: place.county.into(),
            district: place.district.into(),
            address: place.address.into(),
            zip: place.zip.into(),
            opening_hours: "11:00–21:30".into(),
            lat: Some(place.at.0),
            lng: Some(place.at.1),
            enabled: true,
            shipping_rates: vec![rate],
            ..BranchStore::default()
        })?;
    }
    Ok(())
}
