//! `shopwire account`

use std::sync::Arc;

use clap::{Args, Subcommand};
use platform::audit::{self, Changes};
use platform::{Account, RATE_LIMIT, SIZE_LIMIT};
use serde_json::json;
use storage::{PLATFORM, Query, Reading, Record, Tx};
use wire::{grouped, token};

use super::{ListFlags, Overlap, ShopFlag, actor};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{say, show_list};

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account and print its secret, this once
    Create(Create),
    /// List the accounts
    List(ListFlags),
    /// Give an account a new secret and print it, this once
    Rotate(Rotate),
    /// Shut an account out
    Disable(Named),
    /// Let an account in again that was shut out
    Enable(Named),
}

#[derive(Debug, Args)]
pub struct Create {
    /// What requests name it by
    #[arg(value_parser = username)]
    username: String,
    #[command(flatten)]
    shop: ShopFlag,
    /// Requests it may make within any one second
    #[arg(long, value_name = "N", default_value_t = RATE_LIMIT, value_parser = clap::value_parser!(u32).range(1..))]
    requests_per_second: u32,
    /// Bytes the body of a request may have
    #[arg(long, value_name = "N", default_value_t = SIZE_LIMIT)]
    max_body_bytes: usize,
}

#[derive(Debug, Args)]
pub struct Named {
    username: String,
}

#[derive(Debug, Args)]
pub struct Rotate {
    #[command(flatten)]
    named: Named,
    #[command(flatten)]
    overlap: Overlap,
}

fn username(text: &str) -> Result<String, &'static str> {
    if Account::is_username(text) {
        Ok(text.to_owned())
    } else {
        Err("a username is up to 64 letters, digits and . _ - @")
    }
}

pub async fn run(config: &Config, command: AccountCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        AccountCommand::Create(new) => create(&installation, new).await,
        AccountCommand::List(flags) => list(&installation, flags).await,
        AccountCommand::Rotate(rotation) => rotate(&installation, rotation).await,
        AccountCommand::Disable(named) => set_disabled(&installation, named.username, true).await,
        AccountCommand::Enable(named) => set_disabled(&installation, named.username, false).await,
    }
}

async fn create(installation: &Installation, new: Create) -> Outcome {
    let shop = new.shop.shop(installation).await?;
    let vault = Arc::clone(&installation.directory.vault);
    let create = move |tx: &mut Tx<'_>| {
        if vault.account_by_name(tx, &new.username)?.is_some() {
            return Err(Failure::usage(format!("there is an account {} already", new.username)));
        }
        let secret = token(tx.random(), 24);
        let (pace, size) = (new.requests_per_second, new.max_body_bytes);
        let account = vault.create_account(tx, shop.id, &new.username, &secret, pace, size)?;
        let changes = Changes::new().with("requests_per_second", pace).with("max_body_bytes", size);
        audit::record(tx, &actor(), "account.create", &*account, changes)?;
        Ok((account.into_value(), secret, shop.domain))
    };
    let (account, secret, domain) = installation.database().write(PLATFORM, None, create).await?;
    let (pace, size) = (account.requests_per_second, grouped(account.max_body_bytes as u64));
    say!("account {} of {domain}: {pace} requests a second, bodies up to {size} bytes", account.username);
    say!("secret  {secret}");
    say!("The secret is shown this once; `shopwire account rotate {}` makes another.", account.username);
    Ok(())
}

async fn list(installation: &Installation, flags: ListFlags) -> Outcome {
    let shops = flags.shop.shops(installation).await?;
    let accounts = installation.database().read(PLATFORM, |view| view.find::<Account>(&Query::all())).await?;
    let rows: Vec<_> = accounts
        .into_iter()
        .filter_map(|account| {
            let domain = shops.iter().find(|shop| shop.id == account.shop_id)?.domain.clone();
            let object = json!({
                "id": account.id,
                "username": account.username,
                "shop": domain,
                "requests_per_second": account.requests_per_second,
                "max_body_bytes": account.max_body_bytes,
                "disabled": account.disabled,
                "created_at": account.created_at,
            });
            let state = if account.disabled { "disabled" } else { "enabled" }.to_owned();
            let (pace, size) = (account.requests_per_second.to_string(), grouped(account.max_body_bytes as u64));
            Some((object, [account.username.clone(), domain, pace, size, state, account.created_at.to_string()]))
        })
        .collect();
    show_list(flags.json, ["USERNAME", "SHOP", "REQUESTS/S", "MAX BODY", "STATE", "CREATED"], &rows)
}

async fn rotate(installation: &Installation, rotation: Rotate) -> Outcome {
    let (vault, hours) = (Arc::clone(&installation.directory.vault), rotation.overlap.hours);
    let rotate = move |tx: &mut Tx<'_>, account: &mut Record<Account>| {
        let secret = vault.rotate_account_secret(tx, account, hours)?;
        let changes = Changes::new().secret("secret").with("overlap_hours", hours);
        audit::record(tx, &actor(), "account.rotate_secret", &**account, changes)?;
        Ok(secret)
    };
    let (account, secret) = change(installation, rotation.named.username, rotate).await?;
    if let Some(old) = account.previous_secret {
        say!("account {} has a new secret; the old one is good until {}", account.username, old.until);
    } else {
        say!("account {} has a new secret; the old one is refused from now on", account.username);
    }
    say!("secret  {secret}");
    Ok(())
}

async fn set_disabled(installation: &Installation, username: String, disabled: bool) -> Outcome {
    let set = move |tx: &mut Tx<'_>, account: &mut Record<Account>| {
        Ok(Account::set_disabled(tx, &actor(), account, disabled)?)
    };
    let (account, ()) = change(installation, username, set).await?;
    let (state, fate) = if disabled { ("disabled", "refused") } else { ("enabled", "taken") };
    say!("account {} is {state}; its requests are {fate} from now on", account.username);
    Ok(())
}

async fn change<T: Send + 'static>(
    installation: &Installation,
    username: String,
    change: impl FnOnce(&mut Tx<'_>, &mut Record<Account>) -> Outcome<T> + Send + 'static,
) -> Outcome<(Account, T)> {
    let write = move |tx: &mut Tx<'_>| {
        let unknown = || Failure::usage(format!("there is no account {username}; see `shopwire account list`"));
        let mut account = Account::named(tx, &username)?.ok_or_else(unknown)?;
        let changed = change(tx, &mut account)?;
        Ok((account.into_value(), changed))
    };
    installation.database().write(PLATFORM, None, write).await
}
