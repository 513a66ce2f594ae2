//! Secrets that are rotated: the one before may stay good for a while, so that its owner need not change it
//! everywhere in the same moment.

use std::fmt;

use serde::{Deserialize, Serialize};
use storage::Tx;
use subtle::ConstantTimeEq;
use wire::{Timestamp, token};
use zeroize::Zeroizing;

use crate::{Sealed, Vault, VaultError};

const HOUR_MILLIS: i64 = 3_600_000;

/// The secret before the current one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviousSecret {
    pub secret: Sealed,
    /// From this moment on it is worth nothing.
    pub until: Timestamp,
}

/// A secret, opened, with the one before.
#[derive(Clone)]
pub struct Secrets {
    current: Zeroizing<String>,
    previous: Option<(Zeroizing<String>, Timestamp)>,
}

impl Secrets {
    /// Of somebody who signs nothing: no text is one of them.
    pub(crate) fn none() -> Self {
        Self { current: Zeroizing::default(), previous: None }
    }

    pub fn current(&self) -> &[u8] {
        self.current.as_bytes()
    }

    /// The one before, while it is good.
    pub fn previous(&self, now: Timestamp) -> Option<&[u8]> {
        let (secret, until) = self.previous.as_ref()?;
        (now < *until).then(|| secret.as_bytes())
    }

    /// The one before and its end, which may have passed.
    pub fn previous_until(&self) -> Option<(&[u8], Timestamp)> {
        self.previous.as_ref().map(|(secret, until)| (secret.as_bytes(), *until))
    }

    /// Whether the text is the current one. Takes as long for a near miss as for a far one.
    pub fn is_current(&self, text: &str) -> bool {
        self.current().ct_eq(text.as_bytes()).into()
    }

    /// Whether the text is one of them. Takes as long for a near miss as for a far one.
    pub fn know(&self, text: &str, now: Timestamp) -> bool {
        let text = text.as_bytes();
        let is_previous = self.previous(now).is_some_and(|previous| previous.ct_eq(text).into());
        (!text.is_empty() & bool::from(self.current().ct_eq(text))) | is_previous
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(…)")
    }
}

impl Vault {
    pub fn open_both(&self, current: &Sealed, previous: Option<&PreviousSecret>) -> Result<Secrets, VaultError> {
        let previous = previous.map(|previous| Ok((self.open(&previous.secret)?, previous.until))).transpose()?;
        Ok(Secrets { current: self.open(current)?, previous })
    }

    /// Puts a new secret of so many bytes in the current one's place, which stays good for so many hours: the new
    /// one, to be shown this once. One from before that is forgotten at once.
    pub(crate) fn rotate(
        &self,
        tx: &Tx<'_>,
        current: &mut Sealed,
        previous: &mut Option<PreviousSecret>,
        bytes: usize,
        overlap_hours: u32,
    ) -> Result<String, VaultError> {
        let secret = token(tx.random(), bytes);
        let old = std::mem::replace(current, self.seal(&secret, tx.random())?);
        let until = after_hours(storage::Reading::now(tx), overlap_hours);
        *previous = (overlap_hours > 0).then_some(PreviousSecret { secret: old, until });
        Ok(secret)
    }
}

pub(crate) fn after_hours(now: Timestamp, hours: u32) -> Timestamp {
    now.plus_millis(i64::from(hours) * HOUR_MILLIS)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MasterKey;
    use wire::SeededRandom;

    #[test]
    fn the_one_before_is_good_until_its_end() {
        let random = SeededRandom::new(1);
        let vault = Vault::new(&MasterKey::generate(&random));
        let (new, old) = (vault.seal("new", &random).unwrap(), vault.seal("old", &random).unwrap());
        let at = Timestamp::from_millis;
        let secrets = vault.open_both(&new, Some(&PreviousSecret { secret: old, until: at(1000) })).unwrap();
        assert!(secrets.know("new", at(999)) && secrets.know("old", at(999)));
        assert!(secrets.know("new", at(1000)) && !secrets.know("old", at(1000)));
        assert!(!secrets.know("", at(999)) && !secrets.know("newold", at(999)));
    }
}
