//! Placing an order.

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Record, Tx};
use wire::{Id, Money, token};

use super::contents::{Content, contents, take_stock};
use super::{PaymentMethod, Placement, ShippingMethod, buyer};
use crate::affiliates;
use crate::bonus_rule::BonusRule;
use crate::coupons::{self, CODE, Coupon};
use crate::customers::{Customer, bonus_points};
use crate::orders::ledger::{Ledger, TakenPoints};
use crate::orders::lifecycle::{Payment, Step, advance, placed};
use crate::orders::{Delivery, FinancialStatus, FulfillmentStatus, LineItem, Order, ReturnStatus, Statuses};
use crate::pricing::{Offer, Promotion, Quote, VipDiscount, VipFreeShipping, quote};
use crate::vip_groups::Groups;
use crate::words::word;

/// Places the order, or answers 422 with everything that is in the way.
pub fn place(tx: &mut Tx<'_>, new: Placement) -> Answer<Record<Order>> {
    let mut faults = Vec::new();
    let now = tx.now();
    let mut customer = buyer::customer(tx, &new, &mut faults)?;
    let basket = contents(tx, &new, &mut faults)?;
    let needs_shipping = basket.iter().any(Content::needs_shipping);
    let method = buyer::method(tx, &new, needs_shipping, &mut faults)?;
    let delivery = method.as_ref().map_or(Delivery::None, ShippingMethod::delivery);
    let store = buyer::store(tx, &new, delivery, &mut faults)?;
    let way_is_known = method.is_some() || !needs_shipping;
    if way_is_known {
        buyer::check_payment(new.payment_method, delivery, customer.as_deref(), &mut faults);
    }
    for content in &basket {
        content.check(now, customer.as_deref(), method.as_ref(), &mut faults);
    }
    let receiver = if needs_shipping || new.receiver.is_some() {
        buyer::receiver(&new, customer.as_deref(), delivery, &mut faults)
    } else {
        crate::orders::Receiver::default()
    };
    let invoice = new.invoice.clone().unwrap_or_default().into_einvoice(&mut faults);
    let mut coupons = find_coupons(tx, &new, customer.as_deref(), &mut faults)?;
    let points = new.points.unwrap_or_default();
    check_points(tx, points, customer.as_deref(), &mut faults)?;
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let rate = method.as_ref().map(ShippingMethod::rate).unwrap_or_default();
    let mut quoted = price(tx, &basket, customer.as_deref(), &coupons, points, rate)?;

    take_stock(tx, &basket)?;
    let ledger = Ledger {
        coupons: coupons.iter().map(|coupon| coupon.id).collect(),
        earns: coupons.iter().all(|coupon| coupon.can_accumulate_bonus),
        points: use_points(tx, customer.as_mut(), points)?,
        ..Ledger::default()
    };
    for coupon in &mut coupons {
        coupons::rules::redeem(tx, coupon, new.customer_id)?;
    }
    for coupon in &mut quoted.prices.discounts.coupon_discounts {
        coupon.id = Id::new(tx.next_id("coupon_discounts")?);
    }
    quoted.prices.discounts.coupon_discount = quoted.prices.discounts.coupon_discounts.first().cloned();

    let order_number = next_number(tx)?;
    let order_weight = basket.iter().map(Content::weight).sum();
    let line_items = lines(tx, basket, quoted.lines)?;
    let free = quoted.prices.total_price.is_zero();
    let order = Order {
        token: token(tx.random(), 16),
        order_number,
        order_name: format!("#{order_number}"),
        subtotal_price: quoted.subtotal,
        created_at: now,
        updated_at: now,
        buyer: buyer::buyer(&new, customer.as_deref()),
        customer: customer.map(|customer| Box::new(customer.into_value())),
        receiver,
        line_items,
        shipping_type: Some(method.as_ref().map_or("no_need", |method| &method.shipping_type).to_owned()),
        shipping_name: method.as_ref().map(|method| method.name.clone()).unwrap_or_default(),
        shipping_vendor: method.map(|method| method.vendor),
        delivery_date: new.delivery_date,
        delivery_time: new.delivery_time.unwrap_or_default(),
        branch_store: store.clone().filter(|_| delivery == Delivery::BranchStore),
        express_delivery_branch_store: store.filter(|_| delivery == Delivery::Express),
        order_weight,
        payment_name: new.payment_method.name().to_owned(),
        payment_method: word(&new.payment_method),
        prices: quoted.prices,
        merchant_trade_no: Some(format!("SW{order_number}{:04}", tx.random().next_u64() % 10_000)),
        einvoice: Some(invoice),
        statuses: Statuses {
            financial_status: match new.payment_method {
                PaymentMethod::Cod if !free => FinancialStatus::Cod,
                _ => FinancialStatus::Pending,
            },
            fulfillment_status: if needs_shipping { FulfillmentStatus::Unshipped } else { FulfillmentStatus::NoNeed },
            return_status: ReturnStatus::NoNeed,
            ..Statuses::default()
        },
        note: new.note,
        from_device: new.from_device,
        linked_order_info: new.linked_order_info.unwrap_or_default(),
        utm_tracking: new.utm_tracking,
        referral_code: new.referral_code,
        ..Order::default()
    };
    let order = placed(tx, order, ledger)?;
    if let Some(affiliate) = &new.affiliate {
        affiliates::attribute(tx, &order, affiliate)?;
    }
    if free {
        // There is nothing to pay: it is paid.
        return advance(tx, order.id, Step::Pay(Payment::default()));
    }
    Ok(order)
}

