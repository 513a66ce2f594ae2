//! What a shop sells and who buys there, as its API says: for commands that shop.

use serde::de::DeserializeOwned;
use shop::customers::Customer;
use shop::demo::shopping::Market;
use shop::products::Product;

use super::api::Api;
use crate::failure::Outcome;

/// So many are enough to choose from.
const PRODUCTS: u64 = 150;
const CUSTOMERS: u64 = 100;
const PAGE: u64 = 50;

pub async fn market(api: &Api) -> Outcome<Market> {
    let mut market = Market::default();
    for product in first::<Product>(api, "/v1/products", PRODUCTS).await? {
        market.add_product(&product);
    }
    add_customers(api, &mut market).await?;
    Ok(market)
}

pub async fn add_customers(api: &Api, market: &mut Market) -> Outcome {
    let customers: Vec<Customer> = first(api, "/v1/customers", CUSTOMERS).await?;
    for customer in &customers {
        market.add_customer(customer);
    }
    Ok(())
}

async fn first<T: DeserializeOwned>(api: &Api, path: &str, most: u64) -> Outcome<Vec<T>> {
    let mut found = Vec::new();
    for page in 1..=most.div_ceil(PAGE) {
        let (mut part, _) = api.get::<Vec<T>>(&format!("{path}?per_page={PAGE}&page={page}")).await??;
        let is_last = (part.len() as u64) < PAGE;
        found.append(&mut part);
        if is_last {
            break;
        }
    }
    Ok(found)
}
