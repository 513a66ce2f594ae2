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

use api::{Event, Group, Scope};
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
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<Customer>("customers/create", "會員註冊。"),
    Event::of::<Customer>("customers/update", "會員修改。"),
    Event::of::<Customer>("customer_tags/update", "會員的標籤變更；與 customers/update 一起送出。"),
    Event::of::<Customer>("uid_providers/create", "會員新增第三方登入 UID。"),
    Event::of::<Customer>("uid_providers/update", "會員的第三方登入 UID 更新。"),
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
