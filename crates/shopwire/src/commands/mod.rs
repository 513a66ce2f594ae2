//! The commands beside `serve`, one file each. They open the same data folder, also while a server runs on it.

pub mod account;
mod api;
pub mod app;
pub mod audit;
pub mod config;
pub mod deliveries;
pub mod documents;
pub mod invoice_ranges;
pub mod listen;
mod market;
pub mod openapi;
pub mod order;
pub mod request;
pub mod shop;
pub mod simulate;
pub mod staff;
pub mod token;

use std::fmt;
use std::str::FromStr;

use clap::Args;
use platform::audit::{Actor, ActorKind};
use platform::{App, Scopes, Shop};
use storage::{Field, Filter, PLATFORM, Query, Reading, Record};

use crate::config::environment;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;

/// Which shop a command is about.
#[derive(Debug, Clone, Args)]
pub struct ShopFlag {
    /// Shop, by domain or id; needed where there is more than one
    #[arg(long, value_name = "SHOP")]
    shop: Option<String>,
}

impl ShopFlag {
    pub async fn shop(&self, installation: &Installation) -> Outcome<Shop> {
        installation.shop(self.shop.as_deref()).await
    }

    /// The shop that is named, if one is.
    pub async fn named(&self, installation: &Installation) -> Outcome<Option<Shop>> {
        match &self.shop {
            Some(_) => self.shop(installation).await.map(Some),
            None => Ok(None),
        }
    }

    /// The shop that is named, or every shop.
    pub async fn shops(&self, installation: &Installation) -> Outcome<Vec<Shop>> {
        match self.named(installation).await? {
            Some(shop) => Ok(vec![shop]),
            None => installation.shops().await,
        }
    }

    /// The app of this id or name.
    pub async fn app(&self, installation: &Installation, named: &str) -> Outcome<App> {
        let shop = self.named(installation).await?;
        let query = Query::all().filter_if(shop.as_ref(), |shop| Filter::equals(Field::integer("shop_id"), shop.id));
        let apps = installation.database().read(PLATFORM, |view| view.find::<App>(&query)).await?;
        let apps: Vec<App> = apps.into_iter().map(Record::into_value).collect();
        let known = apps.iter().map(|app| app.name.clone()).collect::<Vec<_>>().join(", ");
        let mut matching = apps.into_iter().filter(|app| app.name == named || app.id.to_string() == named);
        match (matching.next(), matching.next()) {
            (Some(app), None) => Ok(app),
            (Some(_), Some(_)) => {
                Err(Failure::usage(format!("several apps are called {named}: give the id, or the shop with --shop")))
            }
            (None, _) if known.is_empty() => {
                Err(Failure::usage("there is no app yet: make one with `shopwire app create`"))
            }
            (None, _) => Err(Failure::usage(format!("there is no app {named}; there are: {known}"))),
        }
    }
}

/// What a list shows, and how.
#[derive(Debug, Args)]
pub struct ListFlags {
    #[command(flatten)]
    shop: ShopFlag,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

/// Whoever sits at the command line, for the audit trail.
fn actor() -> Actor {
    let name = environment("USER").or_else(|| environment("LOGNAME"));
    Actor::new(ActorKind::Command, name.unwrap_or_else(|| "shopwire".to_owned()))
}

/// How long what is rotated stays good beside the new one.
#[derive(Debug, Clone, Copy, Args)]
pub struct Overlap {
    /// Hours that the old one stays good beside the new one
    #[arg(id = "overlap-hours", long = "overlap-hours", value_name = "N", default_value_t = 0,
        value_parser = clap::value_parser!(u32).range(..=168))]
    hours: u32,
}

/// `all`, or names with commas between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Events(pub Vec<String>);

impl FromStr for Events {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = ::shop::event_names();
        if text == "all" {
            return Ok(Self(known.into_iter().map(str::to_owned).collect()));
        }
        let names: Vec<&str> = text.split([',', ' ']).filter(|name| !name.is_empty()).collect();
        match names.iter().find(|name| !known.contains(name)) {
            Some(name) => Err(format!("there is no event {name}; there are: all, {}", known.join(", "))),
            None if names.is_empty() => Err(format!("name an event: all, {}", known.join(", "))),
            None => Ok(Self(names.into_iter().map(str::to_owned).collect())),
        }
    }
}

/// `all`, or names with commas or spaces between them.
#[derive(Debug, Clone)]
pub struct ScopeList(pub Scopes);

impl FromStr for ScopeList {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text == "all" {
            return Ok(Self(Scopes::all()));
        }
        let known = || platform::SCOPES.join(", ");
        text.parse()
            .map(Self)
            .map_err(|unknown: String| format!("there is no scope {unknown}; there are: all, {}", known()))
    }
}

/// How many scopes a list shows as.
fn scopes_in_short(scopes: &Scopes) -> String {
    if *scopes == Scopes::all() { "all".to_owned() } else { scopes.to_string() }
}

/// Shown where there is nothing to show.
fn dash(value: Option<impl fmt::Display>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}
