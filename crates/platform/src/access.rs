//! Making and finding callers: the one place that knows what an account, an app or a token needs.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use storage::{Database, Error, Filter, PLATFORM, Query, Reading, Record, Result, Tx, View};
use wire::{Id, Timestamp};
use zeroize::Zeroizing;

use crate::secret::after_hours;
use crate::shop::DOMAIN;
use crate::{
    Account, App, Authorization, Claims, Endpoint, Plan, Scopes, Secrets, Shop, Storefront, Token, Vault, VaultError,
};

/// Requests an account may make within any one second, unless it says otherwise.
pub const RATE_LIMIT: u32 = 5;
/// Bytes a request's body may have, unless the account says otherwise.
pub const SIZE_LIMIT: usize = 2_097_152;

/// Who is calling, once known: an account or an app's token.
#[derive(Clone)]
pub struct Caller {
    /// What limits are counted under: `account:apidemo`, `app:3`.
    pub key: Arc<str>,
    /// What the account signs with, or what the app's webhooks are signed with.
    pub secrets: Secrets,
    pub shop: Shop,
    /// The app whose token it is; an account has none.
    pub app: Option<CallingApp>,
    pub grant: Grant,
    pub requests_per_second: u32,
    pub max_body_bytes: usize,
    /// From then on it is nobody, if that is known.
    ends_at: Option<Timestamp>,
}

impl Caller {
    /// Staff who ask from within the console, which has let them in. They sign nothing.
    pub fn staff(name: &str, shop: Shop) -> Self {
        Self {
            key: format!("staff:{name}").into(),
            secrets: Secrets::none(),
            shop,
            app: None,
            grant: Grant::Everything,
            requests_per_second: RATE_LIMIT,
            max_body_bytes: SIZE_LIMIT,
            ends_at: None,
        }
    }
}

/// The app that calls, and the token it calls with.
#[derive(Clone)]
pub struct CallingApp {
    pub id: Id<App>,
    pub token: Zeroizing<String>,
}

impl fmt::Debug for Caller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Caller").field("key", &self.key).finish_non_exhaustive()
    }
}

/// What a caller may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Grant {
    /// Accounts hold all scopes of their shop.
    Everything,
    Scopes(Scopes),
}

impl Grant {
    pub fn allows(&self, scope: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Scopes(scopes) => scopes.holds(scope),
        }
    }
}

