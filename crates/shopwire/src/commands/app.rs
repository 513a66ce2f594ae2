//! `shopwire app`

use std::sync::Arc;

use clap::{Args, Subcommand};
use platform::audit::{self, Changes};
use platform::{App, Endpoint, check_url};
use serde_json::json;
use storage::{Field, Filter, PLATFORM, Query, Reading, Tx};

use super::{Events, ListFlags, Overlap, ScopeList, ShopFlag, actor, scopes_in_short};
use crate::config::{Config, WebUrl};
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{say, show_list};

#[derive(Debug, Subcommand)]
pub enum AppCommand {
    /// Make an app and print its secret, this once
    Create(Create),
    /// List the apps and where their webhooks go
    List(ListFlags),
    /// Give an app a new secret and print it, this once; webhooks are signed with it from now on
    RotateSecret(RotateSecret),
    /// Send an app's webhooks to a URL
    #[command(after_help = SUBSCRIBE_EXAMPLES)]
    Subscribe(Subscribe),
    /// Send an app's webhooks to a URL no more
    Unsubscribe(Unsubscribe),
}

const SUBSCRIBE_EXAMPLES: &str = "\
Examples:
  shopwire app subscribe demo-app --webhook-url https://vendor.example.com/webhooks --events all
  shopwire app subscribe 1 --webhook-url https://vendor.example.com/webhooks --events customers/create,customers/update";

#[derive(Debug, Args)]
pub struct Create {
    name: String,
    #[command(flatten)]
    shop: ShopFlag,
    /// What its tokens may do at most: all, or names with commas between them
    #[arg(long, value_name = "SCOPES", default_value = "all")]
    scopes: ScopeList,
    /// Where a shop sends its admin back to with an OAuth code, to the letter; may be given several times
    #[arg(long = "redirect-uri", value_name = "URL", value_parser = app_url)]
    redirect_uris: Vec<String>,
    /// Where a shop sends its admin to open the app
    #[arg(long, value_name = "URL", value_parser = app_url)]
    app_url: Option<String>,
    /// A field of /settings that the app keeps in each shop; may be given several times
    #[arg(long = "setting-field", value_name = "NAME")]
    setting_fields: Vec<String>,
    /// Let other shops install it too
    #[arg(long)]
    public: bool,
}

#[derive(Debug, Args)]
pub struct Named {
    /// App, by name or id
    app: String,
    #[command(flatten)]
    shop: ShopFlag,
}

#[derive(Debug, Args)]
pub struct RotateSecret {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    overlap: Overlap,
}

#[derive(Debug, Args)]
pub struct Unsubscribe {
    #[command(flatten)]
    named: Named,
    /// Where they went so far
    #[arg(long, value_name = "URL")]
    webhook_url: String,
}

#[derive(Debug, Args)]
pub struct Subscribe {
    #[command(flatten)]
    named: Named,
    /// Where they go; a URL the app has already gets these events instead of those before
    #[arg(long, value_name = "URL")]
    webhook_url: WebUrl,
    /// Which ones: all, or names with commas between them
    #[arg(long, value_name = "EVENTS")]
    events: Events,
}

fn app_url(text: &str) -> Result<String, platform::UrlFault> {
    check_url(text).map(|()| text.to_owned())
}

pub async fn run(config: &Config, command: AppCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        AppCommand::Create(new) => create(&installation, new).await,
        AppCommand::List(flags) => list(&installation, flags).await,
        AppCommand::RotateSecret(rotation) => rotate_secret(&installation, rotation).await,
        AppCommand::Subscribe(subscription) => {
            let app = subscription.named.shop.app(&installation, &subscription.named.app).await?;
            let endpoint = subscribe(&installation, app, subscription.webhook_url.0, subscription.events).await?;
            say!("endpoint {}: {} receives {}", endpoint.id, endpoint.url, endpoint.events.join(", "));
            Ok(())
        }
        AppCommand::Unsubscribe(subscription) => unsubscribe(&installation, subscription).await,
    }
}

async fn create(installation: &Installation, new: Create) -> Outcome {
    let shop = new.shop.shop(installation).await?;
    let vault = Arc::clone(&installation.directory.vault);
    let create = move |tx: &mut Tx<'_>| {
        let of_shop = Query::all().filter(Filter::equals(Field::integer("shop_id"), shop.id));
        if tx.find::<App>(&of_shop)?.iter().any(|app| app.name == new.name) {
            return Err(Failure::usage(format!("{} has an app {} already", shop.domain, new.name)));
        }
        let (mut app, secret) = vault.create_app(tx, shop.id, &new.name, new.scopes.0)?;
        (app.redirect_uris, app.app_url, app.public) = (new.redirect_uris, new.app_url, new.public);
        app.manifest.setting_fields = new.setting_fields;
        App::save(&mut app, tx)?;
        audit::record(tx, &actor(), "app.create", &*app, Changes::new().with("scopes", &app.scopes))?;
        Ok((app.into_value(), secret, shop.domain))
    };
    let (app, secret, domain) = installation.database().write(PLATFORM, None, create).await?;
    say!("app {} of {domain}, with id {}", app.name, app.id);
    say!("client id  {}", app.client_id);
    say!("secret  {secret}");
    say!("The secret is shown this once; `shopwire app rotate-secret {}` makes another.", app.id);
    Ok(())
}

