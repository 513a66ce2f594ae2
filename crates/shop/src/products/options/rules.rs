//! How variants follow options.

use std::collections::HashMap;

use api::{Answer, Commas, Error, separate};
use wire::Id;

use crate::products::{Product, ProductOption, Variant};

const MOST_OPTIONS: usize = 3;
const MOST_VARIANTS: usize = 250;

impl ProductOption {
    pub fn values(&self) -> impl Iterator<Item = &str> {
        separate(&self.types)
    }

    pub fn set_values<'a>(&mut self, values: impl IntoIterator<Item = &'a str>) {
        self.types = values.into_iter().collect::<Vec<_>>().join(",");
    }
}

/// Where an option of this id stands, or 404.
pub fn place(product: &Product, id: Id<ProductOption>) -> Answer<usize> {
    product.product_options.iter().position(|option| option.id == id).ok_or(Error::NotFound)
}

/// Adds an option. The variants there are take its first value.
pub fn add(product: &mut Product, mut option: ProductOption, values: Commas<String>) -> Answer<()> {
    if product.product_options.len() == MOST_OPTIONS {
        return Err(Error::invalid(format!("商品選項最多 {MOST_OPTIONS} 個")));
    }
    option.position = product.product_options.iter().map(|known| known.position).max().unwrap_or(0) + 1;
    let values = checked(values)?;
    option.set_values(values.iter().map(String::as_str));
    for variant in &mut product.product_variants {
        let with_first: Vec<String> = variant.values().map(str::to_owned).chain(values.first().cloned()).collect();
        variant.set_values(with_first);
    }
    product.product_options.push(option);
    check_name(product, product.product_options.len() - 1)
}

/// Gives an option other values. A value that another takes the place of is renamed; variants move along.
pub fn set_values(product: &mut Product, place: usize, values: Commas<String>) -> Answer<()> {
    let new = checked(values)?;
    let option = &mut product.product_options[place];
    let old: Vec<String> = option.values().map(str::to_owned).collect();
    option.set_values(new.iter().map(String::as_str));
    let renamed: HashMap<&String, &String> = old
        .iter()
        .zip(&new)
        .filter(|(old_value, new_value)| !new.contains(old_value) && !old.contains(new_value))
        .collect();
    for variant in &mut product.product_variants {
        let moved: Vec<String> = variant.values().map(str::to_owned).collect();
        let moved = moved.into_iter().enumerate().map(|(number, value)| match renamed.get(&value) {
            Some(new) if number == place => (*new).clone(),
            _ => value,
        });
        variant.set_values(moved.collect::<Vec<_>>());
    }
    Ok(())
}

/// Removes an option. Of variants that were told apart by it alone, the first remains.
pub fn remove(product: &mut Product, place: usize) -> ProductOption {
    let removed = product.product_options.remove(place);
    for variant in &mut product.product_variants {
        let mut values: Vec<String> = variant.values().map(str::to_owned).collect();
        values.remove(place);
        variant.set_values(values);
    }
    removed
}

/// An option's name is its own.
pub fn check_name(product: &Product, place: usize) -> Answer<()> {
    let name = product.product_options[place].name.as_str();
    if name.trim().is_empty() {
        return Err(Error::invalid("款式名稱 (name) 不能為空白"));
    }
    if product.product_options.iter().filter(|known| known.name == name).count() > 1 {
        return Err(Error::invalid("款式名稱 (name) 已被這項商品的其他選項使用"));
    }
    Ok(())
}

/// Values, each once, at least one.
fn checked(Commas(values): Commas<String>) -> Answer<Vec<String>> {
    let mut unique = Vec::new();
    for value in values {
        if !unique.contains(&value) {
            unique.push(value);
        }
    }
    if unique.is_empty() {
        return Err(Error::invalid("款式類型 (types) 不能為空白"));
    }
    Ok(unique)
}

/// Makes the variants the combinations of the options' values: those that are missing are generated after the first
/// one's model, those that are none are dropped.
pub fn combine(product: &mut Product, mut next_id: impl FnMut() -> Answer<Id<Variant>>) -> Answer<()> {
    let combinations = combinations(&product.product_options);
    if combinations.len() > MOST_VARIANTS {
        return Err(Error::invalid(format!("商品款式最多 {MOST_VARIANTS} 個")));
    }
    product.product_variants.sort_by_key(|variant| variant.position);
    let model = product.product_variants.first().cloned().unwrap_or_default();
    let mut last = product.product_variants.last().map_or(0, |variant| variant.position);
    let mut known = HashMap::new();
    for variant in std::mem::take(&mut product.product_variants) {
        known.entry(variant.values().map(str::to_owned).collect::<Vec<_>>()).or_insert(variant);
    }
    for values in combinations {
        let variant = if let Some(variant) = known.remove(&values) {
            variant
        } else {
            last += 1;
            generated(&model, next_id()?, last, values)
        };
        product.product_variants.push(variant);
    }
    product.product_variants.sort_by_key(|variant| variant.position);
    Ok(())
}

fn combinations(options: &[ProductOption]) -> Vec<Vec<String>> {
    options.iter().fold(vec![Vec::new()], |combinations, option| {
        let with = |value: &str| {
            combinations.iter().map(move |before| [before.as_slice(), &[value.to_owned()]].concat()).collect::<Vec<_>>()
        };
        option.values().flat_map(with).collect()
    })
}

/// A variant like the model, with a stock and codes of its own.
fn generated(model: &Variant, id: Id<Variant>, position: i64, values: Vec<String>) -> Variant {
    let mut variant = Variant {
        id,
        position,
        price: model.price,
        cost: model.cost,
        compare_at_price: model.compare_at_price,
        meas: model.meas,
        max_usable_bonus: model.max_usable_bonus,
        weight: model.weight,
        inventory_management: model.inventory_management,
        inventory_policy: model.inventory_policy,
        requires_shipping: model.requires_shipping,
        honeycomb_sync: model.honeycomb_sync,
        generated: true,
        ..Variant::default()
    };
    variant.set_values(values);
    variant
}
