//! Variants are the combinations of the options' values, whatever is done to either.

use std::collections::HashSet;

use api::Commas;
use proptest::prelude::*;
use serde_json::{Value, json};
use testkit::Shopwire;
use wire::Id;

use super::{column, product};
use crate::products::options::rules;
use crate::products::{Product, ProductOption, Variant};

fn new(position: i64, option1: &str) -> Value {
    json!({ "position": position, "option1": option1, "inventory_management": true, "inventory_quantity": 5,
            "inventory_policy": "deny", "requires_shipping": true, "sku": format!("BAG-{option1}") })
}

#[tokio::test]
async fn an_options_values_become_variants_that_are_filled_in_one_by_one() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}", product(&vendor, "tote").await["id"]);
    let (options, variants) = (format!("{path}/product_options"), format!("{path}/product_variants"));
    let before = shopwire.events().await.len();
    let option = vendor.post(&options, json!({ "name": "尺寸", "types": "S, M，S" })).await.expect(201);
    assert_eq!(option, json!({ "id": option["id"], "name": "尺寸", "position": 1, "types": "S,M" }));
    assert_eq!(shopwire.events().await[before..], ["products/update_options", "variants/update", "variants/create"]);
    // The first one took the first value; the other came with the option. Both wait to be filled in.
    let first = vendor.post(&variants, new(1, "S")).await.expect(201);
    assert_eq!((&first["sku"], &first["price"], &first["generated"]), (&json!("BAG-S"), &json!(880.0), &json!(false)));
    vendor.post(&variants, new(2, "M")).await.expect(201);
    let twice = vendor.post(&variants, new(3, "M")).await.expect(422);
    assert_eq!(twice, json!({ "error": ["款式類型 (option1–option3) 的款式已存在"] }));
    // A value that is new joins the option.
    vendor.post(&variants, new(3, "L")).await.expect(201);
    assert_eq!(column(&vendor.get(&variants).await.expect(200), "option1"), json!(["S", "M", "L"]));
    assert_eq!(vendor.get(&options).await.expect(200)[0]["types"], json!("S,M,L"));
    for wrong in [json!({ "option2": "紅" }), json!({ "option1": "" }), json!({ "option1": "a,b" })] {
        let mut variant = new(4, "XL");
        wrong.as_object().unwrap().iter().for_each(|(key, value)| variant[key] = value.clone());
        vendor.post(&variants, variant).await.expect(422);
    }
}

#[tokio::test]
async fn renaming_and_removing_values_moves_and_removes_variants() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}", product(&vendor, "tote").await["id"]);
    let (options, variants) = (format!("{path}/product_options"), format!("{path}/product_variants"));
    let size = vendor.post(&options, json!({ "name": "尺寸", "types": "S,M" })).await.id();
    let colour = vendor.post(&options, json!({ "name": "顏色", "types": "紅,藍" })).await.id();
    let ids = column(&vendor.get(&variants).await.expect(200), "id");
    assert_eq!(ids.as_array().unwrap().len(), 4);
    // 藍 becomes 深藍 where it stood, 綠 is new.
    vendor.put(&format!("{options}/{colour}"), json!({ "types": "紅,深藍,綠" })).await.expect(200);
    let now = vendor.get(&variants).await.expect(200);
    assert_eq!(now.as_array().unwrap().len(), 6);
    let of_blue = now.as_array().unwrap().iter().filter(|variant| variant["option2"] == "深藍");
    assert!(of_blue.map(|variant| &variant["id"]).all(|id| ids.as_array().unwrap().contains(id)));
    let before = shopwire.events().await.len();
    vendor.put(&format!("{options}/{colour}"), json!({ "types": "紅", "name": "色" })).await.expect(200);
    let events = shopwire.events().await.split_off(before);
    assert_eq!(events[0], "products/update_options");
    assert_eq!(events.iter().filter(|event| *event == "variants/delete").count(), 4);
    // Without the size, the first of each colour remains.
    let removed = vendor.delete(&format!("{options}/{size}")).await.expect(200);
    assert_eq!(removed["name"], json!("尺寸"));
    let left = vendor.get(&variants).await.expect(200);
    assert_eq!((&left[0]["id"], &left[0]["option1"], &left[0]["option2"]), (&ids[0], &json!("紅"), &Value::Null));
    vendor.delete(&format!("{options}/{colour}")).await.expect(200);
    assert_eq!(column(&vendor.get(&variants).await.expect(200), "option1"), json!([null]));
    vendor.get(&format!("{options}/{colour}")).await.expect(404);
}

