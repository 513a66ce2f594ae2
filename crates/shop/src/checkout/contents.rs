//! What is in the basket: whether it can be bought, and what it is.

use std::collections::BTreeMap;

use api::{Answer, Error};
use storage::{Filter, Query, Reading, Tx};
use wire::{Id, Timestamp};

use super::{Placement, ShippingMethod};
use crate::customers::Customer;
use crate::orders::{LineItem, ReturnStatus};
use crate::pricing::{Goods, QuotedLine};
use crate::products::inventory::take;
use crate::products::{Product, VARIANT, Variant, rules::change};

/// One line, with what it is made from.
#[derive(Debug)]
pub(super) struct Content {
    product: Product,
    variant: Variant,
    quantity: u32,
}

/// What is to be bought; a variant that is named twice is one line.
pub(super) fn contents(tx: &Tx<'_>, new: &Placement, faults: &mut Vec<String>) -> storage::Result<Vec<Content>> {
    let mut counts: Vec<(Id<Variant>, u32)> = Vec::new();
    for line in &new.line_items {
        match counts.iter_mut().find(|(id, _)| *id == line.product_variant_id) {
            Some((_, count)) => *count = count.saturating_add(line.quantity),
            None => counts.push((line.product_variant_id, line.quantity)),
        }
    }
    let terms = counts.iter().map(|(id, _)| id.to_string()).collect();
    let products = tx.find::<Product>(&Query::all().filter(Filter::HasTerm(VARIANT, terms)))?;
    let mut contents = Vec::with_capacity(counts.len());
    for (id, quantity) in counts {
        let of = |product: &Product| product.product_variants.iter().find(|variant| variant.id == id).cloned();
        match products.iter().find_map(|product| Some((Product::clone(product), of(product)?))) {
            Some((product, variant)) => contents.push(Content { product, variant, quantity }),
            None => faults.push(format!("商品款式 ID (product_variant_id) 不存在：{id}")),
        }
    }
    Ok(contents)
}

impl Content {
    pub fn needs_shipping(&self) -> bool {
        self.variant.requires_shipping
    }

    /// What is in the way of buying it.
    pub fn check(
        &self,
        now: Timestamp,
        customer: Option<&Customer>,
        method: Option<&ShippingMethod>,
        faults: &mut Vec<String>,
    ) {
        let Self { product, variant, quantity } = self;
        let mut fault = |why: String| faults.push(format!("「{}」{why}", product.title));
        let is_on_sale = product.sell_from.is_none_or(|from| from <= now) && product.sell_to.is_none_or(|to| now < to);
        if !product.published || !is_on_sale {
            fault("未上架，不能購買".to_owned());
        }
        if *quantity > MOST_OF_ONE {
            fault(format!("一次最多購買 {MOST_OF_ONE} 件"));
        }
        let has_tag = |tag: &String| customer.is_some_and(|known| known.tags.iter().any(|one| one.name == *tag));
        if !product.required_customer_tags.is_empty() && !product.required_customer_tags.iter().any(has_tag) {
            fault("限定特定會員購買".to_owned());
        }
        if let Some(method) = method.filter(|_| variant.requires_shipping)
            && !product.shipping_names.is_empty()
            && !product.shipping_names.contains(&method.name)
        {
            fault(format!("不能以「{}」配送", method.name));
        }
        if let Err(Error::Forbidden(why)) = take(&mut variant.clone(), *quantity) {
            faults.push(why);
        }
    }

    pub fn goods(&self) -> Goods {
        let most = self.variant.max_usable_bonus;
        Goods {
            product_id: self.product.id,
            price: self.variant.price,
            quantity: self.quantity,
            tags: self.product.tags.iter().map(|tag| tag.name.clone()).collect(),
            most_points: (!most.is_zero()).then_some(most),
        }
    }

    pub fn weight(&self) -> f64 {
        self.variant.weight * f64::from(self.quantity)
    }

    /// As the order shows it.
    pub fn into_line(self, id: Id<LineItem>, priced: QuotedLine, now: Timestamp) -> LineItem {
        let Self { product, variant, quantity } = self;
        let variant_title = variant.values().collect::<Vec<_>>().join(" / ");
        let mut names: Vec<&str> = Vec::new();
        for discount in &priced.discounts {
            if !names.contains(&discount.name.as_str()) {
                names.push(&discount.name);
            }
        }
        LineItem {
            id,
            product_id: product.id.get(),
            product_variant_id: variant.id,
            title: product.title,
            variant_title,
            sku: variant.sku,
            qc: variant.qc,
            vendor: product.vendor,
            price: variant.price,
            cost: variant.cost,
            quantity: i64::from(quantity),
            item_type: product.product_type_code.unwrap_or_else(|| "normal".to_owned()),
            return_status: Some(ReturnStatus::NoNeed),
            discount_name: (!names.is_empty()).then(|| names.join("、")),
            discounts: priced.discounts,
            total_price_before_discounts: priced.before,
            total_discount: priced.discount,
            total_price_after_discounts: priced.after,
            tax_type_id: product.tax_type_id,
            bonus_redemption_price: None,
            related_items: Vec::new(),
            created_at: now,
            channel: product.channel.map(|channel| channel.name),
            weight: Some(variant.weight),
            photo: variant.photo_urls.into_iter().next().or_else(|| product.photo_urls.into_iter().next()),
            custom_fields: Vec::new(),
        }
    }
}

/// Discounts are shown unit by unit: more would not be read by anybody.
const MOST_OF_ONE: u32 = 999;

/// Takes all of it out of stock, a product at a time.
pub(super) fn take_stock(tx: &mut Tx<'_>, contents: &[Content]) -> Answer<()> {
    let mut of_products = BTreeMap::<Id<Product>, Vec<(Id<Variant>, u32)>>::new();
    for content in contents {
        of_products.entry(content.product.id).or_default().push((content.variant.id, content.quantity));
    }
    for (product, wanted) in of_products {
        change(tx, product, |_, product| {
            for (id, count) in wanted {
                let variant = product.product_variants.iter_mut().find(|variant| variant.id == id);
                take(variant.ok_or(Error::NotFound)?, count)?;
                product.sell_weight = product.sell_weight.saturating_add(i64::from(count));
            }
            Ok(())
        })?;
    }
    Ok(())
}
