//! Orders for a large shop: a year of them, stored as the shop stores its own, in every state that orders come to.

use std::io;
use std::path::Path;
use std::sync::Arc;

use shop::customers::Customer;
use shop::orders::{
    Buyer, FinancialStatus, Fulfillment, FulfillmentStatus, Ledger, LineItem, Order, OrderStatus, OrderTag, Prices,
    Receiver, ReturnStatus, ShippingVendor, Statuses, Timings,
};
use storage::{Database, Error, Query, Reading, Record, Tx};
use storage_sqlite::{Options, Sqlite};
use wire::{Clock, Id, Money, OsRandom, Random, SeededRandom, SystemClock, Timestamp};

/// Orders of one transaction.
const AT_ONCE: u64 = 2_000;
const YEAR: u64 = 365 * 86_400_000;
const HOUR: u64 = 3_600_000;
/// The first number that a shop gives is one more.
pub const FIRST_NUMBER: u64 = 1_000;
pub const VENDORS: u64 = 200;

/// Adds so many orders to the shop in the folder, which nobody serves meanwhile.
pub fn fill(folder: &Path, shop: i64, orders: u64) -> io::Result<()> {
    let kinds = [platform::KINDS.to_vec(), shop::kinds()].concat();
    let store = Sqlite::open(&folder.join("shopwire.db"), &kinds, Options::default()).map_err(io::Error::other)?;
    let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let begin = Timestamp::from_millis(SystemClock.now().millis() - span(YEAR));
    runtime.block_on(async {
        for first in (0..orders).step_by(usize::try_from(AT_ONCE).unwrap_or(usize::MAX)) {
            let add = move |tx: &mut Tx<'_>| {
                let customers: Vec<Customer> =
                    tx.find::<Customer>(&Query::all())?.into_iter().map(Record::into_value).collect();
                for number in first..orders.min(first + AT_ONCE) {
                    let at = begin.plus_millis(span(number * (YEAR / orders)));
                    let order = tx.insert_quietly(order(number, at, tx.now(), &customers))?;
                    tx.insert_quietly(Ledger { order_id: order.id, ..Ledger::default() })?;
                }
                Ok::<_, Error>(())
            };
            database.write(shop, None, add).await.map_err(io::Error::other)?;
        }
        Ok(())
    })
}

fn span(millis: u64) -> i64 {
    i64::try_from(millis).unwrap_or(i64::MAX)
}

/// The order of this number, as it stands now: of ten weeks and older ones, nearly all are closed.
fn order(number: u64, created_at: Timestamp, now: Timestamp, customers: &[Customer]) -> Order {
    let dice = SeededRandom::new(number);
    let roll = |sides: u64| dice.next_u64() % sides;
    let order_number = span(FIRST_NUMBER + 1 + number);
    let customer = usize::try_from(roll(200)).ok().and_then(|one| customers.get(one)).cloned();
    let lines: Vec<LineItem> =
        (0..=roll(2)).map(|line| line_item(number * 3 + line, roll(50_000), created_at)).collect();
    let total = lines.iter().fold(Money::default(), |sum, line| sum + line.total_price_after_discounts);
    let until_now = u64::try_from(now.millis() - created_at.millis()).unwrap_or_default();
    let later = |hours: u64| created_at.plus_millis(span((hours * HOUR).min(until_now)));
    let mut order = Order {
        token: format!("{:032x}", u128::from(number) * 0x9E37_79B9_7F4A_7C15),
        order_number,
        order_name: format!("#{order_number}"),
        subtotal_price: total,
        created_at,
        buyer: Buyer { email: Some(format!("shopper{number}@example.com")), mobile: None },
        customer: customer.map(Box::new),
        receiver: Receiver {
            name: "林怡君".to_owned(),
            phone: "0912345678".to_owned(),
            address: Some("100臺北市中正區重慶南路一段 1 號".to_owned()),
            ..Receiver::default()
        },
        line_items: lines,
        shipping_type: Some("ezcat".to_owned()),
        shipping_name: "宅配".to_owned(),
        shipping_vendor: Some(ShippingVendor { r#type: "ezcat".to_owned(), name: "黑貓宅急便".to_owned() }),
        payment_name: "信用卡".to_owned(),
        payment_method: "credit_card".to_owned(),
        prices: Prices { total_line_items_price: total, total_price: total, ..Prices::default() },
        ..Order::default()
    };
    let age = until_now / HOUR / 24;
    let fate = roll(1_000);
    let (financial, fulfillment) = match fate {
        _ if age < 1 && fate < 300 => (FinancialStatus::Pending, FulfillmentStatus::Unshipped),
        _ if age < 3 => (FinancialStatus::Paid, FulfillmentStatus::Unshipped),
        0..60 => (FinancialStatus::Pending, FulfillmentStatus::Cancel),
        60..80 => (FinancialStatus::Refunded, FulfillmentStatus::Returned),
        80..85 => (FinancialStatus::Pending, FulfillmentStatus::Unshipped),
        _ => (FinancialStatus::Paid, FulfillmentStatus::Received),
    };
    order.statuses = Statuses { financial_status: financial, fulfillment_status: fulfillment, ..Statuses::default() };
    let wait = 24 + roll(240);
    let last = later(wait);
    match fulfillment {
        FulfillmentStatus::Cancel => {
            order.statuses.order_status = OrderStatus::Cancelled;
            order.timings.cancelled_at = Some(last);
        }
        FulfillmentStatus::Returned => {
            order.statuses.return_status = ReturnStatus::Returned;
            order.timings = Timings { return_at: Some(last), refund_at: Some(last), ..Timings::default() };
        }
        FulfillmentStatus::Received if fate == 85 => order.statuses.return_status = ReturnStatus::RequestReturn,
        _ => {}
    }
    if matches!(fulfillment, FulfillmentStatus::Received | FulfillmentStatus::Returned) {
        order.fulfillments.push(Fulfillment {
            id: Id::new(order_number),
            tracking_company: "ezcat".to_owned(),
            tracking_number: Some(format!("9{number:011}")),
            fulfilled_at: Some(later(wait / 2)),
            status: "fulfilled".to_owned(),
            ..Fulfillment::default()
        });
        if age > 14 && order.statuses.return_status != ReturnStatus::RequestReturn {
            order.statuses.order_status = OrderStatus::Closed;
            order.timings.closed_at = Some(last);
        }
    }
    order.updated_at = last;
    let tag = |name: &str| OrderTag { name: name.to_owned() };
    match roll(1_000) {
        0..100 => order.tags.push(tag("erp")),
        100 => order.tags.push(tag("急件")),
        _ => {}
    }
    if roll(50) == 0 {
        order.pos_info.pos_shop_id = Some(1);
    }
    order
}

fn line_item(id: u64, product: u64, created_at: Timestamp) -> LineItem {
    let price = Money::from(span(200 + product % 40 * 50));
    LineItem {
        id: Id::new(span(id + 1)),
        product_id: span(product + 1),
        product_variant_id: Id::new(span(product * 2 + 1)),
        title: "有機棉圓領短袖上衣".to_owned(),
        variant_title: "米白 / M".to_owned(),
        sku: Some(format!("HO-{product:06}-01")),
        vendor: Some(format!("vendor {}", product % VENDORS)),
        price,
        quantity: 1,
        item_type: "normal".to_owned(),
        return_status: Some(ReturnStatus::NoNeed),
        total_price_before_discounts: price,
        total_price_after_discounts: price,
        created_at,
        ..LineItem::default()
    }
}