/// The callers of this installation. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    pub database: Database,
    pub vault: Arc<Vault>,
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl Directory {
    pub fn new(database: Database, vault: Vault) -> Self {
        Self { database, vault: Arc::new(vault) }
    }

    /// An enabled account with its shop; `None` for any name that does not open a door.
    pub async fn account(&self, username: &str) -> Result<Option<Arc<Caller>>> {
        let name = format!("account {username}");
        let found = self.database.read(PLATFORM, |view| {
            view.memoized(&name, || self.load_account(view, username).map(|caller| Arc::new(caller.map(Arc::new))))
        });
        Ok(found.await?.as_ref().clone())
    }

    fn load_account(&self, view: &View<'_>, username: &str) -> Result<Option<Caller>> {
        let account = Account::named(view, username)?.map(Record::into_value);
        let Some(account) = account.filter(|account| !account.disabled) else { return Ok(None) };
        let Some(shop) = view.get(account.shop_id)? else { return Ok(None) };
        Ok(Some(Caller {
            key: account.key().into(),
            secrets: self.vault.open_both(&account.secret, account.previous_secret.as_ref())?,
            shop: shop.into_value(),
            app: None,
            grant: Grant::Everything,
            requests_per_second: account.requests_per_second,
            max_body_bytes: account.max_body_bytes,
            ends_at: None,
        }))
    }

    /// The app behind a token that is genuine, in time and not revoked.
    pub async fn bearer(&self, text: &str) -> Result<Option<Arc<Caller>>> {
        let now = self.database.now();
        let Ok(claims) = Claims::verify(text, &self.vault, now) else { return Ok(None) };
        let name = format!("token {}", claims.jti);
        let found = self.database.read(PLATFORM, |view| {
            view.memoized(&name, || self.load_token(view, claims.jti, text).map(|found| Arc::new(found.map(Arc::new))))
        });
        let found = found.await?.as_ref().clone();
        Ok(found.filter(|caller| caller.ends_at.is_none_or(|end| now < end)))
    }

    /// The token of ours that a text is, also when it opens nothing any more: so that its owner can be told.
    pub fn spent(&self, text: &str) -> Option<Id<Token>> {
        // At the beginning of time no token has expired.
        Claims::verify(text, &self.vault, Timestamp::default()).ok().map(|claims| claims.jti)
    }

    fn load_token(&self, view: &View<'_>, id: Id<Token>, text: &str) -> Result<Option<Caller>> {
        let Some(token) = view.get(id)?.map(Record::into_value) else { return Ok(None) };
        let (Some(app), Some(shop)) = (view.get(token.app_id)?, view.get(token.shop_id)?) else { return Ok(None) };
        Ok(Some(Caller {
            key: app.key_in(shop.id).into(),
            secrets: app.secrets(&self.vault)?,
            shop: shop.into_value(),
            app: Some(CallingApp { id: app.id, token: Zeroizing::new(text.to_owned()) }),
            // What the app may no longer be granted, no token opens any more.
            grant: Grant::Scopes(token.scopes.in_common_with(&app.scopes)),
            requests_per_second: app.requests_per_second,
            max_body_bytes: app.max_body_bytes,
            ends_at: Some(token.ends_at()),
        }))
    }

    /// The app that names itself so in OAuth, with its secrets.
    pub async fn client(&self, client_id: &str) -> Result<Option<(App, Secrets)>> {
        let found = self.database.read(PLATFORM, |view| self.vault.app_by_client_id(view, client_id)).await?;
        let Some(app) = found.map(Record::into_value) else { return Ok(None) };
        let secrets = app.secrets(&self.vault)?;
        Ok(Some((app, secrets)))
    }
}

pub(crate) fn of_app(app: Id<App>) -> Query {
    Query::all().filter(Filter::equals(storage::Field::integer("app_id"), app))
}

/// Making and changing callers. Transactions are on [`PLATFORM`].
impl Vault {
    pub fn create_shop(&self, tx: &mut Tx<'_>, name: &str, domain: &str, plan: Plan) -> Result<Record<Shop>> {
        let created_at = tx.now();
        tx.insert(Shop {
            id: Id::default(),
            name: name.to_owned(),
            domain: domain.to_owned(),
            storefront_domain: domain.to_owned(),
            email: format!("service@{domain}"),
            plan,
            api_option: false,
            sandbox: false,
            created_at,
            storefront: Storefront::default(),
            withheld_features: BTreeSet::new(),
        })
    }

    pub fn create_account(
        &self,
        tx: &mut Tx<'_>,
        shop: Id<Shop>,
        username: &str,
        secret: &str,
        requests_per_second: u32,
        max_body_bytes: usize,
    ) -> Result<Record<Account>> {
        let account = Account {
            id: Id::default(),
            shop_id: shop,
            username: username.to_owned(),
            secret: self.seal(secret, tx.random())?,
            previous_secret: None,
            secret_since: tx.now(),
            requests_per_second,
            max_body_bytes,
            disabled: false,
            created_at: tx.now(),
        };
        tx.insert(account)
    }

    /// Gives the account a new secret, which is shown this once; the old one stays good for so many hours.
    pub fn rotate_account_secret(
        &self,
        tx: &mut Tx<'_>,
        account: &mut Record<Account>,
        overlap_hours: u32,
    ) -> Result<String> {
        let Account { secret, previous_secret, .. } = &mut **account;
        let new = self.rotate(tx, secret, previous_secret, 24, overlap_hours)?;
        account.secret_since = tx.now();
        tx.save(account)?;
        Ok(new)
    }

