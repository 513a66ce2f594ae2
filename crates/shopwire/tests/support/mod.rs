//! The built program in a test: a server on a folder of its own, and commands beside it.
#![allow(dead_code, unreachable_pub)] // each test file uses its part
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot be set up fails

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
pub const PATIENCE: Duration = Duration::from_mins(1);

/// The program, without the settings of whoever runs the test.
pub fn shopwire() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_shopwire"));
    let ours = std::env::vars_os().map(|(name, _)| name);
    for name in ours.filter(|name| name.to_string_lossy().starts_with("SHOPWIRE_")) {
        command.env_remove(name);
    }
    command.env_remove("OTEL_EXPORTER_OTLP_ENDPOINT");
    command
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub struct Printed {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Printed {
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    /// The answer of `shopwire request`.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// What follows a word at the start of a line: `secret  1234`.
    #[track_caller]
    pub fn after(&self, word: &str) -> String {
        let line = self.out.lines().find_map(|line| line.strip_prefix(word));
        line.unwrap_or_else(|| panic!("no {word} in {}", self.out)).trim().to_owned()
    }
}

pub fn run(command: &mut Command) -> Printed {
    let output = command.output().unwrap();
    Printed {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A program that runs until it is told to end.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    stdin: Option<ChildStdin>,
    log: PathBuf,
}

impl Running {
    pub fn start(command: &mut Command, log: PathBuf) -> Self {
        let mut child =
            command.stdout(Stdio::piped()).stderr(File::create(&log).unwrap()).stdin(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let output = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let stdin = child.stdin.take();
        Self { child, lines, stdin, log }
    }

    /// The lines it prints, up to and with the first that has these words in it.
    #[track_caller]
    pub fn wait_for(&self, words: &str) -> Vec<String> {
        self.wait_until(words, |line| line.contains(words))
    }

    /// The lines it prints, up to and with the first that is `wanted`.
    #[track_caller]
    pub fn wait_until(&self, wanted: &str, is_wanted: impl Fn(&str) -> bool) -> Vec<String> {
        let deadline = Instant::now() + PATIENCE;
        let mut printed = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let Ok(line) = self.lines.recv_timeout(left) else {
                panic!("never printed {wanted:?}, but {printed:#?}; log: {}", self.log());
            };
            let found = is_wanted(&line);
            printed.push(line);
            if found {
                return printed;
            }
        }
    }

    /// Gives it something to read.
    pub fn tell(&mut self, text: &str) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(text.as_bytes()).unwrap();
        stdin.flush().unwrap();
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// How it ends by itself.
    #[track_caller]
    pub fn end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("it does not end; log: {}", self.log());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A data folder and what runs on it.
pub struct Folder(TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().join("data")
    }

    /// A command on this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = shopwire();
        command.current_dir(self.0.path()).arg("--data").arg(self.path()).args(arguments);
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Printed {
        run(&mut self.command(arguments))
    }

    pub fn start(&self, name: &str, command: &mut Command) -> Running {
        Running::start(command, self.0.path().join(name))
    }

    /// A server on a free port, once it serves.
    pub fn serve(&self, arguments: &[&str]) -> Server {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "off"]);
        let running = self.start("server.log", command.args(arguments));
        let line = running.wait_for("serves at").pop().unwrap();
        let base_url = line.split(' ').next_back().unwrap().to_owned();
        Server { base_url, running }
    }

    pub fn demo(&self) -> Value {
        serde_json::from_str(&fs::read_to_string(self.path().join("demo.json")).unwrap()).unwrap()
    }
}

pub struct Server {
    pub base_url: String,
    pub running: Running,
}

impl Server {
    /// Status and body of an unsigned GET, or nothing where nobody listens any more.
    pub fn get(&self, path: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(self.base_url.strip_prefix("http://").unwrap()).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").ok()?;
        read_answer(&mut stream)
    }

    #[track_caller]
    pub fn stop(mut self) -> String {
        self.running.signal("TERM");
        assert_eq!(self.running.end().code(), Some(0), "{}", self.running.log());
        self.running.log()
    }
}

pub fn read_answer(stream: &mut TcpStream) -> Option<(u16, String)> {
    let mut answer = String::new();
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
}

pub fn mode_of(path: &Path) -> u32 {
    std::os::unix::fs::MetadataExt::mode(&fs::metadata(path).unwrap()) & 0o777
}
