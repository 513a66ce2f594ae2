//! Every page that links lead to, as each kind of visitor finds it: it answers, is strict about what it loads,
//! breaks no rule of WCAG 2.2 AA, is no wider than a phone, and nothing goes wrong in the browser.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use platform::Role;
use serde_json::{Value, json};
use testkit::Browser;

use crate::stage::{Stage, story};

/// Pages of one shape differ in their words only: of most shapes so many are enough.
const OF_A_SHAPE: usize = 2;

#[test]
fn every_page_is_sound_for_a_visitor() {
    story(async |stage| {
        let visitor = stage.shopwire.browser();
        Walk::of("visitor", &visitor).from(&["/", "/sign-in", "/docs"]).go(stage).await;
    });
}

#[test]
fn every_page_of_an_operation_is_sound() {
    story(async |stage| {
        let visitor = stage.shopwire.browser();
        Walk::of("operations", &visitor).from(&["/docs"]).only("/docs/v").of_a_shape(usize::MAX).go(stage).await;
    });
}

#[test]
fn every_page_of_a_model_is_sound() {
    story(async |stage| {
        let visitor = stage.shopwire.browser();
        Walk::of("models", &visitor)
            .from(&["/docs/models"])
            .only("/docs/models")
            .of_a_shape(usize::MAX)
            .go(stage)
            .await;
    });
}

#[test]
fn every_page_is_sound_for_a_visitor_who_reads_english() {
    story(async |stage| {
        let visitor = english(stage.shopwire.browser()).await;
        Walk::of("visitor-en", &visitor).from(&["/", "/sign-in", "/docs"]).go(stage).await;
    });
}

#[test]
fn every_page_is_sound_for_an_account() {
    story(async |stage| {
        stage.furnish().await;
        let account = stage.shopwire.signed_in_account("apidemo").await;
        // Guides lead on to the console's pages, which only staff may see.
        Walk::of("account", &account).from(&["/docs"]).only("/docs").of_a_shape(1).go(stage).await;
        Walk::of("account-calls", &account).from(&["/console/requests"]).only("/console/requests").go(stage).await;
    });
}

#[test]
fn every_page_is_sound_for_staff() {
    story(async |stage| {
        stage.furnish().await;
        let owner = stage.shopwire.staff(Role::Owner).await;
        Walk::of("staff", &owner).from(&["/console"]).only("/console").go(stage).await;
    });
}

#[test]
fn every_page_is_sound_for_staff_who_read_english() {
    story(async |stage| {
        stage.furnish().await;
        let owner = english(stage.shopwire.staff(Role::Owner).await).await;
        Walk::of("staff-en", &owner).from(&["/console"]).only("/console").go(stage).await;
    });
}

#[test]
fn every_page_is_sound_for_an_operator() {
    story(async |stage| {
        stage.furnish().await;
        let operator = stage.shopwire.operator().await;
        Walk::of("operator", &operator).from(&["/operator"]).only("/operator").go(stage).await;
        let operator = english(operator).await;
        Walk::of("operator-en", &operator).from(&["/operator"]).only("/operator").go(stage).await;
    });
}

#[test]
fn every_page_is_sound_in_the_dark() {
    story(async |stage| {
        stage.furnish().await;
        stage.page.in_the_dark().await;
        let operator = stage.shopwire.operator().await;
        Walk::of("dark", &operator).from(&["/", "/console", "/operator", "/docs"]).of_a_shape(1).go(stage).await;
    });
}

async fn english(browser: Browser) -> Browser {
    browser.get("/preferences?language=en&back=%2F").await;
    browser
}

/// A walk through the portal, from link to link.
struct Walk<'a> {
    name: &'a str,
    browser: &'a Browser,
    starts: &'a [&'a str],
    below: &'a str,
    of_a_shape: usize,
}

impl<'a> Walk<'a> {
    fn of(name: &'a str, browser: &'a Browser) -> Self {
        Self { name, browser, starts: &[], below: "/", of_a_shape: OF_A_SHAPE }
    }

