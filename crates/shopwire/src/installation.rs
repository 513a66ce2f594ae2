//! An opened data folder: what the server and every command work with.

use std::sync::Arc;

use platform::{Account, App, Directory, Shop, Vault};
use storage::{Database, Error, PLATFORM, Query, Reading};
use storage_sqlite::Sqlite;
use wire::{OsRandom, SystemClock};

use crate::config::Config;
use crate::data_folder::DataFolder;
use crate::failure::{Failure, Outcome};

pub struct Installation {
    pub directory: Directory,
    // Dropped last: a temporary folder goes after its database is closed.
    pub folder: DataFolder,
}

impl Installation {
    /// Opens a folder that has been used before. Works beside a running server.
    pub async fn existing(config: &Config) -> Outcome<Self> {
        Self::open(DataFolder::existing(&config.data.value)?, config).await
    }

    /// Opens a folder, making what is missing.
    pub async fn create(config: &Config) -> Outcome<Self> {
        Self::open(DataFolder::create(&config.data.value)?, config).await
    }

    pub async fn open(folder: DataFolder, config: &Config) -> Outcome<Self> {
        let vault = Vault::new(&folder.master_key()?);
        let kinds = [platform::KINDS.to_vec(), shop::kinds()].concat();
        let store =
            Sqlite::open(&folder.database(), &kinds, config.storage.options()).map_err(|error| match error {
                Error::Newer { .. } => Failure::new(format!("{}: {error}", folder.database().display())),
                error => Failure::new(format!(
                    "{error}; mend the data folder {}, or choose another with --data",
                    folder.path().display()
                )),
            })?;
        let database = Database::new(Arc::new(store), Arc::new(SystemClock), Arc::new(OsRandom));
        let installation = Self { directory: Directory::new(database, vault), folder };
        installation.check_master_key().await?;
        Ok(installation)
    }

    pub fn database(&self) -> &Database {
        &self.directory.database
    }

    /// A wrong key would seal new secrets beside ones it cannot open.
    async fn check_master_key(&self) -> Outcome {
        let sealed = self.database().read(PLATFORM, |view| {
            let account = view.find_one::<Account>(Query::all())?.map(|account| account.secret.clone());
            let app = view.find_one::<App>(Query::all())?.map(|app| app.secret.clone());
            Ok::<_, Error>(account.or(app))
        });
        let Some(sealed) = sealed.await? else { return Ok(()) };
        match self.directory.vault.open(&sealed) {
            Ok(_) => Ok(()),
            Err(_) => Err(Failure::new(format!(
                "the secrets in {} were sealed with another master key: give back its master.key, or set {}",
                self.folder.path().display(),
                crate::config::MASTER_KEY
            ))),
        }
    }

    /// Every shop, in the order they were made.
    pub async fn shops(&self) -> Outcome<Vec<Shop>> {
        let shops = self.database().read(PLATFORM, |view| view.find::<Shop>(&Query::all())).await?;
        Ok(shops.into_iter().map(storage::Record::into_value).collect())
    }

    /// The shop of this id or domain; the only one there is when none is named.
    pub async fn shop(&self, named: Option<&str>) -> Outcome<Shop> {
        let mut shops = self.shops().await?;
        let list = |shops: &[Shop]| shops.iter().map(|shop| shop.domain.as_str()).collect::<Vec<_>>().join(", ");
        if shops.is_empty() {
            return Err(Failure::new("there is no shop yet: make one with `shopwire shop create`"));
        }
        let Some(name) = named else {
            if shops.len() > 1 {
                return Err(Failure::usage(format!("there are several shops; name one with --shop: {}", list(&shops))));
            }
            return Ok(shops.remove(0));
        };
        let is_named = |shop: &Shop| shop.domain.eq_ignore_ascii_case(name) || shop.id.to_string() == name;
        match shops.iter().position(is_named) {
            Some(index) => Ok(shops.swap_remove(index)),
            None => Err(Failure::usage(format!("there is no shop {name}; there are: {}", list(&shops)))),
        }
    }
}
