//! `shopwire listen`: a receiver of webhooks that shows what arrives, and answers badly when asked to.

mod receiver;
mod verdict;

use std::net::{Ipv4Addr, SocketAddr};

use clap::Args;
use platform::App;
use storage::{PLATFORM, Query, Reading};
use tokio::net::TcpListener;
use zeroize::Zeroizing;

use super::{Events, ShopFlag, app};
use crate::config::{Config, Span, environment};
use crate::data_folder::DataFolder;
use crate::demo::Demo;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{DIM, HEADING, NAME, paint, say};
use receiver::{Manners, Receiver};

pub const EXAMPLES: &str = "\
Examples:
  shopwire listen                                      the webhooks of `serve --demo`
  shopwire listen --register demo-app --listen 127.0.0.1:9800
  shopwire listen --fail 3                             refuse three, to see them come again
  shopwire listen --status 503 --retry-after 60        refuse all
  shopwire listen --delay 15s                          answer too late
  shopwire listen --secret \"$APP_SECRET\"               the webhooks of a server elsewhere";

const PATH: &str = "/webhooks";

#[derive(Debug, Args)]
pub struct ListenFlags {
    /// Address to listen on; port 0 picks a free one
    #[arg(long = "listen", value_name = "ADDR", default_value_t = SocketAddr::from((Ipv4Addr::LOCALHOST, 9797)))]
    address: SocketAddr,
    /// Make this an endpoint of the app, by name or id
    #[arg(long, value_name = "APP")]
    register: Option<String>,
    #[command(flatten)]
    shop: ShopFlag,
    /// Which events it registers for: all, or names with commas between them
    #[arg(long, default_value = "all", requires = "register")]
    events: Events,
    #[arg(long, help = "Secret to verify with [default: $SHOPWIRE_SECRET, or the app's own in the data folder]")]
    secret: Option<String>,
    /// One line for each, without its body
    #[arg(long)]
    brief: bool,
    /// Refuse the first so many
    #[arg(long, value_name = "N")]
    fail: Option<u64>,
    /// What a refusal says; without --fail every webhook is refused
    #[arg(long, value_name = "CODE", value_parser = clap::value_parser!(u16).range(200..600))]
    status: Option<u16>,
    /// Ask for patience with each refusal
    #[arg(long, value_name = "SECONDS")]
    retry_after: Option<u32>,
    /// Answer so late
    #[arg(long, value_name = "TIME")]
    delay: Option<Span>,
}

pub async fn run(config: &Config, flags: ListenFlags) -> Outcome {
    let listener = TcpListener::bind(flags.address).await.map_err(|error| {
        Failure::new(format!("cannot listen on {}: {error}; choose another address with --listen", flags.address))
    })?;
    let url = format!("http://{}{PATH}", listener.local_addr()?);
    let manners = Manners {
        refuse: flags.fail.or(flags.status.map(|_| u64::MAX)).unwrap_or_default(),
        status: flags.status.unwrap_or(500),
        retry_after: flags.retry_after,
        delay: flags.delay.map(|span| span.0).unwrap_or_default(),
    };
    say!("{} at {}", paint(HEADING, "Listening"), paint(NAME, &url));
    let secret = prepare(config, &flags, &url).await?;
    if secret.is_none() {
        say!("{}", paint(DIM, "  no secret is known: signatures are not verified (--secret)"));
    }
    say!();
    let receiver = Receiver::new(secret, manners, flags.brief);
    tokio::select! {
        served = axum::serve(listener, receiver.clone().router()) => served?,
        _ = tokio::signal::ctrl_c() => {}
    }
    say!("{} webhooks received", receiver.count());
    Ok(())
}

/// Registers where asked to, and finds the secret to verify with.
async fn prepare(config: &Config, flags: &ListenFlags, url: &str) -> Outcome<Option<Zeroizing<String>>> {
    let given = flags.secret.clone().or_else(|| environment("SHOPWIRE_SECRET")).map(Zeroizing::new);
    if flags.register.is_none() && given.is_some() {
        return Ok(given);
    }
    let folder = match DataFolder::existing(&config.data.value) {
        Ok(folder) => folder,
        Err(_) if flags.register.is_none() => return Ok(None),
        Err(failure) => return Err(failure),
    };
    let demo = Demo::of(&folder).map(|demo| demo.app.name);
    let installation = Installation::open(folder, config).await?;
    let app = match (&flags.register, demo) {
        (Some(named), _) => {
            let app = flags.shop.app(&installation, named).await?;
            let endpoint = app::subscribe(&installation, app.clone(), url.to_owned(), flags.events.clone()).await?;
            say!("  registered as endpoint {} of {} for {}", endpoint.id, app.name, endpoint.events.join(", "));
            app
        }
        (None, Some(demo)) => flags.shop.app(&installation, &demo).await?,
        (None, None) => match only_app(&installation).await? {
            Some(app) => app,
            None => return Ok(given),
        },
    };
    say!("  verifying with the secret of {}", app.name);
    match given {
        Some(secret) => Ok(Some(secret)),
        None => Ok(Some(installation.directory.vault.open(&app.secret)?)),
    }
}

async fn only_app(installation: &Installation) -> Outcome<Option<App>> {
    let apps = installation.database().read(PLATFORM, |view| view.find::<App>(&Query::all().limit(2))).await?;
    let mut apps = apps.into_iter();
    Ok(apps.next().filter(|_| apps.next().is_none()).map(storage::Record::into_value))
}
