//! The form of an app: what was typed, and what is wrong with it.

use platform::{App, SCOPES, Scopes, UrlFault, check_url};

use crate::submitted::Submitted;
use crate::subscription::{Event, is_web_url};
use crate::texts::apps::Texts;

const NAME: usize = 80;
const LINES: usize = 50;
const SETTING: usize = 64;
/// The box that stands for every event.
const ALL: &str = "all";

/// An app as a form has it: a list is one item a line.
#[derive(Default)]
pub(super) struct AppForm {
    pub(super) name: String,
    pub(super) scopes: Vec<String>,
    pub(super) redirect_uris: String,
    pub(super) app_url: String,
    pub(super) setting_fields: String,
    pub(super) webhook_url: String,
    pub(super) events: Vec<String>,
}

/// An app as it is to be.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) scopes: Scopes,
    pub(super) redirect_uris: Vec<String>,
    pub(super) app_url: Option<String>,
    pub(super) setting_fields: Vec<String>,
    /// Where its webhooks go, and of which events.
    pub(super) webhook: Option<(String, Vec<String>)>,
}

/// What is wrong, by field.
#[derive(Default)]
pub(super) struct Faults(Vec<(&'static str, String)>);

impl Faults {
    pub(super) fn one(field: &'static str, text: impl Into<String>) -> Self {
        Self(vec![(field, text.into())])
    }

    pub(super) fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == field).map(|(_, text)| text.as_str())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, field: &'static str, text: impl Into<String>) {
        self.0.push((field, text.into()));
    }
}

impl From<&Submitted> for AppForm {
    fn from(form: &Submitted) -> Self {
        let all = |name| form.all(name).map(str::to_owned).collect();
        let text = |name| form.text(name).to_owned();
        Self {
            name: text("name"),
            scopes: all("scope"),
            redirect_uris: text("redirect_uris"),
            app_url: text("app_url"),
            setting_fields: text("setting_fields"),
            webhook_url: text("webhook_url"),
            events: all("event"),
        }
    }
}

impl From<&App> for AppForm {
    fn from(app: &App) -> Self {
        Self {
            name: app.name.clone(),
            scopes: app.scopes.iter().map(str::to_owned).collect(),
            redirect_uris: app.redirect_uris.join("\n"),
            app_url: app.app_url.clone().unwrap_or_default(),
            setting_fields: app.manifest.setting_fields.join("\n"),
            ..Self::default()
        }
    }
}

impl AppForm {
    pub(super) fn has_scope(&self, scope: &str) -> bool {
        self.scopes.iter().any(|ticked| ticked == scope)
    }

    pub(super) fn has_event(&self, event: &str) -> bool {
        self.events.iter().any(|ticked| ticked == event)
    }

    pub(super) fn check(&self, texts: &Texts, known_events: &[Event]) -> Result<Wanted, Faults> {
        let mut faults = Faults::default();
        match self.name.chars().count() {
            0 => faults.add("name", texts.fault_name),
            1..=NAME => {}
            _ => faults.add("name", texts.fault_name_long),
        }
        let redirect_uris = lines(&self.redirect_uris);
        if redirect_uris.len() > LINES {
            faults.add("redirect_uris", texts.fault_many);
        }
        for url in &redirect_uris {
            check_app_url("redirect_uris", url, texts, &mut faults);
        }
        let app_url = Some(self.app_url.clone()).filter(|url| !url.is_empty());
        if let Some(url) = &app_url {
            check_app_url("app_url", url, texts, &mut faults);
        }
        let setting_fields = lines(&self.setting_fields);
        if setting_fields.len() > LINES {
            faults.add("setting_fields", texts.fault_many);
        }
        let plain = |name: &str| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') && name.len() <= SETTING;
        if let Some(name) = setting_fields.iter().find(|name| !plain(name)) {
            faults.add("setting_fields", texts.fault_setting.replace("{name}", name));
        }
        let wanted = |event: &&Event| self.has_event(ALL) || self.has_event(&event.name);
        let events: Vec<String> = known_events.iter().filter(wanted).map(|event| event.name.clone()).collect();
        if self.webhook_url.is_empty() {
            if !events.is_empty() {
                faults.add("webhook_url", texts.fault_webhook_missing);
            }
        } else {
            if !is_web_url(&self.webhook_url) {
                faults.add("webhook_url", texts.fault_webhook_url);
            }
            if events.is_empty() {
                faults.add("events", texts.fault_events);
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        // Only what the form offers can be ticked.
        let ticked: Vec<&str> = SCOPES.iter().copied().filter(|scope| self.has_scope(scope)).collect();
        Ok(Wanted {
            name: self.name.clone(),
            scopes: ticked.join(" ").parse().unwrap_or_default(),
            redirect_uris,
            app_url,
            setting_fields,
            webhook: (!events.is_empty()).then(|| (self.webhook_url.clone(), events)),
        })
    }
}

fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        if lines.iter().all(|known| known != line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

fn check_app_url(field: &'static str, url: &str, texts: &Texts, faults: &mut Faults) {
    let text = match check_url(url) {
        Ok(()) => return,
        Err(UrlFault::Malformed) => texts.fault_url_malformed,
        Err(UrlFault::Insecure) => texts.fault_url_insecure,
        Err(UrlFault::Fragment) => texts.fault_url_fragment,
        Err(UrlFault::TooLong) => texts.fault_url_long,
    };
    faults.add(field, text.replace("{url}", url));
}
