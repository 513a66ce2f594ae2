//! A shop, its app and its endpoints in a real database; receivers on real sockets.
#![allow(dead_code, unreachable_pub)] // each test file uses its part
#![allow(clippy::unwrap_used)] // a test that cannot be set up fails

use std::convert::Infallible;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::header::HeaderMap;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use platform::{App, Endpoint, MasterKey, Plan, Scopes, Shop, Vault};
use serde::{Deserialize, Serialize};
use shopwire_webhook::log::{ResendError, resend};
use shopwire_webhook::{AddressPolicy, Dispatcher, DispatcherOptions};
use storage::{Database, Delivery, DeliveryFilter, DeliveryState, Document, Kind, Lifecycle, PLATFORM, Reading, Tx};
use storage_sqlite::{Options, Sqlite};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use wire::{Id, Labelled, MovableClock, SeededRandom, SystemClock};

/// The smallest document that fires an event.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Note {
    pub id: Id<Note>,
    pub text: String,
}

impl Labelled for Note {
    const LABEL: &'static str = "筆記";
}

impl Document for Note {
    const KIND: &'static Kind = &Kind { table: "notes", indexes: &[] };
    const EVENTS: Lifecycle = Lifecycle { created: Some("notes/create"), ..Lifecycle::SILENT };

    fn id(&self) -> Id<Self> {
        self.id
    }

    fn set_id(&mut self, id: Id<Self>) {
        self.id = id;
    }
}

pub struct World {
    pub database: Database,
    pub clock: MovableClock,
    pub vault: Arc<Vault>,
    pub shop: Id<Shop>,
    pub app: App,
    pub secret: String,
    folder: Option<tempfile::TempDir>,
}

pub fn loopback_allowed() -> DispatcherOptions {
    DispatcherOptions {
        addresses: AddressPolicy { allow_loopback: true, allow_private: false },
        ..DispatcherOptions::default()
    }
}

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut world = Self::open(folder.path()).await;
        world.folder = Some(folder);
        world
    }

    /// Opens the database in a folder, with a shop and an app as if they were new.
    pub async fn open(folder: &Path) -> Self {
        let mut kinds = platform::KINDS.to_vec();
        kinds.push(Note::KIND);
        let store = Sqlite::open(&folder.join("shopwire.db"), &kinds, Options::default()).unwrap();
        let clock = MovableClock::new(Arc::new(SystemClock));
        let random = Arc::new(SeededRandom::new(7));
        let vault = Arc::new(Vault::new(&MasterKey::generate(&SeededRandom::new(1))));
        let database = Database::new(Arc::new(store), Arc::new(clock.clone()), random);
        let setup = Arc::clone(&vault);
        let (shop, app, secret) = database
            .write(PLATFORM, None, move |tx| {
                if let Some(app) = tx.find_one::<App>(storage::Query::all())? {
                    let app = app.into_value();
                    return Ok((app.shop_id, app, String::new()));
                }
                let shop = setup.create_shop(tx, "測試商店", "test.shopwire.test", Plan::Enterprise)?.id;
                let (app, secret) = setup.create_app(tx, shop, "App", Scopes::default())?;
                Ok::<_, storage::Error>((shop, app.into_value(), secret))
            })
            .await
            .unwrap();
        Self { database, clock, vault, shop, app, secret, folder: None }
    }

    pub fn dispatcher(&self, options: DispatcherOptions) -> Dispatcher {
        Dispatcher::new(self.database.clone(), Arc::clone(&self.vault), options)
    }

    pub async fn subscribe(&self, url: &str) -> Id<Endpoint> {
        let (vault, app, url) = (Arc::clone(&self.vault), self.app.clone(), url.to_owned());
        self.database
            .write(PLATFORM, None, move |tx| {
                let events = vec!["notes/create".to_owned()];
                Ok::<_, storage::Error>(vault.subscribe(tx, &app, &url, events)?.id)
            })
            .await
            .unwrap()
    }

    pub async fn write_note(&self, text: &str) -> Note {
        self.write_notes(&[text]).await.remove(0)
    }

    /// Notes written in one transaction of request `req-1`.
    pub async fn write_notes(&self, texts: &[&str]) -> Vec<Note> {
        let texts: Vec<String> = texts.iter().map(|text| (*text).to_owned()).collect();
        self.database
            .write(self.shop.get(), Some("req-1".into()), move |tx| {
                let notes = texts.into_iter().map(|text| {
                    let note = Note { id: Id::default(), text };
                    Ok(tx.insert(note)?.into_value())
                });
                notes.collect::<storage::Result<Vec<Note>>>()
            })
            .await
            .unwrap()
    }

    pub async fn set_plan(&self, plan: Plan) {
        let shop = self.shop;
        self.database
            .write(PLATFORM, None, move |tx| {
                let mut shop = tx.get(shop)?.unwrap();
                shop.plan = plan;
                tx.save(&mut shop)
            })
            .await
            .unwrap();
    }

    /// Gives the app a new secret; the one before stays good for so many hours.
    pub async fn rotate_secret(&self, overlap_hours: u32) -> String {
        let (vault, app) = (Arc::clone(&self.vault), self.app.id);
        self.database
            .write(PLATFORM, None, move |tx| {
                let mut app = tx.get(app)?.unwrap();
                vault.rotate_app_secret(tx, &mut app, overlap_hours)
            })
            .await
            .unwrap()
    }

    /// Changes an endpoint's document.
    pub async fn change_endpoint(&self, endpoint: Id<Endpoint>, change: impl FnOnce(&mut Endpoint) + Send + 'static) {
        self.database
            .write(PLATFORM, None, move |tx| {
                let mut endpoint = tx.get(endpoint)?.unwrap();
                change(&mut endpoint);
                tx.save(&mut endpoint)
            })
            .await
            .unwrap();
    }

    pub async fn remove_endpoint(&self, endpoint: Id<Endpoint>) {
        let remove = move |tx: &mut Tx<'_>| {
            let endpoint = tx.get(endpoint)?.unwrap();
            Endpoint::remove(tx, endpoint)
        };
        self.database.write(PLATFORM, None, remove).await.unwrap();
    }

    /// Tries an endpoint out. Answers the delivery's id.
    pub async fn send_test(&self, endpoint: Id<Endpoint>, payload: &'static str) -> i64 {
        let shop = self.shop.get();
        let send = move |tx: &mut Tx<'_>| tx.emit_test(shop, endpoint, "notes/create", 0, payload.as_bytes());
        self.database.write(PLATFORM, None, send).await.unwrap()
    }

    pub async fn resend(&self, delivery: i64) -> Result<(), ResendError> {
        self.database.write(PLATFORM, None, move |tx| resend(tx, delivery)).await
    }

    /// The delivery log, newest first.
    pub async fn deliveries(&self, filter: DeliveryFilter) -> Vec<Delivery> {
        self.database
            .read_raw(|reader| {
                let found = reader.deliveries(&filter)?;
                let found = found.iter().map(|summary| Ok(reader.delivery(summary.id)?.unwrap()));
                found.collect::<storage::Result<Vec<Delivery>>>()
            })
            .await
            .unwrap()
    }

    pub async fn only_delivery(&self) -> Delivery {
        let mut all = self.deliveries(DeliveryFilter::default()).await;
        assert_eq!(all.len(), 1);
        all.remove(0)
    }

    pub async fn pending(&self) -> u64 {
        self.database.read_raw(|reader| reader.queue_depth()).await.unwrap()
    }

    /// Waits until no delivery is pending.
    pub async fn settled(&self) {
        while self.pending().await > 0 {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }
}

