//! An app: a vendor's program, that shops install and grant scopes to.

use serde::{Deserialize, Serialize};
use storage::{Field, Filter, Index, Query, Reading, Record, Result, Tx};
use wire::{Id, Timestamp, token};

use crate::access::of_app;
use crate::secret::PreviousSecret;
use crate::{
    Authorization, Endpoint, Installation, RATE_LIMIT, SIZE_LIMIT, Scopes, Sealed, Secrets, Shop, Token, Vault,
};

/// Bytes of randomness in an app's secret.
const SECRET: usize = 32;

/// A custom app is installed in the shop that made it, from the start and for as long as it is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct App {
    #[serde(default)]
    pub id: Id<App>,
    /// The shop that made it.
    pub shop_id: Id<Shop>,
    pub name: String,
    /// What the app names itself by in OAuth; not a secret.
    #[serde(default)]
    pub client_id: String,
    /// Signs the app's webhooks, and proves who asks for a token.
    pub secret: Sealed,
    #[serde(default)]
    pub previous_secret: Option<PreviousSecret>,
    /// What it may be granted at most.
    pub scopes: Scopes,
    /// Where a shop may send its admin back to with a code, to the letter.
    #[serde(default)]
    pub redirect_uris: Vec<String>,
    /// Where a shop sends its admin to open the app, or to install it.
    #[serde(default)]
    pub app_url: Option<String>,
    /// Other shops may install it too.
    #[serde(default)]
    pub public: bool,
    #[serde(default)]
    pub manifest: Manifest,
    pub requests_per_second: u32,
    pub max_body_bytes: usize,
    pub created_at: Timestamp,
}

/// What an app says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Manifest {
    pub version: String,
    /// The form of the manifest itself.
    pub manifest_version: i64,
    /// Who makes it.
    pub vendor: String,
    /// The kind of shop points transaction that the app makes, where it makes any.
    pub transaction_type: Option<String>,
    /// Shown inside the shop's console.
    pub embedded: bool,
    /// Names of the settings that an installation keeps for it.
    pub setting_fields: Vec<String>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self {
            version: "1.0.0".into(),
            manifest_version: 1,
            vendor: String::new(),
            transaction_type: None,
            embedded: false,
            setting_fields: Vec::new(),
        }
    }
}

pub(crate) const CLIENT_ID: Field = Field::folded("client_id");

storage::document!(
    App,
    "應用程式",
    "apps",
    [Index::on("apps_shop", &[Field::integer("shop_id")]), Index::unique("apps_client", &[CLIENT_ID])]
);

impl App {
    /// What its calls to a shop are counted and logged under.
    pub fn key_in(&self, shop: Id<Shop>) -> String {
        if shop == self.shop_id { format!("app:{}", self.id) } else { format!("app:{}@{shop}", self.id) }
    }

    /// An app's secrets, opened.
    pub fn secrets(&self, vault: &Vault) -> Result<Secrets> {
        Ok(vault.open_both(&self.secret, self.previous_secret.as_ref())?)
    }

    /// Whether a shop may have it.
    pub fn may_be_installed_in(&self, shop: Id<Shop>) -> bool {
        self.public || self.shop_id == shop
    }

    /// Stores a changed app. Its own shop grants it all that it may have.
    pub fn save(app: &mut Record<Self>, tx: &mut Tx<'_>) -> Result<()> {
        if app.client_id.is_empty() {
            // It was made before apps had one.
            app.client_id = new_client_id(tx);
        }
        tx.save(app)?;
        app.install(tx, app.shop_id, app.scopes.clone())?;
        Ok(())
    }

    /// Removes the app with everything that hangs on it, in every shop.
    pub fn remove(app: Record<Self>, tx: &mut Tx<'_>) -> Result<()> {
        for installation in tx.find::<Installation>(&of_app(app.id))? {
            app.uninstall(tx, installation.shop_id)?;
        }
        // What an app has that is older than installations.
        app.uninstall(tx, app.shop_id)?;
        for token in tx.find::<Token>(&of_app(app.id))? {
            tx.delete(token)?;
        }
        tx.delete(app)?;
        Ok(())
    }

    /// Ends what was issued to the app in a shop, stops its webhooks from there, and forgets its settings.
    pub fn uninstall(&self, tx: &mut Tx<'_>, shop: Id<Shop>) -> Result<()> {
        let of_both = || of_app(self.id).filter(Filter::equals(Field::integer("shop_id"), shop));
        let now = tx.now();
        for mut token in tx.find::<Token>(&of_both())? {
            token.revoke(now);
            tx.save(&mut token)?;
        }
        for authorization in tx.find::<Authorization>(&of_both())? {
            tx.delete(authorization)?;
        }
        for endpoint in tx.find(&of_both())? {
            Endpoint::remove(tx, endpoint)?;
        }
        for installation in tx.find::<Installation>(&of_both())? {
            tx.delete(installation)?;
        }
        Ok(())
    }
}

impl Vault {
    /// A new app, installed in the shop that makes it, and its secret, which is shown this once.
    pub fn create_app(
        &self,
        tx: &mut Tx<'_>,
        shop: Id<Shop>,
        name: &str,
        scopes: Scopes,
    ) -> Result<(Record<App>, String)> {
        let secret = token(tx.random(), SECRET);
        let maker = tx.get(shop)?.map(|shop| shop.name.clone());
        let app = App {
            id: Id::default(),
            shop_id: shop,
            name: name.to_owned(),
            client_id: new_client_id(tx),
            secret: self.seal(&secret, tx.random())?,
            previous_secret: None,
            scopes,
            redirect_uris: Vec::new(),
            app_url: None,
            public: false,
            manifest: Manifest { vendor: maker.unwrap_or_default(), ..Manifest::default() },
            requests_per_second: RATE_LIMIT,
            max_body_bytes: SIZE_LIMIT,
            created_at: tx.now(),
        };
        let app = tx.insert(app)?;
        app.install(tx, shop, app.scopes.clone())?;
        Ok((app, secret))
    }

    /// Gives the app a new secret, which is shown this once; the old one stays good for so many hours: it still
    /// gets tokens, and webhooks are signed with both.
    pub fn rotate_app_secret(&self, tx: &mut Tx<'_>, app: &mut Record<App>, overlap_hours: u32) -> Result<String> {
        let App { secret, previous_secret, .. } = &mut **app;
        let new = self.rotate(tx, secret, previous_secret, SECRET, overlap_hours)?;
        App::save(app, tx)?;
        Ok(new)
    }

    pub fn app_by_client_id(&self, from: &impl Reading, client_id: &str) -> Result<Option<Record<App>>> {
        if client_id.is_empty() {
            return Ok(None);
        }
        from.find_one(Query::all().filter(Filter::equals(CLIENT_ID, client_id)))
    }
}

fn new_client_id(tx: &Tx<'_>) -> String {
    token(tx.random(), 16)
}
