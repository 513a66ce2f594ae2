//! One browser, spoken to in WebDriver's words (<https://www.w3.org/TR/webdriver2/>): JSON over HTTP.

use std::fmt;

use serde_json::{Value, json};

use super::Driver;

const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-breakpad",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-prefers-reduced-motion",
    "--no-first-run",
    "--window-size=1280,900",
];
/// How WebDriver's JSON says that a value is an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// A browser with a profile of its own.
pub struct Session {
    http: reqwest::Client,
    url: String,
}

/// An element of the page, as WebDriver knows it.
#[derive(Debug, Clone)]
pub struct Element(String);

/// Why a command was not carried out.
#[derive(Debug)]
pub struct Problem {
    /// WebDriver's name for it, such as `stale element reference`.
    pub error: String,
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.error, self.message)
    }
}

impl Problem {
    pub fn absent(what: impl fmt::Display) -> Self {
        Self { error: "nothing found".into(), message: what.to_string() }
    }
}

impl Element {
    pub fn to_json(&self) -> Value {
        json!({ ELEMENT: self.0 })
    }

    pub fn of(value: &Value) -> Option<Self> {
        value[ELEMENT].as_str().map(|id| Self(id.to_owned()))
    }
}

impl Session {
    pub async fn begin(driver: &Driver) -> Self {
        let options = json!({ "binary": driver.chromium, "args": ARGUMENTS });
        let wanted = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
            "unhandledPromptBehavior": "ignore",
        });
        let mut session = Self { http: reqwest::Client::new(), url: driver.url.clone() };
        let begun = session.post("/session", &json!({ "capabilities": { "alwaysMatch": wanted } })).await;
        let begun = begun.unwrap_or_else(|problem| panic!("no browser: {problem}"));
        let id = begun["sessionId"].as_str().unwrap_or_else(|| panic!("no session in {begun}"));
        session.url = format!("{}/session/{id}", driver.url);
        session
    }

    pub async fn end(self) {
        let ended = self.http.delete(&self.url).send().await;
        ended.unwrap_or_else(|error| panic!("the browser does not end: {error}"));
    }

    pub async fn post(&self, command: &str, parameters: &Value) -> Result<Value, Problem> {
        let request = self.http.post(format!("{}{command}", self.url));
        read(request.header("content-type", "application/json").body(parameters.to_string())).await
    }

    pub async fn get(&self, command: &str) -> Result<Value, Problem> {
        read(self.http.get(format!("{}{command}", self.url))).await
    }

    /// What the body of a function returns in the page, called with these arguments.
    pub async fn run(&self, body: &str, arguments: Value) -> Result<Value, Problem> {
        self.post("/execute/sync", &json!({ "script": body, "args": arguments })).await
    }

    /// Like [`Session::run`], for a function that returns a promise.
    pub async fn run_async(&self, body: &str, arguments: Value) -> Result<Value, Problem> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async function () {{ {body} }}).apply(null, arguments).then(done, (error) => done({{ failed: String(error) }}));"
        );
        let answer = self.post("/execute/async", &json!({ "script": script, "args": arguments })).await?;
        match answer["failed"].as_str() {
            Some(message) => Err(Problem { error: "rejected".into(), message: message.into() }),
            None => Ok(answer),
        }
    }

    /// A command of the browser's own protocol, for what WebDriver has no words for.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let answer = self.post("/goog/cdp/execute", &json!({ "cmd": command, "params": parameters })).await;
        answer.unwrap_or_else(|problem| panic!("{command}: {problem}"))
    }

    pub async fn click(&self, Element(id): &Element) -> Result<Value, Problem> {
        self.post(&format!("/element/{id}/click"), &json!({})).await
    }

    pub async fn clear(&self, Element(id): &Element) -> Result<Value, Problem> {
        self.post(&format!("/element/{id}/clear"), &json!({})).await
    }

    pub async fn type_keys(&self, Element(id): &Element, keys: &str) -> Result<Value, Problem> {
        self.post(&format!("/element/{id}/value"), &json!({ "text": keys })).await
    }
}

async fn read(request: reqwest::RequestBuilder) -> Result<Value, Problem> {
    let unanswered = |error: reqwest::Error| Problem { error: "no answer".into(), message: error.to_string() };
    let response = request.send().await.map_err(unanswered)?;
    let done = response.status().is_success();
    let text = response.text().await.map_err(unanswered)?;
    let mut answer: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error} in {text}"));
    let value = answer["value"].take();
    if done {
        return Ok(value);
    }
    let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
    Err(Problem { error: text("error"), message: text("message") })
}
