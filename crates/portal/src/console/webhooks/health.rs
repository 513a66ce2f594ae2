//! How an endpoint does, in a word that has a shape.

use platform::Endpoint;
use storage::EndpointHealth;

use crate::texts::endpoints::Texts;

pub(super) struct Health {
    /// The class that gives the word its shape and colour.
    pub(super) class: &'static str,
    pub(super) word: String,
}

impl Health {
    pub(super) fn of(endpoint: &Endpoint, health: &EndpointHealth, texts: &Texts) -> Self {
        let tried = health.last_success_at.is_some() || health.last_failure_at.is_some();
        let (class, word) = match health.failures_in_a_row {
            _ if endpoint.paused => ("odd", texts.paused.to_owned()),
            _ if !tried => ("soft", texts.untried.to_owned()),
            0 => ("good", texts.healthy.to_owned()),
            1 => ("bad", texts.failing_once.to_owned()),
            times => ("bad", texts.failing.replace("{count}", &times.to_string())),
        };
        Self { class, word }
    }
}
