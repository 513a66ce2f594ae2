//! How an endpoint does, in a word that has a shape.

use platform::Endpoint;
use storage::{EndpointHealth, StatBucket};

use crate::texts::endpoints::Texts;

/// One try in so many may fail before a word is said about it.
const UNSTEADY: u64 = 20;

pub(super) struct Health {
    /// The class that gives the word its shape and colour.
    pub(super) class: &'static str,
    pub(super) word: String,
}

impl Health {
    /// By its last tries, and by how many of the last hour's failed.
    pub(super) fn of(endpoint: &Endpoint, health: &EndpointHealth, hour: &StatBucket, texts: &Texts) -> Self {
        let tried = health.last_success_at.is_some() || health.last_failure_at.is_some();
        let (class, word) = match health.failures_in_a_row {
            _ if endpoint.paused => ("odd", texts.paused.to_owned()),
            _ if !tried => ("soft", texts.untried.to_owned()),
            0 if hour.failed * UNSTEADY > hour.attempts() => ("odd", texts.unsteady.to_owned()),
            0 => ("good", texts.healthy.to_owned()),
            1 => ("bad", texts.failing_once.to_owned()),
            times => ("bad", texts.failing.replace("{count}", &times.to_string())),
        };
        Self { class, word }
    }
}

#[cfg(test)]
mod tests {
    use wire::{Id, Timestamp};

    use super::*;
    use crate::texts::EN;

    #[test]
    fn the_word_is_of_the_last_tries_and_of_the_last_hour() {
        let endpoint = |paused| Endpoint {
            id: Id::new(1),
            shop_id: Id::new(1),
            app_id: Id::new(1),
            url: String::new(),
            events: Vec::new(),
            paused,
            created_at: Timestamp::default(),
        };
        let tried = |failures_in_a_row| EndpointHealth {
            last_success_at: Some(1),
            failures_in_a_row,
            ..EndpointHealth::default()
        };
        let hour = |succeeded, failed| StatBucket { succeeded, failed, ..StatBucket::default() };
        let texts = &EN.endpoints;
        for (health, hour, paused, class, word) in [
            (EndpointHealth::default(), hour(0, 0), false, "soft", texts.untried),
            (tried(0), hour(0, 0), false, "good", texts.healthy),
            (tried(0), hour(95, 5), false, "good", texts.healthy),
            (tried(0), hour(94, 6), false, "odd", texts.unsteady),
            (tried(1), hour(99, 1), false, "bad", texts.failing_once),
            (tried(3), hour(0, 3), false, "bad", "Failing: 3 in a row"),
            (tried(3), hour(0, 3), true, "odd", texts.paused),
        ] {
            let told = Health::of(&endpoint(paused), &health, &hour, texts);
            assert_eq!((told.class, &*told.word), (class, word));
        }
    }
}
