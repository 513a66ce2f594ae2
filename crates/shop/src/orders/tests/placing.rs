//! What can be bought, and what stands in the way.

use std::collections::BTreeMap;

use serde_json::json;

use super::Scene;
use crate::stories::{customer, product};
use testkit::Shopwire;

#[tokio::test]
async fn an_order_shows_what_was_bought() {
    let scene = Scene::new().await;
    let order = scene.place(&[2, 0], "credit_card", "宅配").await;
    let line = &order["line_items"][0];
    assert_eq!(
        json!([
            line["title"],
            line["variant_title"],
            line["sku"],
            line["quantity"],
            line["total_price_after_discounts"]
        ]),
        json!(["帆布托特包", "B1", "B1", 2, 1760.0])
    );
    assert_eq!(
        json!([
            order["order_number"],
            order["order_name"],
            order["payment_name"],
            order["payment_method"],
            order["shipping_type"]
        ]),
        json!([1001, "#1001", "信用卡", "credit_card", "ezcat"])
    );
    assert_eq!(order["receiver"]["address"], "臺北市中正區重慶南路一段 1 號");
    assert_eq!(json!([order["customer"], order["buyer"]["email"]]), json!([null, "guest@example.com"]));
    assert_eq!(scene.get(&order, "").await, order);
    assert_eq!(
        scene.vendor.get("/v1/orders/get_order_id?order_numbers=1001,9").await.expect(200),
        json!([{ "order_number": 1001, "order_id": order["id"] }])
    );
    let told = scene.shopwire.changes().await;
    let created = told.iter().find(|change| change.event == "orders/create").unwrap();
    assert_eq!(created.payload, order);
}

#[tokio::test]
async fn everything_that_is_in_the_way_is_said_and_nothing_is_taken() {
    let scene = Scene::new().await;
    let before = scene.told().await;
    let hidden = product(&scene.vendor, "未上架", 10).await;
    scene.vendor.put(&format!("/v1/products/{hidden}"), json!({ "published": false })).await.expect(200);
    let variants = scene.vendor.get(&format!("/v1/products/{hidden}/product_variants")).await.expect(200);
    let mut basket = scene.basket(&[11, 1], "cod", "飛鴿傳書");
    basket["line_items"].as_array_mut().unwrap().extend([
        json!({ "product_variant_id": variants[0]["id"], "quantity": 1 }),
        json!({ "product_variant_id": 999_999, "quantity": 1 }),
    ]);
    basket["coupon_codes"] = json!(["NOPE"]);
    basket["points"] = 5.into();
    basket["buyer"] = json!({});
    let refused = scene.vendor.post("/sandbox/orders", basket).await.expect(422);
    insta::assert_snapshot!(serde_json::to_string_pretty(&refused["error"]).unwrap());
    assert_eq!(scene.bag.quantities(&scene.vendor).await, [10, 10]);
    assert_eq!(scene.told_since(before).await, [""; 0]);
    assert_eq!(scene.vendor.get("/v1/orders").await.header("x-total"), "0");
}

#[tokio::test]
async fn a_way_of_delivery_asks_for_what_it_needs() {
    let scene = Scene::new().await;
    let wary = customer(&scene.vendor, "").await;
    let change = json!({ "enable_cvs_pickup": false, "enable_home_delivery_cod": false });
    scene.vendor.put(&format!("/v1/customers/{wary}"), change).await.expect(200);
    let mut said = Vec::new();
    for (payment, shipping, customer) in
        [("atm", "門市自取", None), ("cod", "宅配", Some(wary)), ("atm", "全家超商取貨", Some(wary)), ("atm", "", None)]
    {
        let mut basket = scene.basket(&[1, 0], payment, shipping);
        basket["customer_id"] = customer.into();
        basket["receiver"]["detail_address"] = json!({});
        basket["receiver"]["cvs_store_id"] = json!(null);
        let refused = scene.vendor.post("/sandbox/orders", basket).await.expect(422);
        said.push(format!("{payment} {shipping}: {}", refused["error"]));
    }
    insta::assert_snapshot!(said.join("\n"));
}

#[tokio::test]
async fn an_order_is_of_something() {
    let scene = Scene::new().await;
    for count in [0, 101] {
        let mut basket = scene.basket(&[1, 0], "atm", "宅配");
        basket["line_items"] = vec![basket["line_items"][0].clone(); count].into();
        let refused = scene.vendor.post("/sandbox/orders", basket).await.expect(422);
        assert!(refused["error"].to_string().contains("line_items"), "{refused}");
    }
    assert_eq!(scene.vendor.get("/v1/orders").await.header("x-total"), "0");
}

#[tokio::test]
async fn what_costs_nothing_is_paid() {
    let scene = Scene::new().await;
    let coupon = json!({ "title": "全免", "code": "FREE", "coupon_type": "percent", "value": 100, "order_price_threshold": 0, "usage_limit": 0 });
    let customer = customer(&scene.vendor, "").await;
    scene.vendor.post(&format!("/v1/customers/{customer}/coupons"), coupon).await.expect(201);
    let mut basket = scene.basket(&[1, 0], "cod", "門市自取");
    basket["customer_id"] = customer.into();
    basket["coupon_codes"] = json!(["FREE"]);
    basket["branch_store_id"] = crate::stories::keep(
        &scene.shopwire,
        crate::branch_stores::BranchStore { enabled: true, ..Default::default() },
    )
    .await
    .get()
    .into();
    let before = scene.told().await;
    let order = scene.vendor.post("/sandbox/orders", basket).await.expect(201);
    assert_eq!(json!([order["prices"]["total_price"], order["statuses"]["financial_status"]]), json!([0.0, "paid"]));
    assert_eq!(scene.told_since(before).await, ["orders/create", "orders/paid"]);
}

#[tokio::test]
async fn only_a_shop_for_tests_has_a_checkout_here() {
    let shopwire = Shopwire::spawn().await;
    let basket = json!({ "line_items": [{ "product_variant_id": 1, "quantity": 1 }], "payment_method": "atm" });
    shopwire.vendor().post("/sandbox/orders", basket.clone()).await.expect(403);
    shopwire.make_sandbox().await;
    shopwire.bearer("write_products").await.post("/sandbox/orders", basket.clone()).await.expect(401);
    shopwire.bearer("write_orders").await.post("/sandbox/orders", basket).await.expect(422);
}

#[tokio::test]
async fn sixty_four_shoppers_buy_what_there_is_and_no_more() {
    let scene = Scene::new().await;
    let mut shoppers = tokio::task::JoinSet::new();
    for number in 0..64 {
        let (vendor, basket) =
            (scene.vendor.clone(), scene.basket(&[u32::from(number % 2 == 0), 1], "credit_card", "宅配"));
        shoppers.spawn(async move { vendor.post("/sandbox/orders", basket).await.status });
    }
    let mut counts = BTreeMap::new();
    for status in shoppers.join_all().await {
        *counts.entry(status).or_insert(0) += 1;
    }
    assert_eq!(counts, BTreeMap::from([(201, 10), (422, 54)]), "of the second bag there are ten");
    assert_eq!(scene.bag.quantities(&scene.vendor).await[1], 0);
    let orders = scene.vendor.get("/v1/orders").await.expect(200);
    let sold: usize =
        orders.as_array().unwrap().iter().map(|order| order["line_items"].as_array().unwrap().len()).sum();
    let left: usize = scene.bag.quantities(&scene.vendor).await[0].to_string().parse().unwrap();
    assert_eq!(sold, 10 + (10 - left), "an order that did not come about has taken nothing");
}
