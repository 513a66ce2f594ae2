//! Stories about feeds: named through the API, fetched without credentials, read by independent parsers.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};
use testkit::{Client, Credentials, Shopwire};

const TITLE: &str = "帆布包 <特大> & \"厚\", 新";

/// A product on sale in two sizes, one of them reduced and the other sold out; another not on sale.
async fn furnish(vendor: &Client) {
    let new = json!({ "title": TITLE, "handle": "tote", "published": true, "price": 880, "vendor": "好日子",
                      "product_type": "包包", "google_product_category_id": 3032, "body_html": "<p>厚磅&amp;耐用</p>" });
    let product = vendor.post("/v1/products", new).await.expect(201);
    let path = format!("/v1/products/{}", product["id"]);
    vendor.post(&format!("{path}/product_options"), json!({ "name": "尺寸", "types": "S,M" })).await.expect(201);
    let variants = vendor.get(&format!("{path}/product_variants")).await.expect(200);
    let variant = |place: usize| format!("{path}/product_variants/{}", variants[place]["id"]);
    let reduced =
        json!({ "compare_at_price": 1000, "sku": "T-S", "inventory_management": true, "inventory_quantity": 3 });
    vendor.put(&variant(0), reduced).await.expect(200);
    vendor.put(&variant(1), json!({ "inventory_management": true })).await.expect(200);
    vendor
        .post("/v1/products", json!({ "title": "未上架", "handle": "no", "published": false, "price": 1 }))
        .await
        .expect(201);
}

async fn feeds(shopwire: &Shopwire) -> HashMap<String, (String, String)> {
    let listed = shopwire.vendor().get("/v2/product_feeds").await.expect(200);
    let feeds = listed["product_feeds"].as_array().unwrap().iter().map(|feed| {
        let text = |name: &str| feed[name].as_str().unwrap().to_owned();
        let path = text("url").strip_prefix(&shopwire.base_url).unwrap().to_owned();
        (text("name"), (path, text("mime_type")))
    });
    feeds.collect()
}

#[tokio::test]
async fn every_platform_gets_what_is_on_sale() {
    let shopwire = Shopwire::spawn().await;
    furnish(&shopwire.vendor()).await;
    let (feeds, anybody) = (feeds(&shopwire).await, shopwire.client(Credentials::Nobody));
    for (path, mime_type) in feeds.values() {
        let file = anybody.get(path).await;
        assert!(file.status == 200 && file.header("content-type").starts_with(mime_type), "{path}");
        assert_eq!(file.header("cache-control"), "public, max-age=900");
    }
    let google = google(&anybody.get(&feeds["google"].0).await.text);
    assert_eq!(google.len(), 2);
    let (first, second) = (&google[0], &google[1]);
    assert_eq!(first["title"], format!("{TITLE} S"));
    assert_eq!((&*first["description"], &*first["g:size"], &*first["g:mpn"]), ("厚磅&耐用", "S", "T-S"));
    assert_eq!((&*first["g:price"], &*first["g:sale_price"]), ("1000.00 TWD", "880.00 TWD"));
    assert_eq!((&*first["g:availability"], &*second["g:availability"]), ("in_stock", "out_of_stock"));
    assert_eq!((&first["g:item_group_id"], second.get("g:sale_price")), (&second["g:item_group_id"], None));
    assert_eq!((&*first["g:google_product_category"], &*second["g:identifier_exists"]), ("3032", "no"));

    let facebook = csv(&anybody.get(&feeds["facebook"].0).await.text);
    assert_eq!((facebook.len(), &*facebook[0]["title"]), (2, &*format!("{TITLE} S")));
    assert_eq!((&*facebook[0]["price"], &*facebook[0]["sale_price"]), ("1000.00 TWD", "880.00 TWD"));
    assert_eq!((&*facebook[1]["availability"], &*facebook[0]["quantity_to_sell_on_facebook"]), ("out of stock", "3"));

    let shop_dot_com = csv(&anybody.get(&feeds["shopdotcom"].0).await.text);
    assert_eq!((&*shop_dot_com[0]["SKU"], &*shop_dot_com[0]["SalePrice"]), ("T-S", "880.00"));

    let line: Value = serde_json::from_str(&anybody.get(&feeds["line"].0).await.text).unwrap();
    assert_eq!(
        (&line["products"][0]["title"], &line["products"][1]["price"]),
        (&json!(format!("{TITLE} S")), &json!(880.0))
    );
}

#[tokio::test]
async fn a_feed_needs_its_key_and_keeps_it() {
    let shopwire = Shopwire::spawn().await;
    let anybody = shopwire.client(Credentials::Nobody);
    let shop = shopwire.shop;
    for guess in ["", "x", "0000000000000000"] {
        assert_eq!(anybody.get(&format!("/feeds/{shop}/{guess}/google.xml")).await.status, 404);
    }
    let first = feeds(&shopwire).await;
    assert_eq!(feeds(&shopwire).await, first);
    let (path, _) = &first["google"];
    assert_eq!(anybody.get(path).await.status, 200);
    assert_eq!(anybody.get(&path.replace("google.xml", "bing.xml")).await.status, 404);
    // An empty shop has empty feeds, not broken ones.
    assert!(google(&anybody.get(path).await.text).is_empty());
    assert_eq!(anybody.get(&first["line"].0).await.expect(200), json!({ "products": [] }));
}

#[tokio::test]
async fn a_feed_goes_on_over_many_pages() {
    let shopwire = Shopwire::spawn().await;
    let products = 450;
    shopwire
        .database
        .write(shopwire.shop.get(), None, move |tx| {
            for number in 0..products {
                let variant = crate::products::Variant { id: wire::Id::new(number + 1), ..Default::default() };
                let handle = number.to_string();
                tx.insert(crate::products::Product {
                    handle,
                    published: number % 2 == 0,
                    product_variants: vec![variant],
                    ..Default::default()
                })?;
            }
            Ok::<_, storage::Error>(())
        })
        .await
        .unwrap();
    let feeds = feeds(&shopwire).await;
    let anybody = shopwire.client(Credentials::Nobody);
    let line = anybody.get(&feeds["line"].0).await.expect(200);
    assert_eq!(line["products"].as_array().unwrap().len(), 225);
    assert_eq!(google(&anybody.get(&feeds["google"].0).await.text).len(), 225);
}

fn csv(text: &str) -> Vec<HashMap<String, String>> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().collect::<Result<_, _>>().unwrap()
}

/// The fields of each item; a file that is not well-formed fails.
fn google(text: &str) -> Vec<HashMap<String, String>> {
    let mut reader = Reader::from_str(text);
    let (mut items, mut field) = (Vec::<HashMap<String, String>>::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(start) => {
                field = start.name().as_ref().to_owned();
                if field == "item" {
                    items.push(HashMap::new());
                }
            }
            Event::Text(words) => add(&mut items, &field, &words),
            Event::GeneralRef(entity) => {
                let words = format!("&{};", &*entity);
                add(&mut items, &field, &quick_xml::escape::unescape(&words).unwrap());
            }
            Event::Eof => return items,
            _ => {}
        }
    }
}

fn add(items: &mut [HashMap<String, String>], field: &str, words: &str) {
    if let Some(item) = items.last_mut().filter(|_| !words.trim_matches('\n').is_empty()) {
        item.entry(field.to_owned()).or_default().push_str(words);
    }
}
