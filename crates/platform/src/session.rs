//! Who is signed in at the portal. The cookie's text is not kept, only its hash.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use storage::{Field, Filter, Index, Query, Reading, Record, Result, Tx};
use wire::{Id, Timestamp, token};

use crate::{Account, Shop, Staff};

/// So long somebody stays signed in.
const HOURS: i64 = 12;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Session {
    #[serde(default)]
    pub id: Id<Session>,
    key: String,
    pub who: Who,
    /// The shop whose console is shown.
    pub shop_id: Option<Id<Shop>>,
    /// What forms carry, so that no other site can send them.
    pub csrf: String,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    Account(Id<Account>),
    Staff(Id<Staff>),
}

const KEY: Field = Field::folded("key");
const EXPIRES_AT: Field = Field::text("expires_at");

storage::document!(
    Session,
    "登入",
    "sessions",
    [Index::unique("sessions_key", &[KEY]), Index::on("sessions_expires_at", &[EXPIRES_AT])]
);

impl Session {
    /// Signs somebody in; the text is for their cookie. Sessions that have ended are cleared away on the occasion.
    pub fn begin(tx: &mut Tx<'_>, who: Who, shop: Option<Id<Shop>>) -> Result<(Record<Self>, String)> {
        let ended = Query::all().filter(Filter::at_most(EXPIRES_AT, tx.now())).limit(100);
        for session in tx.find::<Self>(&ended)? {
            tx.delete(session)?;
        }
        let text = token(tx.random(), 32);
        let session = Self {
            id: Id::default(),
            key: key_of(&text),
            who,
            shop_id: shop,
            csrf: token(tx.random(), 16),
            created_at: tx.now(),
            expires_at: Timestamp::from_millis(tx.now().millis() + HOURS * 3_600_000),
        };
        Ok((tx.insert(session)?, text))
    }

    /// The session of a cookie, unless it has ended.
    pub fn of_cookie(from: &impl Reading, text: &str) -> Result<Option<Record<Self>>> {
        let found = from.find_one::<Self>(Query::all().filter(Filter::equals(KEY, key_of(text))))?;
        Ok(found.filter(|session| session.expires_at > from.now()))
    }
}

/// Looked up by hash: what is compared is nothing that a sender can steer.
fn key_of(text: &str) -> String {
    use std::fmt::Write;
    Sha256::digest(text).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
