//! Parcels to convenience stores.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testkit::{Client, Credentials};

use crate::checkout::ShippingMethod;
use crate::orders::tests::{Scene, statuses};
use crate::stories::keep;

/// From now on the shop sends by this service, under its code.
async fn offer(scene: &Scene, service: &str) {
    let method = ShippingMethod { name: service.into(), shipping_type: service.into(), ..ShippingMethod::default() };
    keep(&scene.shopwire, method).await;
}

async fn infos(scene: &Scene, ids: &[&Value]) -> Value {
    scene.vendor.post("/v1/orders/fulfillment_infos", json!({ "fulfillment_ids": [ids] })).await.expect(201)
}

#[tokio::test]
async fn an_order_for_a_store_leaves_arrives_and_is_paid_when_it_is_picked_up() {
    let scene = Scene::new().await;
    let order = scene.place(&[1, 1], "cod", "全家超商取貨").await;
    let before = scene.told().await;
    let parcel = scene.ship(&order, "cvs_shipping", json!({})).await.expect(201);
    assert_eq!(
        json!([parcel["tracking_company"], parcel["line_items"].as_array().unwrap().len()]),
        json!(["FAMILY_C2C", 2])
    );
    assert_eq!(parcel["tracking_number"].as_str().unwrap().len(), 11);
    let info = infos(&scene, &[&parcel["id"]]).await[0].clone();
    assert_eq!(info["amount"], order["prices"]["total_price"].as_f64().unwrap().to_string());
    assert_eq!(
        json!([info["store_no"], info["receiver"], info["id_verification"]]),
        json!(["017204", "陳美玲", false])
    );
    assert_eq!(info["tracking_number"], parcel["tracking_number"]);

    scene.ship(&order, "arrived", json!({})).await.expect(201);
    let received = scene.ship(&order, "received", json!({})).await.expect(201);
    assert_eq!(statuses(&received), "open paid received no_need");
    let events = ["orders/fulfilled", "orders/arrived", "orders/paid", "orders/received"];
    assert_eq!(scene.told_since(before).await, events);
    assert_eq!(scene.ship(&order, "cvs_shipping", json!({})).await.status, 403);
}

#[tokio::test]
async fn services_ask_for_what_they_need() {
    let scene = Scene::new().await;
    for service in ["hilife_cold", "ezcat_cvs", "family_cold"] {
        offer(&scene, service).await;
    }
    let cold = scene.paid(&[1], "hilife_cold").await;
    let refused = scene.ship(&cold, "cvs_shipping", json!({})).await;
    assert!(refused.text.contains("measurement"), "{}", refused.text);
    refused.expect(422);
    scene.ship(&cold, "cvs_shipping", json!({ "measurement": "S105" })).await.expect(201);
    let by_ezcat = scene.paid(&[1], "ezcat_cvs").await;
    scene.ship(&by_ezcat, "cvs_shipping", json!({ "size": 150 })).await.expect(422);
    let parcel = scene.ship(&by_ezcat, "cvs_shipping", json!({ "size": 105 })).await.expect(201);
    assert!(super::checks(&parcel["tracking_number"]));
    scene.ship(&scene.paid(&[1], "family_cold").await, "cvs_shipping", json!({})).await.expect(201);
}

#[tokio::test]
async fn only_orders_for_a_store_go_there() {
    let scene = Scene::new().await;
    let order = scene.paid(&[1], "宅配").await;
    for how in ["cvs_shipping", "partial_cvs_shipping/conclude"] {
        let refused = scene.ship(&order, how, json!({})).await.expect(403);
        assert_eq!(refused["error"], "不是超商取貨的訂單，不能建立超商託運單", "{how}");
    }
    let item = json!({ "items": [{ "line_item_id": order["line_items"][0]["id"], "quantity": 1 }] });
    let family = scene.paid(&[1], "全家超商取貨").await;
    let refused = scene.ship(&family, "partial_cvs_shipping", item).await.expect(403);
    assert_eq!(refused["error"], "不是萊爾富取貨的訂單，不能部分出貨");
}

