//! Stories about orders that come again, through the HTTP surface.

use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::{Clock, Date};

use crate::stories::{Stocked, customer, pass_days, stocked};

const MOTHERS: &str = "/v1/periodic_orders";

/// A shop for tests with a bag of which there are so many.
struct Stage {
    shopwire: Shopwire,
    vendor: Client,
    customer: i64,
    bag: Stocked,
}

impl Stage {
    async fn set(stock: i64) -> Self {
        let shopwire = Shopwire::spawn().await;
        shopwire.make_sandbox().await;
        let vendor = shopwire.vendor();
        let (customer, bag) = (customer(&vendor, "").await, stocked(&vendor, "bag", &["B1"], stock).await);
        Self { shopwire, vendor, customer, bag }
    }

    fn today(&self) -> Date {
        self.shopwire.clock.now().date()
    }

    /// A day, so many days from today.
    fn date(&self, days: i64) -> String {
        self.today().plus_days(days).to_string()
    }

    /// One bag every so often.
    fn wish(&self, periodic: Value, count: i64) -> Value {
        json!({
            "customer_id": self.customer, "shipping_name": "宅配", "payment_method": "credit_card",
            "line_items": [{ "product_variant_id": self.bag.variants[0], "quantity": 1 }],
            "receiver": { "name": "陳美玲", "phone": "0900000000",
                          "detail_address": { "zip": "100", "city": "臺北市", "district": "中正區",
                                              "address1": "重慶南路一段 1 號" } },
            "note": "請放管理室", "delivery_time": 1, "periodic": periodic, "preorders_count": count,
        })
    }

    async fn begin(&self, wish: Value) -> Value {
        self.vendor.post("/sandbox/periodic_orders", wish).await.expect(201)
    }

    /// So many days pass, and what is due then happens.
    async fn pass(&self, days: i64) {
        pass_days(&self.shopwire, days);
        self.look().await;
    }

    async fn look(&self) {
        api::calendar::look(&self.shopwire.database, crate::due).await.unwrap();
    }

    async fn mother(&self) -> Value {
        self.vendor.get(MOTHERS).await.expect(200)[0].clone()
    }

    async fn children(&self, mother: &Value) -> Vec<Value> {
        let path = format!("{MOTHERS}/{}/preorders/established", mother["id"]);
        self.vendor.get(&path).await.expect(200).as_array().unwrap().clone()
    }

    async fn orders(&self) -> usize {
        self.vendor.get("/v1/orders").await.header("x-total").parse().unwrap()
    }

    async fn change(&self, mother: &Value, change: Value) -> Value {
        self.vendor.put(&format!("{MOTHERS}/{}", mother["id"]), change).await.expect(200)
    }
}

#[tokio::test]
async fn a_child_comes_on_each_day_of_the_schedule_until_there_were_enough() {
    let stage = Stage::set(10).await;
    let mut wish = stage.wish(json!({ "type": "weekly", "week": "1", "day": stage.today().weekday() }), 3);
    wish["start_date"] = json!(stage.date(2));
    wish["order_prepare_days"] = json!(3);
    wish["sales_page"] = json!({ "id": 7, "title": "每週一袋" });
    // The first comes in two days; from then on on this day of the week.
    let mother = stage.begin(wish).await;
    let weekday = i64::from(stage.today().weekday());
    let second = 7 + weekday - (weekday + 2) % 7 + 2;
    let expected = json!({
        "id": mother["id"], "customer_id": stage.customer, "number": mother["number"],
        "sales_page": { "id": 7, "title": "每週一袋" }, "recent_preorder_id": null, "preorders_count": 3,
        "established_count": 0, "established_at": null, "order_prepare_days": 3,
        "periodic": { "type": "weekly", "month": null, "week": 1, "day": weekday },
        "start_date": stage.date(2), "next_date": stage.date(2), "recent_date": null,
        "last_date": stage.date(second + 7), "delivery_time": 1, "note": "請放管理室",
        "billing_address": { "zip": "100", "city": "臺北市", "district": "中正區", "address1": "重慶南路一段 1 號",
                             "name": "陳美玲", "phone": "0900000000", "country_calling_code": "+886" },
        "created_at": mother["created_at"], "affiliate_vendor": null,
    });
    assert_eq!(mother, expected);
    assert!(mother["number"].is_string());
    assert_eq!(stage.mother().await, mother);
    stage.look().await;
    assert_eq!((stage.orders().await, stage.children(&mother).await.len()), (0, 0), "nothing is due, nothing is taken");
    assert_eq!(stage.bag.quantities(&stage.vendor).await, [10]);

    let dates = [stage.date(2), stage.date(second), stage.date(second + 7)];
    let prepared = [2, second, second + 7].map(|days| stage.date(days + 3));
    let mut passed = 0;
    for (number, days) in [(1, 2), (2, second), (3, second + 7)] {
        stage.pass(days - passed - 1).await;
        assert_eq!(stage.orders().await, number - 1, "it is not the day yet");
        stage.pass(1).await;
        passed = days;
        stage.look().await;
        assert_eq!(stage.orders().await, number, "each comes once");
        let now = stage.mother().await;
        let children = stage.children(&mother).await;
        let child = children.last().unwrap();
        assert_eq!(now["recent_preorder_id"], child["id"]);
        assert_eq!((&now["recent_date"], &now["next_date"]), (&json!(dates[number - 1]), &json!(dates.get(number))));
        assert_eq!((&child["number"], &child["base_delivery_date"]), (&json!(number), &json!(prepared[number - 1])));
    }
    stage.pass(100).await;
    assert_eq!(stage.orders().await, 3);
    assert_eq!(stage.bag.quantities(&stage.vendor).await, [7]);
    let created = stage.shopwire.events().await.iter().filter(|event| *event == "orders/create").count();
    assert_eq!(created, 3);
}

