//! What stories of apps share: reading pages, and an app of a vendor that takes callbacks.
#![allow(dead_code, unreachable_pub)] // each test file uses its part
#![allow(clippy::unwrap_used)] // a test that cannot be set up fails

use std::collections::HashMap;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::Query;
use axum::routing::get;
use platform::audit::{AuditEntry, AuditFilter};
use platform::{App, Scopes};
use storage::{PLATFORM, Reading};
use testkit::{Browser, Shopwire};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use wire::Id;

/// How long a test waits for what happens beside the requests.
const PATIENCE: Duration = Duration::from_secs(10);

/// What stands between two texts of a page.
#[track_caller]
pub fn between<'a>(page: &'a str, before: &str, after: &str) -> &'a str {
    let rest = page.split_once(before).unwrap_or_else(|| panic!("no {before} in {page}")).1;
    rest.split_once(after).unwrap_or_else(|| panic!("no {after} in {rest}")).0
}

/// The text of the element with this id.
#[track_caller]
pub fn text_of<'a>(page: &'a str, id: &str) -> &'a str {
    between(page, &format!("id=\"{id}\""), "</").split_once('>').unwrap().1
}

/// The parameters of a URL.
pub fn queried(url: &str) -> HashMap<String, String> {
    let query = url.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

/// The shop's audit trail, newest first.
pub async fn trail(shopwire: &Shopwire) -> Vec<AuditEntry> {
    let query = AuditFilter { shop: Some(shopwire.shop), ..AuditFilter::default() }.query();
    let read = shopwire.database.read(PLATFORM, |view| view.find::<AuditEntry>(&query));
    read.await.unwrap().into_iter().map(storage::Record::into_value).collect()
}

/// Waits until no delivery is pending.
pub async fn settled(shopwire: &Shopwire) {
    let until = Instant::now() + PATIENCE;
    while shopwire.database.read_raw(|reader| reader.queue_depth()).await.unwrap() > 0 {
        assert!(Instant::now() < until, "deliveries are still pending");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// The page, as soon as it has this text.
#[track_caller]
pub fn until<'a>(browser: &'a Browser, path: &'a str, text: &'a str) -> impl Future<Output = String> + 'a {
    let deadline = Instant::now() + PATIENCE;
    async move {
        loop {
            let page = browser.get(path).await.expect(200);
            if page.contains(text) {
                return page;
            }
            assert!(Instant::now() < deadline, "no {text} in {page}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

/// A vendor's program that shops send their staff to.
pub struct Vendor {
    pub origin: String,
    arrived: UnboundedReceiver<HashMap<String, String>>,
}

impl Vendor {
    pub async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let (sender, arrived) = unbounded_channel();
        let take = move |Query(query): Query<HashMap<String, String>>| async move {
            let _ = sender.send(query);
            "taken"
        };
        let router = Router::new().route("/callback", get(take.clone())).route("/", get(take));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, arrived }
    }

    pub fn callback(&self) -> String {
        format!("{}/callback", self.origin)
    }

    /// Goes where a browser is sent, and tells what arrived there.
    pub async fn follow(&mut self, location: &str) -> HashMap<String, String> {
        assert!(location.starts_with(&self.origin), "{location}");
        reqwest::get(location).await.unwrap();
        self.arrived.recv().await.unwrap()
    }
}

/// An app of another shop, open to all, with its client id and secret.
pub async fn public_app(shopwire: &Shopwire, vendor: &Vendor, scopes: &str) -> (Id<App>, String, String) {
    let (vault, scopes) = (shopwire.directory.vault.clone(), scopes.parse::<Scopes>().unwrap());
    let (callback, origin) = (vendor.callback(), vendor.origin.clone());
    let create = move |tx: &mut storage::Tx<'_>| {
        let other = vault.create_shop(tx, "開發商", "maker.shopwire.test", platform::Plan::Enterprise)?.id;
        let (mut app, secret) = vault.create_app(tx, other, "物流通", scopes)?;
        (app.public, app.redirect_uris, app.app_url) = (true, vec![callback], Some(format!("{origin}/")));
        app.manifest.vendor = "物流通股份有限公司".into();
        App::save(&mut app, tx)?;
        Ok::<_, storage::Error>((app.id, app.client_id.clone(), secret))
    };
    shopwire.database.write(PLATFORM, None, create).await.unwrap()
}
