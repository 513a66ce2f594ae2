//! An account that signs its requests with a username and a secret.

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Result, Tx};
use wire::{Id, Timestamp};

use crate::audit::{self, Actor, Changes};
use crate::secret::PreviousSecret;
use crate::{Sealed, Shop};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    #[serde(default)]
    pub id: Id<Account>,
    pub shop_id: Id<Shop>,
    pub username: String,
    pub secret: Sealed,
    #[serde(default)]
    pub previous_secret: Option<PreviousSecret>,
    /// When the secret was made: what was signed in at the portal with another is signed in no more.
    #[serde(default)]
    pub secret_since: Timestamp,
    /// So many requests may be made within any one second.
    pub requests_per_second: u32,
    /// A request's body may have so many bytes.
    pub max_body_bytes: usize,
    pub disabled: bool,
    pub created_at: Timestamp,
}

impl Account {
    /// The account of this name, whatever its case.
    pub fn named(reading: &impl Reading, username: &str) -> Result<Option<Record<Self>>> {
        reading.find_one(Query::all().filter(Filter::equals(USERNAME, username)))
    }

    /// Whether the text can be a username: up to 64 letters, digits and `. _ - @`.
    pub fn is_username(text: &str) -> bool {
        let sound = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
        (1..=64).contains(&text.len()) && text.chars().all(sound)
    }

    /// Shuts the account out, or lets it in again: from its next request on.
    pub fn set_disabled(tx: &mut Tx<'_>, by: &Actor, account: &mut Record<Self>, disabled: bool) -> Result<()> {
        account.disabled = disabled;
        if tx.save(account)? {
            let action = if disabled { "account.disable" } else { "account.enable" };
            audit::record(tx, by, action, &**account, Changes::new())?;
        }
        Ok(())
    }

    /// What the account may ask for: so many requests within any one second, so many bytes in a body.
    pub fn set_limits(
        tx: &mut Tx<'_>,
        by: &Actor,
        account: &mut Record<Self>,
        requests_per_second: u32,
        max_body_bytes: usize,
    ) -> Result<()> {
        let changes = Changes::new()
            .field("requests_per_second", account.requests_per_second, requests_per_second)
            .field("max_body_bytes", account.max_body_bytes, max_body_bytes);
        (account.requests_per_second, account.max_body_bytes) = (requests_per_second, max_body_bytes);
        if tx.save(account)? {
            audit::record(tx, by, "account.set_limits", &**account, changes)?;
        }
        Ok(())
    }

    /// What its calls are counted and logged under.
    pub fn key(&self) -> String {
        format!("account:{}", self.username)
    }
}

const USERNAME: Field = Field::folded("username");

storage::document!(
    Account,
    "帳號",
    "accounts",
    [Index::unique("accounts_username", &[USERNAME]), Index::on("accounts_shop", &[Field::integer("shop_id")])]
);
