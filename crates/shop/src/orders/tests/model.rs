//! Whatever is done to orders, in any order and at once: sums, stock, points and statuses stay right.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::Scene;
use crate::stories::customer;

const STEPS: [&str; 18] = [
    "paid",
    "remitted",
    "payment_failed",
    "preparing",
    "unshipped",
    "fulfilled",
    "arrived",
    "received",
    "expired",
    "problem",
    "request_return",
    "returning",
    "checking",
    "return_refused",
    "returned",
    "refunded",
    "cancelled",
    "closed",
];
const PAYMENTS: [&str; 3] = ["credit_card", "bank_transfer", "cod"];
const WAYS: [&str; 2] = ["宅配", "全家超商取貨"];

/// Something that somebody does.
#[derive(Debug, Clone)]
enum Deed {
    Place {
        counts: [u32; 2],
        payment: usize,
        way: usize,
        points: u32,
        coupon: bool,
    },
    /// To one of the orders that there are, with all of its goods or with one of the first line.
    Advance {
        order: usize,
        step: usize,
        one: bool,
    },
    Reopen {
        order: usize,
    },
}

fn deed() -> impl Strategy<Value = Deed> {
    let place = (0u32..4, 1u32..3, 0..PAYMENTS.len(), 0..WAYS.len(), 0u32..40, any::<bool>());
    prop_oneof![
        1 => place.prop_map(|(first, second, payment, way, points, coupon)| Deed::Place {
            counts: [first, second], payment, way, points, coupon,
        }),
        // What orders usually do, so that many of them get far.
        4 => (0usize..8, prop::sample::select(vec![0, 3, 5, 7, 17]), any::<bool>())
            .prop_map(|(order, step, one)| Deed::Advance { order, step, one }),
        2 => (0usize..8, prop::sample::select(vec![10, 14, 15, 16]), any::<bool>())
            .prop_map(|(order, step, one)| Deed::Advance { order, step, one }),
        4 => (0usize..8, 0..STEPS.len(), any::<bool>())
            .prop_map(|(order, step, one)| Deed::Advance { order, step, one }),
        1 => (0usize..8).prop_map(|order| Deed::Reopen { order }),
    ]
}

/// A shop with a customer who has points and a coupon for every order.
struct World {
    scene: Scene,
    customer: i64,
    stock: i64,
}

