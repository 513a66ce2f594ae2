//! What a variant may become, and which others follow.

use api::{Answer, Commas, Error};
use wire::Id;

use super::{Variant, VariantChange, VariantCreate};
use crate::products::{Product, inventory};

/// The variant of this id, or 404.
pub fn variant(product: &mut Product, id: Id<Variant>) -> Answer<&mut Variant> {
    product.product_variants.iter_mut().find(|variant| variant.id == id).ok_or(Error::NotFound)
}

/// One value for each of the product's options.
pub fn values(product: &Product, given: [Option<String>; 3]) -> Answer<Vec<String>> {
    let values: Vec<String> =
        given.into_iter().flatten().map(|value| value.trim().to_owned()).filter(|value| !value.is_empty()).collect();
    if values.len() != product.product_options.len() {
        let count = product.product_options.len();
        return Err(Error::invalid(format!("款式類型 (option1–option3) 須與商品的 {count} 個選項一一對應")));
    }
    if values.iter().any(|value| value.contains([',', '，', '、'])) {
        return Err(Error::invalid("款式類型 (option1–option3) 不能有逗點或頓號"));
    }
    Ok(values)
}

/// Values that the options do not have yet become theirs.
pub fn extend_options(product: &mut Product, values: &[String]) {
    for (option, value) in product.product_options.iter_mut().zip(values) {
        if option.values().all(|known| known != value) {
            let known: Vec<String> = option.values().map(str::to_owned).collect();
            option.set_values(known.iter().map(String::as_str).chain([value.as_str()]));
        }
    }
}

/// Gives a variant other values, which no other variant shares with it: its options' values are renamed.
pub fn rename(product: &mut Product, id: Id<Variant>, given: [Option<String>; 3]) -> Answer<()> {
    for (place, new) in given.into_iter().enumerate() {
        let Some(new) = new.map(|new| new.trim().to_owned()) else { continue };
        let old = variant(product, id)?.values().nth(place).map(str::to_owned);
        if old.as_ref() == Some(&new) || (old.is_none() && new.is_empty()) {
            continue;
        }
        let Some(old) = old else {
            return Err(Error::invalid(format!("款式類型 (option{}) 商品沒有這個選項", place + 1)));
        };
        let option = &product.product_options[place];
        if new.is_empty() || new.contains([',', '，', '、']) {
            return Err(Error::invalid(format!("款式類型 (option{}) 不能空白、不能有逗點或頓號", place + 1)));
        }
        if option.values().any(|known| known == new) {
            return Err(Error::invalid(format!("款式類型 (option{}) 已有其他款式使用", place + 1)));
        }
        if holders(product, place, &old) > 1 {
            let text = "還有其他款式使用同一個值，請改以商品選項變更";
            return Err(Error::invalid(format!("款式類型 (option{}) {text}", place + 1)));
        }
        let renamed = option.values().map(|known| if known == old { new.clone() } else { known.to_owned() });
        let renamed = Commas(renamed.collect());
        crate::products::options::rules::set_values(product, place, renamed)?;
    }
    Ok(())
}

/// Takes a variant away, and with it the option value that it alone has.
pub fn remove(product: &mut Product, id: Id<Variant>) -> Answer<Variant> {
    let place = product.product_variants.iter().position(|variant| variant.id == id).ok_or(Error::NotFound)?;
    if product.product_variants.len() == 1 {
        return Err(Error::Forbidden("商品至少要有一個款式".to_owned()));
    }
    let values: Vec<String> = product.product_variants[place].values().map(str::to_owned).collect();
    let alone = values.iter().enumerate().find(|(option, value)| holders(product, *option, value) == 1);
    let (option, value) = alone.ok_or_else(|| {
        Error::Forbidden("款式是商品選項值的組合，其他款式還在使用同樣的值；請改以商品選項移除整個值".to_owned())
    })?;
    let option = &mut product.product_options[option];
    let left: Vec<String> = option.values().filter(|known| known != value).map(str::to_owned).collect();
    option.set_values(left.iter().map(String::as_str));
    Ok(product.product_variants.remove(place))
}

/// How many variants have this value of an option.
fn holders(product: &Product, option: usize, value: &str) -> usize {
    product.product_variants.iter().filter(|variant| variant.values().nth(option) == Some(value)).count()
}

impl VariantCreate {
    pub fn take_values(&mut self) -> [Option<String>; 3] {
        [self.option1.take(), self.option2.take(), self.option3.take()]
    }

    /// As a change of the variant that was generated for these values.
    pub fn into_change(self) -> VariantChange {
        use api::Change::{Clear, Set};
        VariantChange {
            position: Some(self.position),
            price: self.price,
            cost: self.cost.map_or(Clear, Set),
            compare_at_price: self.compare_at_price.map_or(Clear, Set),
            meas: self.meas,
            max_usable_bonus: self.max_usable_bonus,
            weight: self.weight,
            option1: self.option1,
            option2: self.option2,
            option3: self.option3,
            inventory_management: Some(self.inventory_management),
            inventory_quantity: Some(self.inventory_quantity),
            sold: self.sold,
            safety_inventory_quantity: self.safety_inventory_quantity.map_or(Clear, Set),
            inventory_policy: Some(self.inventory_policy),
            sku: self.sku.map_or(Clear, Set),
            qc: self.qc.map_or(Clear, Set),
            requires_shipping: Some(self.requires_shipping),
            bonus_collection_titles: self.bonus_collection_titles,
            honeycomb_sync: self.honeycomb_sync,
        }
    }
}

impl VariantChange {
    pub fn take_values(&mut self) -> [Option<String>; 3] {
        [self.option1.take(), self.option2.take(), self.option3.take()]
    }

    /// Applies all but the option values, which are the product's. What it does not mention stays.
    pub fn apply_to(self, variant: &mut Variant, sold_by_pos: bool) -> Answer<()> {
        fn set<T>(field: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *field = value;
            }
        }
        variant.generated = false;
        set(&mut variant.position, self.position);
        set(&mut variant.price, self.price);
        self.cost.apply_to(&mut variant.cost);
        self.compare_at_price.apply_to(&mut variant.compare_at_price);
        set(&mut variant.meas, self.meas);
        set(&mut variant.max_usable_bonus, self.max_usable_bonus);
        set(&mut variant.weight, self.weight);
        set(&mut variant.inventory_management, self.inventory_management);
        set(&mut variant.sold, self.sold);
        self.safety_inventory_quantity.apply_to(&mut variant.safety_inventory_quantity);
        for (change, code) in [(self.sku, &mut variant.sku), (self.qc, &mut variant.qc)] {
            change.apply_to(code);
            *code = code.take().map(|code| code.trim().to_owned()).filter(|code| !code.is_empty());
        }
        let mut stock = variant.stock();
        set(&mut stock.policy, self.inventory_policy);
        // The POS keeps the count of what it sells.
        set(&mut stock.quantity, self.inventory_quantity.filter(|_| !sold_by_pos));
        inventory::put(variant, stock)?;
        set(&mut variant.requires_shipping, self.requires_shipping);
        set(&mut variant.honeycomb_sync, self.honeycomb_sync);
        for title in self.bonus_collection_titles.into_iter().flatten() {
            if !variant.bonus_collection_titles.contains(&title) {
                variant.bonus_collection_titles.push(title);
            }
        }
        Ok(())
    }
}
