//! A shop and its plan.

use serde::{Deserialize, Serialize};
use storage::{Field, Index};
use wire::{Id, Timestamp};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    Basic,
    Standard,
    /// May call the API when the API option is bought as well.
    Plus,
    Enterprise,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shop {
    #[serde(default)]
    pub id: Id<Shop>,
    pub name: String,
    /// The domain the platform gave it: `shop.shopwire.test`.
    pub domain: String,
    /// The domain its shoppers see.
    pub storefront_domain: String,
    pub email: String,
    pub plan: Plan,
    /// The API option that may be bought with [`Plan::Plus`].
    pub api_option: bool,
    /// Test shops may do what a real one may not: faults, a moved clock, a checkout by API.
    pub sandbox: bool,
    pub created_at: Timestamp,
}

impl Shop {
    /// Whether the plan includes the API and webhooks.
    pub fn has_api(&self) -> bool {
        match self.plan {
            Plan::Enterprise => true,
            Plan::Plus => self.api_option,
            Plan::Basic | Plan::Standard => false,
        }
    }
}

pub(crate) const DOMAIN: Field = Field::folded("domain");

storage::document!(Shop, "商店", "shops", [Index::unique("shops_domain", &[DOMAIN])]);
