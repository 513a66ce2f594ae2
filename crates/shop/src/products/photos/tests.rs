//! Stories about photos of products, through the HTTP surface.

use image::ImageFormat;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Client, Shopwire};

use crate::products::tests::{column, product};
use crate::stories::{drawn, files_left, stored_files};

const BATCH_CREATE: &str = "/v1/products/batch_create_product_photo";

fn photos_of(product: &Value) -> String {
    format!("/v1/products/{}/product_photos", product["id"])
}

fn picture(width: u32) -> Vec<u8> {
    drawn(width, 20, ImageFormat::Png)
}

async fn upload(vendor: &Client, product: &Value, fields: &[(&str, &str)], content: &[u8]) -> Answer {
    vendor.multipart(Method::POST, &photos_of(product), fields, &[("photo", content)]).await
}

async fn reload(vendor: &Client, product: &Value) -> Value {
    vendor.get(&format!("/v1/products/{}", product["id"])).await.expect(200)
}

/// A product of two variants, one for each colour, which are had by the same vendor's code.
async fn coloured(vendor: &Client, handle: &str) -> Value {
    let created = product(vendor, handle).await;
    let path = format!("/v1/products/{}", created["id"]);
    let option = json!({ "name": "顏色", "types": "米白,墨綠" });
    vendor.post(&format!("{path}/product_options"), option).await.expect(201);
    let product = vendor.get(&path).await.expect(200);
    for (variant, colour) in product["product_variants"].as_array().unwrap().iter().zip(["white", "green"]) {
        let codes = json!({ "sku": format!("{handle}-{colour}"), "qc": "TOTE" });
        vendor.put(&format!("{path}/product_variants/{}", variant["id"]), codes).await.expect(200);
    }
    vendor.get(&path).await.expect(200)
}

async fn status_of(vendor: &Client, url: &Value) -> u16 {
    vendor.http().get(url.as_str().unwrap()).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn a_photo_is_measured_shown_and_told() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let tote = product(&vendor, "tote").await;
    let told = shopwire.events().await.len();
    let photo = upload(&vendor, &tote, &[], &picture(30)).await.expect(201);
    assert_eq!((&photo["position"], &photo["width"], &photo["height"]), (&json!(1), &json!(30), &json!(20)));
    assert_eq!(status_of(&vendor, &photo["url"]).await, 200);
    assert_eq!(vendor.get(&photos_of(&tote)).await.expect(200), json!([photo]));
    let shown = reload(&vendor, &tote).await;
    assert_eq!((&shown["photos"], &shown["photo_urls"]), (&json!([photo]), &json!([photo["url"]])));
    let changes = shopwire.changes().await.split_off(told);
    assert_eq!(changes.len(), 1, "{changes:?}");
    assert_eq!((changes[0].event.as_str(), &changes[0].payload), ("products/update_photos", &shown));
}

#[tokio::test]
async fn photos_keep_their_order_without_gaps() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let tote = product(&vendor, "tote").await;
    for (width, position) in [("10", ""), ("20", "1"), ("30", "2"), ("40", "99"), ("50", "2")] {
        let fields = [("position", position)];
        upload(&vendor, &tote, &fields, &picture(width.parse().unwrap())).await.expect(201);
    }
    let photos = vendor.get(&photos_of(&tote)).await.expect(200);
    assert_eq!(column(&photos, "width"), json!([20, 50, 30, 10, 40]));
    assert_eq!(column(&photos, "position"), json!([1, 2, 3, 4, 5]));
    let second = format!("{}/{}", photos_of(&tote), photos[1]["id"]);
    assert_eq!(vendor.delete(&second).await.expect(200), photos[1]);
    vendor.delete(&second).await.expect(404);
    let photos = vendor.get(&photos_of(&tote)).await.expect(200);
    assert_eq!(column(&photos, "width"), json!([20, 30, 10, 40]));
    assert_eq!(column(&photos, "position"), json!([1, 2, 3, 4]));
    files_left(&shopwire, 4).await;
}

