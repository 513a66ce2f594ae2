//! The form of an endpoint: what was typed, and what is wrong with it.

use platform::{App, Endpoint};
use wire::Id;

use crate::submitted::Submitted;
use crate::subscription::{Event, is_web_url};
use crate::texts::endpoints::Texts;

/// The box that stands for every event.
const ALL: &str = "all";

#[derive(Default)]
pub(super) struct EndpointForm {
    pub(super) app: String,
    pub(super) url: String,
    pub(super) events: Vec<String>,
}

/// An endpoint as it is to be.
#[derive(Clone)]
pub(super) struct Wanted {
    pub(super) url: String,
    pub(super) events: Vec<String>,
}

/// What is wrong, by field.
#[derive(Default)]
pub(super) struct Faults {
    pub(super) app: Option<&'static str>,
    pub(super) url: Option<&'static str>,
    pub(super) events: Option<&'static str>,
}

impl Faults {
    pub(super) fn any(&self) -> bool {
        self.app.is_some() || self.url.is_some() || self.events.is_some()
    }
}

impl From<&Submitted> for EndpointForm {
    fn from(form: &Submitted) -> Self {
        let events = form.all("event").map(str::to_owned).collect();
        Self { app: form.text("app").to_owned(), url: form.text("url").to_owned(), events }
    }
}

impl From<&Endpoint> for EndpointForm {
    fn from(endpoint: &Endpoint) -> Self {
        Self { app: endpoint.app_id.to_string(), url: endpoint.url.clone(), events: endpoint.events.clone() }
    }
}

impl EndpointForm {
    pub(super) fn has_event(&self, event: &str) -> bool {
        self.events.iter().any(|ticked| ticked == event)
    }

    pub(super) fn is_app(&self, id: &Id<App>) -> bool {
        self.app_id() == Some(*id)
    }

    pub(super) fn app_id(&self) -> Option<Id<App>> {
        self.app.parse().ok().map(Id::new)
    }

    /// Only what the form offers can be ticked.
    pub(super) fn check(&self, texts: &Texts, offered: &[Event]) -> Result<Wanted, Faults> {
        let mut faults = Faults::default();
        let wanted = |event: &&Event| self.has_event(ALL) || self.has_event(&event.name);
        let events: Vec<String> = offered.iter().filter(wanted).map(|event| event.name.clone()).collect();
        if events.is_empty() {
            faults.events = Some(texts.fault_events);
        }
        if !is_web_url(&self.url) {
            faults.url = Some(texts.fault_url);
        }
        if faults.any() { Err(faults) } else { Ok(Wanted { url: self.url.clone(), events }) }
    }
}
