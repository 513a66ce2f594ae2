//! An account that signs its requests with a username and a secret.

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Result};
use wire::{Id, Timestamp};

use crate::{Sealed, Shop};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    #[serde(default)]
    pub id: Id<Account>,
    pub shop_id: Id<Shop>,
    pub username: String,
    pub secret: Sealed,
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
