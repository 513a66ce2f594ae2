//! What is kept of the calls of the API.

use api::request_log::Options;

use super::setting::{Setting, Sources};
use crate::failure::Outcome;

#[derive(Debug)]
pub struct RequestLogConfig {
    pub enabled: Setting<bool>,
    /// So many calls of one caller are recorded within a second.
    pub per_second: Setting<u32>,
    /// So many calls of one shop are kept.
    pub keep: Setting<u64>,
    /// So many days a call is kept.
    pub days: Setting<u32>,
}

impl RequestLogConfig {
    pub fn resolve(sources: &Sources) -> Outcome<Self> {
        let usual = Options::default();
        Ok(Self {
            enabled: sources.setting("request-log.enabled", None, usual.enabled)?,
            per_second: sources.setting("request-log.per-second", None, usual.per_second)?,
            keep: sources.setting("request-log.keep", None, usual.keep)?,
            days: sources.setting("request-log.days", None, usual.days)?,
        })
    }

    pub fn options(&self) -> Options {
        Options {
            enabled: self.enabled.value,
            per_second: self.per_second.value,
            keep: self.keep.value,
            days: self.days.value,
            ..Options::default()
        }
    }
}