/// Numbers start where people expect an order number.
const FIRST_NUMBER: i64 = 1000;

/// The number of the shop's next order.
pub(crate) fn next_number(tx: &mut Tx<'_>) -> storage::Result<i64> {
    Ok(FIRST_NUMBER + tx.next_id(&format!("order_numbers_{}", tx.shop()))?)
}

fn lines(tx: &mut Tx<'_>, basket: Vec<Content>, priced: Vec<crate::pricing::QuotedLine>) -> Answer<Vec<LineItem>> {
    let now = tx.now();
    let line = |(content, priced): (Content, _)| {
        let id = Id::new(tx.next_id("order_line_items")?);
        Ok(content.into_line(id, priced, now))
    };
    basket.into_iter().zip(priced).map(line).collect()
}

/// The coupons of these codes, as far as the customer may use them.
fn find_coupons(
    tx: &Tx<'_>,
    new: &Placement,
    customer: Option<&Customer>,
    faults: &mut Vec<String>,
) -> Answer<Vec<Record<Coupon>>> {
    let mut found: Vec<Record<Coupon>> = Vec::new();
    for code in new.coupon_codes.iter().map(|code| code.trim()).filter(|code| !code.is_empty()) {
        let of = Query::all().filter(Filter::equals(CODE, code));
        let coupon = tx.find_one::<Coupon>(of)?;
        let customer = customer.map(|customer| customer.id);
        match coupon.filter(|coupon| coupon.customer_id.is_none() || coupon.customer_id == customer) {
            None => faults.push(format!("優惠券 {code} 不存在")),
            Some(coupon) if found.iter().any(|known| known.id == coupon.id) => {
                faults.push(format!("優惠券 {code} 重複"));
            }
            Some(coupon) => match coupons::rules::refusal(tx, &coupon, customer)? {
                Some(why) => faults.push(format!("優惠券 {code} 不能使用：{why}")),
                None => found.push(coupon),
            },
        }
    }
    Ok(found)
}

fn check_points(
    tx: &Tx<'_>,
    points: Money,
    customer: Option<&Customer>,
    faults: &mut Vec<String>,
) -> storage::Result<()> {
    if points.is_zero() {
        return Ok(());
    }
    let Some(customer) = customer else {
        faults.push("訪客沒有紅利可使用".to_owned());
        return Ok(());
    };
    let there = bonus_points::Balance::of(tx, customer.id, tx.now())?.points;
    if points > there {
        faults.push(format!("紅利點數 (points) 不足，可使用 {there}"));
    }
    Ok(())
}

fn use_points(tx: &mut Tx<'_>, customer: Option<&mut Record<Customer>>, points: Money) -> Answer<Vec<TakenPoints>> {
    match customer {
        Some(customer) if !points.is_zero() => {
            let used = bonus_points::consume(tx, customer, points)?;
            Ok(used.into_iter().map(|(grant, points)| TakenPoints { grant: grant.id, points }).collect())
        }
        _ => Ok(Vec::new()),
    }
}

fn price(
    tx: &Tx<'_>,
    basket: &[Content],
    customer: Option<&Customer>,
    coupons: &[Record<Coupon>],
    points: Money,
    shipping: crate::pricing::ShippingRate,
) -> Answer<Quote> {
    let level = match customer {
        Some(customer) => Groups::in_force(tx)?.vip_of(tx, customer)?.current_level,
        None => None,
    };
    let vip = level.as_ref().and_then(VipDiscount::of).map(|vip| Box::new(vip) as Box<dyn Promotion>);
    let coupons: Vec<Coupon> = coupons.iter().map(|coupon| Coupon::clone(coupon)).collect();
    let offer = Offer {
        goods: basket.iter().map(Content::goods).collect(),
        promotions: vip.into_iter().collect(),
        coupons: &coupons,
        points,
        rule: &BonusRule::of(tx)?,
        shipping,
        free_shipping: level.as_ref().and_then(VipFreeShipping::of),
    };
    quote(offer).map_err(Error::Invalid)
}
