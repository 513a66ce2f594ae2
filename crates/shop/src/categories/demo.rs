//! The categories of a demo shop.

use std::collections::HashMap;

use api::Answer;
use storage::Tx;

use super::rules::add;

/// Title and path.
const CATEGORIES: &[(&str, &str)] = &[
    ("服飾", "clothing"),
    ("男裝", "clothing/mens"),
    ("襯衫", "clothing/mens/shirts"),
    ("女裝", "clothing/womens"),
    ("洋裝", "clothing/womens/dresses"),
    ("食品", "food"),
    ("茶葉", "food/tea"),
    ("烘焙點心", "food/bakery"),
    ("居家", "home"),
    ("廚房用品", "home/kitchen"),
    ("寢具", "home/bedding"),
    ("美妝保養", "beauty"),
];

/// The same categories in every fresh shop.
pub fn seed(tx: &mut Tx<'_>) -> Answer<()> {
    let mut known = HashMap::new();
    for (title, path) in CATEGORIES {
        let (above, handle) = path.rsplit_once('/').unwrap_or(("", path));
        let category = add(tx, known.get(above).copied(), title, handle)?;
        known.insert(*path, category.id);
    }
    Ok(())
}
