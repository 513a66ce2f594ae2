//! Shoppers of a demo shop: what they buy, how they pay for it, and what becomes of their orders. Made from nothing but
//! a number and what there is to buy, so that the same number in the same market is always the same story.

mod basket;
mod course;
mod ending;
#[cfg(test)]
mod tests;

pub use course::Turn;
pub use ending::Ending;

use wire::{Id, Money, Timestamp};

use crate::branch_stores::BranchStore;
use crate::checkout::{PaymentMethod, Placement};
use crate::customers::demo::dice::Dice;
use crate::customers::{Customer, Status};
use crate::orders::Delivery;
use crate::products::{InventoryPolicy, Product, Variant};
use basket::Deal;

/// Shoppers roll other dice than customers and products of the same number.
const SALT: u64 = 1 << 41;

/// What there is to buy, and who may come to buy it.
#[derive(Debug, Clone, Default)]
pub struct Market {
    goods: Vec<Good>,
    people: Vec<Person>,
    /// Where goods can be picked up.
    pub stores: Vec<Id<BranchStore>>,
    /// Codes of coupons that are known to all.
    pub coupons: Vec<String>,
}

#[derive(Debug, Clone)]
struct Good {
    variant: Id<Variant>,
    price: Money,
    /// How many there are; nothing where there are always enough.
    stock: Option<i64>,
    needs_shipping: bool,
}

#[derive(Debug, Clone)]
struct Person {
    id: Id<Customer>,
    name: String,
    phone: String,
    since: Timestamp,
    points: Money,
}

impl Market {
    /// Anybody can buy it, and have it sent in any way.
    pub fn add_product(&mut self, product: &Product) {
        let for_all = product.required_customer_tags.is_empty() && product.shipping_names.is_empty();
        if !product.published || !for_all || product.sell_from.is_some() || product.sell_to.is_some() {
            return;
        }
        self.goods.extend(product.product_variants.iter().map(|variant| {
            Good {
                variant: variant.id,
                price: variant.price,
                stock: (variant.inventory_management && variant.inventory_policy == InventoryPolicy::Deny)
                    .then_some(variant.inventory_quantity),
                needs_shipping: variant.requires_shipping,
            }
        }));
    }

    /// A customer who may shop, and whose phone number is known.
    pub fn add_customer(&mut self, customer: &Customer) {
        let phone = customer.address.as_ref().and_then(|address| address.phone.as_ref()).or(customer.mobile.as_ref());
        if let Some(phone) = phone.filter(|_| customer.status == Status::Enabled) {
            self.people.push(Person {
                id: customer.id,
                name: customer.name.clone(),
                phone: phone.clone(),
                since: customer.created_at,
                points: customer.bonus_remain,
            });
        }
    }

    /// The same, with nobody who comes to buy.
    #[must_use]
    pub fn without_customers(mut self) -> Self {
        self.people.clear();
        self
    }

    /// Whether there is anything that a parcel can be made of.
    pub fn has_goods(&self) -> bool {
        self.goods.iter().any(|good| good.needs_shipping)
    }
}

/// What somebody buys, and what becomes of it.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub placement: Placement,
    /// What the shop marks the order with.
    pub tags: Vec<&'static str>,
    pub ending: Ending,
    /// What happens then, one after the other.
    pub turns: Vec<Turn>,
}

/// How goods travel: as the shop's usual ways are called.
type Way = (&'static str, Delivery);

const WAYS: &[(u64, Way)] = &[
    (34, ("宅配", Delivery::Home)),
    (4, ("低溫宅配", Delivery::Home)),
    (4, ("郵局", Delivery::Home)),
    (24, ("7-ELEVEN 超商取貨", Delivery::ConvenienceStore)),
    (17, ("全家超商取貨", Delivery::ConvenienceStore)),
    (5, ("萊爾富超商取貨", Delivery::ConvenienceStore)),
    (6, ("門市自取", Delivery::BranchStore)),
    (4, ("快速到貨", Delivery::Express)),
    (2, ("", Delivery::None)),
];

const PAYMENTS: &[(u64, PaymentMethod)] = &[
    (42, PaymentMethod::CreditCard),
    (15, PaymentMethod::LinePay),
    (7, PaymentMethod::JkoPay),
    (10, PaymentMethod::Atm),
    (6, PaymentMethod::BankTransfer),
    (5, PaymentMethod::CvsCode),
    (15, PaymentMethod::Cod),
];

/// Whether shoppers know what such a way of shipping asks of them.
pub fn is_usual_way(name: &str) -> bool {
    WAYS.iter().any(|(_, (usual, _))| *usual == name)
}

/// Tries before what always fits is taken.
const TRIES: usize = 10_000;

/// What somebody wants of a story; the rest is as it happens.
#[derive(Debug, Clone, Default)]
pub struct Wishes {
    pub ending: Option<Ending>,
    pub payment: Option<PaymentMethod>,
    pub shipping: Option<String>,
    /// Whether a guest buys, or a customer.
    pub guest: Option<bool>,
}

impl From<Option<Ending>> for Wishes {
    fn from(ending: Option<Ending>) -> Self {
        Self { ending, ..Self::default() }
    }
}

/// The story of this number. Whoever buys as a customer is one by then.
pub fn scenario(number: u64, market: &Market, now: Timestamp, wishes: &Wishes) -> Scenario {
    let mut dice = Dice::new(number ^ SALT);
    let dice = &mut dice;
    let chosen = (0..TRIES).find_map(|_| {
        let (way, payment) = (*dice.weighted(WAYS), *dice.weighted(PAYMENTS));
        let payment = wishes.payment.unwrap_or(payment);
        let ending = wishes.ending.unwrap_or_else(|| Ending::usual(dice));
        let is_offered = match way.1 {
            _ if wishes.shipping.as_ref().is_some_and(|wanted| wanted != way.0) => false,
            Delivery::BranchStore | Delivery::Express => !market.stores.is_empty(),
            Delivery::None => payment != PaymentMethod::Cod && market.goods.iter().any(|good| !good.needs_shipping),
            Delivery::Home | Delivery::ConvenienceStore => true,
        };
        (is_offered && ending.fits(payment, way.1)).then_some((way, payment, ending))
    });
    let (way, payment, ending) = chosen.unwrap_or((WAYS[0].1, PaymentMethod::CreditCard, Ending::Closed));
    let placement = basket::placement(number, market, now, Deal { way, payment, ending, guest: wishes.guest }, dice);
    let tags = tags(dice, &placement);
    Scenario { placement, tags, ending, turns: course::turns(ending, payment, way.1, dice) }
}

fn tags(dice: &mut Dice, placement: &Placement) -> Vec<&'static str> {
    let has_note = |word: &str| placement.note.as_ref().is_some_and(|note| note.contains(word));
    let candidates = [
        ("急件", has_note("趕")),
        ("禮物", has_note("禮物")),
        ("公司戶", placement.invoice.as_ref().is_some_and(|invoice| invoice.company_no.is_some())),
        ("急件", dice.percent(5)),
        ("VIP", placement.customer_id.is_some() && dice.percent(6)),
        ("需電話確認", dice.percent(3)),
        ("團購", dice.percent(4)),
    ];
    let mut tags = Vec::new();
    for (tag, fits) in candidates {
        if fits && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}
