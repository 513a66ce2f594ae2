//! The audit trail: who changed what, when and from where, kept with the change itself.
//!
//! [`record`] runs in the transaction that makes the change, so there is no change without its entry and no
//! entry without its change. Entries are never changed and never removed; secrets are never in one.

mod actor;
mod changes;
mod filter;
mod target;

use serde::{Deserialize, Serialize};
use storage::{Field, Index, Result, Tx};
use wire::{Id, Timestamp};

use crate::Shop;

pub use actor::{Actor, ActorKind};
pub use changes::{Change, Changes};
pub use filter::AuditFilter;
pub use target::Target;

/// One change, as it is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AuditEntry {
    #[serde(default)]
    pub id: Id<AuditEntry>,
    pub at: Timestamp,
    /// The shop whose trail this stands in; none for what belongs to the platform alone.
    pub shop_id: Option<Id<Shop>>,
    pub actor: Actor,
    /// A name that never changes: `app.create`, `endpoint.pause`, `plan.approve`.
    pub action: String,
    pub target: Target,
    pub changes: Vec<Change>,
    /// The API request that made the change, if one did.
    pub request_id: Option<String>,
}

pub(crate) const SHOP: Field = Field::integer("shop_id");
pub(crate) const ACTOR: Field = Field::folded("actor.name");
pub(crate) const ACTION: Field = Field::folded("action");
pub(crate) const TARGET_KIND: Field = Field::text("target.kind");
pub(crate) const TARGET_ID: Field = Field::integer("target.id");
pub(crate) const AT: Field = Field::text("at");

storage::document!(
    AuditEntry,
    "操作紀錄",
    "audit_entries",
    [
        Index::on("audit_entries_shop", &[SHOP]),
        Index::on("audit_entries_actor", &[SHOP, ACTOR]),
        Index::on("audit_entries_action", &[SHOP, ACTION]),
        Index::on("audit_entries_target", &[TARGET_KIND, TARGET_ID]),
        Index::on("audit_entries_at", &[SHOP, AT]),
    ]
);

/// Notes that the actor did something to the target, in the transaction that does it.
///
/// ```no_run
/// # use shopwire_platform::{Account, audit::{self, Actor, Changes}};
/// # fn disable(tx: &mut storage::Tx<'_>, by: &Actor, mut account: storage::Record<Account>) -> storage::Result<()> {
/// let changes = Changes::new().field("disabled", account.disabled, true);
/// account.disabled = true;
/// tx.save(&mut account)?;
/// audit::record(tx, by, "account.disable", &*account, changes)
/// # }
/// ```
pub fn record(
    tx: &mut Tx<'_>,
    actor: &Actor,
    action: &'static str,
    target: impl Into<Target>,
    changes: Changes,
) -> Result<()> {
    let target = target.into();
    let entry = AuditEntry {
        id: Id::default(),
        at: storage::Reading::now(tx),
        shop_id: target.shop_id,
        actor: actor.clone(),
        action: action.to_owned(),
        target,
        changes: changes.into_list(),
        request_id: tx.request_id().map(str::to_owned),
    };
    // The change may be to a shop's own data; the trail is the platform's.
    tx.platform().insert(entry).map(drop)
}
