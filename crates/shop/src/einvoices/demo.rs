//! The numbers that a demo shop was allotted.

use api::Answer;
use storage::{Reading, Tx};

use super::Period;
use super::ranges::{InvoiceRangeCreate, add};

/// Enough for the current two months and the next.
pub fn seed(tx: &mut Tx<'_>) -> Answer<()> {
    let current = Period::of(tx.now());
    for (period, prefix) in [(current, "SW"), (current.next(), "SX")] {
        let [prefix, from, to] = [prefix, "10000000", "10049999"].map(str::to_owned);
        add(tx, InvoiceRangeCreate { period: Some(period.to_string()), prefix, from, to })?;
    }
    Ok(())
}
