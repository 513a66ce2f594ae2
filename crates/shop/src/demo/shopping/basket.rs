//! What a shopper fills in at the checkout.

use wire::{Money, Timestamp};

use super::{Ending, Good, Market, Person, Way};
use crate::checkout::{PaymentMethod, Placement, PlacementBuyer, PlacementLine, PlacementReceiver};
use crate::customers::Customer;
use crate::customers::demo::customer;
use crate::customers::demo::dice::Dice;
use crate::einvoices::InvoiceDetails;
use crate::orders::{Delivery, InvoiceType, UtmTracking};

/// Guests are other people than the customers.
const GUESTS: u64 = 1 << 32;

const NOTES: &[&str] = &[
    "請放管理室，謝謝",
    "送達前請先來電",
    "趕在週末前收到，拜託了",
    "這是禮物，請不要放明細",
    "禮物，請代寫卡片：生日快樂",
    "白天無人在家，請晚上配送",
    "請用原廠紙箱包裝",
];

const DEVICES: &[(u64, &str)] = &[(63, "mobile"), (32, "desktop"), (5, "tablet")];
const CAMPAIGNS: &[(&str, &str, &str)] = &[
    ("google", "cpc", "brand"),
    ("facebook", "paid_social", "new_season"),
    ("newsletter", "email", "weekly"),
    ("line", "oa", "members"),
];
const STORES: &[(&str, &[&str])] = &[
    ("7-ELEVEN 超商取貨", &["131386", "150623", "167651", "991182"]),
    ("全家超商取貨", &["006598", "009431", "013766", "017204"]),
    ("萊爾富超商取貨", &["2123", "4418", "6021"]),
];
/// Codes of charities, and well-formed numbers of companies that are made up.
const LOVE_CODES: &[&str] = &["168001", "25885", "919", "8585"];
const COMPANIES: &[(&str, &str)] =
    &[("72957381", "示範股份有限公司"), ("82982347", "樣品貿易有限公司"), ("62269391", "測試企業社")];
const BARCODE: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ+-.";

/// How it is bought, and whether by a guest.
pub(super) struct Deal {
    pub way: Way,
    pub payment: PaymentMethod,
    pub ending: Ending,
    pub guest: Option<bool>,
}

pub(super) fn placement(
    number: u64,
    market: &Market,
    now: Timestamp,
    Deal { way: (shipping_name, delivery), payment, ending, guest }: Deal,
    dice: &mut Dice,
) -> Placement {
    let free = ending == Ending::CancelledFree;
    let buyer = customer_for(market, now, if free { Some(false) } else { guest }, dice);
    let guest = customer(GUESTS.wrapping_add(number));
    let is_sent = delivery != Delivery::None;
    let lines = lines(market, is_sent, ending, dice);
    let total: Money = lines.iter().map(|(good, count)| good.price * (*count).into()).sum();
    let points = match buyer {
        Some(_) if free => Some(total),
        Some(person) if !person.points.is_zero() && dice.percent(18) => Some(person.points.min(total)),
        _ => None,
    };
    let has_coupon = !free && dice.percent(14);
    let coupon = pick(&market.coupons, dice).filter(|_| has_coupon);
    let noted = dice.percent(14);
    let is_dated = delivery == Delivery::Home && dice.percent(10);
    let is_led = dice.percent(16);
    Placement {
        customer_id: buyer.map(|person| person.id),
        buyer: buyer.is_none().then(|| PlacementBuyer { email: guest.email.clone(), mobile: guest.mobile.clone() }),
        receiver: receiver(buyer, guest, shipping_name, delivery, dice),
        line_items: lines
            .iter()
            .map(|(good, quantity)| PlacementLine { product_variant_id: good.variant, quantity: *quantity })
            .collect(),
        shipping_name: is_sent.then(|| shipping_name.to_owned()),
        branch_store_id: pick(&market.stores, dice)
            .filter(|_| matches!(delivery, Delivery::BranchStore | Delivery::Express))
            .copied(),
        payment_method: payment,
        coupon_codes: coupon.into_iter().cloned().collect(),
        points,
        invoice: Some(invoice(dice)),
        note: Some((*dice.pick(NOTES)).to_owned()).filter(|_| noted),
        delivery_date: is_dated.then(|| now.plus_days(dice.between(2, 6)).date()),
        delivery_time: Some(if is_dated { dice.between(0, 3) } else { 0 }),
        from_device: Some((*dice.weighted(DEVICES)).to_owned()),
        utm_tracking: is_led.then(|| utm(dice)),
        ..Placement::default()
    }
}

