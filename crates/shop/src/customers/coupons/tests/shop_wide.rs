//! Shop-wide coupons, as customers see and use them.

use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use super::{codes, customer, hundred_off, move_clock_to, today, with};
use crate::coupons::rules::issue;
use crate::coupons::{Coupon, CouponCreate, CouponUse};

/// A shop-wide coupon's id; the operation that makes them belongs to another group.
async fn shop_coupon(shopwire: &Shopwire, body: Value, account_limit: Option<i64>) -> i64 {
    let new: CouponCreate = serde_json::from_value(body).unwrap();
    let issue = move |tx: &mut storage::Tx<'_>| {
        let coupon = Coupon {
            account_usage_limit_enabled: account_limit.is_some(),
            account_usage_limit: account_limit.unwrap_or_default(),
            ..new.into_coupon(None)?
        };
        Ok::<_, api::Error>(issue(tx, coupon)?.id.get())
    };
    shopwire.database.write(shopwire.shop.get(), None, issue).await.unwrap()
}

async fn shop() -> (Shopwire, Client, String) {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "ming@example.com").await;
    (shopwire, vendor, format!("/v1/customers/{id}/shop_coupons"))
}

#[tokio::test]
async fn redeeming_counts_for_the_coupon_and_the_customer() {
    let (shopwire, vendor, coupons) = shop().await;
    let id = shop_coupon(&shopwire, with(hundred_off("ALL"), json!({ "usage_limit": 10 })), Some(2)).await;
    let other = customer(&vendor, "other@example.com").await;
    let path = format!("{coupons}/{id}");
    let shown = vendor.get(&path).await.expect(200);
    assert_eq!(shown["customer_id"], json!(null));
    assert_eq!((&shown["customer_used_times"], &shown["customer_usable"]), (&json!(0), &json!(true)));

    vendor.post(&format!("{path}/decrement"), json!({})).await.expect(201);
    let second = vendor.post(&format!("{path}/decrement"), json!({})).await.expect(201);
    assert_eq!((&second["used_times"], &second["customer_used_times"]), (&json!(2), &json!(2)));
    assert_eq!((&second["valid"], &second["customer_usable"]), (&json!(true), &json!(false)));
    assert_eq!(vendor.get(&path).await.expect(200), second);
    assert_eq!(vendor.get(&coupons).await.expect(200), json!([second]));
    let refused = vendor.post(&format!("{path}/decrement"), json!({})).await.expect(403);
    assert_eq!(refused, json!({ "error": "Customer has used up the coupon." }));
    assert_eq!(vendor.get(&format!("{coupons}?only_valid=true")).await.header("x-total"), "0");

    // Another customer still has all of theirs.
    let theirs = vendor.get(&format!("/v1/customers/{other}/shop_coupons?only_valid=true")).await;
    assert_eq!(theirs.header("x-total"), "1");
    assert_eq!((&theirs.json[0]["used_times"], &theirs.json[0]["customer_used_times"]), (&json!(2), &json!(0)));

    let told: Vec<_> = shopwire.changes().await.into_iter().filter(|change| change.event == "coupons/update").collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].payload["used_times"], 2);
    assert_eq!(told[1].payload["customer_used_times"], json!(null));
}

