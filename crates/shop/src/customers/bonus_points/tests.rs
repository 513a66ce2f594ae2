//! Stories about points, through the HTTP surface.

mod model;
mod using;

use serde_json::{Value, json};
use testkit::{Answer, Client, Shopwire};
use wire::Clock;

use super::BonusPoint;
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

/// In milliseconds.
const HOUR: i64 = 3_600_000;

/// A shop with one customer, whose points these stories are about.
struct Points {
    shopwire: Shopwire,
    vendor: Client,
    customer: i64,
}

impl Points {
    async fn new() -> Self {
        let shopwire = Shopwire::spawn().await;
        let vendor = shopwire.vendor();
        let customer = new_customer(&vendor, "ming@example.com").await;
        Self { shopwire, vendor, customer }
    }

    fn path(&self, rest: &str) -> String {
        format!("/v1/customers/{}/{rest}", self.customer)
    }

    /// Grants points that are usable for so many hours, or for ever.
    async fn grant(&self, points: f64, hours: Option<i64>) -> i64 {
        let grant = json!({ "title": "活動", "points": points, "deadline": self.deadline(hours) });
        self.vendor.post(&self.path("bonus_points"), grant).await.id()
    }

    fn deadline(&self, hours: Option<i64>) -> Value {
        let now = self.shopwire.clock.now();
        hours.map_or(json!(0), |hours| json!(now.plus_millis(hours * HOUR)))
    }

    fn pass_hours(&self, hours: i64) {
        self.shopwire.clock.advance_millis(hours * HOUR);
    }

    async fn change(&self, grant: i64, change: Value) -> Answer {
        self.vendor.put(&self.path(&format!("bonus_points/{grant}")), change).await
    }

    async fn consume(&self, amount: f64) -> Answer {
        self.vendor.post(&self.path("consume_bonus_points"), json!({ "amount": amount })).await
    }

    async fn list(&self) -> Value {
        self.vendor.get(&self.path("bonus_points")).await.expect(200)
    }

    /// The unused points of every grant, in the order they were given.
    async fn unused(&self) -> Value {
        self.list().await.as_array().unwrap().iter().map(|grant| grant["unused_points"].clone()).collect()
    }

    async fn remain(&self) -> Value {
        self.vendor.get(&format!("/v1/customers/{}", self.customer)).await.expect(200)["bonus_remain"].clone()
    }

    async fn expires_at(&self) -> Value {
        self.vendor.get(&format!("/v1/customers/{}", self.customer)).await.expect(200)["bonus_expires_at"].clone()
    }

    /// The events about points so far, each with the grant it is about.
    async fn told(&self) -> Vec<(String, i64)> {
        let changes = self.shopwire.changes().await.into_iter();
        let about_points = changes.filter(|change| change.event.starts_with("bonus_points/"));
        about_points.map(|change| (change.event.replace("bonus_points/", ""), change.resource_id)).collect()
    }
}

async fn new_customer(vendor: &Client, email: &str) -> i64 {
    let customer = json!({
        "name": "王小明", "email": email, "password": "secret-1",
        "enable_cvs_pickup": true, "accepts_marketing": false,
    });
    vendor.post("/v1/customers", customer).await.id()
}

#[test]
fn a_grant_shows_every_field() {
    let keys = "id title points unused_points consumption_price deadline customer_id source order_id";
    assert_keys(&BonusPoint::default(), keys);
    assert_loads_without_fields::<BonusPoint>();
}

