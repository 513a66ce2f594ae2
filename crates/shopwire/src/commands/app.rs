//! `shopwire app`

use std::sync::Arc;

use clap::{Args, Subcommand};
use platform::audit::{self, Changes};
use platform::{App, Endpoint};
use serde_json::json;
use storage::{Field, Filter, PLATFORM, Query, Reading, Tx};
use wire::token;

use super::{Events, ListFlags, ScopeList, ShopFlag, actor, scopes_in_short};
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
    RotateSecret(Named),
    /// Send an app's webhooks to a URL
    #[command(after_help = SUBSCRIBE_EXAMPLES)]
    Subscribe(Subscribe),
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
}

#[derive(Debug, Args)]
pub struct Named {
    /// App, by name or id
    app: String,
    #[command(flatten)]
    shop: ShopFlag,
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

pub async fn run(config: &Config, command: AppCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        AppCommand::Create(new) => create(&installation, new).await,
        AppCommand::List(flags) => list(&installation, flags).await,
        AppCommand::RotateSecret(named) => rotate_secret(&installation, named).await,
        AppCommand::Subscribe(subscription) => {
            let app = subscription.named.shop.app(&installation, &subscription.named.app).await?;
            let endpoint = subscribe(&installation, app, subscription.webhook_url.0, subscription.events).await?;
            say!("endpoint {}: {} receives {}", endpoint.id, endpoint.url, endpoint.events.join(", "));
            Ok(())
        }
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
        let (app, secret) = vault.create_app(tx, shop.id, &new.name, new.scopes.0)?;
        audit::record(tx, &actor(), "app.create", &*app, Changes::new().with("scopes", &app.scopes))?;
        Ok((app.into_value(), secret, shop.domain))
    };
    let (app, secret, domain) = installation.database().write(PLATFORM, None, create).await?;
    say!("app {} of {domain}, with id {}", app.name, app.id);
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
                "scopes": app.scopes,
                "webhook_url": endpoint.map(|endpoint| &endpoint.url),
                "events": endpoint.map(|endpoint| &endpoint.events),
            })
        };
        let mut first = [app.id.to_string(), app.name.clone(), shop.domain.clone(), scopes_in_short(&app.scopes)];
        let mut of_app = endpoints.iter().filter(|endpoint| endpoint.app_id == app.id).peekable();
        if of_app.peek().is_none() {
            let [id, name, domain, scopes] = std::mem::take(&mut first);
            rows.push((object(None), [id, name, domain, scopes, "-".to_owned(), "-".to_owned()]));
        }
        for endpoint in of_app {
            // Further endpoints stand below the app's first.
            let [id, name, domain, scopes] = std::mem::take(&mut first);
            let cells = [id, name, domain, scopes, endpoint.url.clone(), events_in_short(&endpoint.events)];
            rows.push((object(Some(endpoint)), cells));
        }
    }
    show_list(flags.json, ["ID", "NAME", "SHOP", "SCOPES", "WEBHOOKS", "EVENTS"], &rows)
}

fn events_in_short(events: &[String]) -> String {
    if ::shop::event_names().iter().all(|known| events.iter().any(|event| event == known)) {
        "all".to_owned()
    } else {
        events.join(",")
    }
}

async fn rotate_secret(installation: &Installation, named: Named) -> Outcome {
    let id = named.shop.app(installation, &named.app).await?.id;
    let vault = Arc::clone(&installation.directory.vault);
    let rotate = move |tx: &mut Tx<'_>| {
        let mut app = tx.get(id)?.ok_or_else(|| Failure::new("the app is gone"))?;
        let secret = token(tx.random(), 32);
        app.secret = vault.seal(&secret, tx.random())?;
        tx.save(&mut app)?;
        audit::record(tx, &actor(), "app.rotate_secret", &*app, Changes::new().secret("secret"))?;
        Ok::<_, Failure>((app.into_value(), secret))
    };
    let (app, secret) = installation.database().write(PLATFORM, None, rotate).await?;
    say!("app {} has a new secret; its webhooks are signed with it from now on", app.name);
    say!("secret  {secret}");
    Ok(())
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