#[tokio::test]
async fn a_child_is_an_order_like_any_other() {
    let stage = Stage::set(10).await;
    let mut wish = stage.wish(json!({ "type": "daily" }), 2);
    wish["affiliate"] = json!({ "vendor_name": "聯盟網", "uid": "U1", "cid": "C7" });
    let mother = stage.begin(wish).await;
    assert_eq!(
        mother["affiliate_vendor"],
        json!({ "id": 1, "uid": "U1", "cid": "C7", "vendor_name": "聯盟網", "shop_add_on_id": null })
    );
    // The first day is today.
    let child = stage.children(&mother).await.remove(0);
    let order = child["order"].clone();
    assert_eq!(stage.vendor.get(&format!("/v1/orders/{}", order["id"])).await.expect(200), order);
    assert_eq!((&order["note"], &order["delivery_time"]), (&json!("請放管理室"), &json!(1)));
    let now = |child: &Value| {
        json!([child["fulfilled_times"], child["delivery_date"], child["cancel_at"], child["cancel_reason"]])
    };
    assert_eq!(now(&child), json!([0, null, null, null]));
    assert_eq!(child["shipping_address"], mother["billing_address"]);
    let advance = async |order: &Value, step: Value| {
        let path = format!("/sandbox/orders/{}/advance", order["id"]);
        stage.vendor.post(&path, step).await.expect(201)
    };
    advance(&order, json!({ "to": "paid" })).await;
    advance(&order, json!({ "to": "fulfilled" })).await;
    let sent = stage.date(0);
    stage.pass(1).await;
    let children = stage.children(&mother).await;
    assert_eq!(now(&children[0]), json!([1, sent, null, null]));
    let cancelled = advance(&children[1]["order"], json!({ "to": "cancelled", "reason": "不需要了" })).await;
    let children = stage.children(&mother).await;
    assert_eq!(now(&children[1]), json!([0, null, cancelled["timings"]["cancelled_at"], "不需要了"]));
    assert_eq!(children[1]["order"], cancelled);

    let credited = stage.vendor.get("/v2/affiliate_vendor_orders").await.expect(200);
    let ids: Vec<_> = credited.as_array().unwrap().iter().map(|order| order["order"]["id"].clone()).collect();
    assert_eq!(ids, [order["id"].clone(), cancelled["id"].clone()], "both are the vendor's");
}

#[tokio::test]
async fn what_cannot_be_placed_says_why_and_the_schedule_goes_on() {
    let stage = Stage::set(1).await;
    let mother = stage.begin(stage.wish(json!({ "type": "daily" }), 3)).await;
    assert_eq!((stage.orders().await, mother["established_count"].as_i64()), (1, Some(1)));
    let before = stage.shopwire.events().await.len();
    stage.pass(1).await;
    assert_eq!(stage.orders().await, 1);
    assert_eq!(stage.shopwire.events().await.len(), before, "nothing of the attempt is left");
    let failed = stage.children(&mother).await.remove(1);
    assert_eq!((&failed["order"], &failed["cancel_reason"]), (&json!(null), &json!("庫存不足：SKU B1 剩 0，不足 1")));
    assert!(failed["cancel_at"].is_string());
    assert_eq!(stage.mother().await["recent_preorder_id"], failed["id"]);
    stage.vendor.put(&stage.bag.path(0), json!({ "inventory_quantity": 5 })).await.expect(200);
    stage.pass(1).await;
    let last = stage.children(&mother).await.remove(2);
    assert_eq!((&last["number"], &last["cancel_reason"]), (&json!(3), &json!(null)));
    assert_eq!(last["order"]["order_number"], 1002, "and no number was wasted");
    assert_eq!(stage.mother().await["next_date"], json!(null));
}

