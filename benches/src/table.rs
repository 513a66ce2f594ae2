//! The table of ratios.

use std::fmt;

/// One figure beside its bar.
#[derive(Debug)]
pub struct Row {
    what: &'static str,
    bar: String,
    measured: String,
    holds: Option<bool>,
    detail: String,
}

impl Row {
    /// A ratio that should be at least the bar.
    pub fn ratio(what: &'static str, bar: &str, measured: f64, detail: String) -> Self {
        let holds = bar.parse::<f64>().ok().map(|bar| measured >= bar);
        Self { what, bar: format!("≥ {bar}"), measured: format!("{measured:.2}"), holds, detail }
    }

    /// A figure that should be at most the bar.
    pub fn at_most(what: &'static str, bar: f64, measured: f64, unit: &str, detail: String) -> Self {
        let holds = Some(measured <= bar);
        Self { what, bar: format!("≤ {bar}{unit}"), measured: format!("{measured:.2}{unit}"), holds, detail }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let holds = match self.holds {
            Some(true) => "yes",
            Some(false) => "**no**",
            None => "",
        };
        write!(f, "| {} | {} | {} | {holds} | {} |", self.what, self.bar, self.measured, self.detail)
    }
}
