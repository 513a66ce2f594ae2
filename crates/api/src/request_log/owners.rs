//! Whose a call is, when all that is known is what it said: worked out beside the requests, once a batch.

use std::collections::HashMap;

use platform::{Account, Shop};
use storage::{PLATFORM, Reading, Result, ShopId, View};
use wire::{Id, Timestamp};

use super::recorder::{Claim, Note, Who};
use super::{LoggedRequest, Why};

#[derive(Debug, Clone)]
struct Owner {
    shop: ShopId,
    caller: Option<String>,
    /// Why what was claimed opens nothing, where that is known better now.
    why: Option<Why>,
}

impl Owner {
    const NOBODY: Self = Self { shop: PLATFORM, caller: None, why: None };
}

/// What was found out for a batch.
#[derive(Default)]
pub(super) struct Owners(HashMap<Claim, Owner>);

impl Owners {
    /// The shop a call belongs to, and the entry it becomes there.
    pub(super) fn attribute(
        &mut self,
        platform: &View<'_>,
        note: Note,
        left_out: u32,
    ) -> Result<(ShopId, LoggedRequest)> {
        let unproven = matches!(note.who, Who::Said(Some(Claim::Account(_) | Claim::Token(_))));
        let owner = match &note.who {
            Who::Known(caller) => Owner { shop: caller.shop.id.get(), caller: Some(caller.key.to_string()), why: None },
            Who::Said(None) => Owner::NOBODY,
            Who::Said(Some(claim)) => self.owner(platform, claim, note.at)?,
        };
        let (why, detail) = note.refused.unzip();
        // Only what the gate could not tell: a wrong signature stays one.
        let vague = matches!(why, Some(Why::UnknownAccount | Why::InvalidToken));
        let entry = LoggedRequest {
            id: Id::default(),
            request_id: note.request_id.to_string(),
            at: note.at,
            unproven: unproven && owner.caller.is_some(),
            caller: owner.caller,
            method: note.method.to_string(),
            path: note.path,
            status: note.status,
            micros: note.micros,
            address: note.address,
            why: owner.why.filter(|_| vague).or(why),
            detail: detail.flatten(),
            left_out,
        };
        Ok((owner.shop, entry))
    }

    fn owner(&mut self, platform: &View<'_>, claim: &Claim, at: Timestamp) -> Result<Owner> {
        if let Some(known) = self.0.get(claim) {
            return Ok(known.clone());
        }
        let owner = find(platform, claim, at)?.unwrap_or(Owner::NOBODY);
        self.0.insert(claim.clone(), owner.clone());
        Ok(owner)
    }
}

fn find(platform: &View<'_>, claim: &Claim, at: Timestamp) -> Result<Option<Owner>> {
    match claim {
        Claim::Account(username) => {
            let account = Account::named(platform, username)?;
            Ok(account.map(|account| Owner {
                shop: account.shop_id.get(),
                caller: Some(account.key()),
                why: account.disabled.then_some(Why::DisabledAccount),
            }))
        }
        Claim::Token(id) => {
            let Some(token) = platform.get(*id)? else { return Ok(None) };
            let Some(app) = platform.get(token.app_id)? else { return Ok(None) };
            let why = match token.revoked_at {
                Some(revoked) if revoked <= at => Some(Why::RevokedToken),
                _ => (token.expires_at <= at).then_some(Why::ExpiredToken),
            };
            Ok(Some(Owner { shop: token.shop_id.get(), caller: Some(app.key_in(token.shop_id)), why }))
        }
        Claim::Visitor(shop) => {
            let known = platform.exists(Id::<Shop>::new(*shop))?;
            Ok(known.then_some(Owner { shop: *shop, caller: None, why: None }))
        }
    }
}
