//! The server of a test.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use api::jobs::Worker;
use api::request_log::{self, LoggedRequest, Options as LogOptions, RequestFilter};
use api::{Service, Site};
use axum::serve::ListenerExt;
use files::Files;
use platform::audit::Actor;
use platform::{App, Directory, MasterKey, Plan, Scopes, Shop, Vault};
use portal::Portal;
use serde_json::Value;
use storage::{Database, DeliveryFilter, Error, PLATFORM, Reading, Tx};
use storage_sqlite::{Options, Sqlite};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use webhook::{AddressPolicy, Dispatcher, DispatcherOptions};
use wire::{Clock, Id, MovableClock, OsRandom, SystemClock};

use crate::{Client, Credentials, Receiver};

/// A running server over a database of its own, with one shop.
pub struct Shopwire {
    pub base_url: String,
    /// The moment the server believes it is; move it instead of sleeping.
    pub clock: MovableClock,
    pub database: Database,
    pub directory: Directory,
    pub shop: Id<Shop>,
    pub app: Id<App>,
    pub app_secret: String,
    serving: JoinHandle<()>,
    working: JoinHandle<()>,
    logging: JoinHandle<()>,
    log_closing: CancellationToken,
    delivering: Option<JoinHandle<()>>,
    files: Files,
    folder: TempDir,
}

/// One event of the shop, as its app would receive it.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    pub event: String,
    pub resource_id: i64,
    pub payload: Value,
}

/// How long a test waits for what happens beside the requests.
const PATIENCE: Duration = Duration::from_secs(10);
/// The port that throws everything away.
const NOBODY: &str = "http://127.0.0.1:9/";

impl Shopwire {
    /// A server with a shop of the enterprise plan, the account `apidemo` (5 requests a second, 2 KB) and
    /// the account `vendor`, which no limit slows down.
    pub async fn spawn() -> Self {
        // Soon enough that a test need not wait for it.
        Self::logging(LogOptions { interval: Duration::from_millis(10), ..LogOptions::default() }).await
    }

    /// The same, whose request log has these limits.
    pub async fn logging(log: LogOptions) -> Self {
        let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("no temporary folder: {error}"));
        let kinds = [platform::KINDS.to_vec(), shop::kinds()].concat();
        let store = Sqlite::open(&folder.path().join("shopwire.db"), &kinds, Options::default());
        let store = store.unwrap_or_else(|error| panic!("no database: {error}"));
        let clock = MovableClock::new(Arc::new(SystemClock));
        let database = Database::new(Arc::new(store), Arc::new(clock.clone()), Arc::new(OsRandom));
        let directory = Directory::new(database.clone(), Vault::new(&MasterKey::generate(&OsRandom)));
        let (shop, app, app_secret) = seed(&directory).await.unwrap_or_else(|error| panic!("no shop: {error}"));

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("no port: {error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("no address: {error}"));
        let base_url = format!("http://{address}");
        let (recorder, keeper) = request_log::open(database.clone(), log);
        let files = Files::in_folder(&folder.path().join("files"));
        let files = files.unwrap_or_else(|error| panic!("no folder for files: {error}"));
        let site = Site { base_url: base_url.clone(), files_url: None };
        let service = Service::new(directory.clone(), site, files.clone()).recording(recorder);
        let documents = shop::documents();
        let api = service.router(shop::groups(), &documents);
        let portal = Portal::new(portal::Parts {
            directory: directory.clone(),
            base_url: base_url.clone(),
            documents,
            api: api.clone(),
            closing: CancellationToken::new(),
        });
        let router = api.merge(portal::router(&portal));
        let router = router.into_make_service_with_connect_info::<SocketAddr>();
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        let serving = tokio::spawn(async move {
            let _ = axum::serve(listener, router).await;
        });
        let working = work(database.clone(), &files);
        let log_closing = CancellationToken::new();
        let logging = tokio::spawn(keeper.run(log_closing.clone()));
        let delivering = None;
        Self {
            base_url,
            clock,
            database,
            directory,
            shop,
            app,
            app_secret,
            serving,
            working,
            logging,
            log_closing,
            delivering,
            files,
            folder,
        }
    }

