//! What a token may do.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Every scope there is, sorted.
pub const SCOPES: &[&str] = &[
    "consume_shop_points",
    "customer_notifications",
    "customer_oauth",
    "pim",
    "public",
    "read_affiliates",
    "read_branch_stores",
    "read_content",
    "read_customers",
    "read_discounts",
    "read_edms",
    "read_eticket",
    "read_orders",
    "read_pos",
    "read_products",
    "read_shop_emails",
    "read_shop_points",
    "read_shop_users",
    "refill_shop_points",
    "write_branch_stores",
    "write_content",
    "write_customers",
    "write_discounts",
    "write_eticket",
    "write_orders",
    "write_pos",
    "write_products",
];

/// A set of scopes, written with spaces between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scopes(Vec<&'static str>);

impl Scopes {
    pub fn all() -> Self {
        Self(SCOPES.to_vec())
    }

    pub fn holds(&self, scope: &str) -> bool {
        self.0.contains(&scope)
    }

    /// Whether everything in `other` is in this set too.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|scope| self.holds(scope))
    }

    /// What is in both sets.
    #[must_use]
    pub fn in_common_with(&self, other: &Self) -> Self {
        Self(self.iter().filter(|scope| other.holds(scope)).collect())
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn iter(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.0.iter().copied()
    }
}

/// Reads scopes with spaces or commas between them; an unknown one is the error.
impl FromStr for Scopes {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut scopes = text
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .map(|word| SCOPES.iter().find(|scope| **scope == word).copied().ok_or_else(|| word.to_owned()))
            .collect::<Result<Vec<_>, _>>()?;
        scopes.sort_unstable();
        scopes.dedup();
        Ok(Self(scopes))
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(" "))
    }
}

impl Serialize for Scopes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Scopes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|unknown| de::Error::custom(format!("unknown scope {unknown}")))
    }
}
