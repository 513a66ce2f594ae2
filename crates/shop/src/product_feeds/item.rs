//! What a feed says of a variant, whatever its format.

use wire::Money;

use crate::products::{InventoryPolicy, Product, Variant};

/// Feeds are read by machines that cut texts at so many characters.
const LONGEST_TITLE: usize = 150;
const LONGEST_DESCRIPTION: usize = 5000;

pub(super) struct Item<'a> {
    pub id: i64,
    /// What its fellow variants share.
    pub group_id: i64,
    pub title: String,
    pub description: String,
    pub link: String,
    pub images: Vec<&'a str>,
    pub availability: Availability,
    /// What it costs without a reduction.
    pub price: Money,
    /// What it costs now, where that is less.
    pub sale_price: Option<Money>,
    pub brand: Option<&'a str>,
    pub sku: Option<&'a str>,
    pub product_type: Option<&'a str>,
    pub google_product_category: Option<i64>,
    pub color: Option<&'a str>,
    pub size: Option<&'a str>,
    /// How many there are, where that is counted.
    pub stock: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Availability {
    InStock,
    OutOfStock,
    /// Sold beyond what there is.
    Backorder,
}

impl<'a> Item<'a> {
    pub(super) fn of(product: &'a Product, variant: &'a Variant) -> Self {
        let values: Vec<&str> = variant.values().collect();
        let title =
            if values.is_empty() { product.title.clone() } else { format!("{} {}", product.title, values.join(" / ")) };
        let said = product.brief_text.as_deref().filter(|text| !text.trim().is_empty());
        let description = said.map_or_else(|| plain_text(&product.body_html), str::to_owned);
        let description = if description.is_empty() { product.title.clone() } else { description };
        let photos = if variant.photo_urls.is_empty() { &product.photo_urls } else { &variant.photo_urls };
        let before = variant.compare_at_price.filter(|before| *before > variant.price);
        let option = |names: &[&str]| {
            let place = product.product_options.iter().position(|option| {
                let name = option.name.to_lowercase();
                names.iter().any(|known| name.contains(known))
            });
            values.get(place?).copied()
        };
        Self {
            id: variant.id.get(),
            group_id: product.id.get(),
            title: cut(&title, LONGEST_TITLE),
            description: cut(&description, LONGEST_DESCRIPTION),
            link: format!("{}?variant={}", product.product_url, variant.id),
            images: photos.iter().map(String::as_str).collect(),
            availability: Availability::of(variant),
            price: before.unwrap_or(variant.price),
            sale_price: before.map(|_| variant.price),
            brand: product.vendor.as_deref(),
            sku: variant.sku.as_deref(),
            product_type: product.product_type.as_deref(),
            google_product_category: product.google_product_category_id,
            color: option(&["顏色", "色", "color", "colour"]),
            size: option(&["尺寸", "尺碼", "大小", "size"]),
            stock: variant.inventory_management.then_some(variant.inventory_quantity),
        }
    }
}

impl Availability {
    fn of(variant: &Variant) -> Self {
        match variant.inventory_policy {
            _ if !variant.inventory_management || variant.inventory_quantity > 0 => Self::InStock,
            InventoryPolicy::Continue => Self::Backorder,
            InventoryPolicy::Deny => Self::OutOfStock,
        }
    }

    /// With what stands between its words.
    pub(super) fn words(self, between: &str) -> String {
        match self {
            Self::InStock => ["in", "stock"].join(between),
            Self::OutOfStock => ["out", "of", "stock"].join(between),
            Self::Backorder => "backorder".to_owned(),
        }
    }
}

/// `880.00 TWD`
pub(super) fn amount(price: Money) -> String {
    format!("{:.2} TWD", price.decimal())
}

fn cut(text: &str, longest: usize) -> String {
    text.chars().take(longest).collect()
}

/// HTML without its tags, for readers that take none.
fn plain_text(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some((before, tagged)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = tagged.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    for (entity, character) in
        [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
    {
        text = text.replace(entity, character);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_is_told_in_its_words() {
        assert_eq!(plain_text("<p>厚磅<b>帆布</b>&amp;棉</p>\n<img src=\"a>"), "厚磅 帆布 &棉");
        assert_eq!(plain_text("a &amp;lt; b"), "a &lt; b");
    }
}