    fn from(self, starts: &'a [&'a str]) -> Self {
        Self { starts, ..self }
    }

    /// Goes only where paths begin so.
    fn only(self, below: &'a str) -> Self {
        Self { below, ..self }
    }

    fn of_a_shape(self, of_a_shape: usize) -> Self {
        Self { of_a_shape, ..self }
    }

    async fn go(self, stage: &Stage) {
        stage.enter(self.browser).await;
        let mut waiting: VecDeque<String> = self.starts.iter().map(|&path| path.to_owned()).collect();
        let mut known: BTreeSet<String> = waiting.iter().cloned().collect();
        let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
        let mut wrong = Vec::new();
        while let Some(path) = waiting.pop_front() {
            let shape = shape(&path);
            let seen = shapes.entry(shape.clone()).or_default();
            *seen += 1;
            if *seen > self.of_a_shape {
                continue;
            }
            let picture = (*seen == 1 && !shape.ends_with('?')).then(|| picture_of(self.name, &shape));
            let found = self.look(stage, &path, picture).await;
            wrong.extend(found.wrong.iter().map(|wrong| format!("{path}: {wrong}")));
            for link in found.links.into_iter().filter(|link| link.starts_with(self.below)) {
                if known.insert(link.clone()) {
                    waiting.push_back(link);
                }
            }
        }
        assert!(wrong.is_empty(), "{} found:\n{}", self.name, wrong.join("\n"));
    }

    async fn look(&self, stage: &Stage, path: &str, picture: Option<String>) -> Found {
        let answer = self.browser.get(path).await;
        let header = |name: &str| answer.headers.get(name).map_or("", String::as_str);
        let mut found = Found::default();
        match answer.status {
            200 if !header("content-type").starts_with("text/html") => return found,
            200 => {}
            302 | 303 | 307 | 308 => {
                found.links.push(answer.location().to_owned());
                return found;
            }
            status => {
                found.wrong.push(format!("answers {status}"));
                return found;
            }
        }
        let policy = header("content-security-policy");
        if !policy.contains("default-src 'none'") || policy.contains("unsafe-") {
            found.wrong.push(format!("its policy is {policy:?}"));
        }
        let page = &stage.page;
        page.open(path).await;
        found.wrong.extend(page.violations().await);
        found.wrong.extend(page.console_errors().await);
        found.wrong.extend(page.too_wide().await);
        if let Some(name) = &picture {
            page.screenshot(name).await;
        }
        found.links = strings(page.run(LINKS, json!([])).await);
        page.on_a_phone().await;
        found.wrong.extend(page.too_wide().await);
        if let Some(name) = &picture {
            page.open(path).await; // scripts fold what is too long for a phone
            page.screenshot(&format!("{name}-phone")).await;
        }
        page.on_a_desk().await;
        found
    }
}

#[derive(Default)]
struct Found {
    links: Vec<String>,
    wrong: Vec<String>,
}

/// Pages of this portal that the page links to. Following what changes the visitor's language or light would
/// change all pages after it; what is said to be a file is no page.
const LINKS: &str = "
    const pages = [...document.links].filter((link) => !link.type && !link.hasAttribute('download'));
    const own = pages.map((link) => new URL(link.href)).filter((url) => url.origin === location.origin);
    return own.filter((url) => url.pathname !== '/preferences').map((url) => url.pathname + url.search);";

fn strings(value: Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|one| one.as_str().map(str::to_owned)).collect()
}

/// Paths of one shape show the same kind of page: the reference has one for each operation, model and event,
/// and elsewhere they differ in an id.
fn shape(path: &str) -> String {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let fixed = if ["/docs/v", "/docs/models/", "/docs/webhooks/"].iter().any(|begin| path.starts_with(begin)) {
        2
    } else {
        usize::MAX
    };
    let is_open = |place: usize, part: &str| place >= fixed || part.contains(|letter: char| letter.is_ascii_digit());
    let parts = parts.iter().enumerate().map(|(place, part)| if is_open(place, part) { "*" } else { part });
    let query = if query.is_empty() { "" } else { "?" };
    format!("/{}{query}", parts.collect::<Vec<_>>().join("/"))
}

fn picture_of(walk: &str, shape: &str) -> String {
    let name = shape.trim_matches('/').replace('*', "one").replace('/', "-");
    format!("{walk}-{}", if name.is_empty() { "first" } else { &name })
}
