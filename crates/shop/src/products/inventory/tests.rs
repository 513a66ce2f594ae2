//! What must hold of a stock figure, whoever changes it.

use api::Error;

use super::*;

fn variant(quantity: i64, policy: InventoryPolicy) -> Variant {
    Variant {
        inventory_management: true,
        inventory_quantity: quantity,
        inventory_policy: policy,
        sku: Some("B1".into()),
        ..Variant::default()
    }
}

#[test]
fn a_figure_is_below_zero_only_where_overselling_is_allowed() {
    let mut strict = variant(2, InventoryPolicy::Deny);
    assert!(matches!(set(&mut strict, -1), Err(Error::Invalid(_))));
    assert!(matches!(take(&mut strict, 3), Err(Error::Forbidden(text)) if text.contains("SKU B1 剩 2，不足 3")));
    assert_eq!((strict.inventory_quantity, strict.sold), (2, 0));
    take(&mut strict, 2).unwrap();
    assert_eq!((strict.inventory_quantity, strict.sold), (0, 2));
    let mut lax = variant(2, InventoryPolicy::Continue);
    take(&mut lax, 3).unwrap();
    set(&mut lax, -5).unwrap();
    give_back(&mut lax, 1).unwrap();
    assert_eq!((lax.inventory_quantity, lax.sold), (-4, 3));
    let strict = Stock { policy: InventoryPolicy::Deny, ..lax.stock() };
    assert!(put(&mut lax, strict).is_err());
}

#[test]
fn of_what_nobody_counts_there_is_always_enough() {
    let mut endless = Variant { inventory_management: false, ..variant(0, InventoryPolicy::Deny) };
    take(&mut endless, 3).unwrap();
    give_back(&mut endless, 1).unwrap();
    assert_eq!((endless.inventory_quantity, endless.sold), (0, 3));
}

#[test]
fn a_figure_does_not_go_round() {
    let mut many = variant(i64::MAX, InventoryPolicy::Continue);
    assert!(matches!(give_back(&mut many, 1), Err(Error::Invalid(_))));
    set(&mut many, i64::MIN).unwrap();
    assert!(matches!(take(&mut many, 1), Err(Error::Invalid(_))));
}

#[test]
fn a_variant_without_a_sku_is_named_by_its_id() {
    let mut nameless = Variant { id: wire::Id::new(7), sku: None, ..variant(0, InventoryPolicy::Deny) };
    assert!(matches!(take(&mut nameless, 1), Err(Error::Forbidden(text)) if text.contains("款式 7")));
}

#[test]
fn a_branch_store_has_one_figure() {
    let store = BranchStore { id: wire::Id::new(3), store_no: Some("A01".into()), ..BranchStore::default() };
    let mut bag = variant(2, InventoryPolicy::Deny);
    set_in_store(&mut bag, &store, 4).unwrap();
    set_in_store(&mut bag, &store, 6).unwrap();
    assert!(set_in_store(&mut bag, &store, -1).is_err());
    let expected =
        BranchStoreInventory { branch_store_id: store.id, store_no: Some("A01".into()), inventory_quantity: 6 };
    assert_eq!((bag.inventory_quantity, bag.branch_store_inventories), (2, vec![expected]));
}
