//! Somebody who follows a guide.

use std::collections::HashMap;
use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::block::{Block, Purpose, matches};
use crate::support::{PATIENCE, Running, shopwire};

/// Ends what a command prints; no guide has it.
const DONE: &str = "-- done";
/// The demo account may make so many requests a second; a command makes four at most.
const SECOND: Duration = Duration::from_millis(1_010);

pub struct Reader {
    terminal: Option<Running>,
    /// What goes on running, by name.
    staying: HashMap<String, Running>,
    /// What the last command printed and no block has shown yet.
    printed: Vec<String>,
    base_url: String,
    /// Free ports that stand for those of the guides.
    ports: [(&'static str, u16); 2],
    entered: String,
    entered_at: Instant,
    // Goes last, when nothing runs in it any more.
    folder: TempDir,
}

impl Reader {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_shopwire"), folder.path().join("bin/shopwire")).unwrap();
        Self {
            terminal: None,
            staying: HashMap::new(),
            printed: Vec::new(),
            base_url: String::new(),
            ports: [("9797", free_port()), ("9000", free_port())],
            entered: String::new(),
            entered_at: Instant::now(),
            folder,
        }
    }

    #[track_caller]
    pub fn follow(&mut self, block: &Block) {
        println!("line {}", block.line);
        match &block.purpose {
            Purpose::Shown => {}
            Purpose::File(name) => {
                let text = self.as_here(&block.text);
                fs::write(self.folder.path().join(name), text).unwrap();
            }
            Purpose::Stays(name) if name == "server" => self.serve(&block.text),
            Purpose::Stays(name) => {
                self.ensure_server();
                let running = self.start(name, &self.as_here(&block.text));
                self.staying.insert(name.clone(), running);
            }
            Purpose::Run => self.run(&block.text, true),
            Purpose::Fails => self.run(&block.text, false),
            Purpose::Prints(None) => self.expect_printed(&block.text),
            Purpose::Prints(Some(name)) => {
                for shown in self.as_here(&block.text).lines() {
                    self.staying[name].wait_until(shown, |printed| matches(shown, printed));
                }
            }
        }
    }

    /// Guides after the first begin with the server of the first.
    fn ensure_server(&mut self) {
        if self.base_url.is_empty() {
            self.serve("shopwire serve --demo\n");
        }
    }

    fn serve(&mut self, command: &str) {
        let server = self.start("server", command);
        let printed = server.wait_for("Try next");
        printed[0].split(' ').next_back().unwrap().clone_into(&mut self.base_url);
        self.printed = printed.iter().map(|line| self.as_here(line)).collect();
        self.staying.insert("server".to_owned(), server);
        self.move_demo_endpoint();
    }

    /// The demo app's endpoint has a port that only one test could have.
    fn move_demo_endpoint(&self) {
        let demo = fs::read_to_string(self.folder.path().join("shopwire-data/demo.json")).unwrap();
        let demo: Value = serde_json::from_str(&demo).unwrap();
        let old = demo["app"]["webhook_url"].as_str().unwrap().to_owned();
        let new = self.as_here(&old);
        assert_ne!(old, new, "the guides name the demo's own endpoint");
        let app = |arguments: &[&str]| {
            let mut command = shopwire();
            let command = command.current_dir(self.folder.path()).arg("app").args(arguments);
            assert!(command.output().unwrap().status.success());
        };
        // The old one is left an event that no guide brings about.
        app(&["subscribe", "demo-app", "--webhook-url", &old, "--events", "uid_providers/create"]);
        app(&["subscribe", "demo-app", "--webhook-url", &new, "--events", "all"]);
    }

    fn start(&self, name: &str, command: &str) -> Running {
        let mut shell = self.shell();
        shell.arg("-c").arg(format!("exec {command}"));
        Running::start(&mut shell, self.folder.path().join(format!("{name}.log")))
    }

    fn shell(&self) -> Command {
        let mut shell = Command::new("bash");
        let path = std::env::var("PATH").unwrap();
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("SHOPWIRE_")) {
            shell.env_remove(name);
        }
        shell
            .current_dir(self.folder.path())
            .env("PATH", format!("{}:{path}", self.folder.path().join("bin").display()))
            .env("SHOPWIRE_LISTEN", "127.0.0.1:0")
            .env("SHOPWIRE_METRICS_LISTEN", "off");
        shell
    }

    #[track_caller]
    fn run(&mut self, command: &str, succeeds: bool) {
        self.ensure_server();
        let command = self.as_here(command);
        let command = if succeeds {
            format!("{{ {command}}} 2>&1\necho '{DONE}'\n")
        } else {
            format!("if {{ {command}}} 2>&1; then echo 'it should have failed'; exit 1; fi\necho '{DONE}'\n")
        };
        self.enter(command);
    }

    #[track_caller]
    fn enter(&mut self, command: String) {
        std::thread::sleep(SECOND.saturating_sub(self.entered_at.elapsed()));
        self.entered_at = Instant::now();
        if self.terminal.is_none() {
            let mut shell = self.shell();
            shell.args(["-e", "-o", "pipefail"]);
            self.terminal = Some(Running::start(&mut shell, self.folder.path().join("terminal.log")));
        }
        let terminal = self.terminal.as_mut().unwrap();
        terminal.tell(&command);
        self.printed = terminal.wait_for(DONE);
        self.entered = command;
    }

    #[track_caller]
    fn expect_printed(&mut self, text: &str) {
        let text = self.as_here(text);
        // A try is recorded a moment after it was answered: who looks too early looks again.
        let only_looks = self.entered.contains("shopwire deliveries") && !self.entered.contains("resend");
        let deadline = Instant::now() + PATIENCE;
        while let Some(missing) = self.first_missing(&text) {
            let again = only_looks && Instant::now() < deadline;
            assert!(again, "{missing:?} was not printed, or not in this place: {:#?}", self.printed);
            self.enter(self.entered.clone());
        }
    }

    fn first_missing<'a>(&self, text: &'a str) -> Option<&'a str> {
        let mut printed = self.printed.iter();
        text.lines().find(|shown| !printed.any(|line| matches(shown, line)))
    }

    /// A guide's text with the addresses of this test.
    fn as_here(&self, text: &str) -> String {
        let text = text.replace("shopwire listen", "shopwire listen --listen 127.0.0.1:9797");
        let text = self.ports.iter().fold(text, |text, (shown, port)| text.replace(shown, &port.to_string()));
        text.replace("{{ base_url }}", &self.base_url)
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
