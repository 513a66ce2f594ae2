//! Home delivery by carriers.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{checks, line, lines};
use crate::orders::tests::{Scene, statuses};

fn parcel(lines: &str, source: &str) -> Value {
    json!({ "email": "shop@example.com", "line_item_ids": lines, "source": source, "size": 90,
            "temperature": "cold", "fridge_or_frozen": "fridge", "is_fragile": true })
}

#[tokio::test]
async fn some_carriers_give_their_number_at_once() {
    let scene = Scene::new().await;
    let order = scene.paid(&[2, 1], "宅配").await;
    let first = scene.ship(&order, "support_shipping", parcel(&line(&order, 0), "ezcat")).await.expect(201);
    let second = scene.ship(&order, "support_shipping", parcel(&line(&order, 1), "pelican")).await.expect(201);
    assert_eq!(json!([first["tracking_company"], second["tracking_company"]]), json!(["ezcat", "e_can"]));
    for number in [&first["tracking_number"], &second["tracking_number"]] {
        assert_eq!(number.as_str().unwrap().len(), 12);
        assert!(checks(number), "{number}");
    }
    assert_ne!(first["tracking_number"], second["tracking_number"]);
    assert_eq!(statuses(&scene.get(&order, "").await), "open paid fulfilled no_need");
}

#[tokio::test]
async fn other_carriers_give_theirs_later_and_the_order_is_told_again() {
    let mut scene = Scene::new().await;
    scene.shopwire.stop_jobs();
    let order = scene.paid(&[1], "宅配").await;
    let before = scene.told().await;
    let answer = scene.ship(&order, "support_shipping", parcel(&lines(&order), "hct")).await;
    assert_eq!((answer.status, answer.text.as_str()), (202, "{}"));
    let waiting = scene.get(&order, "/fulfillments").await;
    assert_eq!(json!([waiting[0]["tracking_company"], waiting[0]["tracking_number"]]), json!(["hct", null]));
    let again = scene.ship(&order, "support_shipping", parcel(&lines(&order), "hct")).await;
    assert_eq!(again.status, 403, "the goods have left");

    scene.shopwire.start_jobs();
    let until = Instant::now() + Duration::from_secs(10);
    let number = loop {
        let number = scene.get(&order, "/fulfillments").await[0]["tracking_number"].clone();
        if !number.is_null() {
            break number;
        }
        assert!(Instant::now() < until, "no number came");
        tokio::time::sleep(Duration::from_millis(5)).await;
    };
    assert_eq!(number.as_str().unwrap().len(), 10);
    assert!(checks(&number), "{number}");
    assert_eq!(scene.told_since(before).await, ["orders/fulfilled", "orders/update"]);
}

#[tokio::test]
async fn a_parcel_must_be_described_as_the_carrier_takes_it() {
    let scene = Scene::new().await;
    let order = scene.paid(&[1], "宅配").await;
    for (field, value) in
        [("size", json!(61)), ("source", json!("pigeon")), ("email", json!("shop")), ("line_item_ids", json!("999999"))]
    {
        let mut parcel = parcel(&lines(&order), "ezcat");
        parcel[field] = value;
        scene.ship(&order, "support_shipping", parcel).await.expect(422);
    }
    let at_store = scene.paid(&[1], "全家超商取貨").await;
    let refused = scene.ship(&at_store, "support_shipping", parcel(&lines(&at_store), "ezcat")).await.expect(403);
    assert_eq!(refused["error"], "不是宅配的訂單，不能建立宅配託運單");
    assert_eq!(statuses(&scene.get(&order, "").await), "open paid unshipped no_need");
}

#[tokio::test]
async fn of_many_orders_those_that_fail_do_not_stop_the_others() {
    let scene = Scene::new().await;
    let (good, later, unpaid) =
        (scene.paid(&[1], "宅配").await, scene.paid(&[1], "宅配").await, scene.place(&[1], "atm", "宅配").await);
    let one = |order: &Value, source: &str| {
        let mut one = parcel(&lines(order), source);
        one["order_id"] = order["id"].clone();
        one
    };
    let mut missing = one(&good, "ezcat");
    missing["order_id"] = 999_999.into();
    let batch = [one(&unpaid, "ezcat"), one(&good, "ezcat"), missing, one(&later, "sf"), one(&good, "ezcat")];
    let body = json!({ "email": "shop@example.com", "support_shippings": batch });
    let answer = scene.vendor.post("/v1/orders/fulfillments/support_shipping", body).await;
    assert_eq!(answer.json["request_id"], answer.header("x-request-id"));
    let results = answer.expect(201)["results"].clone();
    let told: Vec<Value> = results
        .as_array()
        .unwrap()
        .iter()
        .map(|one| json!([one["status"], one["fulfillment_status"], one["message"]]))
        .collect();
    assert_eq!(
        json!(told[..4]),
        json!([
            ["failed", "unshipped", "訂單尚未付款，不能出貨"],
            ["success", "fulfilled", ""],
            ["failed", null, "無此資源"],
            ["processing", "fulfilled", "順豐速運尚未給號，單號之後出現在出貨紀錄"],
        ])
    );
    assert_eq!(told[4][0], "failed", "it has left with the second");
    assert_eq!(results[1]["line_items"], lines(&good));
    assert_eq!(results[1]["tracking_numbers"]["tracking_company"], "ezcat");
    assert!(checks(&results[1]["tracking_numbers"]["tracking_number"]));
    assert_eq!(results[3]["tracking_numbers"], json!({ "tracking_company": "SF", "tracking_number": null }));
    let empty = json!({ "email": "shop@example.com", "support_shippings": [] });
    scene.vendor.post("/v1/orders/fulfillments/support_shipping", empty).await.expect(422);
}
