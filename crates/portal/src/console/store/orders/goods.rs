//! What can be bought: the products that a search finds, and those that were chosen before.

use serde_json::Value;

use super::form::Typed;
use crate::inside;
use crate::refusal::Refusal;
use crate::texts::orders::Texts;
use crate::visitor::Console;

/// So many products are offered at once; whoever wants others searches.
const OFFERED: usize = 10;
/// Among so many those on sale are looked for, where nothing is searched for.
const LOOKED_AT: usize = 50;
/// An order has no more lines than this.
const CHOSEN: usize = 100;

/// A variant that can be bought, with what was typed for it.
pub(super) struct Row {
    /// The name of its field.
    pub(super) field: String,
    pub(super) title: String,
    pub(super) variant: String,
    pub(super) sku: String,
    pub(super) price: String,
    pub(super) stock: String,
    pub(super) quantity: String,
}

pub(super) async fn offered(console: &Console, typed: &Typed) -> Result<Vec<Row>, Refusal> {
    let found = inside::get(console, &path_to_ask(typed.text("q"))).await?;
    let mut products = chosen(console, typed).await?;
    let on_sale = found.body.as_array().into_iter().flatten().filter(|product| product["published"] == true);
    for product in on_sale.take(OFFERED) {
        if !products.iter().any(|known| known["id"] == product["id"]) {
            products.push(product.clone());
        }
    }
    let texts = &console.visitor.texts().orders;
    Ok(products.iter().flat_map(|product| rows(product, typed, texts)).collect())
}

/// The operation that searches finds nothing where nothing is searched for.
fn path_to_ask(words: &str) -> String {
    if words.is_empty() {
        return format!("/v1/products?per_page={LOOKED_AT}");
    }
    let words: String = form_urlencoded::byte_serialize(words.as_bytes()).collect();
    format!("/v1/products/search?limit={OFFERED}&q={words}")
}

/// The products of which something was chosen stay in sight whatever is searched for.
async fn chosen(console: &Console, typed: &Typed) -> Result<Vec<Value>, Refusal> {
    let mut ids: Vec<i64> = typed.picks().map(|pick| pick.product).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut products = Vec::new();
    for id in ids.into_iter().take(CHOSEN) {
        let answered = inside::get(console, &format!("/v1/products/{id}")).await?;
        if answered.status.is_success() {
            products.push(answered.body);
        }
    }
    Ok(products)
}

fn rows(product: &Value, typed: &Typed, texts: &Texts) -> Vec<Row> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let variants = product["product_variants"].as_array().into_iter().flatten();
    let row = |variant: &Value| {
        let (product_id, variant_id) = (product["id"].as_i64()?, variant["id"].as_i64()?);
        let field = Typed::quantity_field(product_id, variant_id);
        let options = ["option1", "option2", "option3"].into_iter().filter_map(|name| variant[name].as_str());
        let options: Vec<_> = options.filter(|option| !option.is_empty()).collect();
        Some(Row {
            quantity: typed.text(&field).to_owned(),
            field,
            title: text(&product["title"]),
            variant: options.join(" / "),
            sku: text(&variant["sku"]),
            price: super::sight::money(&variant["price"]),
            stock: stock(variant, texts),
        })
    };
    variants.filter_map(row).collect()
}

fn stock(variant: &Value, texts: &Texts) -> String {
    if variant["inventory_management"] != true {
        return texts.unlimited.to_owned();
    }
    let left = variant["inventory_quantity"].as_i64().unwrap_or_default();
    if variant["inventory_policy"] == "continue" { format!("{left} ({})", texts.oversold) } else { left.to_string() }
}
