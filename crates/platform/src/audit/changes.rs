//! What was so before, and what is so now.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One thing that changed. Null is "not there": a new thing has no before, a removed one no after.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub field: String,
    pub before: Value,
    pub after: Value,
    /// It changed, and what it is is nobody's to read here.
    #[serde(default)]
    pub secret: bool,
}

/// What changed, gathered where it changes:
/// `Changes::new().field("plan", before.plan, after.plan).field("api_option", before.api_option, after.api_option)`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Changes(Vec<Change>);

impl Changes {
    pub fn new() -> Self {
        Self::default()
    }

    /// A field before and after; nothing when it is the same.
    #[must_use]
    pub fn field(self, name: &str, before: impl Serialize, after: impl Serialize) -> Self {
        self.add(name, to_value(before), to_value(after))
    }

    /// What a new thing begins with, or what else belongs to the change: the reason for a refusal.
    #[must_use]
    pub fn with(self, name: &str, value: impl Serialize) -> Self {
        self.add(name, Value::Null, to_value(value))
    }

    /// A secret is another now. Neither the old nor the new one is kept.
    #[must_use]
    pub fn secret(mut self, name: &str) -> Self {
        self.0.push(Change { field: name.to_owned(), before: Value::Null, after: Value::Null, secret: true });
        self
    }

    fn add(mut self, name: &str, before: Value, after: Value) -> Self {
        if before != after {
            self.0.push(Change { field: name.to_owned(), before, after, secret: false });
        }
        self
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn into_list(self) -> Vec<Change> {
        self.0
    }
}

/// What is recorded has text keys and finite numbers, so it always is a value.
fn to_value(value: impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Plan;

    #[test]
    fn only_what_differs_is_a_change() {
        let changes = Changes::new()
            .field("plan", Plan::Basic, Plan::Enterprise)
            .field("api_option", false, false)
            .field("email", None::<&str>, None::<&str>)
            .with("reason", "正式上線")
            .secret("secret");
        let told: Vec<_> = changes
            .into_list()
            .into_iter()
            .map(|change| format!("{} {} {} {}", change.field, change.before, change.after, change.secret))
            .collect();
        let expected =
            [r#"plan "basic" "enterprise" false"#, r#"reason null "正式上線" false"#, "secret null null true"];
        assert_eq!(told, expected);
    }
}
