//! Stories about using points, and about points that expire.

use serde_json::{Value, json};

use super::Points;

#[tokio::test]
async fn points_are_used_oldest_deadline_first() {
    let points = Points::new().await;
    let never = points.grant(10.0, None).await;
    let late = points.grant(10.0, Some(48)).await;
    let soon = points.grant(10.0, Some(24)).await;
    let twin = points.grant(10.0, Some(48)).await;

    let used = points.consume(25.0).await.expect(201);
    let order: Vec<_> = used["bonus_points"].as_array().unwrap().iter().map(|grant| &grant["id"]).collect();
    assert_eq!(order, [&json!(soon), &json!(late), &json!(twin)]);
    assert_eq!(points.unused().await, json!([10.0, 0.0, 0.0, 5.0]));
    points.consume(10.0).await.expect(201);
    assert_eq!(points.unused().await, json!([5.0, 0.0, 0.0, 0.0]));
    assert_eq!(points.list().await[0]["id"], never);
}

#[tokio::test]
async fn a_use_answers_what_is_left_and_which_grants_were_touched() {
    let points = Points::new().await;
    points.grant(10.25, None).await;
    let used = points.consume(0.75).await;
    insta::assert_snapshot!(used.text, @r#"{"customer_id":1,"consumed_points":0.75,"bonus_remain":9.5,"bonus_expires_at":null,"bonus_points":[{"id":1,"title":"活動","points":10.25,"unused_points":9.5,"consumption_price":0.0,"deadline":null,"customer_id":1,"source":"api","order_id":null}]}"#);
    used.expect(201);
}

#[tokio::test]
async fn each_touched_grant_fires_one_update() {
    let points = Points::new().await;
    let first = points.grant(10.0, Some(1)).await;
    let second = points.grant(10.0, Some(2)).await;
    points.grant(10.0, Some(3)).await;
    points.consume(15.0).await.expect(201);
    let told = points.told().await;
    assert_eq!(told[3..], [("update".to_owned(), first), ("update".to_owned(), second)]);
    let changes = points.shopwire.changes().await;
    assert_eq!(changes.last().unwrap().payload, points.list().await[1]);
    // The customer's own event was its creation: a total is not news of its own.
    assert!(changes[1..].iter().all(|change| !change.event.starts_with("customers/")));
}

#[tokio::test]
async fn using_more_than_there_is_changes_nothing() {
    let points = Points::new().await;
    points.grant(10.0, Some(1)).await;
    points.grant(5.5, None).await;
    let (list, told) = (points.list().await, points.told().await);
    let refused = points.consume(15.6).await;
    assert_eq!(refused.text, r#"{"error":["紅利點數數量 (amount) 不能大於可用的紅利點數 15.5"]}"#);
    refused.expect(422);
    assert_eq!(points.list().await, list);
    assert_eq!(points.told().await, told);
    assert_eq!(points.remain().await, 15.5);
    points.consume(15.5).await.expect(201);
    assert_eq!(points.remain().await, 0.0);
}

#[tokio::test]
async fn an_amount_is_needed_unless_all_is_used() {
    let points = Points::new().await;
    points.grant(10.0, None).await;
    let path = points.path("consume_bonus_points");
    for wrong in [json!({}), json!({ "amount": 0 }), json!({ "amount": -1 }), json!({ "consume_all": false })] {
        let answer = points.vendor.post(&path, wrong).await;
        assert!(answer.text.contains("紅利點數數量 (amount)"), "{}", answer.text);
        answer.expect(422);
    }
    let used = points.vendor.post(&path, json!({ "consume_all": true, "amount": 3 })).await.expect(201);
    assert_eq!((&used["consumed_points"], &used["bonus_remain"]), (&json!(10.0), &json!(0.0)));
    // All of nothing is nothing.
    let used = points.vendor.post(&path, json!({ "consume_all": true })).await.expect(201);
    assert_eq!((&used["consumed_points"], &used["bonus_points"]), (&json!(0.0), &json!([])));
}

#[tokio::test]
async fn points_expire_by_themselves_at_their_deadline() {
    let points = Points::new().await;
    points.grant(10.0, Some(1)).await;
    points.grant(20.0, Some(2)).await;
    points.grant(30.0, None).await;
    let deadlines = [points.list().await[0]["deadline"].clone(), points.list().await[1]["deadline"].clone()];
    assert_eq!(points.remain().await, 60.0);
    let told = points.told().await;

    // A minute before the hour is up, and at the hour: nothing but time has changed.
    points.shopwire.clock.advance_millis(59 * 60_000);
    assert_eq!((points.remain().await, points.expires_at().await), (json!(60.0), deadlines[0].clone()));
    points.shopwire.clock.advance_millis(60_000);
    assert_eq!((points.remain().await, points.expires_at().await), (json!(50.0), deadlines[1].clone()));
    points.pass_hours(1);
    assert_eq!((points.remain().await, points.expires_at().await), (json!(30.0), Value::Null));
    let listed = points.vendor.get("/v1/customers").await.expect(200);
    assert_eq!(listed[0]["bonus_remain"], 30.0);
    assert_eq!(points.told().await, told);
}

#[tokio::test]
async fn expired_points_cannot_be_used() {
    let points = Points::new().await;
    points.grant(10.0, Some(1)).await;
    points.grant(20.0, None).await;
    points.pass_hours(1);
    points.consume(21.0).await.expect(422);
    points.consume(20.0).await.expect(201);
    assert_eq!(points.unused().await, json!([10.0, 0.0]));
    let path = points.path("consume_bonus_points");
    let used = points.vendor.post(&path, json!({ "consume_all": true })).await.expect(201);
    assert_eq!(used["consumed_points"], 0.0);
}

#[tokio::test]
async fn a_later_deadline_brings_expired_points_back() {
    let points = Points::new().await;
    let grant = points.grant(10.0, Some(1)).await;
    points.pass_hours(2);
    assert_eq!(points.remain().await, 0.0);
    points.change(grant, json!({ "deadline": points.deadline(Some(1)) })).await.expect(200);
    assert_eq!(points.remain().await, 10.0);
    points.pass_hours(1);
    assert_eq!(points.remain().await, 0.0);
    points.change(grant, json!({ "deadline": "0" })).await.expect(200);
    assert_eq!(points.remain().await, 10.0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn concurrent_consumption_never_goes_below_zero() {
    let points = Points::new().await;
    for hours in 1..=10 {
        points.grant(10.0, Some(hours)).await;
    }
    // 64 callers want 3 of 100 points each: 33 can have them.
    let tasks: Vec<_> = (0..64)
        .map(|_| {
            let (vendor, path) = (points.vendor.clone(), points.path("consume_bonus_points"));
            tokio::spawn(async move { vendor.post(&path, json!({ "amount": 3 })).await.status })
        })
        .collect();
    let mut served = 0;
    for task in tasks {
        match task.await.unwrap() {
            201 => served += 1,
            status => assert_eq!(status, 422),
        }
    }
    assert_eq!(served, 33);
    assert_eq!(points.remain().await, 1.0);
    assert_eq!(points.unused().await, json!([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]));
}

#[tokio::test]
async fn a_customer_may_have_hundreds_of_grants() {
    let points = Points::new().await;
    let customer = points.customer;
    let grant = move |tx: &mut storage::Tx<'_>| {
        let mut customer = crate::customers::rules::customer(tx, wire::Id::new(customer))?;
        for _ in 0..600 {
            let points = wire::Money::from(1);
            let grant = super::BonusPoint { points, unused_points: points, ..super::BonusPoint::default() };
            tx.insert(super::BonusPoint { customer_id: customer.id, ..grant })?;
        }
        super::super::rules::settle(tx, &mut customer)
    };
    points.shopwire.database.write(points.shopwire.shop.get(), None, grant).await.unwrap();
    assert_eq!(points.list().await.as_array().unwrap().len(), 600);
    points.consume(599.0).await.expect(201);
    assert_eq!(points.remain().await, 1.0);
}
