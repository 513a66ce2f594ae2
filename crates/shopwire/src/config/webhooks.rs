//! How events are delivered.

use webhook::{AddressPolicy, DispatcherOptions, Schedule};

use super::setting::{Setting, Sources};
use super::values::{Span, Spans};
use crate::failure::{Failure, Outcome};

#[derive(Debug)]
pub struct WebhookConfig {
    pub allow_loopback: Setting<bool>,
    pub allow_private: Setting<bool>,
    pub timeout: Setting<Span>,
    /// The waits between the tries of a delivery.
    pub retries: Setting<Spans>,
    pub jitter_percent: Setting<u8>,
}

impl WebhookConfig {
    /// With `demo` the receiver on this machine is welcome, unless somebody says otherwise.
    pub fn resolve(sources: &Sources, demo: bool) -> Outcome<Self> {
        let usual = DispatcherOptions::default();
        let waits = usual.schedule.waits.into_iter().map(Span).collect();
        let jitter_percent = sources.setting("webhooks.jitter-percent", None, usual.schedule.jitter_percent)?;
        if jitter_percent.value > 100 {
            return Err(Failure::usage(format!(
                "webhooks.jitter-percent cannot be {} ({}): it is at most 100",
                jitter_percent.value, jitter_percent.source
            )));
        }
        Ok(Self {
            allow_loopback: sources.setting("webhooks.allow-loopback", None, demo)?,
            allow_private: sources.setting("webhooks.allow-private", None, false)?,
            timeout: sources.setting("webhooks.timeout", None, Span(usual.timeout))?,
            retries: sources.setting("webhooks.retries", None, Spans(waits))?,
            jitter_percent,
        })
    }

    pub fn options(&self) -> DispatcherOptions {
        DispatcherOptions {
            schedule: Schedule {
                waits: self.retries.value.0.iter().map(|wait| wait.0).collect(),
                jitter_percent: self.jitter_percent.value,
            },
            timeout: self.timeout.value.0,
            addresses: AddressPolicy {
                allow_loopback: self.allow_loopback.value,
                allow_private: self.allow_private.value,
            },
            ..DispatcherOptions::default()
        }
    }
}
