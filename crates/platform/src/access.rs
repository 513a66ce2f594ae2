//! Making and finding callers: the one place that knows what an account, an app or a token needs.

use std::fmt;
use std::sync::Arc;

use storage::{Database, Error, Filter, PLATFORM, Query, Reading, Record, Result, Tx, View};
use subtle::ConstantTimeEq;
use wire::{Id, Timestamp, token};
use zeroize::Zeroizing;

use crate::shop::DOMAIN;
use crate::{Account, App, Claims, Endpoint, Plan, Scopes, Shop, Token, Vault, VaultError};

/// Requests an account may make within any one second, unless it says otherwise.
pub const RATE_LIMIT: u32 = 5;
/// Bytes a request's body may have, unless the account says otherwise.
pub const SIZE_LIMIT: usize = 2_097_152;

/// Who is calling, once known: an account or an app's token.
#[derive(Clone)]
pub struct Caller {
    /// What limits are counted under: `account:apidemo`, `app:3`.
    pub key: Arc<str>,
    secret: Zeroizing<String>,
    pub shop: Shop,
    pub grant: Grant,
    pub requests_per_second: u32,
    pub max_body_bytes: usize,
}

impl Caller {
    /// What the account signs with, or what the app's webhooks are signed with.
    pub fn secret(&self) -> &[u8] {
        self.secret.as_bytes()
    }

    /// Staff who ask from within the console, which has let them in. They sign nothing.
    pub fn staff(name: &str, shop: Shop) -> Self {
        Self {
            key: format!("staff:{name}").into(),
            secret: Zeroizing::default(),
            shop,
            grant: Grant::Everything,
            requests_per_second: RATE_LIMIT,
            max_body_bytes: SIZE_LIMIT,
        }
    }

    /// Whether the text is the caller's secret. Takes as long for a near miss as for a far one.
    pub fn knows(&self, secret: &str) -> bool {
        self.secret.as_bytes().ct_eq(secret.as_bytes()).into()
    }
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
            secret: self.vault.open(&account.secret)?,
            shop: shop.into_value(),
            grant: Grant::Everything,
            requests_per_second: account.requests_per_second,
            max_body_bytes: account.max_body_bytes,
        }))
    }

    /// The app behind a token that is genuine, in time and not revoked.
    pub async fn bearer(&self, text: &str) -> Result<Option<Arc<Caller>>> {
        let Ok(claims) = Claims::verify(text, &self.vault, self.database.now()) else { return Ok(None) };
        let name = format!("token {}", claims.jti);
        let found = self.database.read(PLATFORM, |view| {
            view.memoized(&name, || self.load_token(view, claims.jti).map(|caller| Arc::new(caller.map(Arc::new))))
        });
        Ok(found.await?.as_ref().clone())
    }

    /// The token of ours that a text is, also when it opens nothing any more: so that its owner can be told.
    pub fn spent(&self, text: &str) -> Option<Id<Token>> {
        // At the beginning of time no token has expired.
        Claims::verify(text, &self.vault, Timestamp::default()).ok().map(|claims| claims.jti)
    }

    fn load_token(&self, view: &View<'_>, id: Id<Token>) -> Result<Option<Caller>> {
        let token = view.get(id)?.map(Record::into_value);
        let Some(token) = token.filter(|token| token.revoked_at.is_none()) else { return Ok(None) };
        let (Some(app), Some(shop)) = (view.get(token.app_id)?, view.get(token.shop_id)?) else { return Ok(None) };
        Ok(Some(Caller {
            key: app.key().into(),
            secret: self.vault.open(&app.secret)?,
            shop: shop.into_value(),
            grant: Grant::Scopes(token.scopes),
            requests_per_second: app.requests_per_second,
            max_body_bytes: app.max_body_bytes,
        }))
    }
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
            requests_per_second,
            max_body_bytes,
            disabled: false,
            created_at: tx.now(),
        };
        tx.insert(account)
    }

    /// A new app and its secret, which is shown this once.
    pub fn create_app(
        &self,
        tx: &mut Tx<'_>,
        shop: Id<Shop>,
        name: &str,
        scopes: Scopes,
    ) -> Result<(Record<App>, String)> {
        let secret = token(tx.random(), 32);
        let app = App {
            id: Id::default(),
            shop_id: shop,
            name: name.to_owned(),
            secret: self.seal(&secret, tx.random())?,
            scopes,
            requests_per_second: RATE_LIMIT,
            max_body_bytes: SIZE_LIMIT,
            created_at: tx.now(),
        };
        Ok((tx.insert(app)?, secret))
    }

    /// A new token for an app and its text, which is shown this once.
    pub fn issue_token(
        &self,
        tx: &mut Tx<'_>,
        app: &App,
        scopes: Scopes,
        expires_at: Timestamp,
    ) -> Result<(Record<Token>, String)> {
        let shop = tx.get(app.shop_id)?.ok_or_else(|| Error::Unavailable("the app's shop is gone".into()))?;
        let issued_at = tx.now();
        let record = tx.insert(Token {
            id: Id::default(),
            shop_id: shop.id,
            app_id: app.id,
            scopes,
            issued_at,
            expires_at,
            revoked_at: None,
        })?;
        let text = Claims::of(&record, &shop).sign(self);
        Ok((record, text))
    }

    /// From now on `url` receives these events for the app; an endpoint of the same URL is changed.
    pub fn subscribe(&self, tx: &mut Tx<'_>, app: &App, url: &str, events: Vec<String>) -> Result<Record<Endpoint>> {
        let of_app = Query::all().filter(Filter::equals(storage::Field::integer("app_id"), app.id));
        let existing = tx.find::<Endpoint>(&of_app)?.into_iter().find(|endpoint| endpoint.url == url);
        let endpoint = if let Some(mut endpoint) = existing {
            endpoint.events = events;
            tx.save(&mut endpoint)?;
            endpoint
        } else {
            let created_at = tx.now();
            tx.insert(Endpoint {
                id: Id::default(),
                shop_id: app.shop_id,
                app_id: app.id,
                url: url.to_owned(),
                events,
                created_at,
            })?
        };
        tx.subscribe(app.shop_id.get(), endpoint.id, &endpoint.events)?;
        Ok(endpoint)
    }

    pub fn shop_by_domain(&self, tx: &Tx<'_>, domain: &str) -> Result<Option<Record<Shop>>> {
        tx.find_one(Query::all().filter(Filter::equals(DOMAIN, domain)))
    }

    pub fn account_by_name(&self, tx: &Tx<'_>, username: &str) -> Result<Option<Record<Account>>> {
        Account::named(tx, username)
    }
}
