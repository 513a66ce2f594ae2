//! What other groups keep about a customer: orders, cart, purchases, messages.

mod operations;
#[cfg(test)]
mod tests;

pub(crate) use operations::operations;