#[tokio::test]
async fn a_variant_is_renamed_and_removed_where_no_other_shares_its_value() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let path = format!("/v1/products/{}", product(&vendor, "tote").await["id"]);
    let (options, variants) = (format!("{path}/product_options"), format!("{path}/product_variants"));
    let only = format!("{variants}/{}", vendor.get(&variants).await.expect(200)[0]["id"]);
    assert_eq!(vendor.delete(&only).await.expect(403), json!({ "error": "商品至少要有一個款式" }));
    vendor.post(&options, json!({ "name": "尺寸", "types": "S,M" })).await.expect(201);
    let renamed = vendor.put(&only, json!({ "option1": "XS", "cost": 300, "qc": " V-1 " })).await.expect(200);
    assert_eq!((&renamed["option1"], &renamed["qc"]), (&json!("XS"), &json!("V-1")));
    assert_eq!(vendor.get(&options).await.expect(200)[0]["types"], json!("XS,M"));
    vendor.put(&only, json!({ "option1": "M" })).await.expect(422);
    vendor.put(&only, json!({ "option2": "紅" })).await.expect(422);
    vendor.post(&options, json!({ "name": "顏色", "types": "紅,藍" })).await.expect(201);
    vendor.put(&only, json!({ "option1": "S" })).await.expect(422);
    vendor.delete(&only).await.expect(403);
    let fourth = json!({ "name": "材質", "types": (0..63).map(|n| n.to_string()).collect::<Vec<_>>() });
    assert_eq!(vendor.post(&options, fourth).await.expect(422), json!({ "error": ["商品款式最多 250 個"] }));
    vendor.post(&options, json!({ "name": "顏色", "types": "1" })).await.expect(422);
    vendor.post(&options, json!({ "name": "材質", "types": "棉" })).await.expect(201);
    vendor.post(&options, json!({ "name": "產地", "types": "台灣" })).await.expect(422);
}

#[tokio::test]
async fn variants_are_found_by_sku_across_products() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for handle in ["one", "two"] {
        let product = product(&vendor, handle).await;
        let variant =
            format!("/v1/products/{}/product_variants/{}", product["id"], product["product_variants"][0]["id"]);
        vendor.put(&variant, json!({ "sku": "SAME/1" })).await.expect(200);
    }
    let found = vendor.get("/v1/products/sku/SAME%2F1/product_variants?per_page=1").await;
    assert_eq!((found.header("x-total"), found.header("x-next-page")), ("2", "2"));
    assert_eq!(column(&found.expect(200), "sku"), json!(["SAME/1"]));
    assert_eq!(vendor.get("/v1/products/sku/none/product_variants").await.expect(200), json!([]));
}

#[tokio::test]
async fn stock_is_below_zero_only_where_overselling_is_allowed() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let product = product(&vendor, "tote").await;
    let path = format!("/v1/products/{}/product_variants/{}", product["id"], product["product_variants"][0]["id"]);
    vendor.put(&path, json!({ "inventory_quantity": -1 })).await.expect(422);
    vendor.put(&path, json!({ "inventory_quantity": -1, "inventory_policy": "continue" })).await.expect(200);
    vendor.put(&path, json!({ "inventory_policy": "deny" })).await.expect(422);
}

/// One edit of a product's options.
#[derive(Debug, Clone)]
enum Edit {
    Add(Vec<u8>),
    SetValues(usize, Vec<u8>),
    Remove(usize),
}

fn edit() -> impl Strategy<Value = Edit> {
    let values = || proptest::collection::vec(0u8..6, 1..5);
    prop_oneof![
        values().prop_map(Edit::Add),
        (0usize..3, values()).prop_map(|(place, values)| Edit::SetValues(place, values)),
        (0usize..3).prop_map(Edit::Remove),
    ]
}

fn words(values: Vec<u8>) -> Commas<String> {
    Commas(values.into_iter().map(|value| format!("v{value}")).collect())
}

proptest! {
    #[test]
    fn variants_are_the_product_of_option_values_after_any_edits(edits in proptest::collection::vec(edit(), 1..12)) {
        let mut product = Product { product_variants: vec![Variant::default()], ..Product::default() };
        let mut last = 0;
        for (number, edit) in edits.into_iter().enumerate() {
            let before = product.clone();
            let done = match edit {
                Edit::Add(values) => {
                    rules::add(&mut product, ProductOption { name: number.to_string(), ..Default::default() }, words(values))
                }
                Edit::SetValues(place, values) if place < product.product_options.len() => {
                    rules::set_values(&mut product, place, words(values))
                }
                Edit::Remove(place) if place < product.product_options.len() => {
                    rules::remove(&mut product, place);
                    Ok(())
                }
                _ => Ok(()),
            };
            if done.is_err() {
                product = before;
                continue;
            }
            rules::combine(&mut product, || { last += 1; Ok(Id::new(last)) }).unwrap();
            let expected = product.product_options.iter().map(|option| option.values().count()).product::<usize>();
            let combinations: HashSet<Vec<&str>> =
                product.product_variants.iter().map(|variant| variant.values().collect()).collect();
            prop_assert_eq!(combinations.len(), expected);
            prop_assert_eq!(product.product_variants.len(), expected);
            for values in combinations {
                prop_assert_eq!(values.len(), product.product_options.len());
                for (option, value) in product.product_options.iter().zip(values) {
                    prop_assert!(option.values().any(|known| known == value));
                }
            }
        }
    }
}
