//! 紅利: a customer's points, as grants with deadlines.

mod operations;
mod rules;
#[cfg(test)]
mod tests;
mod types;

pub(crate) use operations::operations;
pub use rules::{Balance, grant_signup_gift};
pub use types::*;
