//! The collections of a demo shop: five that somebody picked, five whose rules pick.

use api::Answer;
use storage::{Query, Reading, Tx};
use wire::Id;

use crate::collections::{ProductsOrder, rules};
use crate::custom_collections::CustomCollection;
use crate::products::Product;
use crate::smart_collections::{Column, Relation, SmartCollection, SmartCollectionRule};

/// Whether somebody would pick the product of this number.
pub(super) type Picked = fn(u64, &Product) -> bool;

/// Title, handle, and what is in it.
const CUSTOM: &[(&str, &str, Picked)] = &[
    ("店長推薦", "staff-picks", |number, _| number % 9 == 2),
    ("換季新品", "new-season", |number, _| (90..120).contains(&number) && number % 2 == 0),
    ("送禮首選", "gifts", |_, product| product.tags.iter().any(|tag| tag.name == "送禮")),
    ("通勤好物", "commuting", |_, product| product.tags.iter().any(|tag| tag.name == "通勤")),
    ("首頁精選", "front-page", |number, _| number < 12),
];

type Condition = (Column, Relation, &'static str);

/// Title, handle, whether one rule is enough, and the rules.
const SMART: &[(&str, &str, bool, &[Condition])] = &[
    (
        "服飾與鞋包",
        "wear",
        true,
        &[
            (Column::ProductType, Relation::Equals, "服飾"),
            (Column::ProductType, Relation::Equals, "鞋履"),
            (Column::ProductType, Relation::Equals, "包袋"),
        ],
    ),
    ("台灣茶", "tea", false, &[(Column::ProductType, Relation::Equals, "茶葉")]),
    (
        "千元以下的保養",
        "care-under-1000",
        false,
        &[(Column::ProductType, Relation::Equals, "保養"), (Column::VariantsPrice, Relation::Less, "1000")],
    ),
    (
        "限量手工",
        "limited",
        true,
        &[(Column::TagsName, Relation::Equals, "限量"), (Column::TagsName, Relation::Equals, "手工")],
    ),
    ("快要賣完", "almost-gone", false, &[(Column::VariantsInventoryQuantity, Relation::Less, "5")]),
];

/// The same collections in every fresh shop. Products come into them as they are made.
pub(super) fn seed(tx: &mut Tx<'_>) -> Answer<()> {
    for (title, handle, _) in CUSTOM {
        let (title, handle) = ((*title).to_owned(), (*handle).to_owned());
        rules::insert(tx, CustomCollection { title, handle, published: true, ..CustomCollection::default() })?;
    }
    for (title, handle, disjunctive, conditions) in SMART {
        let mut collection = SmartCollection {
            title: (*title).to_owned(),
            handle: (*handle).to_owned(),
            published: true,
            disjunctive: *disjunctive,
            products_order: ProductsOrder::NewestFirst,
            ..SmartCollection::default()
        };
        for (column, relation, condition) in *conditions {
            collection.rules.push(SmartCollectionRule {
                id: Id::new(tx.next_id("smart_collection_rules")?),
                column: *column,
                relation: *relation,
                condition: (*condition).to_owned(),
                ..SmartCollectionRule::default()
            });
        }
        rules::insert(tx, collection)?;
    }
    Ok(())
}

/// The picked collections that the shop has.
pub(super) fn picked(from: &impl Reading) -> Answer<Vec<(Id<CustomCollection>, Picked)>> {
    let found = from.find::<CustomCollection>(&Query::all().limit(CUSTOM.len() as u64))?;
    let known = |handle: &str| CUSTOM.iter().find(|(_, known, _)| *known == handle).map(|(_, _, picked)| *picked);
    Ok(found.iter().filter_map(|collection| Some((collection.id, known(&collection.handle)?))).collect())
}
