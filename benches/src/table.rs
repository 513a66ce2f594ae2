//! The table of ratios.

use std::fmt;

/// One figure beside its bar.
#[derive(Debug)]
pub struct Row {
    what: String,
    bar: String,
    measured: String,
    holds: Option<bool>,
    detail: String,
}

impl Row {
    /// A ratio that should be at least the bar.
    pub fn ratio(what: impl Into<String>, bar: &str, measured: f64, detail: String) -> Self {
        let holds = bar.parse::<f64>().ok().map(|bar| measured >= bar);
        Self { what: what.into(), bar: format!("≥ {bar}"), measured: format!("{measured:.2}"), holds, detail }
    }

    /// A figure that should be at most the bar.
    pub fn at_most(what: impl Into<String>, bar: f64, measured: f64, unit: &str, detail: String) -> Self {
        let holds = Some(measured <= bar);
        Self {
            what: what.into(),
            bar: format!("≤ {bar}{unit}"),
            measured: format!("{measured:.2}{unit}"),
            holds,
            detail,
        }
    }

    /// A figure that has no bar.
    pub fn noted(what: String, measured: String, detail: String) -> Self {
        Self { what, bar: String::new(), measured, holds: None, detail }
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
