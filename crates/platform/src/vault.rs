//! Secrets at rest: sealed with a master key that never enters the database.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{ChaCha20Poly1305, KeyInit, Nonce};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use wire::Random;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// 32 bytes that open everything; in a file of mode 0600, or in the environment.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    pub fn generate(random: &dyn Random) -> Self {
        let mut key = [0; 32];
        random.fill(&mut key);
        Self(key)
    }

    /// Reads what [`MasterKey::to_text`] wrote.
    pub fn from_text(text: &str) -> Result<Self, VaultError> {
        let mut bytes = BASE64.decode(text.trim()).map_err(|_| VaultError::BadKey)?;
        let key = bytes.as_slice().try_into().map(Self).map_err(|_| VaultError::BadKey);
        bytes.zeroize();
        key
    }

    /// The key in base64, for its file.
    pub fn to_text(&self) -> Zeroizing<String> {
        Zeroizing::new(BASE64.encode(self.0))
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(…)")
    }
}

/// A secret as it lies in the database.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sealed(String);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("a master key is 32 bytes in base64")]
    BadKey,
    #[error("a stored secret was sealed with another master key, or is damaged")]
    CannotOpen,
}

/// Seals and opens secrets.
#[derive(Clone)]
pub struct Vault {
    cipher: ChaCha20Poly1305,
    token_key: Zeroizing<[u8; 64]>,
    ticket_key: Zeroizing<[u8; 64]>,
}

impl Vault {
    pub fn new(key: &MasterKey) -> Self {
        // One key a purpose, so that what one leaks says nothing of another.
        let derived = Hkdf::<Sha256>::new(None, &key.0);
        let mut sealing = Zeroizing::new([0; 32]);
        let mut token_key = Zeroizing::new([0; 64]);
        let mut ticket_key = Zeroizing::new([0; 64]);
        // Fails only for outputs longer than 255 hashes.
        let _ = derived.expand(b"shopwire sealed secrets", sealing.as_mut_slice());
        let _ = derived.expand(b"shopwire api tokens", token_key.as_mut_slice());
        let _ = derived.expand(b"shopwire oauth tickets", ticket_key.as_mut_slice());
        Self { cipher: ChaCha20Poly1305::new(&(*sealing).into()), token_key, ticket_key }
    }

    /// Signs OAuth codes and refresh tokens.
    pub(crate) fn ticket_key(&self) -> &[u8; 64] {
        &self.ticket_key
    }

    /// Signs API tokens.
    pub(crate) fn token_key(&self) -> &[u8; 64] {
        &self.token_key
    }

    pub fn seal(&self, secret: &str, random: &dyn Random) -> Result<Sealed, VaultError> {
        let mut nonce = [0; 12];
        random.fill(&mut nonce);
        let payload = Payload { msg: secret.as_bytes(), aad: b"1" };
        let sealed = self.cipher.encrypt(&Nonce::from(nonce), payload).map_err(|_| VaultError::CannotOpen)?;
        Ok(Sealed(BASE64.encode([nonce.as_slice(), &sealed].concat())))
    }

    pub fn open(&self, sealed: &Sealed) -> Result<Zeroizing<String>, VaultError> {
        let bytes = BASE64.decode(&sealed.0).map_err(|_| VaultError::CannotOpen)?;
        let (nonce, secret) = bytes.split_first_chunk::<12>().ok_or(VaultError::CannotOpen)?;
        let payload = Payload { msg: secret, aad: b"1" };
        let opened = self.cipher.decrypt(&Nonce::from(*nonce), payload).map_err(|_| VaultError::CannotOpen)?;
        String::from_utf8(opened).map(Zeroizing::new).map_err(|_| VaultError::CannotOpen)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wire::SeededRandom;

    #[test]
    fn a_sealed_secret_opens_with_its_key_only() {
        let random = SeededRandom::new(1);
        let vault = Vault::new(&MasterKey::generate(&random));
        let other = Vault::new(&MasterKey::generate(&random));
        let sealed = vault.seal("祕密 secret", &random).unwrap();
        assert!(!serde_json::to_string(&sealed).unwrap().contains("secret"));
        assert_eq!(*vault.open(&sealed).unwrap(), "祕密 secret");
        assert_eq!(other.open(&sealed), Err(VaultError::CannotOpen));
        assert_ne!(vault.seal("祕密 secret", &random).unwrap(), sealed, "each seal has a nonce of its own");
    }

    #[test]
    fn a_master_key_survives_its_file() {
        let key = MasterKey::generate(&SeededRandom::new(2));
        let text = key.to_text();
        assert_eq!(MasterKey::from_text(&format!("{}\n", *text)).unwrap().0, key.0);
        assert!(MasterKey::from_text("short").is_err());
    }
}
