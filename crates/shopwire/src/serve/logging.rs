//! The log, on standard error; and beside it the traces, where they are wanted.

use std::io::IsTerminal;

use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, fmt};

use super::traces::Traces;
use crate::config::{LogConfig, LogFormat};
use crate::failure::{Failure, Outcome};

pub fn start(config: &LogConfig, traces: Option<&Traces>) -> Outcome {
    let broken = |error: String| Failure::new(format!("the log cannot be started: {error}"));
    let filter = EnvFilter::try_new(&config.filter.value).map_err(|error| broken(error.to_string()))?;
    let lines = fmt::layer().with_writer(std::io::stderr);
    let lines = match config.format.value {
        LogFormat::Json => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).boxed(),
        LogFormat::Text => lines.with_ansi(std::io::stderr().is_terminal()).boxed(),
    };
    tracing_subscriber::registry()
        .with(lines.with_filter(filter))
        .with(traces.map(Traces::layer))
        .try_init()
        .map_err(|error| broken(error.to_string()))
}
