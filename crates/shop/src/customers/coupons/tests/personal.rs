//! A customer's own coupons.

use serde_json::json;
use testkit::{Client, Shopwire};

use super::{codes, customer, hundred_off, move_clock_to, today, with};
use crate::coupons::rules::{issue, personal, redeem};
use crate::coupons::{Coupon, CouponCreate};
use crate::orders::{Order, OrderStatus};

async fn shop() -> (Shopwire, Client, String) {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "ming@example.com").await;
    (shopwire, vendor, format!("/v1/customers/{id}/coupons"))
}

#[tokio::test]
async fn a_coupon_is_answered_kept_and_told() {
    let (shopwire, vendor, coupons) = shop().await;
    let body = with(
        hundred_off("HELLO"),
        json!({
            "start_date": "2026-01-01", "end_date": "2026-01-31", "tags": [["冬季"], ["冬季", "外套"]],
            "product_ids": [[11], [12]], "restrict_strategy": "forbidden", "restrict_campaigns": [["vip_discount"]],
        }),
    );
    move_clock_to(&shopwire, "2026-01-10 12:00:00".parse().unwrap());
    let created = vendor.post(&coupons, body).await;
    insta::assert_snapshot!(created.text.replace(",\"", ",\n\""), @r#"
    {"id":1,
    "customer_id":1,
    "title":"百元折扣",
    "code":"HELLO",
    "coupon_type":"amount",
    "coupon_type_name":"金額",
    "coupon_value":"100",
    "order_price_threshold":500.0,
    "start_date":"2026-01-01",
    "end_date":"2026-01-31",
    "concurrently_apply":false,
    "usage_limit":1,
    "can_accumulate_bonus":true,
    "usage_unlimited":false,
    "used_times":0,
    "gift_order_id":null,
    "gift_days":null,
    "account_usage_limit_enabled":false,
    "account_usage_limit":0,
    "restrict_strategy":"forbidden",
    "restrict_campaigns":["vip_discount"],
    "tags":["冬季",
    "外套"],
    "pos_shop_ids":[],
    "product_ids":[11,12],
    "coupon_status":"has_expire_date",
    "gift_order_status":null,
    "valid":true,
    "customer_used_times":0,
    "customer_usable":true}
    "#);
    let created = created.expect(201);
    let path = format!("{coupons}/{}", created["id"]);
    assert_eq!(vendor.get(&path).await.expect(200), created);
    assert_eq!(vendor.get(&coupons).await.expect(200), json!([created]));

    let change = json!({ "title": "新年快樂", "coupon_type": "percent", "value": 15, "used_times": 1, "tags": [] });
    let changed = vendor.put(&path, change.clone()).await.expect(200);
    assert_eq!(changed["coupon_type_name"], "百分比");
    assert_eq!(changed["coupon_value"], "15");
    assert_eq!(changed["coupon_status"], "used");
    assert_eq!((&changed["valid"], &changed["customer_usable"]), (&json!(false), &json!(false)));
    assert_eq!(changed["tags"], json!([]));
    assert_eq!(vendor.put(&path, change).await.expect(200), changed);
    assert_eq!(vendor.delete(&path).await.expect(200), changed);
    assert_eq!(vendor.get(&path).await.expect(404), json!({ "error": ["無此資源"] }));

    // The second, same change told nothing.
    let told: Vec<_> =
        shopwire.changes().await.into_iter().filter(|change| change.event.starts_with("coupon")).collect();
    let told: Vec<_> = told.iter().map(|change| (change.event.as_str(), &change.payload)).collect();
    assert_eq!(told, [("coupons/create", &created), ("coupons/update", &changed), ("coupons/destroy", &changed)]);
}

#[tokio::test]
async fn a_form_makes_the_same_coupon_as_json() {
    let (_shopwire, vendor, coupons) = shop().await;
    let form = "title=%E5%85%8D%E9%81%8B&code=SHIP&coupon_type=free_shipping&value=0&order_price_threshold=99.5\
                &usage_limit=0&end_date=2099-12-31&concurrently_apply=false&tags[]=a&tags[]=b";
    let created = vendor.form("POST".parse().unwrap(), &coupons, form).await.expect(201);
    assert_eq!(created["coupon_type_name"], "免運");
    assert_eq!(created["order_price_threshold"], 99.5);
    assert_eq!(created["usage_unlimited"], true);
    assert_eq!(created["tags"], json!(["a", "b"]));
    assert_eq!(created["restrict_strategy"], "restrict");
    assert_eq!(created["restrict_campaigns"].as_array().unwrap().len(), 9);
    let path = format!("{coupons}/{}", created["id"]);
    let changed = vendor.form("PUT".parse().unwrap(), &path, "concurrently_apply=true&end_date=").await.expect(200);
    assert_eq!(changed["restrict_strategy"], "unrestricted");
    assert_eq!(changed["restrict_campaigns"], json!([]));
    assert_eq!(changed["end_date"], json!(null));
    assert_eq!(changed["coupon_status"], "no_expire_date");
}

#[tokio::test]
async fn what_is_wrong_is_named_field_by_field() {
    let (shopwire, vendor, coupons) = shop().await;
    let told = vendor.post(&coupons, json!({ "coupon_type": "half", "value": "much" })).await.expect(422);
    for text in [
        "名稱 (title) 不能為空白",
        "序號 (code) 不能為空白",
        "折扣種類 (coupon_type) 無效值，可用的值：amount、percent、free_shipping、gift",
        "折扣內容 (value) 必須是整數",
        "最小消費金額 (order_price_threshold) 不能為空白",
        "使用次數上限 (usage_limit) 不能為空白",
    ] {
        assert!(told["error"].as_array().unwrap().contains(&json!(text)), "{told}");
    }
    assert_eq!(told["error"].as_array().unwrap().len(), 6);
    let first = vendor.post(&coupons, hundred_off("ONCE")).await.id();
    let wrong = json!({ "coupon_type": "percent", "value": 101, "start_date": "2026-02-02", "end_date": "2026-02-01" });
    let told = vendor.post(&coupons, with(hundred_off("once"), wrong)).await.expect(422);
    assert_eq!(
        told["error"],
        json!([
            "折扣內容 (value) 必須是 1 到 100 的百分比",
            "使用結束日期 (end_date) 不能早於使用起始日期 (start_date)",
            "序號 (code) 已被使用",
        ])
    );
    let told = vendor.put(&format!("{coupons}/{first}"), json!({ "used_times": 2 })).await.expect(422);
    assert_eq!(told["error"], json!(["使用次數上限 (usage_limit) 不能小於使用次數 (used_times)"]));
    let both = json!({ "concurrently_apply": true, "restrict_strategy": "forbidden" });
    let told = vendor.put(&format!("{coupons}/{first}"), both).await.expect(422);
    assert!(told["error"][0].as_str().unwrap().contains("互相矛盾"));
    let told = vendor.put(&format!("{coupons}/{first}"), json!({ "restrict_campaigns": ["sale"] })).await.expect(422);
    assert!(told["error"][0].as_str().unwrap().starts_with("與其他行銷活動併用限制 (restrict_campaigns) 無效值"));
    assert_eq!(shopwire.events().await, ["customers/create", "coupons/create"]);
}

#[tokio::test]
async fn a_coupon_is_valid_from_its_first_to_its_last_day() {
    let (shopwire, vendor, coupons) = shop().await;
    let (first, last) = (today(&shopwire).plus_days(1), today(&shopwire).plus_days(3));
    let dates = json!({ "start_date": first.to_string(), "end_date": last.to_string() });
    let id = vendor.post(&coupons, with(hundred_off("DAYS"), dates)).await.id();
    let path = format!("{coupons}/{id}");
    let minute = 60_000;
    for (moment, status, valid) in [
        (first.start().plus_millis(-minute), "no_start_use", false),
        (first.start(), "has_expire_date", true),
        (last.end().plus_millis(-minute), "has_expire_date", true),
        (last.plus_days(1).start(), "expired", false),
    ] {
        move_clock_to(&shopwire, moment);
        let shown = vendor.get(&path).await.expect(200);
        assert_eq!((&shown["coupon_status"], &shown["valid"]), (&json!(status), &json!(valid)), "{moment}");
        assert_eq!(vendor.get(&coupons).await.expect(200), json!([shown]));
        let usable = vendor.get(&format!("{coupons}?only_valid=true")).await;
        assert_eq!(usable.header("x-total"), if valid { "1" } else { "0" });
        assert_eq!(usable.expect(200).as_array().unwrap().len(), usize::from(valid));
    }
    // Time passing is no change.
    assert_eq!(shopwire.events().await, ["customers/create", "coupons/create"]);
}

#[tokio::test]
async fn filters_combine_and_totals_agree() {
    let (shopwire, vendor, coupons) = shop().await;
    let gone = today(&shopwire).plus_days(-1).to_string();
    for (code, fields) in [
        ("A", json!({ "order_price_threshold": 100, "tags": ["冬季"] })),
        ("B", json!({ "order_price_threshold": 1000, "tags": ["冬季", "外套"] })),
        ("C", json!({ "coupon_type": "percent", "value": 10, "tags": ["外套"] })),
        ("D", json!({ "coupon_type": "free_shipping", "value": 0 })),
        ("E", json!({ "end_date": gone, "tags": ["冬季"] })),
    ] {
        vendor.post(&coupons, with(hundred_off(code), fields)).await.expect(201);
    }
    let other = customer(&vendor, "other@example.com").await;
    vendor.post(&format!("/v1/customers/{other}/coupons"), hundred_off("OTHER")).await.expect(201);

    for (query, expected) in [
        ("", vec!["A", "B", "C", "D", "E"]),
        ("order_price_threshold_lteq=500", vec!["A", "C", "D", "E"]),
        ("coupon_types=percent,free_shipping", vec!["C", "D"]),
        ("tags=%E5%86%AC%E5%AD%A3", vec!["A", "B", "E"]),
        ("tags=%E5%86%AC%E5%AD%A3,%E5%A4%96%E5%A5%97", vec!["A", "B", "C", "E"]),
        ("only_valid=1", vec!["A", "B", "C", "D"]),
        ("only_valid=false", vec!["A", "B", "C", "D", "E"]),
        ("only_valid=true&tags=%E5%86%AC%E5%AD%A3&order_price_threshold_lteq=500&coupon_types=amount", vec!["A"]),
    ] {
        let all = vendor.get(&format!("{coupons}?{query}")).await;
        assert_eq!(all.header("x-total"), expected.len().to_string(), "{query}");
        assert_eq!(codes(&all.json), expected, "{query}");
        // Pages of two, behind one another, are the whole list.
        let mut paged = Vec::new();
        for page in 1..=expected.len().div_ceil(2) {
            let part = vendor.get(&format!("{coupons}?{query}&per_page=2&page={page}")).await;
            assert_eq!(part.header("x-total"), expected.len().to_string(), "{query}");
            paged.extend(part.expect(200).as_array().unwrap().clone());
        }
        assert_eq!(all.json, json!(paged), "{query}");
    }
    let told = vendor.get(&format!("{coupons}?coupon_types=amount,half")).await.expect(422);
    assert!(told["error"][0].as_str().unwrap().starts_with("折扣種類 (coupon_types) 無效值"));
}

#[tokio::test]
async fn a_coupon_is_seen_only_with_its_own_customer() {
    let (shopwire, vendor, coupons) = shop().await;
    let id = vendor.post(&coupons, hundred_off("MINE")).await.id();
    let other = customer(&vendor, "other@example.com").await;
    for path in [format!("/v1/customers/{other}/coupons/{id}"), format!("/v1/customers/{other}/shop_coupons/{id}")] {
        vendor.get(&path).await.expect(404);
    }
    vendor.put(&format!("/v1/customers/{other}/coupons/{id}"), json!({ "title": "別人的" })).await.expect(404);
    vendor.delete(&format!("/v1/customers/{other}/coupons/{id}")).await.expect(404);
    vendor.get("/v1/customers/999/coupons").await.expect(404);
    vendor.post("/v1/customers/999/coupons", hundred_off("NOBODY")).await.expect(404);
    let reader = shopwire.bearer("read_customers").await;
    reader.get(&coupons).await.expect(200);
    reader.post(&coupons, hundred_off("NO")).await.expect(401);
}

#[tokio::test]
async fn a_coupon_of_a_cancelled_order_is_not_valid() {
    let (shopwire, vendor, coupons) = shop().await;
    let shop = shopwire.shop.get();
    let new: CouponCreate = serde_json::from_value(hundred_off("GIFT")).unwrap();
    let (order, id) = shopwire
        .database
        .write(shop, None, |tx| {
            let order = tx.insert(Order::default())?.id;
            let coupon = new.into_coupon(Some(wire::Id::new(1)))?;
            let coupon = issue(tx, Coupon { gift_order_id: Some(order), ..coupon })?;
            Ok::<_, api::Error>((order, coupon.id))
        })
        .await
        .unwrap();
    let path = format!("{coupons}/{id}");
    let before = vendor.get(&path).await;
    assert_eq!((&before.json["gift_order_status"], &before.json["valid"]), (&json!("open"), &json!(true)));

    let cancel = move |tx: &mut storage::Tx<'_>| {
        let mut order = storage::Reading::get(tx, order)?.ok_or(api::Error::NotFound)?;
        order.statuses.order_status = OrderStatus::Cancelled;
        tx.save(&mut order)?;
        Ok::<_, api::Error>(())
    };
    shopwire.database.write(shop, None, cancel).await.unwrap();
    let after = vendor.get(&path).await;
    assert_ne!(after.header("etag"), before.header("etag"));
    assert_eq!((&after.json["gift_order_status"], &after.json["valid"]), (&json!("cancelled"), &json!(false)));
    assert_eq!(after.json["coupon_status"], "no_expire_date");
    assert_eq!(vendor.get(&coupons).await.expect(200), json!([after.json]));
    assert_eq!(vendor.get(&format!("{coupons}?only_valid=true")).await.header("x-total"), "0");
}

#[tokio::test]
async fn a_personal_coupon_is_used_by_its_customer_alone() {
    let (shopwire, vendor, coupons) = shop().await;
    let id = vendor.post(&coupons, hundred_off("MINE")).await.id();
    let other = customer(&vendor, "other@example.com").await;
    let use_as = |user: i64| {
        shopwire.database.write(shopwire.shop.get(), None, move |tx| {
            let mut coupon = personal(tx, wire::Id::new(1), wire::Id::new(id))?;
            redeem(tx, &mut coupon, Some(wire::Id::new(user)))
        })
    };
    assert!(matches!(use_as(other).await, Err(api::Error::NotFound)));
    use_as(1).await.unwrap();
    assert!(matches!(use_as(1).await, Err(api::Error::Forbidden(_))));
    let shown = vendor.get(&format!("{coupons}/{id}")).await.expect(200);
    assert_eq!((&shown["used_times"], &shown["customer_used_times"]), (&json!(1), &json!(1)));
}
