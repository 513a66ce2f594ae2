//! A shop to try things with, and the file that tells scripts about it.

mod growth;

use std::sync::Arc;

use api::Site;
use files::Files;
use platform::{
    Account, App, Claims, Directory, Endpoint, Password, Plan, Post, RATE_LIMIT, Role, SIZE_LIMIT, Scopes, Shop, Staff,
    Token, Vault,
};
use serde::{Deserialize, Serialize};
use shop::categories;
use shop::customers::{Customer, demo::seed};
use shop::demo::Size;
use shop::orders::Order;
use shop::products::Product;
use storage::{Database, Document, Error, Field, Filter, PLATFORM, Query, Reading, Record, Result, ShopId, Tx, Writer};
use wire::{Id, token};

use crate::data_folder::{DataFolder, Existing, write_private_file};
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;

const DOMAIN: &str = "demo.shopwire.test";
const APP: &str = "demo-app";
/// Where `shopwire listen` listens.
const WEBHOOK_URL: &str = "http://127.0.0.1:9797/webhooks";
const CUSTOMERS: u64 = 200;
const TOKEN_DAYS: i64 = 365;
/// Role, e-mail, name, password.
const STAFF: &[(&str, &str, &str, &str)] = &[
    ("owner", "owner@demo.shopwire.test", "示範店長", "demo-owner"),
    ("operator", "operator@demo.shopwire.test", "示範營運", "demo-operator"),
];

