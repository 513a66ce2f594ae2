//! What the program is told: by flag, else by environment (`SHOPWIRE_…`), else by a TOML file, else by default.
//!
//! Each concern has a file of its own that names its keys; a value remembers where it comes from.

mod files;
mod logging;
mod request_log;
mod server;
mod setting;
mod storage;
mod telemetry;
mod values;
mod webhooks;

use std::path::{Path, PathBuf};

use clap::Args;
use shop::demo::Size;

pub use files::FilesConfig;
pub use logging::{LogConfig, LogFlags, LogFormat};
pub use request_log::RequestLogConfig;
pub use server::{ServerConfig, ServerFlags};
pub use setting::{Line, Setting, Shown, Source, environment};
pub use storage::StorageConfig;
pub use telemetry::{TelemetryConfig, TelemetryFlags};
pub use values::{BaseUrl, Listen, Span, WebUrl};
pub use webhooks::WebhookConfig;

use crate::failure::{Failure, Outcome};
use setting::{File, Sources};

/// Opens the secrets of the data folder; only ever in the environment or in a file of its own.
pub const MASTER_KEY: &str = "SHOPWIRE_MASTER_KEY";
const FILE_NAME: &str = "shopwire.toml";
pub const DEFAULT_DATA: &str = "shopwire-data";

/// Where the configuration begins: the folder and the file that were named, if any were.
#[derive(Debug, Clone, Default)]
pub struct Named {
    pub data: Option<PathBuf>,
    pub file: Option<PathBuf>,
}

/// Flags that only `serve` takes.
#[derive(Debug, Clone, Default, Args)]
pub struct ServeFlags {
    /// Seed a shop with products, customers, orders, accounts and an app to try things with
    #[arg(long)]
    pub demo: bool,
    /// Let the demo shop grow to so many products, and a tenth as many customers
    #[arg(long, value_name = "PRODUCTS", requires = "demo", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub demo_size: Option<u64>,
    /// Let the demo shop grow to so many orders
    #[arg(long, value_name = "ORDERS", requires = "demo", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    pub demo_orders: Option<u64>,
    /// Use a temporary data folder that goes when the server ends
    #[arg(long)]
    pub ephemeral: bool,
    #[command(flatten)]
    server: ServerFlags,
    #[command(flatten)]
    log: LogFlags,
    #[command(flatten)]
    telemetry: TelemetryFlags,
}

impl ServeFlags {
    /// How large the demo shop is to be, if somebody said so.
    pub fn demo_size(&self) -> Option<Size> {
        let size = Size::of(self.demo_size.unwrap_or_default(), self.demo_orders.unwrap_or_default());
        (size != Size::default()).then_some(size)
    }
}

#[derive(Debug)]
pub struct Config {
    pub data: Setting<PathBuf>,
    pub server: ServerConfig,
    pub log: LogConfig,
    pub telemetry: TelemetryConfig,
    pub storage: StorageConfig,
    pub files: FilesConfig,
    pub webhooks: WebhookConfig,
    pub request_log: RequestLogConfig,
}

impl Config {
    pub fn resolve(named: &Named, serve: ServeFlags) -> Outcome<Self> {
        let sources = Sources::new(find_file(named)?);
        let mut data = sources.setting("data", named.data.clone(), PathBuf::from(DEFAULT_DATA))?;
        if let (Source::File(file), true) = (&data.source, data.value.is_relative()) {
            // Relative to the file that says so, wherever the program is started.
            data.value = file.parent().unwrap_or(Path::new("")).join(&data.value);
        }
        let config = Self {
            data,
            server: ServerConfig::resolve(&sources, serve.server)?,
            log: LogConfig::resolve(&sources, serve.log)?,
            telemetry: TelemetryConfig::resolve(&sources, serve.telemetry)?,
            storage: StorageConfig::resolve(&sources)?,
            files: FilesConfig::resolve(&sources)?,
            webhooks: WebhookConfig::resolve(&sources, serve.demo)?,
            request_log: RequestLogConfig::resolve(&sources)?,
        };
        sources.refuse_unknown()?;
        Ok(config)
    }

    /// All of it, table by table, as `shopwire config` prints it.
    pub fn lines(&self) -> Vec<Line> {
        let Self { data, server, log, telemetry, storage, files, webhooks, request_log } = self;
        let path = Setting { key: data.key, value: data.value.display(), source: data.source.clone() };
        vec![
            path.line(),
            server.listen.line(),
            server.base_url.optional_line(),
            server.metrics_listen.line(),
            server.drain_delay.line(),
            log.filter.line(),
            log.format.line(),
            telemetry.otlp_endpoint.optional_line(),
            storage.max_group.line(),
            files.bucket.optional_line(),
            files.endpoint.optional_line(),
            files.region.optional_line(),
            files.access_key_id.hidden_line(),
            files.secret_access_key.hidden_line(),
            files.base_url.optional_line(),
            webhooks.allow_loopback.line(),
            webhooks.allow_private.line(),
            webhooks.timeout.line(),
            webhooks.retries.line(),
            webhooks.jitter_percent.line(),
            request_log.enabled.line(),
            request_log.per_second.line(),
            request_log.keep.line(),
            request_log.days.line(),
        ]
    }
}

fn find_file(named: &Named) -> Outcome<Option<File>> {
    if let Some(path) = named.file.clone().or_else(|| environment("SHOPWIRE_CONFIG").map(PathBuf::from)) {
        return File::read(&path).map(Some);
    }
    let data = named.data.clone().or_else(|| environment("SHOPWIRE_DATA").map(PathBuf::from));
    let in_data = data.unwrap_or_else(|| DEFAULT_DATA.into()).join(FILE_NAME);
    for path in [in_data, PathBuf::from(FILE_NAME)] {
        match path.try_exists() {
            Ok(true) => return File::read(&path).map(Some),
            Ok(false) => {}
            Err(error) => return Err(Failure::new(format!("cannot look for {}: {error}", path.display()))),
        }
    }
    Ok(None)
}
