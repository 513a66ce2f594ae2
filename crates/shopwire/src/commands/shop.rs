//! `shopwire shop`

use std::sync::Arc;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand, ValueEnum};
use platform::audit::{self, Changes};
use platform::{Feature, Plan, Shop};
use serde_json::json;
use storage::{PLATFORM, Reading, Tx};

use super::invoice_ranges::{self, AddInvoiceRange};
use super::{ListFlags, actor};
use crate::config::Config;
use crate::failure::{Failure, Outcome};
use crate::installation::Installation;
use crate::print::{say, show_list};

#[derive(Debug, Subcommand)]
pub enum ShopCommand {
    /// Make a shop
    Create(Create),
    /// List the shops
    List(ListFlags),
    /// Change what a shop has bought; only enterprise, and plus with the API option, may call the API
    SetPlan(SetPlan),
    /// Give a shop a feature, or withhold it; it has all of them at first
    SetFeature(SetFeature),
    /// Give a shop numbers for its electronic invoices, as the tax office allotted them
    AddInvoiceRange(AddInvoiceRange),
    /// List the numbers that shops have for their electronic invoices
    ListInvoiceRanges(ListFlags),
}

#[derive(Debug, Args)]
pub struct Create {
    /// What it is called
    name: String,
    /// Its domain on the platform, such as tea.shopwire.test
    #[arg(long, value_name = "DOMAIN", value_parser = domain)]
    domain: String,
    /// The domain its shoppers see [default: the same]
    #[arg(long, value_name = "DOMAIN", value_parser = domain)]
    storefront_domain: Option<String>,
    #[arg(long, value_enum, default_value = "enterprise")]
    plan: PlanName,
    /// The API option of the plan plus
    #[arg(long)]
    api_option: bool,
    /// A shop for tests, which may do what a real one may not
    #[arg(long)]
    sandbox: bool,
}

#[derive(Debug, Args)]
pub struct SetPlan {
    /// Shop, by domain or id
    shop: String,
    #[arg(value_enum)]
    plan: PlanName,
    /// The API option of the plan plus
    #[arg(long)]
    api_option: bool,
}

#[derive(Debug, Args)]
pub struct SetFeature {
    /// Shop, by domain or id
    shop: String,
    #[arg(value_parser = PossibleValuesParser::new(Feature::ALL.map(Feature::word)).try_map(|word| word.parse::<Feature>()))]
    feature: Feature,
    #[arg(value_enum)]
    state: Switch,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum PlanName {
    Basic,
    Standard,
    Plus,
    Enterprise,
}

impl From<PlanName> for Plan {
    fn from(name: PlanName) -> Self {
        match name {
            PlanName::Basic => Self::Basic,
            PlanName::Standard => Self::Standard,
            PlanName::Plus => Self::Plus,
            PlanName::Enterprise => Self::Enterprise,
        }
    }
}

fn plan_word(plan: Plan, api_option: bool) -> &'static str {
    match (plan, api_option) {
        (Plan::Basic, _) => "basic",
        (Plan::Standard, _) => "standard",
        (Plan::Plus, false) => "plus",
        (Plan::Plus, true) => "plus + API",
        (Plan::Enterprise, _) => "enterprise",
    }
}

fn domain(text: &str) -> Result<String, &'static str> {
    if Shop::is_domain(text) {
        Ok(text.to_lowercase())
    } else {
        Err("a domain is letters, digits and hyphens between full stops")
    }
}

pub async fn run(config: &Config, command: ShopCommand) -> Outcome {
    match command {
        ShopCommand::Create(new) => create(&Installation::create(config).await?, new).await,
        ShopCommand::List(flags) => list(&Installation::existing(config).await?, &flags).await,
        ShopCommand::SetPlan(change) => set_plan(&Installation::existing(config).await?, change).await,
        ShopCommand::AddInvoiceRange(new) => invoice_ranges::add(&Installation::existing(config).await?, new).await,
        ShopCommand::ListInvoiceRanges(flags) => {
            invoice_ranges::list(&Installation::existing(config).await?, &flags).await
        }
        ShopCommand::SetFeature(change) => set_feature(&Installation::existing(config).await?, change).await,
    }
}

