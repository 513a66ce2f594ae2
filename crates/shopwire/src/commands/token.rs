//! `shopwire token`

use std::sync::Arc;

use clap::{Args, Subcommand};
use platform::audit::{self, Changes};
use platform::{App, Token};
use serde_json::json;
use storage::{PLATFORM, Query, Reading, Tx};
use wire::{Id, Timestamp};

use super::{ListFlags, Overlap, ScopeList, ShopFlag, actor, scopes_in_short};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{say, show_list};

#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Issue an API token of an app and print it, this once
    Issue(Issue),
    /// List the tokens
    List(ListFlags),
    /// Issue a token like another in its place and print it, this once
    Rotate(Rotate),
    /// Refuse a token from now on
    Revoke(Revoke),
}

#[derive(Debug, Args)]
pub struct Issue {
    /// App, by name or id
    app: String,
    #[command(flatten)]
    shop: ShopFlag,
    /// What it may do: names with commas between them [default: all that the app may]
    #[arg(long, value_name = "SCOPES")]
    scopes: Option<ScopeList>,
    /// How many days it is good for
    #[arg(long, value_name = "N", default_value_t = 365, value_parser = clap::value_parser!(i64).range(1..=3650))]
    days: i64,
}

#[derive(Debug, Args)]
pub struct Rotate {
    #[command(flatten)]
    named: Revoke,
    #[command(flatten)]
    overlap: Overlap,
}

#[derive(Debug, Args)]
pub struct Revoke {
    /// The token's id, or the token itself
    token: String,
}

pub async fn run(config: &Config, command: TokenCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        TokenCommand::Issue(wanted) => issue(&installation, wanted).await,
        TokenCommand::List(flags) => list(&installation, flags).await,
        TokenCommand::Rotate(rotation) => rotate(&installation, rotation).await,
        TokenCommand::Revoke(named) => revoke(&installation, &named.token).await,
    }
}

async fn issue(installation: &Installation, wanted: Issue) -> Outcome {
    let app = wanted.shop.app(installation, &wanted.app).await?;
    let scopes = wanted.scopes.map_or_else(|| app.scopes.clone(), |list| list.0);
    if !app.scopes.covers(&scopes) {
        return Err(Failure::usage(format!("the app {} may only have: {}", app.name, app.scopes)));
    }
    let vault = Arc::clone(&installation.directory.vault);
    let issue = move |tx: &mut Tx<'_>| {
        let expires_at = tx.now().plus_days(wanted.days);
        let (token, text) = vault.issue_token(tx, &app, scopes, expires_at)?;
        audit::record(tx, &actor(), "token.issue", &*token, Changes::new().with("expires_at", expires_at))?;
        Ok::<_, Failure>((token.into_value(), text, app.name))
    };
    let (token, text, app) = installation.database().write(PLATFORM, None, issue).await?;
    say!("token {} of {app}, until {}: {}", token.id, token.expires_at, scopes_in_short(&token.scopes));
    say!("token  {text}");
    say!("It is shown this once; `shopwire token revoke {}` ends it.", token.id);
    Ok(())
}

async fn list(installation: &Installation, flags: ListFlags) -> Outcome {
    let only = flags.shop.named(installation).await?.map(|shop| shop.id);
    let read = installation.database().read(PLATFORM, |view| {
        Ok::<_, storage::Error>((view.find::<Token>(&Query::all())?, view.find::<App>(&Query::all())?, view.now()))
    });
    let (tokens, apps, now) = read.await?;
    let rows: Vec<_> = tokens
        .into_iter()
        .filter(|token| only.is_none_or(|shop| shop == token.shop_id))
        .map(|token| {
            let app = apps.iter().find(|app| app.id == token.app_id).map(|app| app.name.clone());
            let state = state(&token, now);
            let object = json!({
                "id": token.id,
                "app_id": token.app_id,
                "app": app,
                "state": state,
                "issued_at": token.issued_at,
                "expires_at": token.expires_at,
                "revoked_at": token.revoked_at,
                "scopes": token.scopes,
            });
            let (issued, expires) = (token.issued_at.to_string(), token.expires_at.to_string());
            let scopes = scopes_in_short(&token.scopes);
            (object, [token.id.to_string(), super::dash(app), state.to_owned(), issued, expires, scopes])
        })
        .collect();
    show_list(flags.json, ["ID", "APP", "STATE", "ISSUED", "EXPIRES", "SCOPES"], &rows)
}

fn state(token: &Token, now: Timestamp) -> &'static str {
    match token.revoked_at {
        Some(at) if at <= now => "revoked",
        _ if token.expires_at <= now => "expired",
        Some(_) => "ending",
        None => "good",
    }
}

async fn rotate(installation: &Installation, rotation: Rotate) -> Outcome {
    let (id, unknown) = named(installation, &rotation.named.token)?;
    let (vault, hours) = (Arc::clone(&installation.directory.vault), rotation.overlap.hours);
    let rotate = move |tx: &mut Tx<'_>| {
        let mut token = tx.get(id)?.ok_or(unknown)?;
        if token.ends_at() <= tx.now() || token.authorization_id.is_some() {
            return Err(Failure::usage("this token has ended or is renewed by its app; issue one with `token issue`"));
        }
        let app = tx.get(token.app_id)?.ok_or_else(|| Failure::new("the token's app is gone"))?;
        let (new, text) = vault.rotate_token(tx, &app, &mut token, hours)?;
        let changes = Changes::new().with("replaced_by", new.id).with("ends_at", token.ends_at());
        audit::record(tx, &actor(), "token.rotate", &*token, changes)?;
        Ok::<_, Failure>((token.into_value(), new.into_value(), text))
    };
    let (old, new, text) = installation.database().write(PLATFORM, None, rotate).await?;
    say!("token {} takes the place of token {}, which ends at {}", new.id, old.id, old.ends_at());
    say!("token  {text}");
    Ok(())
}

async fn revoke(installation: &Installation, token: &str) -> Outcome {
    let (id, unknown) = named(installation, token)?;
    let revoke = move |tx: &mut Tx<'_>| {
        let mut token = tx.get(id)?.ok_or(unknown)?;
        let now = tx.now();
        token.revoke(now);
        if tx.save(&mut token)? {
            audit::record(tx, &actor(), "token.revoke", &*token, Changes::new())?;
        }
        Ok::<_, Failure>(token.id)
    };
    let id = installation.database().write(PLATFORM, None, revoke).await?;
    say!("token {id} is revoked; it is refused from now on");
    Ok(())
}

/// The token that is meant, and what to say where there is none.
fn named(installation: &Installation, named: &str) -> Outcome<(Id<Token>, Failure)> {
    let id = named.parse::<Id<Token>>().ok().or_else(|| id_of(installation, named));
    let id = id.ok_or_else(|| Failure::usage("a token is named by its id, or by itself; see `shopwire token list`"))?;
    Ok((id, Failure::usage(format!("there is no token {id}; see `shopwire token list`"))))
}

/// Whose token this is: only ours have an id in them that we believe.
fn id_of(installation: &Installation, text: &str) -> Option<Id<Token>> {
    let now = installation.database().now();
    platform::Claims::verify(text, &installation.directory.vault, now).ok().map(|claims| claims.jti)
}
