//! Whose calls are looked at.

use platform::{Account, Installation};
use storage::{Field, Filter, PLATFORM, Query, Reading, ShopId, View};
use wire::Id;

use crate::page::{Section, Shell};
use crate::refusal::Refusal;
use crate::visitor::{Identity, Operator, SignedIn, Visitor};

/// A request log, as far as the visitor may read it.
pub(super) struct Book {
    pub(super) visitor: Visitor,
    pub(super) shop: ShopId,
    /// The one caller whose calls they may see, for an account that looks at its own.
    pub(super) own: Option<String>,
    /// Where its pages are.
    pub(super) base: &'static str,
    section: Section,
}

impl Book {
    pub(super) fn of_shop(signed_in: SignedIn) -> Result<Self, Refusal> {
        let SignedIn { visitor, shop } = signed_in;
        let user = visitor.user.as_ref().ok_or(Refusal::SignIn)?;
        let own = match &user.identity {
            Identity::Account(account) => Some(account.key()),
            Identity::Staff(_) => {
                user.role().ok_or(Refusal::Forbidden)?;
                None
            }
        };
        Ok(Self { visitor, shop: shop.id.get(), own, base: "/console/requests", section: Section::Console })
    }

    pub(super) fn of_nobody(operator: Operator) -> Self {
        let Operator { visitor } = operator;
        Self { visitor, shop: PLATFORM, own: None, base: "/operator/requests", section: Section::Operator }
    }

    pub(super) fn is_nobodys(&self) -> bool {
        self.shop == PLATFORM
    }

    pub(super) fn shell(&self, title: &str) -> Shell {
        self.visitor.shell(self.section, title)
    }

    /// The callers of the shop, by what calls are logged under, with what people call them.
    pub(super) fn callers(&self, platform: &View<'_>) -> storage::Result<Vec<Caller>> {
        if self.is_nobodys() || self.own.is_some() {
            return Ok(Vec::new());
        }
        let (shop, of_shop) =
            (Id::new(self.shop), Query::all().filter(Filter::equals(Field::integer("shop_id"), self.shop)));
        let accounts = platform.find::<Account>(&of_shop)?;
        let mut callers: Vec<Caller> =
            accounts.iter().map(|account| Caller { key: account.key(), name: account.username.clone() }).collect();
        for installation in platform.find::<Installation>(&of_shop)? {
            if let Some(app) = platform.get(installation.app_id)? {
                callers.push(Caller { key: app.key_in(shop), name: app.name.clone() });
            }
        }
        Ok(callers)
    }
}

/// Who calls.
pub(super) struct Caller {
    pub(super) key: String,
    pub(super) name: String,
}

/// What people call a caller: without a name of its own, what stands behind the colon.
pub(super) fn name_of(callers: &[Caller], key: &str) -> String {
    let known = callers.iter().find(|caller| caller.key.eq_ignore_ascii_case(key)).map(|caller| caller.name.clone());
    known.unwrap_or_else(|| key.split_once(':').map_or(key, |(_, name)| name).to_owned())
}