#[tokio::test]
async fn a_used_up_coupon_cannot_be_redeemed() {
    let (shopwire, vendor, coupons) = shop().await;
    let day = |days| today(&shopwire).plus_days(days).to_string();
    let once = shop_coupon(&shopwire, hundred_off("ONCE"), None).await;
    let later = shop_coupon(&shopwire, with(hundred_off("LATER"), json!({ "start_date": day(1) })), None).await;
    let short = shop_coupon(&shopwire, with(hundred_off("SHORT"), json!({ "end_date": day(0) })), None).await;
    let redeem = async |id: i64| vendor.post(&format!("{coupons}/{id}/decrement"), json!({})).await;

    redeem(once).await.expect(201);
    assert_eq!(redeem(once).await.expect(403), json!({ "error": "Coupon has been used up." }));
    assert_eq!(redeem(later).await.expect(403), json!({ "error": "Coupon can not be used yet." }));
    move_clock_to(&shopwire, today(&shopwire).plus_days(1).start());
    redeem(later).await.expect(201);
    assert_eq!(redeem(short).await.expect(403), json!({ "error": "Coupon has expired." }));
    redeem(999).await.expect(404);
    let nobody = vendor.post(&format!("/v1/customers/999/shop_coupons/{once}/decrement"), json!({})).await;
    nobody.expect(404);
    // What was refused left nothing behind.
    let shown = vendor.get(&format!("{coupons}/{short}")).await.expect(200);
    assert_eq!((&shown["used_times"], &shown["customer_used_times"]), (&json!(0), &json!(0)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn redeeming_never_exceeds_the_limit() {
    let (shopwire, vendor, coupons) = shop().await;
    let id = shop_coupon(&shopwire, with(hundred_off("RUSH"), json!({ "usage_limit": 10 })), None).await;
    let redeem = (0..64).map(|_| {
        let (vendor, path) = (vendor.clone(), format!("{coupons}/{id}/decrement"));
        tokio::spawn(async move { vendor.post(&path, json!({})).await.status })
    });
    let redeem: Vec<_> = redeem.collect();
    let mut answers = Vec::new();
    for answer in redeem {
        answers.push(answer.await.unwrap());
    }
    assert_eq!(answers.iter().filter(|status| **status == 201).count(), 10);
    assert_eq!(answers.iter().filter(|status| **status == 403).count(), 54);
    let shown = vendor.get(&format!("{coupons}/{id}")).await.expect(200);
    assert_eq!((&shown["used_times"], &shown["customer_used_times"]), (&json!(10), &json!(10)));
    assert_eq!(shown["coupon_status"], "used");
    assert_eq!(shopwire.events().await.iter().filter(|event| *event == "coupons/update").count(), 10);
}

#[tokio::test]
async fn shop_wide_lists_page_and_filter_like_personal_ones() {
    let (shopwire, vendor, coupons) = shop().await;
    let id = customer(&vendor, "other@example.com").await;
    vendor.post(&format!("/v1/customers/{id}/coupons"), hundred_off("PERSONAL")).await.expect(201);
    for code in ["A", "B", "C"] {
        shop_coupon(&shopwire, hundred_off(code), None).await;
    }
    let gone = json!({ "end_date": today(&shopwire).plus_days(-1).to_string() });
    let gone = shop_coupon(&shopwire, with(hundred_off("D"), gone), None).await;
    let all = vendor.get(&coupons).await;
    assert_eq!((codes(&all.json), all.header("x-total")), (vec!["A", "B", "C", "D"], "4"));
    let usable = vendor.get(&format!("{coupons}?only_valid=true&per_page=2&page=2")).await;
    assert_eq!((codes(&usable.json), usable.header("x-total")), (vec!["C"], "3"));
    let page = vendor.get(&format!("{coupons}?per_page=2&page=2")).await;
    assert_eq!((codes(&page.json), page.header("x-total-pages")), (vec!["C", "D"], "2"));
    assert_eq!(vendor.get(&format!("{coupons}/{gone}")).await.expect(200), all.json[3]);
}

#[tokio::test]
async fn a_withdrawn_coupon_leaves_no_uses() {
    let (shopwire, vendor, coupons) = shop().await;
    let id = shop_coupon(&shopwire, hundred_off("BRIEF"), None).await;
    vendor.post(&format!("{coupons}/{id}/decrement"), json!({})).await.expect(201);
    let withdraw = move |tx: &mut storage::Tx<'_>| {
        let coupon = crate::coupons::rules::shop_wide(tx, wire::Id::new(id))?;
        crate::coupons::rules::withdraw(tx, coupon)?;
        Ok::<_, api::Error>(storage::Reading::count::<CouponUse>(tx, &[])?)
    };
    assert_eq!(shopwire.database.write(shopwire.shop.get(), None, withdraw).await.unwrap(), 0);
    vendor.get(&format!("{coupons}/{id}")).await.expect(404);
}
