//! What a demo shop sells that nobody has to send.

use api::Answer;
use storage::{Reading, Tx};
use wire::{Id, Money};

use crate::products::{Product, ProductOption, Variant, rules};

const VALUES: &[(&str, i64)] = &[("500 元", 500), ("1000 元", 1_000), ("2000 元", 2_000)];

/// A gift card that comes by e-mail. Nobody is told of it.
pub(super) fn add(tx: &mut Tx<'_>) -> Answer<()> {
    let mut product = Product {
        title: "電子禮物卡".to_owned(),
        english_title: Some("E-mail gift card".to_owned()),
        handle: "gift-card".to_owned(),
        published: true,
        searchable: true,
        product_type: Some("禮物卡".to_owned()),
        slogan: "送給還沒決定的人".to_owned(),
        product_options: vec![ProductOption {
            id: Id::new(tx.next_id("product_options")?),
            name: "面額".to_owned(),
            types: VALUES.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(","),
            position: 1,
        }],
        created_at: tx.now(),
        ..Product::default()
    };
    for (position, (name, price)) in (1..).zip(VALUES) {
        let mut variant = Variant {
            id: Id::new(tx.next_id(Variant::SEQUENCE)?),
            position,
            price: Money::from(*price),
            sku: Some(format!("GIFT-{price}")),
            requires_shipping: false,
            ..Variant::default()
        };
        variant.set_values([(*name).to_owned()]);
        product.product_variants.push(variant);
    }
    rules::insert_quietly(tx, product)?;
    Ok(())
}
