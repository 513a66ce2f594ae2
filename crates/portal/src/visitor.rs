//! Who looks at a page: their language, whether they are signed in, and as whom.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::extract::{ConnectInfo, FromRequestParts};
use http::header::USER_AGENT;
use http::request::Parts;
use platform::audit::{Actor, ActorKind};
use platform::{Account, Role, Session, Shop, Staff, Who};
use storage::{PLATFORM, Reading, Record, View};
use wire::Timestamp;

use crate::language::{Language, Theme};
use crate::refusal::Refusal;
use crate::{Portal, cookie, notice};

pub(crate) const SESSION_COOKIE: &str = "shopwire_session";

/// Somebody in front of a page. Cheap to clone.
#[derive(Clone)]
pub struct Visitor(Arc<Seen>);

pub struct Seen {
    pub portal: Portal,
    pub language: Language,
    pub theme: Theme,
    /// The page they asked for, with its query.
    pub path: String,
    pub user: Option<User>,
    /// What the page before wants to be told.
    pub notice: Option<String>,
    pub address: IpAddr,
    pub agent: String,
}

/// Somebody signed in.
pub struct User {
    pub session: Session,
    pub identity: Identity,
    /// The shop whose pages they see.
    pub shop: Option<Shop>,
}

pub enum Identity {
    Account(Account),
    Staff(Staff),
}

impl User {
    /// What the page calls them.
    pub fn name(&self) -> &str {
        match &self.identity {
            Identity::Account(account) => &account.username,
            Identity::Staff(staff) => &staff.name,
        }
    }

    /// What they may do in the console of their shop.
    pub fn role(&self) -> Option<Role> {
        match (&self.identity, &self.shop) {
            (Identity::Staff(staff), Some(shop)) => staff.role_in(shop.id),
            _ => None,
        }
    }

    /// Goes on only for who has a password of their own.
    fn is_settled(&self) -> Result<(), Refusal> {
        match &self.identity {
            Identity::Staff(staff) if staff.one_time => Err(Refusal::ChoosePassword),
            _ => Ok(()),
        }
    }

    pub fn is_operator(&self) -> bool {
        matches!(&self.identity, Identity::Staff(staff) if staff.operator)
    }

    fn load(view: &View<'_>, cookie: &str) -> storage::Result<Option<Self>> {
        let Some(session) = Session::of_cookie(view, cookie)?.map(Record::into_value) else { return Ok(None) };
        let identity = match session.who {
            // What was signed in with a secret or a password ends with it.
            Who::Account(id) => {
                let still = |found: &Account| !found.disabled && session.created_at >= found.secret_since;
                view.get(id)?.map(Record::into_value).filter(still).map(Identity::Account)
            }
            Who::Staff(id) => {
                let still = |staff: &Staff| !staff.disabled && session.created_at >= staff.password_since;
                view.get(id)?.map(Record::into_value).filter(still).map(Identity::Staff)
            }
        };
        let shop = session.shop_id.map(|id| view.get(id)).transpose()?.flatten().map(Record::into_value);
        Ok(identity.map(|identity| Self { session, identity, shop }))
    }
}

impl std::ops::Deref for Visitor {
    type Target = Seen;

    fn deref(&self) -> &Seen {
        &self.0
    }
}

impl Visitor {
    pub(crate) async fn of(portal: &Portal, parts: &Parts) -> storage::Result<Self> {
        let user = match cookie::read(&parts.headers, SESSION_COOKIE) {
            Some(text) => portal.directory.database.read(PLATFORM, |view| User::load(view, text)).await?,
            None => None,
        };
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Ok(Self(Arc::new(Seen {
            portal: portal.clone(),
            language: Language::of(&parts.headers),
            theme: Theme::of(&parts.headers),
            path: parts.uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            user,
            notice: notice::read(&parts.headers),
            address: connected.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip()),
            agent: agent.chars().take(200).collect(),
        })))
    }

    /// Whether the console is for them, once they have signed in.
    pub fn has_console(&self) -> bool {
        self.user.as_ref().is_none_or(|user| user.role().is_some())
    }

    pub fn now(&self) -> Timestamp {
        self.portal.directory.database.now()
    }

    /// Who the audit trail is told makes a change.
    pub fn actor(&self) -> Actor {
        let actor = match self.user.as_ref().map(|user| &user.identity) {
            Some(Identity::Account(account)) => Actor::new(ActorKind::Account, &account.username),
            Some(Identity::Staff(staff)) if staff.operator => Actor::new(ActorKind::Operator, &staff.email),
            Some(Identity::Staff(staff)) => Actor::new(ActorKind::Staff, &staff.email),
            None => Actor::system(),
        };
        actor.via(Some(self.address), Some(&self.agent))
    }
}

/// Anybody.
impl<S: Sync> FromRequestParts<S> for Visitor {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get::<Self>().cloned().ok_or(Refusal::Unavailable)
    }
}

/// Somebody signed in, as an account or as staff, in front of a shop's page.
#[derive(Clone)]
pub struct SignedIn {
    pub visitor: Visitor,
    pub shop: Shop,
}

impl<S: Sync> FromRequestParts<S> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let user = visitor.user.as_ref().ok_or(Refusal::SignIn)?;
        user.is_settled()?;
        let shop = user.shop.clone().ok_or(Refusal::NoShop)?;
        Ok(Self { visitor, shop })
    }
}

/// Staff of a shop in front of its console.
#[derive(Clone)]
pub struct Console {
    pub visitor: Visitor,
    pub shop: Shop,
    pub role: Role,
}

impl Console {
    /// Goes on only for who may do this much.
    pub fn needs(&self, role: Role) -> Result<(), Refusal> {
        if self.role >= role { Ok(()) } else { Err(Refusal::Forbidden) }
    }
}

impl<S: Sync> FromRequestParts<S> for Console {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let SignedIn { visitor, shop } = SignedIn::from_request_parts(parts, state).await?;
        let role = visitor.user.as_ref().and_then(User::role).ok_or(Refusal::Forbidden)?;
        Ok(Self { visitor, shop, role })
    }
}

/// Somebody who runs the installation.
#[derive(Clone)]
pub struct Operator {
    pub visitor: Visitor,
}

impl<S: Sync> FromRequestParts<S> for Operator {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let user = visitor.user.as_ref().ok_or(Refusal::SignIn)?;
        user.is_settled()?;
        if user.is_operator() { Ok(Self { visitor }) } else { Err(Refusal::Forbidden) }
    }
}
