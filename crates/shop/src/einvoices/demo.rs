//! The numbers that a demo shop was allotted.

use api::Answer;
use storage::{Reading, Tx};

use super::Period;
use super::ranges::{InvoiceRangeCreate, add};

/// More than enough for each two months from now on, until those that are named, without them.
pub fn seed(tx: &mut Tx<'_>, until: Period) -> Answer<()> {
    let mut period = Period::of(tx.now());
    while period < until {
        let [from, to] = ["10000000", "10049999"].map(str::to_owned);
        let range = InvoiceRangeCreate { period: Some(period.to_string()), prefix: period.demo_prefix(), from, to };
        add(tx, range)?;
        period = period.next();
    }
    Ok(())
}
