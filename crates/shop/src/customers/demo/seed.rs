//! The customers a demo shop starts with.

use storage::{Record, Result, Tx};
use wire::{Date, Money, Timestamp, token};

use super::{Gender, Person, person};
use crate::custom_field_types;
use crate::customers::bonus_points::BonusPoint;
use crate::customers::{Customer, CustomerAccount, CustomerAddress, CustomerTag, DetailAddress, Status, UidProvider};

/// The customers numbered 0 to `count` and the fields kept of them, with the same ids, names and times in every
/// fresh shop.
pub fn seed(tx: &mut Tx<'_>, count: u64) -> Result<()> {
    custom_field_types::demo::seed(tx)?;
    for number in 0..count {
        add_quietly(tx, number)?;
    }
    Ok(())
}

/// The customer of this number with what else the shop keeps of them. Nobody is told.
pub(crate) fn add_quietly(tx: &mut Tx<'_>, number: u64) -> Result<()> {
    let customer = tx.insert_quietly(customer(number))?;
    tx.insert(account(tx, &customer))?;
    if let Some(points) = points(&customer) {
        tx.insert_quietly(points)?;
    }
    Ok(())
}

/// The person as the shop keeps them. The day they joined is counted from a fixed one, so that a demo shop
/// is the same whenever it is made.
pub fn customer(number: u64) -> Customer {
    let person = person(number);
    let joined = opened().plus_days(-person.joined_days_ago).plus_millis(time_of_day(number));
    let status = status(person.status);
    let confirmed_at = matches!(status, Status::Enabled | Status::Warning).then_some(joined);
    Customer {
        status,
        country_calling_code: Some("+886".to_owned()),
        enable_cvs_pickup: true,
        enable_cvs_cod: status != Status::Warning,
        enable_home_delivery_cod: Some(status != Status::Warning),
        accepts_marketing: person.accepts_marketing,
        accepts_email_notification: true,
        tags: person.tags.iter().map(|name| CustomerTag { name: (*name).to_owned() }).collect(),
        address: Some(address(&person)),
        gender: match person.gender {
            Gender::Male => Some("male".to_owned()),
            Gender::Female => Some("female".to_owned()),
            Gender::Other => Some("其他".to_owned()),
        },
        birthday: person.birthday,
        other_accumulated_consumption: Money::from(person.other_channel_spend),
        other_accumulated_consumption_expired_at: (person.other_channel_spend > 0).then_some(joined),
        created_at: joined,
        updated_at: joined,
        bonus_remain: Money::from(person.bonus_points),
        confirmed_at,
        mobile_sms_confirmed_at: confirmed_at.filter(|_| !number.is_multiple_of(3)),
        uid_providers: person.line_uid.into_iter().map(line).collect(),
        name: person.name,
        email: Some(person.email),
        mobile: Some(person.mobile),
        note: person.note,
        ..Customer::default()
    }
}

/// Nobody logs in as a person of the demo: there is no password to know.
fn account(tx: &Tx<'_>, customer: &Record<Customer>) -> CustomerAccount {
    let activation_key = (customer.status != Status::Enabled).then(|| token(tx.random(), 24));
    CustomerAccount { customer_id: customer.id, activation_key, ..CustomerAccount::default() }
}

/// What the customer's total is made of: one grant without a deadline, so that the demo looks alike for ever.
fn points(customer: &Customer) -> Option<BonusPoint> {
    (!customer.bonus_remain.is_zero()).then(|| BonusPoint {
        title: "註冊禮".to_owned(),
        points: customer.bonus_remain,
        unused_points: customer.bonus_remain,
        customer_id: customer.id,
        source: "register".to_owned(),
        ..BonusPoint::default()
    })
}

fn opened() -> Timestamp {
    Date::new(2026, 1, 1).map(Date::start).unwrap_or_default()
}

/// People sign up between nine and midnight, and neighbours in the list not at neighbouring times.
fn time_of_day(number: u64) -> i64 {
    let second = number.wrapping_mul(7_919) % (15 * 3_600);
    (9 * 3_600 + i64::try_from(second).unwrap_or_default()) * 1_000
}

fn address(person: &Person) -> CustomerAddress {
    CustomerAddress {
        name: Some(person.name.clone()),
        company: None,
        country_calling_code: Some("+886".to_owned()),
        phone: Some(person.mobile.clone()),
        address: format!("{}{}{}", person.city, person.district, person.address1),
        detail_address: DetailAddress {
            zip: Some(person.zip.clone()),
            country: Some("台灣".to_owned()),
            province: None,
            city: Some(person.city.clone()),
            district: Some(person.district.clone()),
            address1: Some(person.address1.clone()),
            address2: None,
        },
    }
}

fn line(uid: String) -> UidProvider {
    UidProvider { provider_type: "line".to_owned(), uid }
}

fn status(word: &str) -> Status {
    match word {
        "enabled" => Status::Enabled,
        "validate" => Status::Validate,
        "invited" => Status::Invited,
        "disabled" => Status::Disabled,
        "warning" => Status::Warning,
        "declined" => Status::Declined,
        _ => Status::Pending,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_demo_customer_is_the_same_every_time() {
        assert_eq!(customer(7), customer(7));
        assert!(customer(7).created_at < opened().plus_days(1));
    }

    #[test]
    fn demo_customers_keep_the_rules_of_real_ones() {
        for number in 0..1_000 {
            let customer = customer(number);
            assert!(customer.created_at <= customer.updated_at);
            assert_eq!(customer.status == Status::Enabled, customer.confirmed_at.is_some() && customer.enable_cvs_cod);
        }
    }
}
