//! Stories about orders from other channels, through the HTTP surface.

use serde_json::json;
use testkit::Shopwire;

use super::OtherValidOrder;
use crate::stories::customer;

#[tokio::test]
async fn an_order_from_elsewhere_is_kept_changed_and_removed() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let base = format!("/v1/customers/{}/other_valid_orders", customer(&vendor, "").await);
    let new = json!({
        "price": 250, "valid_at": "2026-01-15", "uid": "POS-1",
        "extra_infos": {
            "channel_name": "門市", "note": "換過貨",
            "products": [{ "name": ["茶", "杯"], "quantity": [1, 2], "price": [50, 100] }],
        },
    });
    let created = vendor.post(&base, new).await;
    let one = format!("{base}/{}", created.id());
    let created = created.expect(201);
    let shape: OtherValidOrder = serde_json::from_value(created.clone()).unwrap();
    assert_eq!(shape.created_at, shape.updated_at);
    let shape = OtherValidOrder { created_at: shape.valid_at, updated_at: shape.valid_at, ..shape };
    insta::assert_snapshot!(serde_json::to_string_pretty(&shape).unwrap(), @r#"
    {
      "id": 1,
      "price": 250.0,
      "valid_at": "2026-01-15 00:00:00",
      "invalid_at": null,
      "customer_id": 1,
      "uid": "POS-1",
      "extra_infos": {
        "channel_name": "門市",
        "invoice_no": null,
        "source": null,
        "note": "換過貨",
        "operator": null,
        "customer_note": null,
        "products": [
          {
            "name": "茶",
            "quantity": 1,
            "price": 50.0
          },
          {
            "name": "杯",
            "quantity": 2,
            "price": 100.0
          }
        ]
      },
      "created_at": "2026-01-15 00:00:00",
      "updated_at": "2026-01-15 00:00:00"
    }
    "#);
    assert_eq!(vendor.get(&one).await.expect(200), created);
    assert_eq!(vendor.get(&base).await.expect(200), json!([created]));

    let change = json!({ "price": 200.5, "extra_infos": { "note": null, "operator": "店長" } });
    let changed = vendor.put(&one, change).await.expect(200);
    assert_eq!(changed["price"].to_string(), "200.5");
    assert_eq!(changed["valid_at"], "2026-01-15 00:00:00");
    assert_eq!(changed["extra_infos"]["note"], json!(null));
    assert_eq!(changed["extra_infos"]["operator"], "店長");
    assert_eq!(changed["extra_infos"]["products"], created["extra_infos"]["products"]);

    assert_eq!(vendor.delete(&one).await.expect(200), changed);
    vendor.get(&one).await.expect(404);
    vendor.delete(&one).await.expect(404);
    assert_eq!(vendor.get(&base).await.expect(200), json!([]));
}

#[tokio::test]
async fn an_order_may_come_as_a_form() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let base = format!("/v1/customers/{}/other_valid_orders", customer(&vendor, "").await);
    let expected = json!([
        { "name": "茶", "quantity": 1, "price": 50.0 }, { "name": "杯", "quantity": 2, "price": 100.5 },
    ]);
    for products in ["products", "products][", "products][0"] {
        let fields = ["name][]=茶", "name][]=杯", "quantity][]=1", "quantity][]=2", "price][]=50", "price][]=100.5"];
        let fields = fields.map(|field| format!("&extra_infos[{products}][{field}")).concat();
        let form = format!("price=250.5&valid_at=2026-01-15 10:20:30&uid={fields}");
        let created = vendor.form("POST".parse().unwrap(), &base, &form).await.expect(201);
        assert_eq!(created["price"].to_string(), "250.5");
        assert_eq!(created["valid_at"], "2026-01-15 10:20:30");
        assert_eq!(created["uid"], json!(null));
        assert_eq!(created["extra_infos"]["products"], expected, "{form}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_an_order_is_named() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let base = format!("/v1/customers/{}/other_valid_orders", customer(&vendor, "").await);
    let refused = vendor.post(&base, json!({})).await.expect(422);
    assert_eq!(refused, json!({ "error": ["訂單金額 (price) 不能為空白", "成立時間 (valid_at) 不能為空白"] }));
    let wrong = json!({ "price": -1, "valid_at": "soon", "extra_infos": { "products": "茶" } });
    let refused = vendor.post(&base, wrong).await.expect(422);
    assert_eq!(
        refused,
        json!({ "error": ["訂單金額 (price) 必須大於或等於 0", "成立時間 (valid_at) 必須是時間 (YYYY-MM-DD HH:MM:SS)"] })
    );
    let wrong = json!({ "price": 1, "valid_at": "2026-01-15", "extra_infos": { "products": "茶" } });
    assert_eq!(vendor.post(&base, wrong).await.expect(422), json!({ "error": ["商品 (products) 必須是物件的陣列"] }));
    assert_eq!(vendor.get(&base).await.expect(200), json!([]));
}

#[tokio::test]
async fn a_uid_is_given_once_in_a_shop() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let one = format!("/v1/customers/{}/other_valid_orders", customer(&vendor, "").await);
    let other = format!("/v1/customers/{}/other_valid_orders", customer(&vendor, "").await);
    let order = json!({ "price": 1, "valid_at": "2026-01-15", "uid": "POS-1" });
    vendor.post(&one, order.clone()).await.expect(201);
    let refused = vendor.post(&other, order).await.expect(422);
    assert_eq!(refused, json!({ "error": ["UID (uid) 已被使用"] }));
}

#[tokio::test]
async fn an_order_is_found_only_under_its_customer() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (one, other) = (customer(&vendor, "").await, customer(&vendor, "").await);
    let order = json!({ "price": 1, "valid_at": "2026-01-15" });
    let id = vendor.post(&format!("/v1/customers/{one}/other_valid_orders"), order.clone()).await.id();
    vendor.get(&format!("/v1/customers/{other}/other_valid_orders/{id}")).await.expect(404);
    vendor.post(&format!("/v1/customers/{other}/other_valid_orders/{id}/invalid"), json!({})).await.expect(404);
    vendor.get("/v1/customers/999999/other_valid_orders").await.expect(404);
    vendor.post("/v1/customers/999999/other_valid_orders", order).await.expect(404);
}

#[tokio::test]
async fn invalidating_again_changes_nothing() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let base = format!("/v1/customers/{}/other_valid_orders", customer(&vendor, "").await);
    let id = vendor.post(&base, json!({ "price": 1, "valid_at": "2026-01-15" })).await.id();
    let invalid = vendor.post(&format!("{base}/{id}/invalid"), json!({})).await.expect(201);
    assert!(invalid["invalid_at"].is_string());
    shopwire.clock.advance_millis(60_000);
    assert_eq!(vendor.post(&format!("{base}/{id}/invalid"), json!({})).await.expect(201), invalid);
}
