//! A shop and its plan.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use storage::{Field, Index, Reading, Record, Result, Tx};
use wire::{Id, Timestamp};

use crate::audit::{self, Actor, Changes};
use crate::{Feature, PlanRequest};

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    Basic,
    Standard,
    /// May call the API when the API option is bought as well.
    Plus,
    Enterprise,
}

impl Plan {
    pub const ALL: [Self; 4] = [Self::Basic, Self::Standard, Self::Plus, Self::Enterprise];

    /// As the document says it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Basic => "basic",
            Self::Standard => "standard",
            Self::Plus => "plus",
            Self::Enterprise => "enterprise",
        }
    }

    /// Whether a shop on this plan may call the API and receive webhooks, with the API option or without it.
    pub fn has_api(self, api_option: bool) -> bool {
        match self {
            Self::Enterprise => true,
            Self::Plus => api_option,
            Self::Basic | Self::Standard => false,
        }
    }
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
    /// How it shows itself to its shoppers.
    #[serde(default)]
    pub storefront: Storefront,
    /// Features that it does not have; it has all others, also those that are new.
    #[serde(default)]
    pub withheld_features: BTreeSet<Feature>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Storefront {
    /// The picture that links to the shop are shown with.
    pub og_image_url: Option<String>,
    pub line: Line,
    /// `zh-TW`
    pub language: String,
    /// What its text messages begin with.
    pub sms_prefix: Option<String>,
    pub merchant_location: String,
    pub market_location: String,
}

/// The shop in LINE.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Line {
    pub login_enable: bool,
    pub liff_enable: bool,
    pub liff_id: Option<i64>,
    pub bot_id: Option<String>,
}

impl Default for Storefront {
    fn default() -> Self {
        Self {
            og_image_url: None,
            line: Line::default(),
            language: "zh-TW".into(),
            sms_prefix: None,
            merchant_location: "TW".into(),
            market_location: "TW".into(),
        }
    }
}

impl Shop {
    /// Whether the plan includes the API and webhooks.
    pub fn has_api(&self) -> bool {
        self.plan.has_api(self.api_option)
    }

    pub fn has(&self, feature: Feature) -> bool {
        !self.withheld_features.contains(&feature)
    }

    /// Puts the shop on a plan. A request for the API that waits is granted with it, if the plan has it.
    pub fn set_plan(
        tx: &mut Tx<'_>,
        by: &Actor,
        id: Id<Self>,
        plan: Plan,
        api_option: bool,
    ) -> Result<Option<Record<Self>>> {
        let Some(mut shop) = tx.get(id)? else { return Ok(None) };
        let changes = Changes::new().field("plan", shop.plan, plan).field("api_option", shop.api_option, api_option);
        (shop.plan, shop.api_option) = (plan, api_option);
        if tx.save(&mut shop)? {
            audit::record(tx, by, "shop.set_plan", &*shop, changes)?;
        }
        if shop.has_api() {
            PlanRequest::grant(tx, by, &shop)?;
        }
        Ok(Some(shop))
    }

    /// Makes the shop one for tests, or a real one.
    pub fn set_sandbox(tx: &mut Tx<'_>, by: &Actor, shop: &mut Record<Self>, sandbox: bool) -> Result<()> {
        let changes = Changes::new().field("sandbox", shop.sandbox, sandbox);
        shop.sandbox = sandbox;
        if tx.save(shop)? {
            audit::record(tx, by, "shop.set_sandbox", &**shop, changes)?;
        }
        Ok(())
    }

    /// Gives the shop a feature, or withholds it.
    pub fn set_feature(
        tx: &mut Tx<'_>,
        by: &Actor,
        shop: &mut Record<Self>,
        feature: Feature,
        given: bool,
    ) -> Result<()> {
        let changes = Changes::new().field(feature.word(), shop.has(feature), given);
        if given {
            shop.withheld_features.remove(&feature);
        } else {
            shop.withheld_features.insert(feature);
        }
        if tx.save(shop)? {
            audit::record(tx, by, "shop.set_feature", &**shop, changes)?;
        }
        Ok(())
    }

    /// Whether the text is a domain: letters, digits and hyphens between full stops.
    pub fn is_domain(text: &str) -> bool {
        let label = |label: &str| {
            !label.is_empty()
                && label.len() <= 63
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        text.len() <= 253 && text.split('.').all(label)
    }
}

pub(crate) const DOMAIN: Field = Field::folded("domain");

storage::document!(Shop, "商店", "shops", [Index::unique("shops_domain", &[DOMAIN])]);
