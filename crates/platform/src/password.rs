//! Passwords of people: argon2id, in the PHC string format.

use std::fmt;

use argon2::Argon2;
use argon2::password_hash::phc;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use serde::{Deserialize, Serialize};
use wire::Random;

/// A password as it is kept. Making one and checking one take tens of milliseconds on purpose: do neither on a
/// thread that requests wait for.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Password(String);

/// The password could not be hashed: it is longer than the algorithm takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the password cannot be hashed")]
pub struct Unhashable;

impl Password {
    pub fn hash(plain: &str, random: &dyn Random) -> Result<Self, Unhashable> {
        let mut salt = [0; 16];
        random.fill(&mut salt);
        let hash: phc::PasswordHash =
            Argon2::default().hash_password_with_salt(plain.as_bytes(), &salt).map_err(|_| Unhashable)?;
        Ok(Self(hash.to_string()))
    }

    /// Whether this is the password. What is no hash matches nothing.
    pub fn matches(&self, plain: &str) -> bool {
        phc::PasswordHash::new(&self.0)
            .is_ok_and(|hash| Argon2::default().verify_password(plain.as_bytes(), &hash).is_ok())
    }

    /// No, after as long as [`Password::matches`] takes: for somebody who does not exist.
    pub fn matches_nobody(plain: &str) -> bool {
        let hashed: Result<phc::PasswordHash, _> =
            Argon2::default().hash_password_with_salt(plain.as_bytes(), &[0; 16]);
        // Looked at, so that it is not optimized away.
        std::hint::black_box(hashed).is_err()
    }
}

/// The PHC text.
impl From<Password> for String {
    fn from(password: Password) -> Self {
        password.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::SeededRandom;

    #[test]
    fn only_the_password_itself_matches() {
        let kept = Password::hash("correct horse", &SeededRandom::new(1)).unwrap();
        assert!(kept.matches("correct horse"));
        assert!(!kept.matches("Correct horse"));
        assert!(!Password("plain".into()).matches("plain"));
    }
}
