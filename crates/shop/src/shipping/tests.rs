//! Stories about consignments: made for many orders at once, and printed.

use std::io::{Cursor, Read};
use std::time::{Duration, Instant};

use lopdf::Document;
use serde_json::{Value, json};
use testkit::Answer;
use zip::ZipArchive;

use crate::checkout::ShippingMethod;
use crate::orders::tests::{Scene, statuses};
use crate::stories::keep;

async fn paid(scene: &Scene, counts: &[u32], shipping: &str) -> Value {
    let order = scene.place(counts, "credit_card", shipping).await;
    scene.advance(&order, "paid").await
}

/// The order with all its lines, as the batch takes it.
fn whole(order: &Value) -> Value {
    let lines: Vec<_> = order["line_items"].as_array().unwrap().iter().map(|line| line["id"].clone()).collect();
    json!({ "order_id": order["id"], "line_item_ids": lines })
}

async fn ship(scene: &Scene, carrier: &str, orders: &[&Value]) -> Value {
    let orders: Vec<_> = orders.iter().map(|order| whole(order)).collect();
    let body = json!({ "shipping_type": carrier, "temperature": "cold", "fridge_or_frozen": "frozen", "is_fragile": true,
                       "shipping_orders": orders });
    scene.vendor.post("/v2/orders/fulfillments/support_shippings", body).await.expect(200)
}

fn has_font() -> bool {
    documents::has_font() || testkit::needs("cjk-font").is_some()
}

/// The only file of the zip that was answered: its name, its content.
fn unpacked(answer: &Answer) -> (String, Vec<u8>) {
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/zip"), "{}", answer.text);
    let mut archive = ZipArchive::new(Cursor::new(&answer.bytes)).unwrap();
    assert_eq!(archive.len(), 1);
    let mut file = archive.by_index(0).unwrap();
    let mut content = Vec::new();
    file.read_to_end(&mut content).unwrap();
    (file.name().unwrap().into_owned(), content)
}

/// The text of the PDF's pages, without spaces and line ends.
fn pages(pdf: &[u8]) -> Vec<String> {
    let file = Document::load_mem(pdf).unwrap();
    let text = |number: &u32| file.extract_text(&[*number]).unwrap();
    file.get_pages().keys().map(|number| text(number).split_whitespace().collect()).collect()
}

#[tokio::test]
async fn orders_of_a_batch_get_their_number_or_the_reason_why_not() {
    let scene = Scene::new().await;
    let (one, other) = (paid(&scene, &[1], "宅配").await, paid(&scene, &[1, 2], "宅配").await);
    let unpaid = scene.place(&[1], "atm", "宅配").await;
    let result = ship(&scene, "ezcat", &[&one, &unpaid, &other]).await;
    assert_eq!(result["failed_orders"], json!([{ "order_id": unpaid["id"], "message": "訂單尚未付款，不能出貨" }]));
    let made = result["fulfillments"].as_array().unwrap();
    assert_eq!(
        json!([made[0]["order_id"], made[1]["order_id"], made[0]["tracking_company"]]),
        json!([one["id"], other["id"], "ezcat"])
    );
    assert_eq!(made[0]["tracking_number"].as_str().unwrap().len(), 12);
    assert_eq!(statuses(&scene.get(&other, "").await), "open paid fulfilled no_need");
    let empty = json!({ "shipping_type": "ezcat", "shipping_orders": [] });
    scene.vendor.post("/v2/orders/fulfillments/support_shippings", empty).await.expect(422);
}

#[tokio::test]
async fn the_labels_of_orders_are_one_pdf_in_a_zip() {
    if !has_font() {
        return;
    }
    let scene = Scene::new().await;
    let mut orders = Vec::new();
    for _ in 0..5 {
        orders.push(paid(&scene, &[1], "宅配").await);
    }
    let result = ship(&scene, "ezcat", &orders.iter().collect::<Vec<_>>()).await;
    let ids: Vec<_> = orders.iter().map(|order| order["id"].clone()).collect();
    let body = json!({ "shipping_type": "ezcat", "order_ids": ids });
    let answer = scene.vendor.post("/v2/orders/fulfillments/support_shipping_labels", body).await;
    let name = answer.header("content-disposition").strip_prefix("attachment; filename=").unwrap().to_owned();
    assert!(name.starts_with("support_ezcat_shipping_labels_"), "{name}");
    let (file, pdf) = unpacked(&answer);
    assert_eq!(file.strip_suffix(".pdf"), Some(name.strip_suffix(".zip").unwrap()));
    let pages = pages(&pdf);
    assert_eq!(pages.len(), 2, "four to a page");
    for (place, made) in result["fulfillments"].as_array().unwrap().iter().enumerate() {
        let page = &pages[place / 4];
        for printed in [made["tracking_number"].as_str().unwrap(), orders[place]["order_name"].as_str().unwrap()] {
            assert!(page.contains(printed), "{printed} in {page}");
        }
    }
    for printed in ["陳美玲", "重慶南路一段1號", "測試商店", "冷凍", "易碎", "不代收", "黑貓宅急便"]
    {
        assert!(pages[0].contains(printed), "{printed} in {}", pages[0]);
    }
    let without = json!({ "shipping_type": "pelican", "order_ids": ids });
    let refused = scene.vendor.post("/v2/orders/fulfillments/support_shipping_labels", without).await;
    assert!(refused.text.contains(&ids[0].to_string()), "{}", refused.text);
    refused.expect(422);
}