impl World {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let customer = customer(&scene.vendor, "").await;
        let path = format!("/v1/customers/{customer}");
        let points = json!({ "title": "歡迎", "points": 500, "deadline": "0" });
        scene.vendor.post(&format!("{path}/bonus_points"), points).await.expect(201);
        let coupon = json!({
            "title": "九折", "code": "TEN", "coupon_type": "percent", "value": 10,
            "order_price_threshold": 0, "usage_limit": 0,
        });
        scene.vendor.post(&format!("{path}/coupons"), coupon).await.expect(201);
        Self { scene, customer, stock: 20 }
    }

    async fn orders(&self) -> Vec<Value> {
        self.scene.vendor.get("/v1/orders").await.expect(200).as_array().unwrap().clone()
    }

    /// Does it, and answers whether it could be done.
    async fn does(&self, deed: &Deed) -> u16 {
        match deed {
            Deed::Place { counts, payment, way, points, coupon } => {
                let mut basket = self.scene.basket(counts, PAYMENTS[*payment], WAYS[*way]);
                basket["customer_id"] = self.customer.into();
                basket["points"] = (*points).into();
                basket["coupon_codes"] = if *coupon { json!(["TEN"]) } else { json!([]) };
                self.scene.vendor.post("/sandbox/orders", basket).await.status
            }
            Deed::Advance { order, step, one } => {
                let orders = self.orders().await;
                let Some(order) = orders.get(*order) else { return 404 };
                let mut input = json!({ "to": STEPS[*step] });
                if *one {
                    input["line_items"] = json!([{ "id": order["line_items"][0]["id"], "quantity": 1 }]);
                }
                let path = format!("/sandbox/orders/{}/advance", order["id"]);
                self.scene.vendor.post(&path, input).await.status
            }
            Deed::Reopen { order } => {
                let orders = self.orders().await;
                let Some(order) = orders.get(*order) else { return 404 };
                let path = format!("/v1/orders/{}/update_status", order["id"]);
                self.scene.vendor.put(&path, json!({ "status": "open" })).await.status
            }
        }
    }

    /// What must hold whatever has been done.
    async fn check(&self) {
        let mut out = 0;
        let mut spent = 0.0;
        for order in self.orders().await {
            check_sums(&order);
            check_statuses(&order);
            let returns = self.scene.get(&order, "/returns").await;
            let back = returned(&returns);
            let gone = order["statuses"]["order_status"] == "cancelled";
            for line in list(&order["line_items"]) {
                let back = back.get(&line["id"].to_string()).copied().unwrap_or(0);
                let quantity = line["quantity"].as_i64().unwrap();
                assert!(back <= quantity, "more came back than was sold: {line}");
                out += if gone { 0 } else { quantity - back };
            }
            let whole = order["statuses"]["return_status"] == "returned";
            spent += if gone || whole { 0.0 } else { number(&order["prices"]["discounts"]["bonus_consumed"]) };
            self.check_money(&order).await;
        }
        let there: i64 = self.scene.bag.quantities(&self.scene.vendor).await.iter().filter_map(Value::as_i64).sum();
        assert_eq!(there + out, self.stock, "no goods appear or vanish");
        let path = format!("/v1/customers/{}", self.customer);
        let remain = number(&self.scene.vendor.get(&path).await.expect(200)["bonus_remain"]);
        let grants = self.scene.vendor.get(&format!("{path}/bonus_points")).await.expect(200);
        let sum = |key: &str| -> f64 { list(&grants).iter().map(|grant| number(&grant[key])).sum() };
        assert!(near(sum("unused_points"), remain), "the total is what the grants have: {grants}");
        assert!(near(sum("points") - sum("unused_points"), spent), "{spent} points are spent: {grants}");
        let coupon = &self.scene.vendor.get(&format!("{path}/coupons")).await.expect(200)[0];
        let used = self.orders().await.iter().filter(|order| uses_coupon(order)).count();
        assert_eq!(coupon["used_times"], used, "a coupon counts the orders that stand");
    }

    async fn check_money(&self, order: &Value) {
        let moved = self.scene.get(order, "/transactions").await;
        let of = |kind: &str| -> f64 {
            list(&moved).iter().filter(|one| one["kind_name"] == kind).map(|one| number(&one["amount"])).sum()
        };
        let total = number(&order["prices"]["total_price"]);
        assert!(of("退款") <= of("收款") + 1e-6, "more went back than came: {moved}");
        assert!(of("收款") <= total + 1e-6, "paid twice: {moved}");
        let refunds: f64 = list(&order["return_histories"]).iter().map(|refund| number(&refund["price"])).sum();
        assert!(near(refunds, of("退款")), "every refund is booked: {moved}");
    }
}