#[tokio::test]
async fn parts_of_an_order_leave_until_somebody_says_that_this_was_all() {
    let scene = Scene::new().await;
    let order = scene.place(&[3, 1], "cod", "萊爾富超商取貨").await;
    let total = order["prices"]["total_price"].as_f64().unwrap();
    let part = |quantity: i64, charge: f64| json!({ "items": [{ "line_item_id": order["line_items"][0]["id"], "quantity": quantity }], "charge": charge });
    let conclude = "partial_cvs_shipping/conclude";
    assert_eq!(scene.ship(&order, conclude, json!({})).await.status, 403, "nothing has left");
    scene.ship(&order, "partial_cvs_shipping", part(1, total + 1.0)).await.expect(422);
    scene.ship(&order, "partial_cvs_shipping", part(4, 1.0)).await.expect(403);
    scene.ship(&order, "partial_cvs_shipping", json!({ "items": [] })).await.expect(422);
    let first = scene.ship(&order, "partial_cvs_shipping", part(1, 500.0)).await.expect(201);
    assert_eq!(first["line_items"][0]["quantity"], 1);
    let mut rest = part(1, 0.0);
    rest.as_object_mut().unwrap().remove("charge");
    let second = scene.ship(&order, "partial_cvs_shipping", rest).await.expect(201);
    let infos = infos(&scene, &[&second["id"], &first["id"]]).await;
    let amount = |info: &Value| info["amount"].as_str().unwrap().parse::<f64>().unwrap();
    assert!((amount(&infos[0]) - (total - 500.0)).abs() < 1e-9, "what is left: {infos}");
    assert!((amount(&infos[1]) - 500.0).abs() < 1e-9);
    assert_eq!(statuses(&scene.get(&order, "").await), "open cod partial no_need");

    let before = scene.told().await;
    let concluded = scene.ship(&order, conclude, json!({})).await.expect(201);
    assert_eq!(statuses(&concluded), "open cod fulfilled no_need");
    assert_eq!(scene.ship(&order, conclude, json!({})).await.expect(201), concluded, "once more changes nothing");
    assert_eq!(scene.told_since(before).await, ["orders/update"]);
    assert_eq!(scene.ship(&order, "cvs_shipping", json!({})).await.status, 403, "that was all");
}

#[tokio::test]
async fn each_chain_gives_its_label_in_its_own_way() {
    let has_font = documents::has_font() || testkit::needs("cjk-font").is_some();
    let scene = Scene::new().await;
    for service in ["family_c2c", "seven_c2c", "hilife_cold", "ezcat_cvs"] {
        offer(&scene, service).await;
    }
    let mut parcels = Vec::new();
    for service in ["family_c2c", "seven_c2c", "hilife_cold", "ezcat_cvs"] {
        let order = scene.paid(&[1], service).await;
        parcels.push(scene.ship(&order, "cvs_shipping", json!({ "measurement": "S60" })).await.expect(201));
    }
    let number = |place: usize| parcels[place]["tracking_number"].as_str().unwrap();
    let infos_of_two = infos(&scene, &[&parcels[1]["id"], &parcels[0]["id"]]).await;
    let html = infos_of_two[0]["html"].as_str().unwrap();
    assert!(html.contains(number(1)) && html.contains("陳美玲"), "{html}");
    let image = infos_of_two[1]["image_url"].as_str().unwrap();
    let anybody = Client::new("", std::sync::Arc::new(scene.shopwire.clock.clone()), Credentials::Nobody);
    let drawn = anybody.get(image).await;
    assert_eq!((drawn.status, drawn.header("content-type")), (200, "image/svg+xml"));
    assert!(drawn.text.contains(number(0)) && drawn.text.contains("陳美玲"));
    assert_eq!(anybody.get(&format!("{image}0")).await.status, 404, "the key is the whole key");
    assert_eq!(infos_of_two[0]["image_url"], Value::Null);

    if has_font {
        let infos = infos(&scene, &[&parcels[2]["id"]]).await;
        let pdf = STANDARD.decode(infos[0]["pdf"].as_str().unwrap()).unwrap();
        let text = lopdf::Document::load_mem(&pdf).unwrap().extract_text(&[1]).unwrap();
        assert!(text.contains(number(2)), "{text}");
        let json: Value = serde_json::from_str(infos[0]["pdf_json"].as_str().unwrap()).unwrap();
        assert_eq!(json["barcode"], number(2));
    }
    let unknown = json!({ "fulfillment_ids": [parcels[0]["id"], 999_999] });
    let refused = scene.vendor.post("/v1/orders/fulfillment_infos", unknown).await;
    assert!(refused.text.contains("999999"), "{}", refused.text);
    refused.expect(422);
}
