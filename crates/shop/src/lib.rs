//! The store: one folder per resource group.

pub mod branch_stores;
pub mod customers;
pub mod messages;
pub mod orders;
pub mod products;
pub mod vip_groups;

#[cfg(test)]
mod wire_keys;
