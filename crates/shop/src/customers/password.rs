//! Passwords: hashed the moment they are read, so that no plain one is ever held.

use std::borrow::Cow;
use std::fmt;

use argon2::Argon2;
use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};
use wire::{OsRandom, Random};

/// A password that was just given, as it will be kept: argon2id, in the PHC string format.
/// Reading one takes tens of milliseconds on purpose; operations that do say `slow_field`.
pub struct PasswordHash(String);

impl PasswordHash {
    pub fn into_text(self) -> String {
        self.0
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl<'de> Deserialize<'de> for PasswordHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let plain = Cow::<str>::deserialize(deserializer)?;
        // A salt protects for being unlike all others, not for being secret or repeatable: it need not be injected.
        let mut salt = [0; 16];
        OsRandom.fill(&mut salt);
        let hash: phc::PasswordHash =
            Argon2::default().hash_password_with_salt(plain.as_bytes(), &salt).map_err(de::Error::custom)?;
        Ok(Self(hash.to_string()))
    }
}

impl JsonSchema for PasswordHash {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Password".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "password", "maxLength": 128, "writeOnly": true })
    }
}
