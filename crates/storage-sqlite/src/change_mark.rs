//! Whether anything in the database has changed, for the price of reading 48 bytes.
//!
//! The file beside the database that ends in `-shm` begins with the WAL-index header, which every commit, of
//! whatever process, writes anew before it can be seen (see "The WAL-Index File Format" in SQLite's documentation).
//! While the header is the same, so is the database. A header read half-way through a change differs from both.

use std::fs::File;
use std::io;
use std::path::Path;

/// Version, change counter, page counts, salts and checksum.
pub(crate) type Mark = [u8; 48];

#[derive(Debug)]
pub(crate) struct ChangeMark(File);

impl ChangeMark {
    /// For a database that is open in WAL mode: the file exists as long as somebody has it open.
    pub(crate) fn of(database: &Path) -> Option<Self> {
        let mut name = database.as_os_str().to_owned();
        name.push("-shm");
        File::open(name).ok().map(Self)
    }

    pub(crate) fn read(&self) -> Option<Mark> {
        let mut mark = [0; 48];
        read_at_start(&self.0, &mut mark).ok()?;
        Some(mark)
    }

    /// How many pages the write-ahead log holds.
    pub(crate) fn frames(&self) -> u32 {
        let frames = self.read().and_then(|mark| mark.get(16..20)?.try_into().ok());
        frames.map(u32::from_ne_bytes).unwrap_or_default()
    }
}

#[cfg(unix)]
fn read_at_start(file: &File, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, 0)
}

/// Elsewhere a mapped file and a read one need not agree: nothing is remembered there.
#[cfg(not(unix))]
fn read_at_start(_: &File, _: &mut [u8]) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}
