//! `shopwire order place`

use clap::Args;
use serde_json::{Value, json};
use shop::branch_stores::BranchStore;
use shop::checkout::{PaymentMethod, Placement, PlacementLine};
use shop::customers::Customer;
use shop::demo::shopping::{Market, Wishes, is_usual_way, scenario};
use shop::orders::Order;
use shop::products::Variant;
use shop::words::from_word;
use wire::{Clock, Id, Money, OsRandom, Random, SystemClock};

use super::{How, counted};
use crate::commands::api::{Api, Waits};
use crate::commands::market::{add_customers, market};
use crate::config::Config;
use crate::failure::{Failure, Outcome};

/// Among so many shoppers one is picked.
const SEEDS: u64 = 1_000_000_000;

#[derive(Debug, Args)]
pub struct Place {
    /// Who buys, by id [default: some customer, or a guest]
    #[arg(long, value_name = "ID")]
    customer: Option<i64>,
    /// Somebody buys who is no customer
    #[arg(long, conflicts_with = "customer")]
    guest: bool,
    /// What is bought, by SKU, and how many; may be repeated [default: something that is in stock]
    #[arg(long = "sku", value_name = "SKU[=N]")]
    skus: Vec<String>,
    /// What is bought, by the id of its variant; may be repeated
    #[arg(long = "variant", value_name = "ID[=N]", value_parser = counted::<Variant>)]
    variants: Vec<(Id<Variant>, u32)>,
    #[arg(long, value_name = "METHOD", help = "credit_card, atm, bank_transfer, cvs_code, line_pay, jko_pay or cod", value_parser = from_word::<PaymentMethod>)]
    payment: Option<PaymentMethod>,
    /// A way of shipping by its name, such as 宅配
    #[arg(long, value_name = "NAME")]
    shipping: Option<String>,
    /// Branch store where it is picked up or comes from, by id
    #[arg(long, value_name = "ID")]
    store: Option<i64>,
    /// Code of a coupon; may be repeated
    #[arg(long = "coupon", value_name = "CODE")]
    coupons: Vec<String>,
    /// Bonus points to pay with
    #[arg(long, value_name = "N")]
    points: Option<Money>,
    /// What the shopper notes
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// The same number is the same shopper, as long as the shop is the same
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    #[command(flatten)]
    how: How,
}

impl Place {
    pub async fn run(self, config: &Config) -> Outcome {
        let api = Api::reach(config, &self.how.reach).await?;
        let chosen = self.chosen(&api).await?;
        let mut market = self.market(&api, chosen.is_empty()).await?;
        market.stores = self.store.map(Id::<BranchStore>::new).into_iter().collect();
        if chosen.is_empty() && !market.has_goods() {
            return Err(Failure::new("the shop has nothing to sell: name something with --sku or --variant"));
        }
        let placement = self.placement(&market, chosen);
        let (order, _) = api.post::<Order>("/sandbox/orders", &placement, &mut Waits::default()).await??;
        self.how.show_in_short(&order)
    }

    /// What was named to be bought.
    async fn chosen(&self, api: &Api) -> Outcome<Vec<PlacementLine>> {
        let mut counts = self.variants.clone();
        for named in &self.skus {
            let (sku, count) = named.rsplit_once('=').unwrap_or((named, "1"));
            let count = count.parse().map_err(|_| Failure::usage(format!("how many are {named}?")))?;
            counts.push((variant(api, sku).await?, count));
        }
        let line = |(product_variant_id, quantity)| PlacementLine { product_variant_id, quantity };
        Ok(counts.into_iter().map(line).collect())
    }

    /// As much of the shop as is needed to choose from.
    async fn market(&self, api: &Api, needs_goods: bool) -> Outcome<Market> {
        if let Some(id) = self.customer {
            let mut known = if needs_goods { market(api).await?.without_customers() } else { Market::default() };
            known.add_customer(&api.get::<Customer>(&format!("/v1/customers/{id}")).await??.0);
            return Ok(known);
        }
        if needs_goods {
            return market(api).await;
        }
        let mut known = Market::default();
        add_customers(api, &mut known).await?;
        Ok(known)
    }

    fn placement(&self, market: &Market, chosen: Vec<PlacementLine>) -> Placement {
        let number = self.seed.unwrap_or_else(|| OsRandom.next_u64() % SEEDS);
        let wishes = Wishes {
            payment: self.payment,
            shipping: self.shipping.clone().filter(|name| is_usual_way(name)),
            guest: if self.guest { Some(true) } else { self.customer.map(|_| false) },
            ..Wishes::default()
        };
        let mut placement = scenario(number, market, SystemClock.now(), &wishes).placement;
        // Whatever was said is said to the server too, which knows whether it can be.
        if !chosen.is_empty() {
            placement.line_items = chosen;
        }
        placement.customer_id = self.customer.map(Id::new).or(placement.customer_id);
        placement.payment_method = self.payment.unwrap_or(placement.payment_method);
        placement.shipping_name = self.shipping.clone().or(placement.shipping_name);
        placement.branch_store_id = self.store.map(Id::new).or(placement.branch_store_id);
        placement.coupon_codes.clone_from(&self.coupons);
        placement.points = self.points;
        placement.note = self.note.clone().or(placement.note);
        placement
    }
}

async fn variant(api: &Api, sku: &str) -> Outcome<Id<Variant>> {
    let query = json!({ "skus": [sku], "filter_published": false });
    let (found, _) = api.post::<Value>("/v2/products/search", &query, &mut Waits::default()).await??;
    let variants = found["products"].as_array().into_iter().flatten();
    let mut variants = variants.filter_map(|product| product["product_variants"].as_array()).flatten();
    let id = variants.find(|variant| variant["sku"] == sku).and_then(|variant| variant["id"].as_i64());
    id.map(Id::new).ok_or_else(|| Failure::usage(format!("there is no variant with the SKU {sku}")))
}