#[derive(Debug, Clone)]
pub struct Received {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Received {
    /// The note's text.
    pub fn text(&self) -> String {
        serde_json::from_slice::<Note>(&self.body).unwrap().text
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Bytes,
    pub delay: Duration,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }
}

/// A receiver that keeps what it is sent and answers as it is told.
pub struct Receiver {
    pub port: u16,
    received: Arc<Mutex<Vec<Received>>>,
    arrived: Arc<Notify>,
}

impl Receiver {
    /// `answer` is given what arrived and how many arrived before.
    pub async fn answering(answer: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::start(answer, None).await
    }

    pub async fn secure(tls: tokio_rustls::TlsAcceptor) -> Self {
        Self::start(|_, _| Reply::status(200), Some(tls)).await
    }

    async fn start(
        answer: impl Fn(&Received, usize) -> Reply + Send + Sync + 'static,
        tls: Option<tokio_rustls::TlsAcceptor>,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let receiver =
            Self { port: listener.local_addr().unwrap().port(), received: Arc::default(), arrived: Arc::default() };
        let (log, arrived) = (Arc::clone(&receiver.received), Arc::clone(&receiver.arrived));
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (log, arrived, answer) = (Arc::clone(&log), Arc::clone(&arrived), Arc::clone(&answer));
                let tls = tls.clone();
                tokio::spawn(async move {
                    match tls {
                        None => serve(stream, log, arrived, answer).await,
                        Some(tls) => {
                            if let Ok(stream) = tls.accept(stream).await {
                                serve(stream, log, arrived, answer).await;
                            }
                        }
                    }
                });
            }
        });
        receiver
    }

    pub async fn ok() -> Self {
        Self::answering(|_, _| Reply::status(200)).await
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook?from=shopwire", self.port)
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// Waits for so many deliveries in all.
    pub async fn receives(&self, count: usize) -> Vec<Received> {
        let waiting = async {
            loop {
                let arrived = self.arrived.notified();
                let received = self.received();
                if received.len() >= count {
                    return received;
                }
                arrived.await;
            }
        };
        let received = tokio::time::timeout(Duration::from_secs(20), waiting).await;
        received.unwrap_or_else(|_| panic!("{} of {count} arrived", self.received().len()))
    }
}

async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    log: Arc<Mutex<Vec<Received>>>,
    arrived: Arc<Notify>,
    answer: Arc<impl Fn(&Received, usize) -> Reply + Send + Sync + 'static>,
) {
    let service = service_fn(move |request: Request<hyper::body::Incoming>| {
        let (log, arrived, answer) = (Arc::clone(&log), Arc::clone(&arrived), Arc::clone(&answer));
        async move {
            let (head, body) = request.into_parts();
            let one = Received {
                path: head.uri.to_string(),
                headers: head.headers,
                body: body.collect().await.unwrap().to_bytes(),
            };
            let before = {
                let mut all = log.lock().unwrap();
                all.push(one.clone());
                all.len() - 1
            };
            arrived.notify_waiters();
            let reply = answer(&one, before);
            tokio::time::sleep(reply.delay).await;
            let mut response = Response::builder().status(reply.status);
            for (name, value) in reply.headers {
                response = response.header(name, value);
            }
            Ok::<_, Infallible>(response.body(Full::new(reply.body)).unwrap())
        }
    });
    let _ = hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}

pub fn in_state(state: DeliveryState) -> DeliveryFilter {
    DeliveryFilter { state: Some(state), ..DeliveryFilter::default() }
}
