//! 顧客優惠券: a customer's own coupons, and the shop-wide ones as the customer sees and uses them.

mod operations;
#[cfg(test)]
mod tests;

pub(crate) use operations::operations;
