//! Passwords: hashed the moment they are read, so that no plain one is ever held.

use std::borrow::Cow;

use platform::Password;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};
use wire::OsRandom;

/// A password that was just given, as it will be kept. Reading one takes tens of milliseconds on purpose; operations
/// that do say `slow_field`.
#[derive(Debug)]
pub struct PasswordHash(Password);

impl PasswordHash {
    pub fn into_text(self) -> String {
        self.0.into()
    }
}

impl<'de> Deserialize<'de> for PasswordHash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let plain = Cow::<str>::deserialize(deserializer)?;
        // A salt protects for being unlike all others, not for being secret or repeatable: it need not be injected.
        Password::hash(&plain, &OsRandom).map(Self).map_err(de::Error::custom)
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
