//! 群組: what custom and smart collections have in common: names, their order in the shop, the products they show,
//! and how a change of one reaches its members.

mod listing;
mod operations;
mod refresh;
pub(crate) mod rules;
#[cfg(test)]
mod tests;
mod types;

pub use listing::products_of;
pub(crate) use listing::{entries_of, some_of};
pub(crate) use operations::listing;
pub(crate) use refresh::{Refresh, at_once, jobs, refresh};
pub use types::*;

use api::{Event, Group, Scope};

/// What happens to collections of both kinds.
pub(crate) const EVENTS: &[Event] = &[
    Event::of::<Collection>("collections/create", "自訂群組或智慧群組新增。"),
    Event::of::<Collection>("collections/update", "自訂群組或智慧群組修改，透過群組增減、排序商品或變更規則也算。"),
    Event::of::<Collection>("collections/delete", "自訂群組或智慧群組刪除。"),
];

pub(crate) fn group() -> Group {
    let mut group = Group::new("collections", "群組搜尋", Scope::Family("products"));
    operations::operations(&mut group);
    group
}
