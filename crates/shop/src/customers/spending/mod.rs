//! 消費概況: what a customer spent, here and elsewhere. VIP levels are decided by the same purchases.

mod operations;
mod purchases;
#[cfg(test)]
mod tests;

pub(crate) use operations::{Days, operations};
pub use purchases::{Purchase, accumulated, purchases};
