//! Believable products, made from nothing but a number.

use std::collections::HashMap;
use std::hash::BuildHasher;

use api::Answer;
use storage::Tx;
use wire::{Date, Id, Money, Timestamp};

use super::goods::{GOODS, Goods, MOODS, TAGS, Word};
use crate::customers::demo::dice::Dice;
use crate::products::{InventoryPolicy, Product, ProductOption, ProductTag, Temperature, Variant};

/// Keeps a product's rolls apart from those of the person with the same number.
const SALT: u64 = 0x7072_6f64_7563_7473;

/// The product of this number. Its parts take their ids from the transaction.
pub fn product(tx: &mut Tx<'_>, number: u64, tags: &HashMap<String, ProductTag, impl BuildHasher>) -> Answer<Product> {
    let mut dice = Dice::new(number ^ SALT);
    let goods = dice.pick(GOODS);
    let (mood, made_of) = (dice.pick(MOODS), dice.pick(goods.made_of));
    let at = made_at(number);
    let published = dice.percent(93);
    let chances = TAGS.iter().filter(|(chance, _)| dice.percent(*chance));
    let tags = chances.filter_map(|(_, name)| tags.get(*name).cloned()).collect();
    let mut product = Product {
        title: format!("{}{}{} {number}", mood.0, made_of.0, goods.name.0),
        handle: format!("{}-{number}", goods.name.1.to_ascii_lowercase().replace(' ', "-")),
        english_title: Some(format!("{} {} {} {number}", mood.1, made_of.1, goods.name.1)),
        published,
        product_type: Some(goods.kind.to_owned()),
        slogan: format!("{}的{}", mood.0, goods.name.0),
        body_html: format!("<p>{}製作的{}，每一件都由{}的人親手檢查。</p>", made_of.0, goods.name.0, goods.makers[0]),
        vendor: Some((*dice.pick(goods.makers)).to_owned()),
        // Few sell a lot.
        sell_weight: dice.between(0, 4_000).min(dice.between(0, 4_000)).min(dice.between(0, 4_000)),
        tags,
        temperature_types: vec![Temperature::Normal],
        searchable: dice.percent(98),
        sell_from: (published && dice.percent(4)).then(|| at.plus_days(dice.between(0, 60))),
        created_at: at,
        updated_at: at,
        ..Product::default()
    };
    let price = dice.between(goods.price.0 / 10, goods.price.1 / 10) * 10;
    for (place, (name, values)) in goods.options.iter().enumerate() {
        let values = some_of(&mut dice, values);
        product.product_options.push(ProductOption {
            id: Id::new(tx.next_id("product_options")?),
            name: (*name).to_owned(),
            position: i64::try_from(place).unwrap_or_default() + 1,
            types: values.iter().map(|value| value.0).collect::<Vec<_>>().join(","),
        });
        product.product_variants = with_values(tx, product.product_variants, values)?;
    }
    for (place, variant) in product.product_variants.iter_mut().enumerate() {
        finish(&mut dice, variant, goods, number, price);
        variant.position = i64::try_from(place).unwrap_or_default() + 1;
        (variant.created_at, variant.updated_at) = (at, at);
    }
    Ok(product)
}

/// A product a minute, from two years before the demo's own day on: the newest have the highest ids.
fn made_at(number: u64) -> Timestamp {
    let opened = Date::new(2024, 1, 1).map(Date::start).unwrap_or_default();
    opened.plus_millis(i64::try_from(number).unwrap_or_default().saturating_mul(60_000))
}

/// One or two of an option's values, as they stand.
fn some_of(dice: &mut Dice, values: &'static [Word]) -> &'static [Word] {
    let length = if dice.percent(65) { 1 } else { 2 };
    let first = dice.below((values.len() - length + 1) as u64);
    let first = usize::try_from(first).unwrap_or_default();
    &values[first..first + length]
}

/// Each variant with each value; a product without variants begins with one for each.
fn with_values(tx: &mut Tx<'_>, variants: Vec<Variant>, values: &[Word]) -> Answer<Vec<Variant>> {
    let variants = if variants.is_empty() { vec![Variant::default()] } else { variants };
    let mut combined = Vec::new();
    for variant in variants {
        for (value, code) in values {
            let mut variant = variant.clone();
            variant.id = Id::new(tx.next_id(Variant::SEQUENCE)?);
            variant.sku = Some(format!("{}-{code}", variant.sku.unwrap_or_default()));
            let values = variant.values().map(str::to_owned).chain([(*value).to_owned()]).collect::<Vec<_>>();
            variant.set_values(values);
            combined.push(variant);
        }
    }
    Ok(combined)
}

fn finish(dice: &mut Dice, variant: &mut Variant, goods: &Goods, number: u64, price: i64) {
    variant.sku = Some(format!("{}-{number:07}{}", goods.code, variant.sku.as_deref().unwrap_or_default()));
    variant.price = Money::from(price);
    variant.cost = Some(Money::from(price * 2 / 5));
    variant.compare_at_price = dice.percent(25).then(|| Money::from(price * 5 / 4));
    variant.weight = 0.3;
    variant.inventory_management = true;
    variant.inventory_quantity = dice.between(0, 120);
    variant.inventory_policy = if dice.percent(5) { InventoryPolicy::Continue } else { InventoryPolicy::Deny };
    variant.requires_shipping = true;
}