async fn list(installation: &Installation, flags: ListFlags) -> Outcome {
    let shops = flags.shop.shops(installation).await?;
    let read = installation.database().read(PLATFORM, |view| {
        Ok::<_, storage::Error>((view.find::<App>(&Query::all())?, view.find::<Endpoint>(&Query::all())?))
    });
    let (apps, endpoints) = read.await?;
    let mut rows = Vec::new();
    for app in &apps {
        let Some(shop) = shops.iter().find(|shop| shop.id == app.shop_id) else { continue };
        let object = |endpoint: Option<&Endpoint>| {
            json!({
                "id": app.id,
                "name": app.name,
                "shop": shop.domain,
                "client_id": app.client_id,
                "scopes": app.scopes,
                "webhook_url": endpoint.map(|endpoint| &endpoint.url),
                "events": endpoint.map(|endpoint| &endpoint.events),
            })
        };
        let (id, scopes) = (app.id.to_string(), scopes_in_short(&app.scopes));
        let mut first = [id, app.name.clone(), shop.domain.clone(), app.client_id.clone(), scopes];
        let mut of_app = endpoints.iter().filter(|endpoint| endpoint.app_id == app.id).peekable();
        if of_app.peek().is_none() {
            let [id, name, domain, client, scopes] = std::mem::take(&mut first);
            rows.push((object(None), [id, name, domain, client, scopes, "-".to_owned(), "-".to_owned()]));
        }
        for endpoint in of_app {
            // Further endpoints stand below the app's first.
            let [id, name, domain, client, scopes] = std::mem::take(&mut first);
            let cells = [id, name, domain, client, scopes, endpoint.url.clone(), events_in_short(&endpoint.events)];
            rows.push((object(Some(endpoint)), cells));
        }
    }
    show_list(flags.json, ["ID", "NAME", "SHOP", "CLIENT ID", "SCOPES", "WEBHOOKS", "EVENTS"], &rows)
}

fn events_in_short(events: &[String]) -> String {
    if ::shop::event_names().iter().all(|known| events.iter().any(|event| event == known)) {
        "all".to_owned()
    } else {
        events.join(",")
    }
}

async fn rotate_secret(installation: &Installation, rotation: RotateSecret) -> Outcome {
    let id = rotation.named.shop.app(installation, &rotation.named.app).await?.id;
    let (vault, hours) = (Arc::clone(&installation.directory.vault), rotation.overlap.hours);
    let rotate = move |tx: &mut Tx<'_>| {
        let mut app = tx.get(id)?.ok_or_else(|| Failure::new("the app is gone"))?;
        let secret = vault.rotate_app_secret(tx, &mut app, hours)?;
        let changes = Changes::new().secret("secret").with("overlap_hours", hours);
        audit::record(tx, &actor(), "app.rotate_secret", &*app, changes)?;
        Ok::<_, Failure>((app.into_value(), secret))
    };
    let (app, secret) = installation.database().write(PLATFORM, None, rotate).await?;
    if let Some(old) = app.previous_secret {
        say!("app {} has a new secret; the old one verifies webhooks too until {}", app.name, old.until);
    } else {
        say!("app {} has a new secret; its webhooks are signed with it from now on", app.name);
    }
    say!("secret  {secret}");
    Ok(())
}

async fn unsubscribe(installation: &Installation, subscription: Unsubscribe) -> Outcome {
    let app = subscription.named.shop.app(installation, &subscription.named.app).await?;
    let (vault, name, url) = (Arc::clone(&installation.directory.vault), app.name.clone(), subscription.webhook_url);
    let gone = url.clone();
    let unsubscribe = move |tx: &mut Tx<'_>| {
        let endpoint = vault.unsubscribe(tx, &app, &gone)?;
        if let Some(endpoint) = &endpoint {
            audit::record(tx, &actor(), "endpoint.unsubscribe", endpoint, Changes::new())?;
        }
        Ok::<_, Failure>(endpoint.is_some())
    };
    if installation.database().write(PLATFORM, None, unsubscribe).await? {
        say!("{url} receives nothing for {name} from now on");
        Ok(())
    } else {
        Err(Failure::usage(format!("{name} sends nothing to {url}; see `shopwire app list`")))
    }
}

/// From now on the URL receives these events for the app.
pub async fn subscribe(installation: &Installation, app: App, url: String, events: Events) -> Outcome<Endpoint> {
    let vault = Arc::clone(&installation.directory.vault);
    let subscribe = move |tx: &mut Tx<'_>| {
        let endpoint = vault.subscribe(tx, &app, &url, events.0)?;
        let changes = Changes::new().with("events", &endpoint.events);
        audit::record(tx, &actor(), "endpoint.subscribe", &*endpoint, changes)?;
        Ok::<_, Failure>(endpoint.into_value())
    };
    installation.database().write(PLATFORM, None, subscribe).await
}
