//! What a user does with a page and sees on it. Whatever is looked for may take a moment to be there.

use std::fmt::Display;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::Instant;

use super::Session;
use super::session::{Element, Problem};

/// The key, as WebDriver writes it.
pub const ENTER: &str = "\u{e007}";
/// How long something may take to be seen.
const PATIENCE: Duration = Duration::from_secs(15);
const BETWEEN_LOOKS: Duration = Duration::from_millis(40);
const FIND: &str = include_str!("find.js");

/// A browser's one window.
pub struct Page {
    pub(super) session: Session,
    pub base_url: String,
}

impl Page {
    pub fn new(session: Session, base_url: &str) -> Self {
        Self { session, base_url: base_url.to_owned() }
    }

    pub async fn close(self) {
        self.session.end().await;
    }

    /// Goes to a path of the portal and waits until it is loaded.
    pub async fn open(&self, path: &str) {
        let url = if path.starts_with("http://") { path.to_owned() } else { format!("{}{path}", self.base_url) };
        let opened = self.session.post("/url", &json!({ "url": url })).await;
        opened.unwrap_or_else(|problem| panic!("{path} does not open: {problem}"));
    }

    /// The path that the address bar shows, with its query.
    pub async fn path(&self) -> String {
        let path = self.run("return location.pathname + location.search", json!([])).await;
        path.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the address bar shows a path that begins so.
    pub async fn is_at(&self, path: &str) {
        let there = async || self.path().await.starts_with(path).then_some(());
        self.until(format_args!("it is at {path}"), there).await;
    }

    /// Clicks the link, button or fold that says so.
    pub async fn click_text(&self, text: &str) {
        self.act("clickable", text, "", async |element| self.session.click(&element).await).await;
    }

    /// Like [`Page::click_text`], in the row, list item, form or card that says `beside`.
    pub async fn click_beside(&self, beside: &str, text: &str) {
        self.act("clickable", text, beside, async |element| self.session.click(&element).await).await;
    }

    /// Types into the field with this label, in place of what it held.
    pub async fn fill(&self, label: &str, text: &str) {
        let fill = async |field: Element| {
            self.session.clear(&field).await?;
            self.session.type_keys(&field, text).await
        };
        self.act("field", label, "", fill).await;
    }

    /// Chooses a file of this machine for the field with this label.
    pub async fn choose_file(&self, label: &str, path: &Path) {
        let path = path.to_str().unwrap_or_else(|| panic!("{} cannot be typed", path.display()));
        self.act("field", label, "", async |field| self.session.type_keys(&field, path).await).await;
    }

    /// Chooses an option of the list with this label.
    pub async fn choose(&self, label: &str, option: &str) {
        const CHOOSE: &str = "
            const [list, text] = arguments;
            const option = [...list.options].find((option) => option.label.trim() === text)
                ?? [...list.options].find((option) => option.label.includes(text));
            return option ?? null;";
        let choose = async |list: Element| {
            let found = self.session.run(CHOOSE, json!([list.to_json(), option])).await?;
            let Some(found) = Element::of(&found) else {
                return Err(Problem::absent(format_args!("option {option:?}")));
            };
            self.session.click(&found).await
        };
        self.act("field", label, "", choose).await;
    }

    /// Ticks the box (or chooses the radio button) with this label, if it is not ticked.
    pub async fn tick(&self, label: &str) {
        let tick = async |field: Element| {
            let ticked = self.session.run("return arguments[0].checked", json!([field.to_json()])).await?;
            if ticked == true { Ok(Value::Null) } else { self.session.click(&field).await }
        };
        self.act("field", label, "", tick).await;
    }

    /// What the field with this label holds.
    pub async fn field(&self, label: &str) -> String {
        let value = self
            .act("field", label, "", async |field| {
                self.session.run("return arguments[0].value", json!([field.to_json()])).await
            })
            .await;
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Types on the keyboard, at whatever has the focus.
    pub async fn press(&self, keys: &str) {
        let active = self.session.get("/element/active").await;
        let active = active.ok().as_ref().and_then(Element::of).unwrap_or_else(|| panic!("nothing has the focus"));
        let typed = self.session.type_keys(&active, keys).await;
        typed.unwrap_or_else(|problem| panic!("{keys:?} cannot be typed: {problem}"));
    }

    /// Says yes to the question that the browser asks.
    pub async fn confirm(&self) {
        let accept = async || self.session.post("/alert/accept", &json!({})).await.ok();
        self.until("the browser asks a question", accept).await;
    }

    /// Waits until the page says so.
    pub async fn sees(&self, text: &str) {
        let seen = async || self.says(text).await.then_some(());
        self.until(format_args!("it says {text:?}"), seen).await;
    }

    /// Waits until the page says so no more.
    pub async fn sees_no(&self, text: &str) {
        let gone = async || (!self.says(text).await).then_some(());
        self.until(format_args!("it no longer says {text:?}"), gone).await;
    }

    /// Like [`Page::sees`], of a page that has to be loaded anew to say it.
    pub async fn sees_in_time(&self, text: &str) {
        let seen = async || {
            if self.says(text).await {
                return Some(());
            }
            self.session.post("/refresh", &json!({})).await.ok();
            None
        };
        self.until(format_args!("it says {text:?} in time"), seen).await;
    }

    async fn says(&self, text: &str) -> bool {
        const SAYS: &str = "
            const words = (text) => text.replace(/\\s+/g, ' ').trim();
            return words(document.body?.innerText ?? '').includes(words(arguments[0]));";
        // A page that is just being left says nothing.
        self.session.run(SAYS, json!([text])).await.is_ok_and(|says| says == true)
    }

    /// What the first element that is selected says, once it is there and says anything.
    pub async fn text_of(&self, selector: &str) -> String {
        let read = async || {
            let body = "return document.querySelector(arguments[0])?.innerText ?? ''";
            let text = self.session.run(body, json!([selector])).await.ok()?;
            text.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        self.until(format_args!("{selector} says something"), read).await
    }

    pub async fn count(&self, selector: &str) -> u64 {
        let count = self.run("return document.querySelectorAll(arguments[0]).length", json!([selector])).await;
        count.as_u64().unwrap_or_default()
    }

    /// The background of the first element that is selected, as the browser computed it: red, green, blue.
    pub async fn computed_colour(&self, selector: &str) -> [u8; 3] {
        let read = async || {
            let body = "const element = document.querySelector(arguments[0]);
                        return element && getComputedStyle(element).backgroundColor";
            self.session.run(body, json!([selector])).await.ok()?.as_str().map(str::to_owned)
        };
        let colour = self.until(format_args!("there is a {selector}"), read).await;
        let mut parts = colour.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok());
        std::array::from_fn(|_| parts.next().unwrap_or_else(|| panic!("{colour} is no colour")))
    }

    /// What went wrong in the browser since this was last asked: errors in scripts, what the
    /// Content-Security-Policy refused, what a page is made of and is missing.
    pub async fn console_errors(&self) -> Vec<String> {
        let log = self.session.post("/se/log", &json!({ "type": "browser" })).await;
        let log = log.unwrap_or_else(|problem| panic!("the browser has no log: {problem}"));
        let severe = log.as_array().into_iter().flatten().filter(|entry| entry["level"] == "SEVERE");
        severe.filter(|entry| !self.is_of_no_page(entry)).map(|entry| message_of(entry).to_owned()).collect()
    }

    /// The browser notes each answer from 400 on; where it is the answer to a form or to a request that the user
    /// tries, the page tells of it. And what is elsewhere is not ours.
    fn is_of_no_page(&self, entry: &Value) -> bool {
        let message = message_of(entry);
        let told = message.contains("status of 4") && !message.contains("/assets/");
        entry["source"] == "network" && (told || !message.starts_with(&self.base_url))
    }

    pub async fn no_console_errors(&self) {
        let errors = self.console_errors().await;
        assert!(errors.is_empty(), "at {}:\n{}", self.path().await, errors.join("\n"));
    }

    /// What makes the page wider than its window, if anything does.
    pub async fn too_wide(&self) -> Option<String> {
        const WIDEST: &str = "
            const { scrollWidth, clientWidth } = document.documentElement;
            if (scrollWidth <= clientWidth) return null;
            const scrolls = (element) => element.parentElement.closest('pre, .scroll');
            const far = [...document.body.querySelectorAll('*')].filter((element) =>
                !scrolls(element) && element.getBoundingClientRect().right > clientWidth);
            return scrollWidth + ' pixels wide: ' + (far.at(-1) ?? document.body).outerHTML.slice(0, 300);";
        self.run(WIDEST, json!([])).await.as_str().map(str::to_owned)
    }

    pub async fn keep_cookie(&self, name: &str, value: &str) {
        let cookie = json!({ "name": name, "value": value, "url": self.base_url });
        self.session.devtools("Network.setCookie", cookie).await;
    }

    /// The window of a phone.
    pub async fn on_a_phone(&self) {
        let screen = json!({ "width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true });
        self.session.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    pub async fn on_a_desk(&self) {
        self.session.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
    }

    /// The system's dark mode.
    pub async fn in_the_dark(&self) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
        self.session.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// A browser that runs no scripts of pages.
    pub async fn without_scripts(&self) {
        self.session.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true })).await;
    }

    /// What the body of a function returns in the page.
    pub async fn run(&self, body: &str, arguments: Value) -> Value {
        let answer = self.session.run(body, arguments).await;
        answer.unwrap_or_else(|problem| panic!("{problem}"))
    }

    pub async fn run_async(&self, body: &str, arguments: Value) -> Value {
        let answer = self.session.run_async(body, arguments).await;
        answer.unwrap_or_else(|problem| panic!("{problem}"))
    }

    /// Finds something and does something with it, again while it is not there, covered, or just being replaced.
    async fn act(
        &self,
        kind: &str,
        text: &str,
        beside: &str,
        act: impl AsyncFn(Element) -> Result<Value, Problem>,
    ) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let found = self.session.run(FIND, json!([kind, text, beside])).await;
            let done = match found.map(|found| Element::of(&found)) {
                Ok(Some(element)) => act(element).await,
                Ok(None) => Err(Problem::absent("on the page")),
                Err(problem) => Err(problem),
            };
            match done {
                Ok(value) => return value,
                Err(problem) if Instant::now() > deadline => panic!("{kind} {text:?} {beside}: {problem}"),
                Err(_) => tokio::time::sleep(BETWEEN_LOOKS).await,
            }
        }
    }

    pub(super) async fn until<T>(&self, what: impl Display, look: impl AsyncFn() -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(found) = look().await {
                return found;
            }
            if Instant::now() > deadline {
                let body = "return location.href + '\\n' + (document.body?.innerText ?? '').slice(0, 1500)";
                let page = self.session.run(body, json!([])).await.unwrap_or_default();
                panic!("waited in vain until {what}; instead: {}", page.as_str().unwrap_or_default());
            }
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }
}

fn message_of(entry: &Value) -> &str {
    entry["message"].as_str().unwrap_or_default()
}
