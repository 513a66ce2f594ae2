//! As whom a request is made.

use clap::Args;
use platform::Account;
use storage::{Error, PLATFORM, Query, Reading};
use zeroize::Zeroizing;

use crate::config::{Config, environment};
use crate::data_folder::DataFolder;
use crate::demo::Demo;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;

#[derive(Debug, Clone, Args)]
pub struct CredentialFlags {
    /// Account to sign as [default: the demo account, or the only one there is]
    #[arg(long, value_name = "NAME")]
    username: Option<String>,
    #[arg(long, requires = "username", help = "Its secret [default: $SHOPWIRE_SECRET, or what the data folder has]")]
    secret: Option<String>,
    #[arg(
        long,
        conflicts_with_all = ["username", "secret"],
        help = "API token to use instead of an account [default: $SHOPWIRE_TOKEN]"
    )]
    token: Option<String>,
}

pub enum Credentials {
    Account { username: String, secret: Zeroizing<String> },
    Token(Zeroizing<String>),
}

impl CredentialFlags {
    pub async fn find(&self, config: &Config) -> Outcome<Credentials> {
        if let Some(token) = &self.token {
            return Ok(Credentials::Token(token.clone().into()));
        }
        if self.username.is_none()
            && let Some(token) = environment("SHOPWIRE_TOKEN")
        {
            return Ok(Credentials::Token(token.into()));
        }
        let given = self.secret.clone().or_else(|| environment("SHOPWIRE_SECRET"));
        if let (Some(username), Some(secret)) = (&self.username, given) {
            return Ok(Credentials::Account { username: username.clone(), secret: secret.into() });
        }
        from_folder(config, self.username.as_deref()).await
    }
}

/// The owner of the folder may act as any of its accounts.
async fn from_folder(config: &Config, username: Option<&str>) -> Outcome<Credentials> {
    let folder = DataFolder::existing(&config.data.value).map_err(|failure| {
        Failure::usage(format!("{failure}; or say who asks, with --username and --secret, or --token"))
    })?;
    let username = match username {
        Some(username) => Some(username.to_owned()),
        None => Demo::of(&folder).and_then(|demo| Some(demo.accounts.into_iter().next()?.username)),
    };
    let installation = Installation::open(folder, config).await?;
    let username = match username {
        Some(username) => username,
        None => only_account(&installation).await?,
    };
    let caller = installation.directory.account(&username).await?;
    let caller = caller.ok_or_else(|| {
        Failure::usage(format!("there is no enabled account {username} here; see `shopwire account list`"))
    })?;
    let secret = String::from_utf8_lossy(caller.secrets.current()).into_owned().into();
    Ok(Credentials::Account { username, secret })
}

async fn only_account(installation: &Installation) -> Outcome<String> {
    let read = installation.database().read(PLATFORM, |view| view.find::<Account>(&Query::all()));
    let accounts: Result<_, Error> = read.await;
    let mut enabled = accounts?.into_iter().filter(|account| !account.disabled).map(|account| account.username.clone());
    match (enabled.next(), enabled.next()) {
        (Some(only), None) => Ok(only),
        (None, _) => Err(Failure::usage("there is no account yet: make one with `shopwire account create`")),
        (Some(_), Some(_)) => Err(Failure::usage("there are several accounts: say which with --username")),
    }
}
