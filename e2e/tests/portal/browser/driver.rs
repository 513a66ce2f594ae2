//! The driver of the browsers: one process for all stories of a test run.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Ends driver and browsers when its input does, which is when this process ends, however it does.
const UNTIL_INPUT_ENDS: &str = r#"
"$0" --port=0 --log-level=SEVERE &
exec >/dev/null
cat
trap '' TERM
kill -TERM 0
wait
rm -rf "$TMPDIR"
"#;

/// A running chromedriver.
pub struct Driver {
    pub url: String,
    pub chromium: PathBuf,
    _process: Child,
}

impl Driver {
    /// The driver, started by whoever asks first; `None` on a machine without a browser.
    pub fn shared() -> Option<&'static Self> {
        static DRIVER: OnceLock<Option<Driver>> = OnceLock::new();
        DRIVER.get_or_init(Self::start).as_ref()
    }

    fn start() -> Option<Self> {
        let (chromium, program) = (testkit::needs("chromium")?, testkit::needs("chromedriver")?);
        testkit::needs("axe")?;
        testkit::needs("cjk-font")?;
        let profiles = std::env::temp_dir().join(format!("shopwire-e2e-{}", std::process::id()));
        std::fs::create_dir_all(&profiles).unwrap();
        let mut process = Command::new("sh")
            .args(["-c", UNTIL_INPUT_ENDS])
            .arg(program)
            .env("TMPDIR", profiles)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .process_group(0)
            .spawn()
            .unwrap();
        let output = process.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let port = lines.find_map(|line| {
            let (_, rest) = line.split_once("started successfully on port ")?;
            rest.trim_end_matches('.').parse::<u16>().ok()
        });
        let port = port.expect("chromedriver starts");
        // Whatever else it says is read, so that it never waits for a reader.
        std::thread::spawn(move || lines.for_each(drop));
        Some(Self { url: format!("http://127.0.0.1:{port}"), chromium, _process: process })
    }
}