/// One of the customers of that time, or nobody: a guest.
fn customer_for<'a>(market: &'a Market, now: Timestamp, guest: Option<bool>, dice: &mut Dice) -> Option<&'a Person> {
    let is_guest = guest.unwrap_or(dice.percent(24));
    let person = pick(&market.people, dice)?;
    (!is_guest && (guest.is_some() || person.since <= now)).then_some(person)
}

/// Most baskets hold one or two things.
fn lines<'a>(market: &'a Market, is_sent: bool, ending: Ending, dice: &mut Dice) -> Vec<(&'a Good, u32)> {
    let goods: Vec<&Good> = market.goods.iter().filter(|good| good.needs_shipping == is_sent).collect();
    let several = ending.takes_several_goods();
    let wanted = match dice.below(10) {
        _ if ending == Ending::CancelledFree => 1,
        0..=4 => 1,
        5..=7 => 2,
        8 => 3,
        _ => 4,
    };
    let mut lines: Vec<(&Good, u32)> = Vec::new();
    for _ in 0..wanted {
        let quantity = match dice.below(10) {
            _ if several => 2,
            0..=6 => 1,
            7..=8 => 2,
            _ => 3,
        };
        let fits = |good: &&&Good| good.stock.is_none_or(|stock| stock >= i64::from(quantity) + LEFT);
        let found = (0..TRIES).find_map(|_| pick(&goods, dice).filter(fits));
        if let Some(good) = found
            && !lines.iter().any(|(known, _)| known.variant == good.variant)
        {
            lines.push((good, quantity));
        }
    }
    lines
}

/// Nobody buys the last ones.
const LEFT: i64 = 8;
const TRIES: usize = 50;

fn pick<'a, T>(from: &'a [T], dice: &mut Dice) -> Option<&'a T> {
    let place = dice.below(from.len().max(1) as u64);
    from.get(usize::try_from(place).unwrap_or_default())
}

fn receiver(
    buyer: Option<&Person>,
    guest: Customer,
    shipping_name: &str,
    delivery: Delivery,
    dice: &mut Dice,
) -> Option<PlacementReceiver> {
    let stores = STORES.iter().find(|(name, _)| *name == shipping_name).map(|(_, stores)| *stores);
    let cvs_store_id = stores.map(|stores| (*dice.pick(stores)).to_owned());
    let (name, phone) = match buyer {
        // A customer's goods go where they usually go.
        Some(_) if matches!(delivery, Delivery::Home | Delivery::Express | Delivery::None) => return None,
        Some(person) => (person.name.clone(), person.phone.clone()),
        None if delivery == Delivery::None => return None,
        None => (guest.name, guest.mobile.unwrap_or_default()),
    };
    let is_brought = matches!(delivery, Delivery::Home | Delivery::Express);
    let detail_address = guest.address.filter(|_| is_brought).map(|address| address.detail_address);
    Some(PlacementReceiver { name, country_calling_code: Some("+886".to_owned()), phone, detail_address, cvs_store_id })
}

fn invoice(dice: &mut Dice) -> InvoiceDetails {
    let mut invoice = InvoiceDetails::default();
    match dice.below(100) {
        0..=51 => {}
        52..=84 => {
            let code: String = (0..7).map(|_| char::from(*dice.pick(BARCODE))).collect();
            (invoice.invoice_type, invoice.phone_barcode) = (InvoiceType::PhoneBarcode, Some(format!("/{code}")));
        }
        85..=91 => {
            let (number, title) = dice.pick(COMPANIES);
            invoice.invoice_type = InvoiceType::Company;
            (invoice.company_no, invoice.title) = (Some((*number).to_owned()), Some((*title).to_owned()));
        }
        92..=96 => {
            let code = dice.pick(LOVE_CODES);
            (invoice.invoice_type, invoice.love_code) = (InvoiceType::Donate, Some((*code).to_owned()));
        }
        _ => {
            let number = format!("AB{:014}", dice.below(100_000_000_000_000));
            (invoice.invoice_type, invoice.nature_person) = (InvoiceType::NaturePerson, Some(number));
        }
    }
    invoice
}

fn utm(dice: &mut Dice) -> UtmTracking {
    let (source, medium, campaign) = dice.pick(CAMPAIGNS);
    UtmTracking {
        utm_source: Some((*source).to_owned()),
        utm_medium: Some((*medium).to_owned()),
        utm_campaign: Some((*campaign).to_owned()),
        ..UtmTracking::default()
    }
}
