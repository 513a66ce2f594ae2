//! The data folder: the database, the master key, and the lock of the server that runs on it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::{Path, PathBuf};

use platform::MasterKey;
use tempfile::TempDir;
use wire::OsRandom;
use zeroize::Zeroizing;

use crate::config::{DEFAULT_DATA, MASTER_KEY, environment};
use crate::failure::{Failure, Outcome};

/// A folder that exists.
pub struct DataFolder {
    path: PathBuf,
    /// Removed with the value, where the folder is for one run only.
    temporary: Option<TempDir>,
}

/// Held by the one server of a folder. The system lets go of it however the process ends.
pub struct ServerLock {
    file: File,
}

impl DataFolder {
    /// The folder, made where it is missing.
    pub fn create(path: &Path) -> Outcome<Self> {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(path).map_err(|error| unusable(path, &error))?;
        Ok(Self { path: path.to_owned(), temporary: None })
    }

    /// A folder that goes when the value does.
    pub fn temporary() -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("shopwire-").tempdir();
        let folder = folder.map_err(|error| Failure::new(format!("cannot make a temporary data folder: {error}")))?;
        Ok(Self { path: folder.path().to_owned(), temporary: Some(folder) })
    }

    /// A folder that a server or a command has used before.
    pub fn existing(path: &Path) -> Outcome<Self> {
        let folder = Self { path: path.to_owned(), temporary: None };
        match folder.database().try_exists() {
            Ok(true) => Ok(folder),
            Ok(false) => Err(Failure::new(format!(
                "there is no Shopwire data in {}: start `shopwire serve` first, or name another folder with --data",
                path.display()
            ))),
            Err(error) => Err(unusable(path, &error)),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether commands use this folder without being told.
    pub fn is_default(&self) -> bool {
        !self.is_temporary() && self.path == Path::new(DEFAULT_DATA) && environment("SHOPWIRE_DATA").is_none()
    }

    pub fn is_temporary(&self) -> bool {
        self.temporary.is_some()
    }

    pub fn database(&self) -> PathBuf {
        self.path.join("shopwire.db")
    }

    /// Where the shops' files are, unless they are in a bucket.
    pub fn files(&self) -> PathBuf {
        self.path.join("files")
    }

    /// What scripts read of a demo shop.
    pub fn demo(&self) -> PathBuf {
        self.path.join("demo.json")
    }

    fn lock_file(&self) -> PathBuf {
        self.path.join("server.lock")
    }

    /// Claims the folder for one server.
    pub fn lock(&self) -> Outcome<ServerLock> {
        let path = self.lock_file();
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(&path).map_err(|error| unusable(&self.path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(ServerLock { file }),
            Err(TryLockError::WouldBlock) => {
                let mut url = String::new();
                let _ = file.read_to_string(&mut url);
                let at = if url.is_empty() { String::new() } else { format!(" at {}", url.trim()) };
                Err(Failure::new(format!(
                    "another server{at} runs on the data folder {}: stop it, or choose another folder with --data",
                    self.path.display()
                )))
            }
            Err(TryLockError::Error(error)) => Err(unusable(&self.path, &error)),
        }
    }

    /// Where the folder's server says it is reached, if one has run.
    pub fn server_url(&self) -> Option<String> {
        let url = fs::read_to_string(self.lock_file()).ok()?;
        (!url.is_empty()).then(|| url.trim().to_owned())
    }

    /// From the environment, else from the folder's own file, which is made with a new folder.
    pub fn master_key(&self) -> Outcome<MasterKey> {
        if let Some(text) = environment(MASTER_KEY).map(Zeroizing::new) {
            return MasterKey::from_text(&text).map_err(|error| Failure::usage(format!("{MASTER_KEY}: {error}")));
        }
        let path = self.path.join("master.key");
        match File::open(&path) {
            Ok(file) => read_key(file, &path),
            Err(error) if error.kind() == ErrorKind::NotFound && !self.database().exists() => {
                let key = MasterKey::generate(&OsRandom);
                write_private_file(&path, key.to_text().as_bytes(), Existing::Keep)?;
                // Another process may have been first, and then its key is the folder's.
                read_key(File::open(&path)?, &path)
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Err(Failure::new(format!(
                "{} is missing, and the database beside it cannot be opened without: put it back, or set {MASTER_KEY}",
                path.display()
            ))),
            Err(error) => Err(unusable(&self.path, &error)),
        }
    }
}

impl ServerLock {
    /// Tells whoever looks where this server is reached.
    pub fn announce(&mut self, url: &str) -> Outcome {
        self.file.set_len(0)?;
        self.file.rewind()?;
        self.file.write_all(url.as_bytes())?;
        Ok(())
    }
}

/// What becomes of a file that is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Replace,
}

/// Writes a file for the owner's eyes only, whole or not at all.
pub fn write_private_file(path: &Path, content: &[u8], existing: Existing) -> Outcome {
    let write = || {
        let folder = path.parent().unwrap_or(Path::new("."));
        // Temporary files are the owner's alone from the start.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(content)?;
        file.as_file().sync_all()?;
        match existing {
            Existing::Replace => file.persist(path).map(drop)?,
            Existing::Keep => match file.persist_noclobber(path) {
                Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {}
                persisted => persisted.map(drop)?,
            },
        }
        File::open(folder)?.sync_all()
    };
    write().map_err(|error: std::io::Error| Failure::new(format!("cannot write {}: {error}", path.display())))
}

fn read_key(mut file: File, path: &Path) -> Outcome<MasterKey> {
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::MetadataExt::mode(&file.metadata()?);
        if mode & 0o077 != 0 {
            let path = path.display();
            return Err(Failure::new(format!("{path} is open to others than its owner: run `chmod 600 {path}`")));
        }
    }
    let mut text = Zeroizing::new(String::new());
    let read = file.read_to_string(&mut text).map_err(|error| error.to_string());
    let key = read.and_then(|_| MasterKey::from_text(&text).map_err(|error| error.to_string()));
    key.map_err(|error| Failure::new(format!("{} is damaged ({error}): restore it from a copy", path.display())))
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!(
        "cannot use the data folder {}: {error}; mend its permissions, or choose another with --data",
        path.display()
    ))
}