    /// A new token for an app in its own shop and its text, which is shown this once.
    pub fn issue_token(
        &self,
        tx: &mut Tx<'_>,
        app: &App,
        scopes: Scopes,
        expires_at: Timestamp,
    ) -> Result<(Record<Token>, String)> {
        self.issue(tx, app, (app.shop_id, None), scopes, expires_at)
    }

    /// A token like this one in its place, good for as long as this one was from the start; this one ends after so
    /// many hours.
    pub fn rotate_token(
        &self,
        tx: &mut Tx<'_>,
        app: &App,
        token: &mut Record<Token>,
        overlap_hours: u32,
    ) -> Result<(Record<Token>, String)> {
        let now = tx.now();
        token.revoke(after_hours(now, overlap_hours));
        tx.save(token)?;
        let expires_at = now.plus_millis(token.expires_at.millis() - token.issued_at.millis());
        self.issue(tx, app, (token.shop_id, None), token.scopes.clone(), expires_at)
    }

    pub(crate) fn issue(
        &self,
        tx: &mut Tx<'_>,
        app: &App,
        (shop, authorization_id): (Id<Shop>, Option<Id<Authorization>>),
        scopes: Scopes,
        expires_at: Timestamp,
    ) -> Result<(Record<Token>, String)> {
        let shop = tx.get(shop)?.ok_or_else(|| Error::Unavailable("the app's shop is gone".into()))?;
        let issued_at = tx.now();
        let record = tx.insert(Token {
            id: Id::default(),
            shop_id: shop.id,
            app_id: app.id,
            scopes,
            issued_at,
            expires_at,
            revoked_at: None,
            authorization_id,
        })?;
        let text = Claims::of(&record, &shop).sign(self);
        Ok((record, text))
    }

    /// From now on `url` receives these events for the app; an endpoint of the same URL is changed.
    pub fn subscribe(&self, tx: &mut Tx<'_>, app: &App, url: &str, events: Vec<String>) -> Result<Record<Endpoint>> {
        subscribe_in(tx, app, app.shop_id, url, events)
    }

    /// From now on `url` receives nothing for the app: what received it before, if it did.
    pub fn unsubscribe(&self, tx: &mut Tx<'_>, app: &App, url: &str) -> Result<Option<Endpoint>> {
        let endpoints = tx.find::<Endpoint>(&of_app(app.id))?;
        let found = endpoints.into_iter().find(|endpoint| endpoint.shop_id == app.shop_id && endpoint.url == url);
        let Some(endpoint) = found else { return Ok(None) };
        let gone = (*endpoint).clone();
        Endpoint::remove(tx, endpoint)?;
        Ok(Some(gone))
    }

    pub fn shop_by_domain(&self, tx: &Tx<'_>, domain: &str) -> Result<Option<Record<Shop>>> {
        tx.find_one(Query::all().filter(Filter::equals(DOMAIN, domain)))
    }

    pub fn account_by_name(&self, tx: &Tx<'_>, username: &str) -> Result<Option<Record<Account>>> {
        Account::named(tx, username)
    }
}

pub(crate) fn subscribe_in(
    tx: &mut Tx<'_>,
    app: &App,
    shop: Id<Shop>,
    url: &str,
    events: Vec<String>,
) -> Result<Record<Endpoint>> {
    let of_app = tx.find::<Endpoint>(&of_app(app.id))?;
    let existing = of_app.into_iter().find(|endpoint| endpoint.shop_id == shop && endpoint.url == url);
    let mut endpoint = if let Some(endpoint) = existing {
        endpoint
    } else {
        let created_at = tx.now();
        tx.insert(Endpoint {
            id: Id::default(),
            shop_id: shop,
            app_id: app.id,
            url: url.to_owned(),
            events: Vec::new(),
            paused: false,
            created_at,
        })?
    };
    Endpoint::set_events(tx, &mut endpoint, events)?;
    Ok(endpoint)
}