fn uses_coupon(order: &Value) -> bool {
    !list(&order["prices"]["discounts"]["coupon_discounts"]).is_empty()
        && order["statuses"]["order_status"] != "cancelled"
        && order["statuses"]["return_status"] != "returned"
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn near(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

/// How many of each line are back.
fn returned(returns: &Value) -> BTreeMap<String, i64> {
    let mut back = BTreeMap::new();
    for line in list(returns).iter().flat_map(|one| list(&one["line_items"])) {
        if line["return_status"] == "returned" {
            *back.entry(line["id"].to_string()).or_insert(0) += line["quantity"].as_i64().unwrap();
        }
    }
    back
}

fn check_sums(order: &Value) {
    let lines = list(&order["line_items"]);
    let sum = |key: &str| -> f64 { lines.iter().map(|line| number(&line[key])).sum() };
    let prices = &order["prices"];
    let off = &prices["discounts"];
    let coupons: f64 = list(&off["coupon_discounts"]).iter().map(|coupon| number(&coupon["amount"])).sum();
    let goods_off = coupons + number(&off["bonus_consumed"]) + number(&off["vip_discount"]);
    let shipping = number(&prices["shipping_rate_price"])
        - number(&off["vip_shipping_discount"])
        - number(&off["coupon_shipping_discount"]);
    assert!(near(sum("total_price_before_discounts"), number(&prices["total_line_items_price"])), "{order}");
    assert!(near(sum("total_discount"), goods_off), "{order}");
    assert!(near(sum("total_price_after_discounts"), number(&order["subtotal_price"])), "{order}");
    assert!(near(number(&order["subtotal_price"]) + shipping, number(&prices["total_price"])), "{order}");
    for line in lines {
        let parts: f64 = list(&line["discounts"]).iter().map(|part| number(&part["discount"])).sum();
        assert!(near(parts, number(&line["total_discount"])), "{line}");
    }
    let sent: i64 = list(&order["fulfillments"])
        .iter()
        .flat_map(|parcel| list(&parcel["line_items"]))
        .map(|line| line["quantity"].as_i64().unwrap())
        .sum();
    let bought: i64 = lines.iter().map(|line| line["quantity"].as_i64().unwrap()).sum();
    assert!(sent <= bought, "more was sent than bought: {order}");
}

/// Combinations that no life can lead to.
fn check_statuses(order: &Value) {
    let of = |name: &str| order["statuses"][name].as_str().unwrap();
    let (status, money, goods) = (of("order_status"), of("financial_status"), of("fulfillment_status"));
    let unpaid = ["pending", "remitted", "failed"].contains(&money);
    assert!(status != "closed" || !(unpaid || money == "cod"), "closed and unpaid: {order}");
    assert!(!unpaid || ["unshipped", "cancel"].contains(&goods), "sent and unpaid: {order}");
    assert!(!(goods == "received" && money == "cod"), "handed over and unpaid: {order}");
    assert_eq!(goods == "cancel", status == "cancelled" && list(&order["fulfillments"]).is_empty(), "{order}");
    assert_eq!(status == "cancelled", order["timings"]["cancelled_at"].is_string(), "{order}");
    assert_eq!(status == "closed", order["timings"]["closed_at"].is_string(), "{order}");
    assert_eq!(goods == "returned", of("return_status") == "returned", "{order}");
}

fn run(story: impl Future<Output = ()>) {
    tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap().block_on(story);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, max_shrink_iters: 40, ..ProptestConfig::default() })]

    #[test]
    fn one_after_another(deeds in prop::collection::vec(deed(), 10..50)) {
        run(async {
            let world = World::new().await;
            for deed in &deeds {
                let status = world.does(deed).await;
                prop_assert_is_answer(status, deed);
            }
            world.check().await;
        });
    }

    #[test]
    fn at_once(deeds in prop::collection::vec(deed(), 20..60)) {
        run(async {
            let world = std::sync::Arc::new(World::new().await);
            let mut running = tokio::task::JoinSet::new();
            for deeds in deeds.chunks(10) {
                let (world, deeds) = (std::sync::Arc::clone(&world), deeds.to_vec());
                running.spawn(async move {
                    for deed in &deeds {
                        let status = world.does(deed).await;
                        prop_assert_is_answer(status, deed);
                    }
                });
            }
            running.join_all().await;
            world.check().await;
        });
    }
}

/// Done, or refused for a reason: never a fault of the server's own.
fn prop_assert_is_answer(status: u16, deed: &Deed) {
    assert!([200, 201, 403, 404, 422].contains(&status), "{deed:?}: {status}");
}
