//! 顧客: the people who buy, and what a shop keeps about each.
//!
//! The customer's own document is here; what has a life of its own stands in a folder below:
//! points, coupons, fields, orders from elsewhere.

mod account;
pub mod bonus_points;
mod coupons;
mod custom_fields;
pub mod customer_groups;
pub mod demo;
mod history;
mod operations;
pub mod other_valid_orders;
mod password;
pub(crate) mod rules;
mod settings;
pub mod spending;
#[cfg(test)]
mod tests;
mod types;
mod v2;

pub use account::CustomerAccount;
pub use password::PasswordHash;
pub use settings::CustomerSettings;
pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[
    Customer::KIND,
    CustomerAccount::KIND,
    CustomerSettings::KIND,
    bonus_points::BonusPoint::KIND,
    other_valid_orders::OtherValidOrder::KIND,
    customer_groups::CustomerGroup::KIND,
];

/// What happens to customers and may be told to others.
pub(crate) const EVENTS: &[&str] = &[
    "customers/create",
    "customers/update",
    "customer_tags/update",
    "customer_vip_level/update",
    "uid_providers/create",
    "uid_providers/update",
    "bonus_points/create",
    "bonus_points/update",
    "bonus_points/destroy",
    "coupons/create",
    "coupons/update",
    "coupons/destroy",
];

pub(crate) fn group() -> Group {
    let mut group = Group::new("customers", "顧客", Scope::Family("customers"));
    operations::operations(&mut group);
    bonus_points::operations(&mut group);
    coupons::operations(&mut group);
    other_valid_orders::operations(&mut group);
    spending::operations(&mut group);
    crate::vip_groups::customer_operations(&mut group);
    history::operations(&mut group);
    v2::operations(&mut group);
    custom_fields::operations(&mut group);
    customer_groups::operations(&mut group);
    group
}
