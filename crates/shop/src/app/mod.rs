//! 應用程式與商店: what an app asks about itself: its shop, and its installation there.

mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub use types::*;

use api::{Group, Scope};

pub(crate) fn group() -> Group {
    let mut group = Group::new("app", "應用程式與商店", Scope::Open);
    operations::operations(&mut group);
    group
}