async fn create(installation: &Installation, new: Create) -> Outcome {
    let vault = Arc::clone(&installation.directory.vault);
    let create = move |tx: &mut Tx<'_>| {
        if vault.shop_by_domain(tx, &new.domain)?.is_some() {
            return Err(Failure::usage(format!("there is a shop {} already", new.domain)));
        }
        let mut shop = vault.create_shop(tx, &new.name, &new.domain, new.plan.into())?;
        (shop.api_option, shop.sandbox) = (new.api_option, new.sandbox);
        if let Some(domain) = new.storefront_domain {
            shop.storefront_domain = domain;
        }
        tx.save(&mut shop)?;
        let changes =
            Changes::new().with("plan", shop.plan).with("api_option", shop.api_option).with("sandbox", shop.sandbox);
        audit::record(tx, &actor(), "shop.create", &*shop, changes)?;
        Ok(shop.into_value())
    };
    let shop = installation.database().write(PLATFORM, None, create).await?;
    say!("shop {} ({}) is made, with id {}", shop.name, shop.domain, shop.id);
    Ok(())
}

async fn list(installation: &Installation, flags: &ListFlags) -> Outcome {
    let rows: Vec<_> = flags
        .shop
        .shops(installation)
        .await?
        .into_iter()
        .map(|shop| {
            let object = json!({
                "id": shop.id,
                "domain": shop.domain,
                "storefront_domain": shop.storefront_domain,
                "name": shop.name,
                "plan": shop.plan,
                "api_option": shop.api_option,
                "has_api": shop.has_api(),
                "sandbox": shop.sandbox,
                "withheld_features": shop.withheld_features,
                "created_at": shop.created_at,
            });
            let plan = plan_word(shop.plan, shop.api_option).to_owned();
            let sandbox = if shop.sandbox { "yes" } else { "no" }.to_owned();
            let withheld: Vec<_> = shop.withheld_features.iter().map(|feature| feature.word()).collect();
            let withheld = if withheld.is_empty() { "-".to_owned() } else { withheld.join(", ") };
            let created_at = shop.created_at.to_string();
            (object, [shop.id.to_string(), shop.domain, shop.name, plan, sandbox, withheld, created_at])
        })
        .collect();
    show_list(flags.json, ["ID", "DOMAIN", "NAME", "PLAN", "SANDBOX", "WITHOUT", "CREATED"], &rows)
}

async fn set_plan(installation: &Installation, change: SetPlan) -> Outcome {
    let id = installation.shop(Some(&change.shop)).await?.id;
    let set = move |tx: &mut Tx<'_>| {
        let shop = Shop::set_plan(tx, &actor(), id, change.plan.into(), change.api_option)?;
        let shop = shop.ok_or_else(|| Failure::new("the shop is gone"))?;
        Ok::<_, Failure>(shop.into_value())
    };
    let shop = installation.database().write(PLATFORM, None, set).await?;
    let may = if shop.has_api() { "may call the API and receives webhooks" } else { "has no API; its webhooks wait" };
    say!("shop {} is on the plan {}: it {may}", shop.domain, plan_word(shop.plan, shop.api_option));
    Ok(())
}

async fn set_feature(installation: &Installation, change: SetFeature) -> Outcome {
    let SetFeature { shop, feature, state } = change;
    let id = installation.shop(Some(&shop)).await?.id;
    let set = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get(id)?.ok_or_else(|| Failure::new("the shop is gone"))?;
        Shop::set_feature(tx, &actor(), &mut shop, feature, state == Switch::On)?;
        Ok::<_, Failure>(shop.into_value())
    };
    let shop = installation.database().write(PLATFORM, None, set).await?;
    let has = if shop.has(feature) { "has" } else { "does not have" };
    say!("shop {} {has} the feature {feature}", shop.domain);
    Ok(())
}
