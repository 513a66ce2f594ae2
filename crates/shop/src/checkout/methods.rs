//! How goods can be sent and paid for.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use storage::{Index, Query, Reading, Record};
use wire::{Id, Money};

use crate::orders::{Delivery, ShippingVendor};
use crate::pricing::ShippingRate;

/// A way of shipping that a shop offers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShippingMethod {
    pub id: Id<ShippingMethod>,
    /// What shoppers and products know it by.
    pub name: String,
    /// Its code: an order's `shipping_type`.
    pub shipping_type: String,
    pub vendor: ShippingVendor,
    pub price: Money,
    pub free_over: Option<Money>,
}

storage::document!(ShippingMethod, "物流", "shipping_methods", [Index::on("shipping_methods_name", &[NAME])]);

const NAME: storage::Field = storage::Field::text("name");

/// What a shop starts with: name, code, carrier's code and name, price, free from.
const DEFAULTS: [(&str, &str, &str, &str, i64, i64); 8] = [
    ("宅配", "ezcat", "ezcat", "黑貓宅急便", 100, 1500),
    ("低溫宅配", "ezcat", "ezcat", "黑貓宅急便", 160, 2500),
    ("7-ELEVEN 超商取貨", "seven_c2c", "SEVEN_C2C", "7-11 交貨便", 60, 1000),
    ("全家超商取貨", "family_c2c", "FAMILY_C2C", "全家店到店", 60, 1000),
    ("萊爾富超商取貨", "hilife", "HILIFE", "萊爾富超商取貨", 60, 1000),
    ("門市自取", "branch_store", "branch_store", "門市自取", 0, 0),
    ("快速到貨", "express", "uber_direct", "Uber Direct", 120, 3000),
    ("郵局", "custom", "postserv", "中華郵政", 80, 1500),
];

impl ShippingMethod {
    /// All that the shop offers: its own, or what a new shop starts with.
    pub fn all(from: &impl Reading) -> storage::Result<Vec<Self>> {
        let own = from.find::<Self>(&Query::all())?;
        if own.is_empty() {
            return Ok(DEFAULTS.map(Self::from_row).to_vec());
        }
        Ok(own.into_iter().map(Record::into_value).collect())
    }

    fn from_row((name, shipping_type, code, carrier, price, free_over): (&str, &str, &str, &str, i64, i64)) -> Self {
        Self {
            id: Id::default(),
            name: name.to_owned(),
            shipping_type: shipping_type.to_owned(),
            vendor: ShippingVendor { r#type: code.to_owned(), name: carrier.to_owned() },
            price: Money::from(price),
            free_over: Some(Money::from(free_over)),
        }
    }

    pub fn delivery(&self) -> Delivery {
        Delivery::of(&self.shipping_type)
    }

    pub(super) fn rate(&self) -> ShippingRate {
        ShippingRate { price: self.price, free_over: self.free_over }
    }
}

/// 付款方式
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// 信用卡
    #[default]
    CreditCard,
    /// ATM 虛擬帳號
    Atm,
    /// 銀行匯款
    BankTransfer,
    /// 超商代碼繳費
    CvsCode,
    /// LINE Pay
    LinePay,
    /// 街口支付
    JkoPay,
    /// 貨到付款
    Cod,
}

impl PaymentMethod {
    /// As shoppers know it.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreditCard => "信用卡",
            Self::Atm => "ATM 虛擬帳號",
            Self::BankTransfer => "銀行匯款",
            Self::CvsCode => "超商代碼繳費",
            Self::LinePay => "LINE Pay",
            Self::JkoPay => "街口支付",
            Self::Cod => "貨到付款",
        }
    }
}
