//! Stories about what collections of both kinds have in common.

use api::{Paging, Respond};
use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use super::{ProductsOrder, products_of};
use crate::stories::product;

async fn made(vendor: &Client, kind: &str, title: &str, handle: &str) -> String {
    let new = json!({ "title": title, "handle": handle, "published": true });
    format!("/v1/{kind}/{}", vendor.post(&format!("/v1/{kind}"), new).await.id())
}

fn handles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|collection| collection["handle"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn collections_are_found_by_title_or_handle() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    for kind in ["custom_collections", "smart_collections"] {
        for (title, handle) in [("夏季新品", "summer"), ("New Summer", "nova"), ("冬季", "winter")] {
            made(&vendor, kind, title, &format!("{handle}-{kind}")).await;
        }
        let listed = vendor.get(&format!("/v1/{kind}")).await.expect(200);
        let path = format!("/v2/{kind}");
        assert_eq!(vendor.get(&path).await.expect(200), listed);
        let found = vendor.get(&format!("{path}?q=SUMMER")).await;
        assert_eq!(found.header("x-total"), "2");
        assert_eq!(handles(&found.json), [format!("summer-{kind}"), format!("nova-{kind}")]);
        let second = vendor.get(&format!("{path}?q=summer&per_page=1&page=2")).await;
        assert_eq!((second.header("x-total"), handles(&second.json)), ("2", vec![&*format!("nova-{kind}")]));
        let title = vendor.get(&format!("{path}?q=%E5%AD%A3")).await;
        assert_eq!(title.header("x-total"), "2");
        assert_eq!(vendor.get(&format!("{path}?q=none")).await.expect(200), json!([]));
    }
    let reader = shopwire.bearer("read_products").await;
    reader.get("/v2/custom_collections").await.expect(200);
    let other = shopwire.bearer("read_customers").await;
    other.get("/v2/smart_collections").await.expect(401);
}

/// The titles of a page, and how many products there are in all.
async fn page(
    shopwire: &Shopwire,
    handle: &str,
    order: Option<ProductsOrder>,
    only_published: bool,
    paging: Paging,
) -> (Vec<String>, String) {
    let read = |view: &storage::View<'_>| products_of(view, handle, order, only_published, paging);
    let reply = shopwire.database.read(shopwire.shop.get(), read).await.unwrap().respond();
    let products: Vec<Value> = serde_json::from_slice(&reply.body).unwrap();
    let titles = products.iter().map(|product| product["title"].as_str().unwrap().to_owned()).collect();
    let total = reply.headers.iter().find(|(name, _)| name == "x-total").unwrap();
    (titles, total.1.to_str().unwrap().to_owned())
}

#[tokio::test]
async fn the_products_of_a_collection_are_had_page_by_page_in_any_order() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let mut ids = Vec::new();
    for (title, price) in [("A", 30), ("B", 10), ("C", 40), ("D", 20)] {
        ids.push(product(&vendor, title, price).await.to_string());
    }
    vendor.put(&format!("/v1/products/{}", ids[1]), json!({ "published": false })).await.expect(200);
    let custom = made(&vendor, "custom_collections", "自訂", "by-hand").await;
    let by_hand = [2, 0, 3, 1].map(|at: usize| ids[at].clone()).join(",");
    vendor.post(&format!("{custom}/products"), json!({ "product_ids": by_hand })).await.expect(201);
    let smart = made(&vendor, "smart_collections", "智慧", "by-rule").await;
    let rule = json!({ "column": "variants_price", "relation": "lt", "condition": "35" });
    vendor.post(&format!("{smart}/rules"), rule).await.expect(201);

    let paging = |page, per_page, offset| Paging { page, per_page, offset };
    for (handle, order, only_published, paging, titles, total) in [
        ("by-hand", None, false, paging(1, 50, 0), "CADB", "4"),
        ("By-Hand", None, true, paging(1, 50, 0), "CAD", "3"),
        ("by-hand", None, false, paging(2, 2, 0), "DB", "4"),
        ("by-hand", None, false, paging(1, 2, 1), "AD", "4"),
        ("by-hand", Some(ProductsOrder::NewestFirst), false, paging(1, 3, 0), "DCB", "4"),
        ("by-hand", Some(ProductsOrder::CheapestFirst), true, paging(2, 1, 0), "A", "3"),
        ("by-rule", None, false, paging(1, 50, 0), "DBA", "3"),
        ("by-rule", Some(ProductsOrder::DearestFirst), true, paging(1, 50, 0), "AD", "2"),
    ] {
        let expected = (titles.chars().map(String::from).collect::<Vec<_>>(), total.to_owned());
        assert_eq!(page(&shopwire, handle, order, only_published, paging).await, expected, "{handle} {order:?}");
    }
    let missing = |view: &storage::View<'_>| products_of(view, "none", None, false, paging(1, 50, 0)).map(drop);
    let missing = shopwire.database.read(shopwire.shop.get(), missing).await;
    assert!(matches!(missing, Err(api::Error::NotFound)));
}