    /// From now on jobs wait, as if the program had stopped.
    pub fn stop_jobs(&self) {
        self.working.abort();
    }

    /// Jobs are done (again), as when the program starts.
    pub fn start_jobs(&mut self) {
        self.working.abort();
        self.working = work(self.database.clone(), &self.files);
    }

    /// A receiver that the app's webhooks are delivered to from now on, by a dispatcher that runs as long as the
    /// server does.
    pub async fn deliver_to(&mut self, receiver: &Receiver) {
        let (vault, app, url) = (Arc::clone(&self.directory.vault), self.app, receiver.url.clone());
        let subscribe = move |tx: &mut storage::Tx<'_>| {
            let app = tx.get(app)?.ok_or_else(|| Error::Unavailable("no app".into()))?;
            // The seeded endpoint only fills the log: nobody listens there.
            vault.subscribe(tx, &app, NOBODY, Vec::new())?;
            vault.subscribe(tx, &app, &url, shop::event_names().into_iter().map(str::to_owned).collect())?;
            Ok::<_, Error>(())
        };
        let subscribed = self.database.write(PLATFORM, None, subscribe).await;
        subscribed.unwrap_or_else(|error| panic!("no subscription: {error}"));
        let addresses = AddressPolicy { allow_loopback: true, ..AddressPolicy::default() };
        let options = DispatcherOptions { addresses, ..DispatcherOptions::default() };
        let dispatcher = Dispatcher::new(self.database.clone(), Arc::clone(&self.directory.vault), options);
        self.delivering = Some(tokio::spawn(dispatcher.run(CancellationToken::new())));
    }

    /// The account that no limit slows down.
    pub fn vendor(&self) -> Client {
        self.account("vendor", "vendor-secret")
    }

    /// The demo account: 5 requests a second, 2 KB a request.
    pub fn apidemo(&self) -> Client {
        self.account("apidemo", "apidemo")
    }

    pub fn account(&self, username: &str, secret: &str) -> Client {
        self.client(Credentials::Account { username: username.into(), secret: secret.into() })
    }

    pub fn client(&self, credentials: Credentials) -> Client {
        Client::new(&self.base_url, Arc::new(self.clock.clone()), credentials)
    }

    /// From now on the shop is one for tests.
    pub async fn make_sandbox(&self) {
        let shop = self.shop;
        let change = move |tx: &mut Tx<'_>| {
            let mut shop = tx.get(shop)?.ok_or_else(|| Error::Unavailable("the shop is gone".to_owned()))?;
            Shop::set_sandbox(tx, &Actor::system(), &mut shop, true)
        };
        let changed = self.database.write(PLATFORM, None, change).await;
        changed.unwrap_or_else(|error| panic!("the shop stays a real one: {error}"));
    }

    /// A client with a token of the seeded app that has these scopes.
    pub async fn bearer(&self, scopes: &str) -> Client {
        self.client(Credentials::Token(self.token(scopes).await))
    }

    /// A token of the seeded app that has these scopes.
    pub async fn token(&self, scopes: &str) -> String {
        let scopes: Scopes = scopes.parse().unwrap_or_else(|unknown| panic!("no such scope: {unknown}"));
        let (vault, app) = (Arc::clone(&self.directory.vault), self.app);
        let expires_at = self.clock.now().plus_days(1);
        let issue = move |tx: &mut storage::Tx<'_>| {
            let app = tx.get(app)?.ok_or_else(|| Error::Unavailable("no app".into()))?;
            Ok::<_, Error>(vault.issue_token(tx, &app, scopes, expires_at)?.1)
        };
        let token = self.database.write(PLATFORM, None, issue).await;
        token.unwrap_or_else(|error| panic!("no token: {error}"))
    }

    /// Everything that happened so far, in order, as the seeded app would receive it.
    pub async fn changes(&self) -> Vec<Change> {
        let read = self.database.read_raw(|reader| {
            let mut changes = Vec::new();
            for summary in reader.deliveries(&DeliveryFilter::default())?.iter().rev() {
                let Some(delivery) = reader.delivery(summary.id)? else { continue };
                changes.push(Change {
                    event: delivery.event.name,
                    resource_id: delivery.event.resource_id,
                    payload: serde_json::from_slice(&delivery.event.payload).unwrap_or_default(),
                });
            }
            Ok::<_, Error>(changes)
        });
        read.await.unwrap_or_else(|error| panic!("no delivery log: {error}"))
    }

    /// The names of everything that happened so far, in order.
    pub async fn events(&self) -> Vec<String> {
        self.changes().await.into_iter().map(|change| change.event).collect()
    }

    /// The entry of this request in the request log, once it is there.
    pub async fn logged(&self, request_id: &str) -> LoggedRequest {
        let filter = RequestFilter { request_id: Some(request_id.to_owned()), ..RequestFilter::default() };
        let until = Instant::now() + PATIENCE;
        loop {
            for shop in [self.shop.get(), PLATFORM] {
                if let Some(entry) = self.request_log(shop, filter.clone()).await.pop() {
                    return entry;
                }
            }
            assert!(Instant::now() < until, "request {request_id} is not in the log");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Stores what the request log still has to store, as when the program stops. Nothing is logged after it.
    pub async fn close_log(&mut self) {
        self.log_closing.cancel();
        let closed = (&mut self.logging).await;
        closed.unwrap_or_else(|error| panic!("the request log broke: {error}"));
    }

    /// What the request log of a shop has, newest first; [`PLATFORM`] has the calls of nobody.
    pub async fn request_log(&self, shop: i64, filter: RequestFilter) -> Vec<LoggedRequest> {
        let query = filter.query();
        let read = self.database.read(shop, |view| view.find::<LoggedRequest>(&query)).await;
        let found = read.unwrap_or_else(|error| panic!("no request log: {error}"));
        found.into_iter().map(storage::Record::into_value).collect()
    }

    /// The server's data folder.
    pub fn folder(&self) -> PathBuf {
        self.folder.path().to_owned()
    }
}

impl Drop for Shopwire {
    fn drop(&mut self) {
        self.serving.abort();
        if let Some(delivering) = &self.delivering {
            delivering.abort();
        }
        self.working.abort();
        self.logging.abort();
    }
}

fn work(database: Database, files: &Files) -> JoinHandle<()> {
    let mut jobs = shop::jobs();
    api::files::jobs(&mut jobs, files);
    portal::jobs(&mut jobs);
    tokio::spawn(Worker::new(database, jobs).run(CancellationToken::new()))
}

async fn seed(directory: &Directory) -> storage::Result<(Id<Shop>, Id<App>, String)> {
    let vault = Arc::clone(&directory.vault);
    let seed = move |tx: &mut storage::Tx<'_>| {
        let shop = vault.create_shop(tx, "測試商店", "test.shopwire.test", Plan::Enterprise)?.id;
        vault.create_account(tx, shop, "apidemo", "apidemo", 5, 2048)?;
        vault.create_account(tx, shop, "vendor", "vendor-secret", 1_000_000, platform::SIZE_LIMIT)?;
        let (app, secret) = vault.create_app(tx, shop, "測試應用", Scopes::all())?;
        let events = shop::event_names().into_iter().map(str::to_owned).collect();
        vault.subscribe(tx, &app, NOBODY, events)?;
        Ok::<_, Error>((shop, app.id, secret))
    };
    directory.database.write(PLATFORM, None, seed).await
}
