//! The stock that some variants of a demo shop share.

use api::Answer;
use storage::{Query, Reading, Tx};

use super::rules::{create, join};
use crate::products::{Product, Variant};

/// One group, of two variants that have the same stock as it is: so no product changes, and nobody is told.
pub fn seed(tx: &mut Tx<'_>) -> Answer<()> {
    let products = tx.find::<Product>(&Query::all())?;
    let Some((product, alike)) = products.iter().find_map(|product| Some((product, alike(product)?))) else {
        return Ok(());
    };
    let group = create(tx, &format!("{}：共用庫存", product.title), alike[0].stock())?;
    join(tx, group, &alike.map(|variant| variant.id))?;
    Ok(())
}

fn alike(product: &Product) -> Option<[&Variant; 2]> {
    let variants = &product.product_variants;
    variants.iter().enumerate().find_map(|(place, first)| {
        let second = variants[place + 1..].iter().find(|second| second.stock() == first.stock())?;
        (first.inventory_quantity > 0).then_some([first, second])
    })
}
