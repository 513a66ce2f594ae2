//! The servers that are measured: Shopwire's own binary, and bare ones to hold it against.

use std::fmt::Write;
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use api::signature::{Algorithm, http_date, sign};
use serde_json::Value;
use wire::{Clock, SystemClock};

use crate::load::Target;

/// A process that ends with the benchmark.
pub struct Process(Child);

impl Process {
    pub fn new(child: Child) -> Self {
        Self(child)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running Shopwire with its demo shop, and the account that no limit slows down.
pub struct Shopwire {
    pub address: SocketAddr,
    pub facts: Value,
    pub folder: PathBuf,
    secret: String,
    process: Process,
}

const USERNAME: &str = "bench";

/// How fsync behaves for a server: as the disk has it, or preloaded to cost so many microseconds more (0: nothing).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fsync {
    Real,
    Micros(u64),
}

impl Shopwire {
    /// Starts the binary on the folder, which is seeded when it is new.
    pub fn start(folder: &Path, fsync: Fsync, max_group: Option<usize>) -> io::Result<Self> {
        Self::start_with(folder, fsync, max_group, None)
    }

    /// Starts the binary on a folder whose shop is to have so many products; making a million takes minutes.
    pub fn start_large(folder: &Path, products: u64) -> io::Result<Self> {
        Self::start_with(folder, Fsync::Real, None, Some(products))
    }

    fn start_with(folder: &Path, fsync: Fsync, max_group: Option<usize>, products: Option<u64>) -> io::Result<Self> {
        let facts_file = folder.join("demo.json");
        let is_new = !facts_file.exists();
        let _ = std::fs::remove_file(&facts_file);
        let mut command = Command::new(binary("shopwire")?);
        command
            .args(["serve", "--demo", "--listen", "127.0.0.1:0", "--metrics-listen", "off", "--log", "warn", "--data"])
            .arg(folder)
            .stdout(Stdio::null());
        if let Some(products) = products {
            command.args(["--demo-size", &products.to_string()]);
        }
        if let Fsync::Micros(micros) = fsync {
            command.env("LD_PRELOAD", shim()?).env("FSYNC_MICROS", micros.to_string());
        }
        if let Some(max_group) = max_group {
            command.env("SHOPWIRE_STORAGE_MAX_GROUP", max_group.to_string());
        }
        let process = Process(command.spawn()?);
        let started = Instant::now();
        let patience = Duration::from_mins(if products.is_some() { 60 } else { 1 });
        let facts: Value = loop {
            if let Some(facts) = std::fs::read(&facts_file).ok().and_then(|text| serde_json::from_slice(&text).ok()) {
                break facts;
            }
            if started.elapsed() > patience {
                return Err(io::Error::other("the server did not start"));
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let secret_file = folder.join("bench-secret");
        if is_new {
            let made = Command::new(binary("shopwire")?)
                .args(["account", "create", USERNAME, "--requests-per-second", "10000000", "--data"])
                .arg(folder)
                .output()?;
            let text = String::from_utf8_lossy(&made.stdout);
            let secret = text.lines().find_map(|line| line.trim().strip_prefix("secret")).map(str::trim);
            std::fs::write(&secret_file, secret.ok_or_else(|| io::Error::other("the account could not be made"))?)?;
        }
        let secret = std::fs::read_to_string(&secret_file)?;
        let address = facts["base_url"].as_str().and_then(|url| url.strip_prefix("http://")?.parse().ok());
        let address = address.ok_or_else(|| io::Error::other("demo.json names no address"))?;
        Ok(Self { address, facts, folder: folder.to_owned(), secret, process })
    }

    /// Resident memory, in MiB.
    pub fn memory(&self) -> f64 {
        self.status("VmRSS:")
    }

    /// Resident memory that is no page of a file, in MiB: what the system cannot drop.
    pub fn anonymous_memory(&self) -> f64 {
        self.status("RssAnon:")
    }

    fn status(&self, name: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.0.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<f64>().ok());
        kib.unwrap_or_default() / 1024.0
    }

    /// Signed requests, ready to send; good for five minutes.
    pub fn signed(&self, requests: impl IntoIterator<Item = (&'static str, String, Option<String>)>) -> Target {
        let signed =
            |(method, path, body): (&str, String, Option<String>)| self.request(method, &path, body.as_deref());
        Target { address: self.address, requests: requests.into_iter().map(signed).collect() }
    }

    /// One signed request, ready to send.
    pub fn request(&self, method: &str, path: &str, body: Option<&str>) -> Vec<u8> {
        let date = http_date(SystemClock.now().seconds());
        let secret = self.secret.as_bytes();
        let signature = sign(USERNAME, secret, Algorithm::Sha256, method, path, &date, body.map(str::as_bytes));
        let mut text = format!("{method} {path} HTTP/1.1\r\nhost: bench\r\n");
        // Writing to a text does not fail.
        for (name, value) in signature {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        if let Some(body) = body {
            let _ = write!(text, "content-type: application/json\r\ncontent-length: {}\r\n", body.len());
        }
        text.push_str("\r\n");
        text.push_str(body.unwrap_or_default());
        text.into_bytes()
    }
}

/// A bare axum handler that answers these bytes, in a process of its own.
pub fn bare(body: &Path) -> io::Result<(Process, SocketAddr)> {
    itself(&["bare", &body.to_string_lossy()])
}

/// This program again, as another process that first says where it listens.
fn itself(arguments: &[&str]) -> io::Result<(Process, SocketAddr)> {
    let mut child = Command::new(std::env::current_exe()?).args(arguments).stdout(Stdio::piped()).spawn()?;
    let stdout = child.stdout.take().ok_or_else(|| io::Error::other("no output"))?;
    let process = Process(child);
    let mut line = String::new();
    BufReader::new(stdout).read_line(&mut line)?;
    Ok((process, line.trim().parse().map_err(io::Error::other)?))
}

/// A binary beside this one.
pub fn binary(name: &str) -> io::Result<PathBuf> {
    let path = std::env::current_exe()?.with_file_name(name);
    if path.exists() { Ok(path) } else { Err(io::Error::other(format!("{} is not built", path.display()))) }
}

/// The preloaded library, compiled once a run.
fn shim() -> io::Result<PathBuf> {
    let library = std::env::temp_dir().join(format!("shopwire-fsync-{}.so", std::process::id()));
    if !library.exists() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fsync.c");
        let made = Command::new("cc").args(["-O2", "-shared", "-fPIC", "-o"]).arg(&library).arg(source).status()?;
        if !made.success() {
            return Err(io::Error::other("cc could not build fsync.c"));
        }
    }
    Ok(library)
}
