//! What a test needs from the machine: other languages, a browser.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Where something is that `scripts/need` knows by this name, installed where that may be done.
///
/// `None` says that this machine has none, and tells so; the test then returns. Nothing may be skipped where
/// `CI=true`, so there it panics.
///
/// ```no_run
/// let Some(php) = shopwire_testkit::needs("php") else { return };
/// ```
pub fn needs(name: &str) -> Option<PathBuf> {
    static ASKED: Mutex<Option<HashMap<String, Option<PathBuf>>>> = Mutex::new(None);
    // Held while the script runs: tests that need the same thing at once wait for one answer.
    let mut asked = ASKED.lock().unwrap_or_else(PoisonError::into_inner);
    let found = asked.get_or_insert_default().entry(name.to_owned()).or_insert_with(|| ask(name)).clone();
    drop(asked);
    if found.is_none() {
        let missing = format!("{name} is not installed (scripts/need {name})");
        let skipping_allowed = std::env::var("CI").map_or(true, |ci| ci != "true");
        assert!(skipping_allowed, "{missing}");
        // Straight to the terminal: `println!` of a test that passes is shown to nobody.
        let _ = writeln!(std::io::stderr(), "skipped: {missing}");
    }
    found
}

fn ask(name: &str) -> Option<PathBuf> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/need");
    let answer = Command::new(script).arg(name).output().ok()?;
    if !answer.status.success() {
        let _ = std::io::stderr().write_all(&answer.stderr);
        return None;
    }
    Some(PathBuf::from(String::from_utf8(answer.stdout).ok()?.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_needed_is_named_with_its_place() {
        let Some(curl) = needs("curl") else { return };
        let version = Command::new(curl).arg("--version").output().unwrap();
        assert!(version.stdout.starts_with(b"curl "));
    }

    #[test]
    fn what_nobody_knows_is_nowhere() {
        assert_eq!(ask("a-thing-that-no-script-knows"), None);
    }
}