#[tokio::test]
async fn what_was_due_while_nothing_ran_is_made_up_for_each_once() {
    let stage = Stage::set(100).await;
    let mut wish = stage.wish(json!({ "type": "day_of_month", "month": 1, "day": 31 }), 12);
    wish["start_date"] = json!("2028-12-31");
    let mother = stage.begin(wish).await;
    let mut other = stage.wish(json!({ "type": "daily" }), 30);
    other["start_date"] = json!("2029-03-01");
    stage.begin(other).await;
    let until = Date::new(2029, 3, 15).unwrap().start().plus_millis(3_600_000);
    stage.shopwire.clock.advance_millis(until.millis() - stage.shopwire.clock.now().millis());
    // Two nodes at once, as it were.
    tokio::join!(stage.look(), stage.look());
    let days: Vec<_> = stage.children(&mother).await.iter().map(|child| child["base_delivery_date"].clone()).collect();
    assert_eq!(days, ["2028-12-31", "2029-01-31", "2029-02-28"]);
    assert_eq!(stage.mother().await["next_date"], "2029-03-31");
    assert_eq!(stage.orders().await, 3 + 15);
}

#[tokio::test]
async fn what_is_changed_counts_for_the_children_to_come() {
    let stage = Stage::set(100).await;
    let mother = stage.begin(stage.wish(json!({ "type": "weekly", "week": 1, "day": 0 }), 10)).await;
    let address = json!({ "name": "林志明", "address1": "中山路 2 號", "district": null, "phone": "0911111111" });
    let change = json!({ "billing_address": address, "note": "請按門鈴", "delivery_time": 3 });
    let changed = stage.change(&mother, change).await;
    let expected = json!({ "zip": "100", "city": "臺北市", "district": null, "address1": "中山路 2 號",
                           "name": "林志明", "phone": "0911111111", "country_calling_code": "+886" });
    assert_eq!(changed["billing_address"], expected);
    assert_eq!((&changed["next_date"], &changed["periodic"]), (&mother["next_date"], &mother["periodic"]));
    let until_sunday = 7 - i64::from(stage.today().weekday());
    stage.pass(until_sunday).await;
    let children = stage.children(&mother).await;
    assert_eq!(children[0]["shipping_address"], mother["billing_address"], "what was sent was sent there");
    assert_eq!(children[1]["shipping_address"], expected);
    let order = &children[1]["order"];
    assert_eq!((&order["note"], &order["delivery_time"]), (&json!("請按門鈴"), &json!(3)));
    assert_eq!(order["receiver"]["address"], "臺北市中山路 2 號");

    // Every other Friday from now on: counted from the child that came today, a Sunday.
    let changed = stage.change(&mother, json!({ "periodic": { "week": "2", "day": "5", "month": "9" } })).await;
    assert_eq!(changed["periodic"], json!({ "type": "weekly", "month": null, "week": 2, "day": 5 }));
    assert_eq!(changed["next_date"], json!(stage.date(19)));
    assert_eq!(changed["last_date"], json!(stage.date(19 + 7 * 14)));
    assert_eq!(stage.mother().await, changed);
    let before = stage.orders().await;
    stage.pass(18).await;
    assert_eq!(stage.orders().await, before);
    stage.pass(1).await;
    assert_eq!(stage.orders().await, before + 1);

    // A schedule whose next day is over already begins with the first that is not.
    stage.pass(10).await;
    let changed = stage.change(&mother, json!({ "periodic": { "week": 1, "day": 6 } })).await;
    let next: Date = changed["next_date"].as_str().unwrap().parse().unwrap();
    assert!(next > stage.today() && next.weekday() == 6, "{next}");
    let refused = stage.vendor.put(&format!("{MOTHERS}/{}", mother["id"]), json!({ "periodic": { "week": 9 } })).await;
    assert_eq!(refused.expect(422), json!({ "error": ["週次 (periodic.week) 必須是 1 到 8"] }));
}

#[tokio::test]
async fn a_finished_order_has_no_days_to_move() {
    let stage = Stage::set(5).await;
    let mother = stage.begin(stage.wish(json!({ "type": "weekly", "week": 1, "day": 0 }), 1)).await;
    assert_eq!((&mother["next_date"], &mother["last_date"]), (&json!(null), &json!(stage.date(0))));
    let path = format!("{MOTHERS}/{}", mother["id"]);
    let refused = stage.vendor.put(&path, json!({ "periodic": { "week": 2 } })).await.expect(403);
    assert_eq!(refused, json!({ "error": "所有子訂單都已建單，不能再變更配送週期" }));
    assert_eq!(stage.change(&mother, json!({ "note": null })).await["note"], json!(null));
}

