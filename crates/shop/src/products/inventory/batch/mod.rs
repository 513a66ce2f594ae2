//! 批量更新門市庫存: stock by store number and SKU, many at a time, in the background.

mod job;
mod operations;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use job::jobs;
pub(crate) use operations::operations;
pub use types::*;

use api::Event;

pub(crate) const EVENTS: &[Event] =
    &[Event::of::<InventoryJobStatus>("bulk_operations/finish", "批量更新門市庫存的工作結束，無論完成或失敗。")];
