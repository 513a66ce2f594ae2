//! What has happened in all.

use std::fmt::Write as _;
use std::time::Duration;

use wire::Money;

use crate::commands::api::Waits;
use crate::print::{HEADING, paint};

#[derive(Debug, Default)]
pub struct Tally {
    placed: u64,
    worth: Money,
    turned_away: u64,
    steps: u64,
    refused: u64,
    pub waits: Waits,
}

impl Tally {
    pub fn place(&mut self, total: Money) {
        self.placed += 1;
        self.worth += total;
    }

    pub fn turn_away(&mut self) {
        self.turned_away += 1;
    }

    pub fn step(&mut self) {
        self.steps += 1;
    }

    pub fn refuse(&mut self) {
        self.refused += 1;
    }

    pub fn summary(&self, time: Duration, going_on: usize) -> String {
        let Self { placed, worth, turned_away, steps, refused, waits } = self;
        let mut text = format!(
            "{} of {} s: {placed} orders for NT$ {worth}, {steps} steps, {going_on} orders still on their way",
            paint(HEADING, "Summary"),
            time.as_secs(),
        );
        for (count, what) in [
            (*turned_away, "shoppers turned away"),
            (*refused, "steps refused"),
            (waits.0, "waits for the server's pace"),
        ] {
            if count > 0 {
                // Writing to a string cannot fail.
                let _ = write!(text, ", {count} {what}");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_says_what_went_wrong_only_where_something_did() {
        let mut tally = Tally::default();
        tally.place(Money::from(500));
        tally.place(Money::from(480));
        tally.step();
        let said = |tally: &Tally| anstream::adapter::strip_str(&tally.summary(Duration::from_secs(9), 1)).to_string();
        assert_eq!(said(&tally), "Summary of 9 s: 2 orders for NT$ 980, 1 steps, 1 orders still on their way");
        tally.turn_away();
        tally.waits.0 = 3;
        assert!(said(&tally).ends_with(", 1 shoppers turned away, 3 waits for the server's pace"));
    }
}
