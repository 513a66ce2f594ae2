//! 測試商店: what only a shop for tests may do.

mod orders;
mod stock;
#[cfg(test)]
mod tests;

pub use orders::{Advance, Destination, LineCount};

use api::{Answer, Error, Group, Scope};
use platform::Caller;

pub(crate) fn group() -> Group {
    let mut group = Group::new("sandbox", "測試商店", Scope::Family("products"));
    orders::operations(&mut group);
    crate::periodic_orders::sandbox_operations(&mut group);
    stock::operations(&mut group);
    group
}

pub(crate) fn must_be_sandbox(caller: &Caller) -> Answer<()> {
    if caller.shop.sandbox { Ok(()) } else { Err(Error::Forbidden("只有測試商店可以使用".to_owned())) }
}