#[tokio::test]
async fn coupons_are_for_the_first_child() {
    let stage = Stage::set(5).await;
    let points = json!({ "title": "歡迎", "points": 80, "deadline": "0" });
    let bonus = format!("/v1/customers/{}/bonus_points", stage.customer);
    stage.vendor.post(&bonus, points).await.expect(201);
    let mut wish = stage.wish(json!({ "type": "daily" }), 2);
    wish["points"] = json!(50);
    let mother = stage.begin(wish).await;
    stage.pass(1).await;
    let used: Vec<_> = stage.children(&mother).await.iter().map(used_points).collect();
    assert_eq!(used, [50.0, 0.0]);
}

fn used_points(child: &Value) -> f64 {
    child["order"]["prices"]["discounts"]["bonus_consumed"].as_f64().unwrap()
}

#[tokio::test]
async fn mothers_are_listed_by_when_a_child_came() {
    let stage = Stage::set(50).await;
    let daily = stage.begin(stage.wish(json!({ "type": "daily" }), 9)).await;
    let once = stage.begin(stage.wish(json!({ "type": "daily" }), 1)).await;
    let mut later = stage.wish(json!({ "type": "daily" }), 1);
    later["start_date"] = json!(stage.date(30));
    let later = stage.begin(later).await;
    let yesterday = crate::stories::day(&stage.shopwire, -1).replace(' ', "%20");
    stage.pass(3).await;
    let today = crate::stories::day(&stage.shopwire, -1).replace(' ', "%20");
    for (query, found) in [
        (String::new(), vec![&daily, &once, &later]),
        (format!("preorder_start_at={yesterday}"), vec![&daily, &once]),
        (format!("preorder_start_at={today}"), vec![&daily]),
        ("per_page=1&page=3".to_owned(), vec![&later]),
    ] {
        let listed = stage.vendor.get(&format!("{MOTHERS}?{query}")).await.expect(200);
        let ids: Vec<_> = listed.as_array().unwrap().iter().map(|mother| mother["id"].clone()).collect();
        assert_eq!(ids, found.iter().map(|mother| mother["id"].clone()).collect::<Vec<_>>(), "{query}");
    }
    let children = format!("{MOTHERS}/{}/preorders/established?per_page=2&page=2", daily["id"]);
    let page = stage.vendor.get(&children).await;
    assert_eq!((page.header("x-total"), page.header("x-prev-page")), ("4", "1"));
    let numbers: Vec<_> =
        page.expect(200).as_array().unwrap().iter().map(|child| child["number"].as_i64().unwrap()).collect();
    assert_eq!(numbers, [3, 4]);
    for gone in [
        stage.vendor.get(&format!("{MOTHERS}/99/preorders/established")).await,
        stage.vendor.put(&format!("{MOTHERS}/99"), json!({})).await,
    ] {
        assert_eq!(gone.expect(404), json!({ "error": ["無此資源"] }));
    }
    let reader = stage.shopwire.bearer("read_orders").await;
    reader.get(MOTHERS).await.expect(200);
    reader.put(&format!("{MOTHERS}/{}", daily["id"]), json!({})).await.expect(401);
}

#[tokio::test]
async fn what_cannot_begin_is_refused_with_every_reason() {
    let stage = Stage::set(5).await;
    let wish = |periodic: Value| stage.wish(periodic, 2);
    let mut past = wish(json!({ "type": "day_of_month", "month": 13, "day": 0 }));
    past["start_date"] = json!("2020-01-01");
    let mut none = wish(json!({ "type": "daily" }));
    none["line_items"][0]["quantity"] = json!(6);
    none["shipping_name"] = json!("飛鴿傳書");
    let mut many = wish(json!({ "type": "yearly" }));
    many["preorders_count"] = json!(0);
    let mut said = Vec::new();
    for wrong in [past, none, many] {
        said.push(stage.vendor.post("/sandbox/periodic_orders", wrong).await.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(stage.vendor.get(MOTHERS).await.header("x-total"), "0");
    assert_eq!(stage.orders().await, 0);
    assert_eq!(stage.bag.quantities(&stage.vendor).await, [5]);

    let real = Shopwire::spawn().await;
    let refused = real.vendor().post("/sandbox/periodic_orders", wish(json!({ "type": "daily" }))).await.expect(403);
    assert_eq!(refused, json!({ "error": "只有測試商店可以使用" }));
}