/// What `demo.json` says.
#[derive(Debug, Serialize, Deserialize)]
pub struct Demo {
    pub base_url: String,
    pub shop: DemoShop,
    pub accounts: Vec<DemoAccount>,
    #[serde(default)]
    pub staff: Vec<DemoStaff>,
    pub app: DemoApp,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct DemoShop {
    pub id: Id<Shop>,
    pub domain: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct DemoAccount {
    pub username: String,
    pub secret: String,
    pub requests_per_second: u32,
    pub max_body_bytes: usize,
}

/// Somebody who signs in at the portal, with the password they were given.
#[derive(Debug, Serialize, Deserialize)]
pub struct DemoStaff {
    pub role: String,
    pub email: String,
    pub password: String,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct DemoApp {
    pub id: Id<App>,
    pub name: String,
    #[serde(default)]
    pub client_id: String,
    pub secret: String,
    pub token: String,
    pub scopes: Vec<String>,
    pub webhook_url: String,
    pub events: Vec<String>,
}

/// What the shop has.
#[derive(Debug, Clone, Copy)]
pub struct Counts {
    pub products: u64,
    pub customers: u64,
    pub orders: u64,
}

impl Demo {
    /// The demo shop of a folder, seeded where it is not there yet, and its file written.
    /// It grows to this size, if somebody named one.
    pub async fn prepare(
        installation: &Installation,
        site: &Site,
        files: &Files,
        wanted: Option<Size>,
    ) -> Outcome<(Self, Counts)> {
        let directory = &installation.directory;
        seed_once(directory, site).await?;
        let demo = read(directory, &site.base_url).await?;
        let shop = demo.shop.id.get();
        show_photos(files, shop).await?;
        if let Some(wanted) = wanted {
            growth::grow_to(&directory.database, site, shop, wanted).await?;
        }
        let counts = directory.database.read(shop, |view| {
            Ok::<_, Error>(Counts {
                products: view.count::<Product>(&[])?,
                customers: view.count::<Customer>(&[])?,
                orders: view.count::<Order>(&[])?,
            })
        });
        let counts = counts.await?;
        let text = serde_json::to_string_pretty(&demo).map_err(|error| Failure::new(error.to_string()))?;
        write_private_file(&installation.folder.demo(), format!("{text}\n").as_bytes(), Existing::Replace)?;
        Ok((demo, counts))
    }

    /// What the folder's file says, if it has one.
    pub fn of(folder: &DataFolder) -> Option<Self> {
        let text = std::fs::read_to_string(folder.demo()).ok()?;
        serde_json::from_str(&text).ok()
    }
}

/// Everything in one transaction: a folder has the whole demo shop or nothing of it.
async fn seed_once(directory: &Directory, site: &Site) -> Result<()> {
    let (database, vault, site) = (directory.database.clone(), Arc::clone(&directory.vault), site.clone());
    directory.database.write_raw(move |writer| seed_all(writer, &database, &vault, &site)).await
}

/// The photos of the demo's products, drawn where they are missing: they always have the same names.
async fn show_photos(files: &Files, shop: ShopId) -> Outcome {
    let unusable = |error: files::Error| Failure::new(format!("the demo's photos cannot be stored: {error}"));
    if files.exists(shop, &shop::demo::last_photo()).await.map_err(unusable)? {
        return Ok(());
    }
    // One by one: together they would take more memory than the whole server does.
    let mut photos = shop::demo::photos();
    loop {
        let draw = tokio::task::spawn_blocking(move || (photos.next(), photos));
        let (drawn, rest) = draw.await.map_err(|error| Failure::new(error.to_string()))?;
        let Some((name, photo)) = drawn else { return Ok(()) };
        files.put(shop, &name, photo).await.map_err(unusable)?;
        photos = rest;
    }
}

fn seed_all(writer: &dyn Writer, database: &Database, vault: &Vault, site: &Site) -> Result<()> {
    let transaction = |shop| Tx::new(writer, shop, database.now(), &**database.random(), None);
    let mut platform = transaction(PLATFORM);
    if vault.shop_by_domain(&platform, DOMAIN)?.is_some() {
        return Ok(());
    }
    let mut shop = vault.create_shop(&mut platform, "示範商店", DOMAIN, Plan::Enterprise)?;
    shop.sandbox = true;
    platform.save(&mut shop)?;
    vault.create_account(&mut platform, shop.id, "apidemo", "apidemo", RATE_LIMIT, 2048)?;
    let secret = token(platform.random(), 24);
    vault.create_account(&mut platform, shop.id, "vendor", &secret, RATE_LIMIT, SIZE_LIMIT)?;
    for (role, email, name, password) in STAFF {
        let password =
            Password::hash(password, platform.random()).map_err(|error| Error::Unavailable(error.to_string()))?;
        let created_at = platform.now();
        platform.insert(Staff {
            id: Id::default(),
            email: (*email).to_owned(),
            name: (*name).to_owned(),
            password,
            password_since: created_at,
            one_time: false,
            shops: vec![Post { shop_id: shop.id, role: Role::Owner }],
            operator: *role == "operator",
            disabled: false,
            created_at,
        })?;
    }
    // Before anybody subscribes, so that nobody is told of them one by one.
    let mut own = transaction(shop.id.get());
    seed(&mut own, CUSTOMERS)?;
    let refused = |error: api::Error| Error::Unavailable(error.to_string());
    categories::demo::seed(&mut own).map_err(refused)?;
    shop::demo::start(&mut own, site).map_err(refused)?;
    shop::demo::orders::seed(writer, shop.id.get(), database.now()).map_err(refused)?;
    let (app, _) = vault.create_app(&mut platform, shop.id, APP, Scopes::all())?;
    let events = shop::event_names().into_iter().map(str::to_owned).collect();
    vault.subscribe(&mut platform, &app, WEBHOOK_URL, events)?;
    Ok(())
}

/// The demo shop as it is now: whoever has changed a secret since sees the changed one.
async fn read(directory: &Directory, base_url: &str) -> Result<Demo> {
    let (vault, base_url) = (Arc::clone(&directory.vault), base_url.to_owned());
    let read = move |tx: &mut Tx<'_>| {
        let gone = |what: &str| Error::Unavailable(format!("the demo shop has lost its {what}"));
        let shop = vault.shop_by_domain(tx, DOMAIN)?.ok_or_else(|| gone("row"))?;
        let mut accounts = Vec::new();
        for account in tx.find::<Account>(&of("shop_id", shop.id))?.into_iter().filter(|account| !account.disabled) {
            accounts.push(DemoAccount {
                username: account.username.clone(),
                secret: vault.open(&account.secret)?.to_string(),
                requests_per_second: account.requests_per_second,
                max_body_bytes: account.max_body_bytes,
            });
        }
        let app = tx.find_one::<App>(of("shop_id", shop.id))?.ok_or_else(|| gone("app"))?;
        let endpoint = tx.find_one::<Endpoint>(of("app_id", app.id))?.map(Record::into_value);
        Ok::<_, Error>(Demo {
            base_url,
            accounts,
            staff: demo_staff(tx)?,
            app: DemoApp {
                id: app.id,
                name: app.name.clone(),
                client_id: app.client_id.clone(),
                secret: vault.open(&app.secret)?.to_string(),
                token: current_token(tx, &vault, &app, &shop)?,
                scopes: app.scopes.iter().map(str::to_owned).collect(),
                webhook_url: endpoint.as_ref().map(|endpoint| endpoint.url.clone()).unwrap_or_default(),
                events: endpoint.map(|endpoint| endpoint.events).unwrap_or_default(),
            },
            shop: DemoShop { id: shop.id, domain: shop.domain.clone() },
        })
    };
    directory.database.write(PLATFORM, None, read).await
}

/// Those who still have the password they were given.
fn demo_staff(tx: &Tx<'_>) -> Result<Vec<DemoStaff>> {
    let mut found = Vec::new();
    for (role, email, _, password) in STAFF {
        let staff = tx.find_one::<Staff>(Staff::by_email(email))?;
        if staff.is_some_and(|staff| !staff.disabled && staff.password.matches(password)) {
            let [role, email, password] = [role, email, password].map(|text| (*text).to_owned());
            found.push(DemoStaff { role, email, password });
        }
    }
    Ok(found)
}

/// The app's token that is good for another month at least, or a new one.
fn current_token(tx: &mut Tx<'_>, vault: &Vault, app: &App, shop: &Shop) -> Result<String> {
    let soon = tx.now().plus_days(30);
    let good = |token: &Record<Token>| token.authorization_id.is_none() && token.ends_at() > soon;
    if let Some(token) = tx.find::<Token>(&of("app_id", app.id))?.into_iter().rfind(good) {
        return Ok(Claims::of(&token, shop).sign(vault));
    }
    let expires_at = tx.now().plus_days(TOKEN_DAYS);
    Ok(vault.issue_token(tx, app, app.scopes.clone(), expires_at)?.1)
}

fn of<T: Document>(field: &'static str, id: Id<T>) -> Query {
    Query::all().filter(Filter::equals(Field::integer(field), id))
}