#[tokio::test]
async fn a_grant_is_answered_listed_told_and_counted() {
    let points = Points::new().await;
    let grant = json!({
        "title": "週年慶", "points": 50, "consumption_price": 499.5, "deadline": "2099-12-31 23:59:59",
    });
    let created = points.vendor.post(&points.path("bonus_points"), grant).await;
    insta::assert_snapshot!(created.text, @r#"{"id":1,"title":"週年慶","points":50.0,"unused_points":50.0,"consumption_price":499.5,"deadline":"2099-12-31 23:59:59","customer_id":1,"source":"api","order_id":null}"#);
    let created = created.expect(201);
    assert_eq!(points.list().await, json!([created]));
    assert_eq!(points.remain().await, 50.0);
    assert_eq!(points.expires_at().await, "2099-12-31 23:59:59");

    let changes = points.shopwire.changes().await;
    // The customer's total is the grant's news, not the customer's.
    let names: Vec<_> = changes.iter().map(|change| change.event.as_str()).collect();
    assert_eq!(names, ["customers/create", "bonus_points/create"]);
    assert_eq!(changes[1].payload, created);
}

#[tokio::test]
async fn a_deadline_of_0_never_expires() {
    let points = Points::new().await;
    for never in [json!(0), json!("0")] {
        let grant = json!({ "title": "永久", "points": 10, "deadline": never });
        assert_eq!(points.vendor.post(&points.path("bonus_points"), grant).await.expect(201)["deadline"], Value::Null);
    }
    points.pass_hours(24 * 365 * 50);
    assert_eq!(points.remain().await, 20.0);
    assert_eq!(points.expires_at().await, Value::Null);
}

#[tokio::test]
async fn a_deadline_without_a_time_lasts_until_the_end_of_its_day() {
    let points = Points::new().await;
    let grant = json!({ "title": "年底", "points": 10, "deadline": "2099-12-31" });
    let created = points.vendor.post(&points.path("bonus_points"), grant).await.expect(201);
    assert_eq!(created["deadline"], "2099-12-31 23:59:59");
}

#[tokio::test]
async fn forms_are_taken_as_well() {
    let points = Points::new().await;
    let form = "title=%E6%B4%BB%E5%8B%95&points=12.5&consumption_price=&deadline=0";
    let created = points.vendor.form("POST".parse().unwrap(), &points.path("bonus_points"), form).await;
    let grant = created.id();
    assert_eq!(created.expect(201)["title"], "活動");
    let path = points.path(&format!("bonus_points/{grant}"));
    let form = "deadline=2099-01-01+00%3A00%3A00&bonus_points_diff=-2.5&points=";
    let changed = points.vendor.form("PUT".parse().unwrap(), &path, form).await.expect(200);
    assert_eq!(changed["deadline"], "2099-01-01 00:00:00");
    assert_eq!(changed["unused_points"].to_string(), "10.0");
    let path = points.path("consume_bonus_points");
    points.vendor.form("POST".parse().unwrap(), &path, "amount=4").await.expect(201);
    assert_eq!(points.remain().await, 6.0);
    points.vendor.form("POST".parse().unwrap(), &path, "consume_all=true").await.expect(201);
    assert_eq!(points.remain().await, 0.0);
}

#[tokio::test]
async fn what_is_wrong_with_a_grant_is_named() {
    let points = Points::new().await;
    let wrong = [
        json!({}),
        json!({ "title": " ", "points": "many", "deadline": "" }),
        json!({ "title": "活動", "points": 0, "deadline": "soon" }),
        json!({ "title": "活動", "points": -1, "deadline": 20_991_231 }),
        json!({ "title": "活動", "points": 1, "consumption_price": -1, "deadline": true }),
    ];
    let mut answers = Vec::new();
    for grant in wrong {
        let answer = points.vendor.post(&points.path("bonus_points"), grant).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        answers.push(answer.text);
    }
    insta::assert_snapshot!(answers.join("\n"), @r#"
    {"error":["紅利名稱 (title) 不能為空白","紅利點數 (points) 不能為空白","到期日 (deadline) 不能為空白"]}
    {"error":["紅利名稱 (title) 不能為空白","紅利點數 (points) 必須是數字","到期日 (deadline) 不能為空白"]}
    {"error":["紅利點數 (points) 必須大於 0","到期日 (deadline) 必須是時間 (YYYY-MM-DD hh:mm:ss) 或 0 (無期限)"]}
    {"error":["紅利點數 (points) 必須大於 0","到期日 (deadline) 必須是時間 (YYYY-MM-DD hh:mm:ss) 或 0 (無期限)"]}
    {"error":["產生此紅利的消費金額 (consumption_price) 必須大於或等於 0"]}
    "#);
    assert_eq!(points.list().await, json!([]));
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_mention() {
    let points = Points::new().await;
    let grant = points.grant(100.0, None).await;
    points.consume(30.0).await.expect(201);
    let changed = points.change(grant, json!({ "title": "改名" })).await.expect(200);
    assert_eq!((&changed["points"], &changed["unused_points"]), (&json!(100.0), &json!(70.0)));
    // What was used stays used.
    let changed = points.change(grant, json!({ "points": 150 })).await.expect(200);
    assert_eq!((&changed["points"], &changed["unused_points"]), (&json!(150.0), &json!(120.0)));
    let changed = points.change(grant, json!({ "unused_points": 5 })).await.expect(200);
    assert_eq!((&changed["points"], &changed["unused_points"]), (&json!(150.0), &json!(5.0)));
    assert_eq!(changed["title"], "改名");
    assert_eq!(points.remain().await, 5.0);
    // Saying what already is so is no change, and not told.
    points.change(grant, json!({ "points": 150, "deadline": null })).await.expect(200);
    let kinds: Vec<_> = points.told().await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, ["create", "update", "update", "update", "update"]);
}

#[tokio::test]
async fn a_difference_moves_the_unused_points() {
    let points = Points::new().await;
    let grant = points.grant(100.0, None).await;
    let changed = points.change(grant, json!({ "bonus_points_diff": -40 })).await.expect(200);
    assert_eq!((&changed["points"], &changed["unused_points"]), (&json!(100.0), &json!(60.0)));
    let changed = points.change(grant, json!({ "bonus_points_diff": "+15.5" })).await.expect(200);
    assert_eq!((&changed["points"], &changed["unused_points"]), (&json!(100.0), &json!(75.5)));
    let changed = points.change(grant, json!({ "bonus_points_diff": 50 })).await.expect(200);
    assert_eq!((&changed["points"], &changed["unused_points"]), (&json!(125.5), &json!(125.5)));
    assert_eq!(points.remain().await, 125.5);
}

#[tokio::test]
async fn a_change_that_would_break_the_ledger_changes_nothing() {
    let points = Points::new().await;
    let grant = points.grant(100.0, None).await;
    points.consume(30.0).await.expect(201);
    let before = points.list().await;
    let wrong = [
        json!({ "points": 0, "title": "" }),
        json!({ "points": 29 }),
        json!({ "unused_points": -1 }),
        json!({ "unused_points": 101, "deadline": "tomorrow" }),
        json!({ "bonus_points_diff": -70.5 }),
        json!({ "bonus_points_diff": 1_000_000_000_000_i64 }),
    ];
    let mut answers = Vec::new();
    for change in wrong {
        let answer = points.change(grant, change).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        answers.push(answer.text);
    }
    insta::assert_snapshot!(answers.join("\n"), @r#"
    {"error":["紅利名稱 (title) 不能為空白","紅利點數 (points) 必須大於 0"]}
    {"error":["紅利點數 (points) 不能小於已使用的點數 30"]}
    {"error":["尚未使用點數 (unused_points) 必須大於或等於 0"]}
    {"error":["到期日 (deadline) 必須是時間 (YYYY-MM-DD hh:mm:ss) 或 0 (無期限)","尚未使用點數 (unused_points) 不能大於紅利點數 (points)"]}
    {"error":["紅利變動 (bonus_points_diff) 會使尚未使用點數小於 0"]}
    {"error":["紅利變動 (bonus_points_diff) 會使紅利點數超出上限"]}
    "#);
    assert_eq!(points.list().await, before);
    assert_eq!(points.remain().await, 70.0);
}

#[tokio::test]
async fn a_total_beyond_what_a_number_can_carry_is_refused() {
    let points = Points::new().await;
    points.grant(1e12, None).await;
    let more = json!({ "title": "活動", "points": 1, "deadline": 0 });
    points.vendor.post(&points.path("bonus_points"), more).await.expect(422);
    assert_eq!(points.remain().await, 1e12);
    assert_eq!(points.unused().await, json!([1e12]));
}

#[tokio::test]
async fn a_deleted_grant_is_answered_told_and_gone() {
    let points = Points::new().await;
    let kept = points.grant(10.0, None).await;
    let grant = points.grant(20.0, Some(1)).await;
    let before = points.list().await[1].clone();
    let path = points.path(&format!("bonus_points/{grant}"));
    assert_eq!(points.vendor.delete(&path).await.expect(200), before);
    assert_eq!(points.remain().await, 10.0);
    assert_eq!(points.expires_at().await, Value::Null);
    assert_eq!(points.list().await[0]["id"], kept);
    assert_eq!(points.told().await[2], ("destroy".to_owned(), grant));
    points.vendor.delete(&path).await.expect(404);
}

#[tokio::test]
async fn another_customers_points_are_not_found() {
    let points = Points::new().await;
    let grant = points.grant(10.0, None).await;
    let other = new_customer(&points.vendor, "hua@example.com").await;
    let path = format!("/v1/customers/{other}/bonus_points/{grant}");
    points.vendor.put(&path, json!({ "points": 99 })).await.expect(404);
    points.vendor.delete(&path).await.expect(404);
    assert_eq!(points.vendor.get(&format!("/v1/customers/{other}/bonus_points")).await.expect(200), json!([]));
    points.vendor.get("/v1/customers/999/bonus_points").await.expect(404);
    points.vendor.post("/v1/customers/999/consume_bonus_points", json!({ "consume_all": true })).await.expect(404);
    assert_eq!(points.remain().await, 10.0);
}
