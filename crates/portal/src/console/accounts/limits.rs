//! What an account may ask for, and who may allow how much.

use platform::{Account, RATE_LIMIT, SIZE_LIMIT};
use wire::grouped;

use crate::texts::accounts::{Problems, Texts};
use crate::visitor::{User, Visitor};

/// More than any machine answers, and a body that still fits into memory.
const MOST: (u32, usize) = (1_000_000, 104_857_600);

/// How far a visitor may raise limits: operators as far as anybody can, a shop's owner as far as is usual, or as
/// far as an operator has raised this account's before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ceiling {
    pace: u32,
    size: usize,
    is_operator: bool,
}

impl Ceiling {
    pub(super) fn of(visitor: &Visitor, account: Option<&Account>) -> Self {
        if visitor.user.as_ref().is_some_and(User::is_operator) {
            return Self { pace: MOST.0, size: MOST.1, is_operator: true };
        }
        let (pace, size) = account.map_or((0, 0), |account| (account.requests_per_second, account.max_body_bytes));
        Self { pace: pace.max(RATE_LIMIT), size: size.max(SIZE_LIMIT), is_operator: false }
    }

    /// How far the visitor may go, in words.
    pub(super) fn hint(&self, texts: &Texts) -> String {
        let words = if self.is_operator { texts.limits_hint_operator } else { texts.limits_hint };
        words.replace("{pace}", &grouped(self.pace.into())).replace("{size}", &grouped(self.size as u64))
    }

    /// The limits as they were typed, or what is wrong with them.
    pub(super) fn check(&self, pace: &str, size: &str, texts: &Problems) -> Result<(u32, usize), Vec<String>> {
        let pace = match pace.parse::<u32>() {
            Ok(pace) if (1..=self.pace).contains(&pace) => Ok(pace),
            Ok(pace) if pace > self.pace && !self.is_operator => {
                Err(texts.pace_ceiling.replace("{limit}", &grouped(self.pace.into())))
            }
            _ => Err(texts.pace.to_owned()),
        };
        let size = match size.parse::<usize>() {
            Ok(size) if (1..=self.size).contains(&size) => Ok(size),
            Ok(size) if size > self.size && !self.is_operator => {
                Err(texts.size_ceiling.replace("{limit}", &grouped(self.size as u64)))
            }
            _ => Err(texts.size.to_owned()),
        };
        match (pace, size) {
            (Ok(pace), Ok(size)) => Ok((pace, size)),
            (pace, size) => Err(pace.err().into_iter().chain(size.err()).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_numbers_under_the_ceiling() {
        let texts = &crate::texts::EN.accounts.problems;
        let owner = Ceiling { pace: 5, size: 1000, is_operator: false };
        assert_eq!(owner.check("5", "1000", texts), Ok((5, 1000)));
        let refused = owner.check("6", "x", texts).unwrap_err();
        assert_eq!(refused.len(), 2);
        assert!(refused[0].contains('5'), "{refused:?}");
        for wrong in ["0", "-1", "", "1.5"] {
            assert!(owner.check(wrong, "1", texts).is_err() && owner.check("1", wrong, texts).is_err(), "{wrong}");
        }
    }
}