#[tokio::test]
async fn a_label_waits_for_its_number_and_then_fits_a_roll() {
    if !has_font() {
        return;
    }
    let mut scene = Scene::new().await;
    scene.shopwire.stop_jobs();
    let orders = [paid(&scene, &[1], "宅配").await, paid(&scene, &[1], "宅配").await];
    let result = ship(&scene, "hct", &[&orders[0], &orders[1]]).await;
    assert_eq!(result["fulfillments"][0]["tracking_number"], Value::Null);
    let body =
        json!({ "shipping_type": "hct", "print_type": "thermal", "order_ids": [orders[0]["id"], orders[1]["id"]] });
    let path = "/v2/orders/fulfillments/support_shipping_labels";
    assert_eq!(scene.vendor.post(path, body.clone()).await.expect(403)["error"], "新竹物流尚未給號，請稍後再列印");
    scene.shopwire.start_jobs();
    let until = Instant::now() + Duration::from_secs(10);
    let printed = loop {
        let answer = scene.vendor.post(path, body.clone()).await;
        if answer.status == 200 {
            break answer;
        }
        assert!(Instant::now() < until, "no number came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    let pages = pages(&unpacked(&printed).1);
    assert_eq!(pages.len(), 2);
    // What this carrier does not take is not printed for it.
    assert!(pages[0].contains("低溫") && !pages[0].contains("易碎"), "{}", pages[0]);
}

#[tokio::test]
async fn a_parcel_to_a_store_is_made_and_its_label_printed() {
    let scene = Scene::new().await;
    for service in ["family_cold", "seven_c2c"] {
        let method =
            ShippingMethod { name: service.into(), shipping_type: service.into(), ..ShippingMethod::default() };
        keep(&scene.shopwire, method).await;
    }
    let cold = scene.place(&[2], "cod", "family_cold").await;
    let path = |order: &Value| format!("/v2/orders/{}/cvs_shipping", order["id"]);
    scene.vendor.post(&path(&cold), json!({})).await.expect(422);
    let made = scene.vendor.post(&path(&cold), json!({ "measurement": "S60" })).await.expect(201);
    assert_eq!(json!([made["tracking_company"], made["cvs_shipping_type"]]), json!(["FAMILY_COLD", "family_cold"]));
    assert_eq!(json!([made["status"], made["line_items"][0]["quantity"]]), json!(["fulfilled", 2]));

    let seven = paid(&scene, &[1], "seven_c2c").await;
    let parcel = scene.vendor.post(&path(&seven), json!({})).await.expect(201);
    let body = json!({ "shipping_type": "seven_c2c", "fulfillment_ids": [parcel["id"]] });
    let answer = scene.vendor.post("/v2/orders/cvs_shipping_labels", body).await;
    assert!(answer.header("content-disposition").contains("cvs_seven_c2c_shipping_labels_"));
    let (name, page) = unpacked(&answer);
    let page = String::from_utf8(page).unwrap();
    assert!(
        name.strip_suffix(".html").is_some() && page.contains(parcel["tracking_number"].as_str().unwrap()),
        "{name}"
    );

    let other = json!({ "shipping_type": "family_cold", "fulfillment_ids": [made["id"], parcel["id"]] });
    let refused = scene.vendor.post("/v2/orders/cvs_shipping_labels", other).await;
    assert!(refused.text.contains(&parcel["id"].to_string()), "{}", refused.text);
    refused.expect(422);
    if has_font() {
        let body = json!({ "shipping_type": "family_cold", "fulfillment_ids": [made["id"]] });
        let (_, pdf) = unpacked(&scene.vendor.post("/v2/orders/cvs_shipping_labels", body).await);
        let total = format!("NT${}", cold["prices"]["total_price"].as_f64().unwrap());
        for printed in ["全家冷鏈", "陳美玲", "017204", "冷凍", "代收", &total] {
            assert!(pages(&pdf)[0].contains(printed), "{printed} in {}", pages(&pdf)[0]);
        }
    }
}

#[tokio::test]
async fn printing_needs_the_scope_that_shipping_needs() {
    let scene = Scene::new().await;
    let body = json!({ "shipping_type": "ezcat", "order_ids": [1] });
    for (scopes, status) in [("read_orders", 401), ("write_orders", 422)] {
        let client = scene.shopwire.bearer(scopes).await;
        let answer = client.post("/v2/orders/fulfillments/support_shipping_labels", body.clone()).await;
        assert_eq!(answer.status, status, "{scopes}: {}", answer.text);
    }
}