#[tokio::test]
async fn a_photo_of_some_variants_is_among_their_photos() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let tote = coloured(&vendor, "tote").await;
    let (white, green) = (&tote["product_variants"][0]["id"], &tote["product_variants"][1]["id"]);
    let ids = format!("{white}, {green}");
    let both = upload(&vendor, &tote, &[("product_variant_ids", &ids)], &picture(10)).await.expect(201);
    assert_eq!(both["product_variant_ids"], json!([white, green]));
    let told = shopwire.events().await.len();
    let of_green = [("product_variant_ids", &*green.to_string())];
    let one = upload(&vendor, &tote, &of_green, &picture(20)).await.expect(201);
    assert_eq!(shopwire.events().await.split_off(told), ["products/update_photos", "variants/update"]);
    let variants = reload(&vendor, &tote).await["product_variants"].clone();
    assert_eq!(column(&variants, "photo_urls"), json!([[both["url"]], [both["url"], one["url"]]]));

    // A variant that goes leaves the photo to the others.
    let option = format!("/v1/products/{}/product_options/{}", tote["id"], tote["product_options"][0]["id"]);
    vendor.put(&option, json!({ "types": "米白" })).await.expect(200);
    let photos = vendor.get(&photos_of(&tote)).await.expect(200);
    assert_eq!(column(&photos, "product_variant_ids"), json!([[white], []]));
}

#[tokio::test]
async fn a_photo_that_cannot_be_taken_leaves_no_file() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let tote = product(&vendor, "tote").await;
    upload(&vendor, &tote, &[("product_variant_ids", "99")], &picture(10)).await.expect(422);
    upload(&vendor, &tote, &[("position", "0")], &picture(10)).await.expect(422);
    upload(&vendor, &tote, &[], b"no picture").await.expect(422);
    upload(&vendor, &json!({ "id": 99 }), &[], &picture(10)).await.expect(404);
    let missing = vendor.post(&photos_of(&tote), json!({ "position": 1 })).await;
    assert_eq!(missing.expect(422), json!({ "error": ["商品圖片 (photo) 不能為空白"] }));
    assert_eq!(stored_files(&shopwire), Vec::<std::path::PathBuf>::new());
    assert_eq!(vendor.get(&photos_of(&tote)).await.expect(200), json!([]));
}

#[tokio::test]
async fn a_deleted_products_photos_go_with_it() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (tote, other) = (product(&vendor, "tote").await, product(&vendor, "other").await);
    let photo = upload(&vendor, &tote, &[], &picture(10)).await.expect(201);
    upload(&vendor, &tote, &[], &picture(20)).await.expect(201);
    upload(&vendor, &other, &[], &picture(30)).await.expect(201);
    vendor.delete(&format!("/v1/products/{}", tote["id"])).await.expect(200);
    files_left(&shopwire, 1).await;
    assert_eq!(status_of(&vendor, &photo["url"]).await, 404);
}

#[tokio::test]
async fn all_products_of_a_code_get_a_photo_and_lose_theirs() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (first, second) = (coloured(&vendor, "first").await, coloured(&vendor, "second").await);
    let other = product(&vendor, "other").await;
    upload(&vendor, &second, &[], &picture(10)).await.expect(201);
    upload(&vendor, &other, &[], &picture(20)).await.expect(201);
    let add = |fields: [(&'static str, &'static str); 2]| {
        let (vendor, content) = (vendor.clone(), picture(30));
        async move { vendor.multipart(Method::POST, BATCH_CREATE, &fields, &[("photo", &content)]).await }
    };
    add([("type", "sku"), ("value", "TOTE")]).await.expect(404);
    add([("type", "code"), ("value", "TOTE")]).await.expect(422);
    assert_eq!(stored_files(&shopwire).len(), 2);
    let told = shopwire.events().await.len();
    let added = add([("type", "qc"), ("value", "TOTE")]).await.expect(201);
    assert_eq!(column(&added, "product_id"), json!([first["id"], second["id"]]));
    assert_eq!(column(&added, "position"), json!([1, 2]));
    assert_eq!(shopwire.events().await.split_off(told), ["products/update_photos"; 2]);
    add([("type", "sku"), ("value", "first-green")]).await.expect(201);
    assert_eq!(column(&vendor.get(&photos_of(&first)).await.expect(200), "width"), json!([30, 30]));

    // What two products show stays as long as one of them does.
    let shared = format!("{}/{}", photos_of(&first), added[0]["id"]);
    vendor.delete(&shared).await.expect(200);
    let gone = |kind: &str, value: &str| format!("/v1/products/batch_delete_product_photo?type={kind}&value={value}");
    let deleted = vendor.delete(&gone("sku", "first-white")).await;
    assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    files_left(&shopwire, 3).await;
    assert_eq!(status_of(&vendor, &added[1]["url"]).await, 200);
    vendor.delete(&gone("qc", "TOTE")).await.expect(204);
    files_left(&shopwire, 1).await;
    for product in [&first, &second] {
        assert_eq!(reload(&vendor, product).await["photo_urls"], json!([]));
    }
    assert_eq!(vendor.get(&photos_of(&other)).await.expect(200).as_array().unwrap().len(), 1);
    vendor.delete(&gone("sku", "none")).await.expect(404);
    vendor.delete(&gone("sku", "")).await.expect(422);
}
