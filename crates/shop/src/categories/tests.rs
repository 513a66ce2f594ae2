//! Stories about categories, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;

use super::Category;
use super::demo::seed;
use super::rules::add;
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

const PATH: &str = "/v2/categories";

fn column(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|category| category[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn categories_spell_their_paths_and_are_found_by_title() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    assert_eq!(vendor.get(PATH).await.expect(200), json!([]));
    shopwire.database.write(shopwire.shop.get(), None, seed).await.unwrap();
    let listed = vendor.get(PATH).await;
    assert_eq!(listed.header("x-total"), "12");
    let listed = listed.expect(200);
    let paths = column(&listed, "full_handle");
    assert_eq!(paths[1..4], ["clothing", "clothing/mens", "clothing/mens/shirts"]);
    assert_eq!((&listed[3]["handle"], &listed[3]["parent_id"]), (&json!("shirts"), &listed[2]["id"]));
    assert_eq!(listed[1]["parent_id"], Value::Null);

    let found = vendor.get(&format!("{PATH}?q=%E8%A3%9D")).await;
    assert_eq!(
        (found.header("x-total"), column(&found.json, "title")),
        ("3", ["男裝", "女裝", "洋裝"].map(Into::into).into())
    );
    let second = vendor.get(&format!("{PATH}?q=%E8%A3%9D&per_page=2&page=2")).await;
    assert_eq!(column(&second.json, "title"), ["洋裝"]);
    let other = shopwire.bearer("read_customers").await;
    other.get(PATH).await.expect(401);
}

#[tokio::test]
async fn a_category_has_a_place_of_its_own_in_the_tree() {
    let shopwire = Shopwire::spawn().await;
    let plant = |tx: &mut storage::Tx<'_>| {
        let top = add(tx, None, "服飾", "clothing")?.id;
        // The same part may stand in two places.
        add(tx, Some(top), "服飾", "clothing")?;
        let refusals = [
            add(tx, Some(top), "又一", "Clothing").unwrap_err(),
            add(tx, None, " ", "a/b").unwrap_err(),
            add(tx, Some(wire::Id::new(99)), "孤兒", "orphan").unwrap_err(),
        ];
        Ok::<_, api::Error>(refusals.map(|refusal| refusal.to_string()))
    };
    let said = shopwire.database.write(shopwire.shop.get(), None, plant).await.unwrap();
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_category_shows_every_field() {
    assert_keys(&Category::default(), "id title handle full_handle");
    assert_loads_without_fields::<Category>();
}
