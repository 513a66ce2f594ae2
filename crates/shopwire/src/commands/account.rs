//! `shopwire account`

use std::sync::Arc;

use clap::{Args, Subcommand};
use platform::{Account, RATE_LIMIT, SIZE_LIMIT};
use storage::{PLATFORM, Query, Reading, Record, Tx};
use wire::token;

use super::ShopFlag;
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{grouped, say, table};

#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account and print its secret, this once
    Create(Create),
    /// List the accounts
    List(ShopFlag),
    /// Give an account a new secret and print it, this once; the old one is refused from now on
    Rotate(Named),
    /// Shut an account out
    Disable(Named),
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

fn username(text: &str) -> Result<String, &'static str> {
    let sound = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
    if (1..=64).contains(&text.len()) && text.chars().all(sound) {
        Ok(text.to_owned())
    } else {
        Err("a username is up to 64 letters, digits and . _ - @")
    }
}

pub async fn run(config: &Config, command: AccountCommand) -> Outcome {
    let installation = Installation::existing(config).await?;
    match command {
        AccountCommand::Create(new) => create(&installation, new).await,
        AccountCommand::List(shop) => list(&installation, shop).await,
        AccountCommand::Rotate(named) => rotate(&installation, named.username).await,
        AccountCommand::Disable(named) => disable(&installation, named.username).await,
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
        Ok((account.into_value(), secret, shop.domain))
    };
    let (account, secret, domain) = installation.database().write(PLATFORM, None, create).await?;
    let (pace, size) = (account.requests_per_second, grouped(account.max_body_bytes));
    say!("account {} of {domain}: {pace} requests a second, bodies up to {size} bytes", account.username);
    say!("secret  {secret}");
    say!("The secret is shown this once; `shopwire account rotate {}` makes another.", account.username);
    Ok(())
}

async fn list(installation: &Installation, shop: ShopFlag) -> Outcome {
    let shops = match shop.shop {
        Some(_) => vec![shop.shop(installation).await?],
        None => installation.shops().await?,
    };
    let accounts = installation.database().read(PLATFORM, |view| view.find::<Account>(&Query::all())).await?;
    let rows: Vec<_> = accounts
        .into_iter()
        .filter_map(|account| {
            let domain = shops.iter().find(|shop| shop.id == account.shop_id)?.domain.clone();
            let state = if account.disabled { "disabled" } else { "enabled" }.to_owned();
            let (pace, size) = (account.requests_per_second.to_string(), grouped(account.max_body_bytes));
            Some([account.username.clone(), domain, pace, size, state, account.created_at.to_string()])
        })
        .collect();
    say!("{}", table(["USERNAME", "SHOP", "REQUESTS/S", "MAX BODY", "STATE", "CREATED"], &rows));
    Ok(())
}

async fn rotate(installation: &Installation, username: String) -> Outcome {
    let vault = Arc::clone(&installation.directory.vault);
    let rotate = move |account: &mut Account, tx: &Tx<'_>| {
        let secret = token(tx.random(), 24);
        account.secret = vault.seal(&secret, tx.random())?;
        Ok(secret)
    };
    let (account, secret) = change(installation, username, rotate).await?;
    say!("account {} has a new secret; the old one is refused from now on", account.username);
    say!("secret  {secret}");
    Ok(())
}

async fn disable(installation: &Installation, username: String) -> Outcome {
    let disable = |account: &mut Account, _: &Tx<'_>| {
        account.disabled = true;
        Ok(())
    };
    let (account, ()) = change(installation, username, disable).await?;
    say!("account {} is disabled; its requests are refused from now on", account.username);
    Ok(())
}

async fn change<T: Send + 'static>(
    installation: &Installation,
    username: String,
    change: impl FnOnce(&mut Account, &Tx<'_>) -> Outcome<T> + Send + 'static,
) -> Outcome<(Account, T)> {
    let vault = Arc::clone(&installation.directory.vault);
    let write = move |tx: &mut Tx<'_>| {
        let unknown = || Failure::usage(format!("there is no account {username}; see `shopwire account list`"));
        let mut account: Record<Account> = vault.account_by_name(tx, &username)?.ok_or_else(unknown)?;
        let changed = change(&mut account, tx)?;
        tx.save(&mut account)?;
        Ok((account.into_value(), changed))
    };
    installation.database().write(PLATFORM, None, write).await
}
