//! The store: one folder per resource group.

pub mod customers;
