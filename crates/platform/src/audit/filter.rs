//! Which entries a list shows.

use storage::{Filter, Order, Query};
use wire::{Id, Timestamp};

use super::{ACTION, ACTOR, AT, AuditEntry, SHOP, TARGET_ID, TARGET_KIND};
use crate::Shop;

/// Entries that match everything given, newest first.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuditFilter {
    /// Every shop's, and the platform's own, when absent.
    pub shop: Option<Id<Shop>>,
    /// How the actor's name begins.
    pub actor: Option<String>,
    /// How the action begins: `app.` is everything about apps.
    pub action: Option<String>,
    /// One thing's own history: its kind and id.
    pub target: Option<(String, i64)>,
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
    /// Only entries before this one: the last of the page before.
    pub before: Option<Id<AuditEntry>>,
}

impl AuditFilter {
    /// The query, over [`storage::PLATFORM`].
    pub fn query(self) -> Query {
        let Self { shop, actor, action, target, since, until, before } = self;
        Query::all()
            .filter_if(shop, |shop| Filter::equals(SHOP, shop))
            .filter_if(actor, |actor| Filter::StartsWith(ACTOR, actor))
            .filter_if(action, |action| Filter::StartsWith(ACTION, action))
            .filter_if(target.as_ref(), |(kind, _)| Filter::equals(TARGET_KIND, kind.as_str()))
            .filter_if(target.as_ref(), |(_, id)| Filter::equals(TARGET_ID, *id))
            .filter_if(since, |since| Filter::at_least(AT, since))
            .filter_if(until, |until| Filter::at_most(AT, until))
            .filter_if(before, |before| Filter::IdBefore(before.get()))
            .order(Order::NewestFirst)
    }
}
