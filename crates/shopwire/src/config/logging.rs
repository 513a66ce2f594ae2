//! What is logged, and how.

use std::fmt;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::setting::{Setting, Sources};
use crate::failure::{Failure, Outcome};

#[derive(Debug, Clone, Default, Args)]
pub struct LogFlags {
    /// What is logged, such as `warn` or `info,shopwire_webhook=debug` [default: info]
    #[arg(long, value_name = "FILTER")]
    log: Option<String>,
    /// How a line of the log looks [default: text]
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<LogFormat>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        <Self as ValueEnum>::from_str(text, true).map_err(|_| "expected text or json")
    }
}

impl fmt::Display for LogFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Json => "json",
        })
    }
}

#[derive(Debug)]
pub struct LogConfig {
    pub filter: Setting<String>,
    pub format: Setting<LogFormat>,
}

impl LogConfig {
    pub fn resolve(sources: &Sources, flags: LogFlags) -> Outcome<Self> {
        let filter = sources.setting("log", flags.log, "info".to_owned())?;
        if let Err(error) = tracing_subscriber::EnvFilter::try_new(&filter.value) {
            return Err(Failure::usage(format!("log cannot be {:?} ({}): {error}", filter.value, filter.source)));
        }
        Ok(Self { filter, format: sources.setting("log-format", flags.log_format, LogFormat::Text)? })
    }
}
