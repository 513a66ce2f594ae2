//! The server: open the folder, bind, prepare the demo, serve until told to stop, drain.

mod background;
mod health;
mod listener;
mod logging;
mod meters;
mod process;
mod signals;
mod traces;
mod welcome;

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use api::{Service, Site, request_log};
use portal::Portal;
use shop::demo::Size;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Source};
use crate::data_folder::DataFolder;
use crate::demo::Demo;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use background::Background;
use health::Readiness;
use meters::Meters;
use signals::Signals;
use traces::Traces;

/// Running requests may go on so long after the server was told to stop.
const GRACE: Duration = Duration::from_secs(30);

/// What kind of server is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Choice {
    pub demo: bool,
    /// For a demo shop that is to be larger.
    pub demo_size: Option<Size>,
    pub ephemeral: bool,
}

pub async fn serve(config: &Config, choice: Choice) -> Outcome {
    if let (true, Source::Flag(_)) = (choice.ephemeral, &config.data.source) {
        return Err(Failure::usage("--ephemeral and --data exclude each other: leave one of them out"));
    }
    let traces = Traces::start(&config.telemetry)?;
    logging::start(&config.log, traces.as_ref())?;
    // From here on a signal is ours: none that comes while we start is lost.
    let mut signals = Signals::listen()?;
    let folder = if choice.ephemeral { DataFolder::temporary() } else { DataFolder::create(&config.data.value) }?;
    let mut lock = folder.lock()?;
    let listener = bind(config.server.listen.value, "listen").await?;
    let meters = Meters::start(&config.server.metrics_listen).await?;
    let installation = Installation::open(folder, config).await?;
    let files = config.files.open(&installation.folder).await?;

    let address = local_address(&listener)?;
    let base_url = config.server.base_url.value.as_ref().map_or_else(|| url_of(address), |url| url.0.clone());
    let site = Site { base_url: base_url.clone(), files_url: config.files.base_url() };
    let demo =
        if choice.demo { Some(Demo::prepare(&installation, &site, &files, choice.demo_size).await?) } else { None };

    let closing = CancellationToken::new();
    let readiness = Readiness::new(installation.database().clone());
    let (recorder, keeper) = request_log::open(installation.database().clone(), config.request_log.options());
    let service = Service::new(installation.directory.clone(), site, files.clone()).recording(recorder);
    let documents = shop::documents();
    let api = service.router(shop::groups(), &documents);
    let portal = Portal::new(portal::Parts {
        directory: installation.directory.clone(),
        base_url: base_url.clone(),
        documents,
        api: api.clone(),
        closing: closing.clone(),
    });
    let router = api.merge(portal::router(&portal)).merge(health::router(&readiness));
    let router = if traces.is_some() { Traces::follow(router) } else { router };
    let background = Background::start(&installation.directory, config, &files, keeper);
    // Whoever is told the address may call at once: the listener is open already.
    lock.announce(&base_url)?;
    welcome::print(&installation.folder, &base_url, meters.address(), demo.as_ref())?;
    tracing::info!(%address, base_url, "serving");

    let serving = tokio::spawn(listener::answer(listener, router, closing.clone()));
    signals.next().await;
    tracing::info!("stopping: running requests and deliveries come to their end");
    readiness.drain();
    let drained = async {
        tokio::time::sleep(config.server.drain_delay.value.0).await;
        closing.cancel();
        if tokio::time::timeout(GRACE, serving).await.is_err() {
            tracing::warn!("some requests did not end in time");
        }
        background.stop().await;
        if let Some(traces) = traces {
            traces.stop().await;
        }
    };
    tokio::select! {
        () = drained => tracing::info!("stopped"),
        () = signals.next() => tracing::warn!("stopped at once, as told twice"),
    }
    Ok(())
}

async fn bind(address: SocketAddr, key: &str) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let cause = match error.kind() {
            ErrorKind::AddrInUse => "another program listens there".to_owned(),
            _ => error.to_string(),
        };
        Failure::new(format!("cannot listen on {address}: {cause}; choose another address with --{key} (port 0: any)"))
    })
}

fn local_address(listener: &TcpListener) -> Outcome<SocketAddr> {
    Ok(listener.local_addr()?)
}

/// How this machine reaches what listens there.
fn url_of(address: SocketAddr) -> String {
    let ip = if address.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address.ip() };
    format!("http://{}", SocketAddr::new(ip, address.port()))
}
