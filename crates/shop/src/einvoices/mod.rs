//! 電子發票: the invoice of an order, by the rules of Taiwan's uniform invoices.
//!
//! An invoice is a document of its own and stays one when it is void; the order shows its newest. Numbers come from the
//! shop's ranges ([`ranges`]), which are for two months each ([`Period`]).

pub mod demo;
mod details;
mod follow;
mod number;
mod operations;
mod period;
pub mod ranges;
mod rules;
mod tax;
#[cfg(test)]
mod tests;
mod types;
mod update;

pub use details::{InvoiceDetails, check, is_company_number};
pub(crate) use follow::{follow, issue_due};
pub use number::{is_invoice_number, tidy_number};
pub use period::Period;
pub use types::*;

use api::{Group, Scope};
use storage::{Document, Kind};

pub(crate) const KINDS: &[&Kind] = &[Invoice::KIND, ranges::InvoiceRange::KIND];

pub(crate) fn group() -> Group {
    let mut group = Group::new("einvoices", "電子發票", Scope::Family("orders"));
    operations::operations(&mut group);
    ranges::operations(&mut group);
    group
}
