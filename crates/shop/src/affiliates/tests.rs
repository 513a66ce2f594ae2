//! Stories about orders that vendors have brought, through the HTTP surface.

use serde_json::{Value, json};
use storage::Tx;
use testkit::{Change, Client, Shopwire};
use wire::Id;

use super::{Affiliate, AffiliateOrder, AffiliateVendor, AffiliateVendorOrder, attribute};
use crate::orders::{CouponDiscount, LineItemDiscount, Order, RelatedItem, RelatedItems, ReturnHistory, ShopDiscount};
use crate::stories::{Stocked, customer, day, paid_order, pass_days, stocked};
use crate::wire_keys::assert_keys;

const ORDERS: &str = "/v2/affiliate_vendor_orders";

/// A shop for tests with a bag that a customer buys.
struct Stage {
    shopwire: Shopwire,
    vendor: Client,
    customer: i64,
    bag: Stocked,
}

impl Stage {
    async fn set() -> Self {
        let shopwire = Shopwire::spawn().await;
        shopwire.make_sandbox().await;
        let vendor = shopwire.vendor();
        let (customer, bag) = (customer(&vendor, "秘密標籤").await, stocked(&vendor, "bag", &["B1"], 50).await);
        Self { shopwire, vendor, customer, bag }
    }

    async fn order(&self, affiliate: Value) -> Value {
        let order = json!({
            "customer_id": self.customer, "shipping_name": "宅配", "payment_method": "credit_card",
            "line_items": [{ "product_variant_id": self.bag.variants[0], "quantity": 1 }],
            "receiver": { "name": "收貨人", "phone": "0987654321",
                          "detail_address": { "city": "臺北市", "address1": "秘密路 1 號" } },
            "affiliate": affiliate,
        });
        self.vendor.post("/sandbox/orders", order).await.expect(201)
    }

    /// An order that a user of the vendor has brought.
    async fn brought(&self, uid: &str) -> Value {
        self.order(json!({ "vendor_name": "聯盟網", "uid": uid, "cid": "C7" })).await
    }

    async fn advance(&self, order: &Value, steps: &[&str]) {
        for step in steps {
            let path = format!("/sandbox/orders/{}/advance", order["id"]);
            self.vendor.post(&path, json!({ "to": step })).await.expect(201);
        }
    }

    /// What the vendor was told.
    async fn told(&self) -> Vec<Change> {
        let changes = self.shopwire.changes().await.into_iter();
        changes.filter(|change| change.event.starts_with("affiliate")).collect()
    }

    async fn listed(&self, query: &str) -> Value {
        self.vendor.get(&format!("{ORDERS}?{query}")).await.expect(200)
    }
}

#[tokio::test]
async fn a_credited_order_is_told_and_listed_until_it_ends() {
    let stage = Stage::set().await;
    let order = stage.brought("U1").await;
    let shown = stage.listed("").await[0].clone();
    assert_eq!(
        json!([shown["status_code"], shown["uid"], shown["cid"], shown["vendor_name"]]),
        json!(["create_succeed", "U1", "C7", "聯盟網"])
    );
    let fields = ["id", "order_number", "subtotal_price", "statuses", "timings", "shipping_type", "created_at"];
    assert_eq!(fields.map(|field| &shown["order"][field]), fields.map(|field| &order[field]));
    assert_eq!(shown["order"]["customer_id"], stage.customer);
    let told = stage.told().await;
    assert_eq!((told.len(), told[0].event.as_str(), &told[0].payload), (1, "affiliate_vendor_orders/create", &shown));

    // What else happens to the order shows, and is nothing that the vendor is told.
    stage.advance(&order, &["paid", "fulfilled", "received"]).await;
    assert_eq!(stage.listed("").await[0]["order"]["statuses"]["financial_status"], "paid");
    assert_eq!(stage.told().await.len(), 1);
    stage.advance(&order, &["closed", "closed"]).await;
    let told = stage.told().await;
    assert_eq!((told.len(), told[1].event.as_str()), (2, "affiliate_vendor_orders/closed"));
    assert_eq!(told[1].payload, stage.listed("").await[0]);
    assert_eq!(told[1].payload["status_code"], "closed_succeed");
    stage.advance(&order, &["opened"]).await;
    assert_eq!(
        (stage.listed("").await[0]["status_code"].as_str(), stage.told().await.len()),
        (Some("create_succeed"), 2)
    );

    let other = stage.brought("U2").await;
    stage.advance(&other, &["cancelled"]).await;
    let told = stage.told().await;
    let names: Vec<_> = told[2..].iter().map(|change| change.event.as_str()).collect();
    assert_eq!(names, ["affiliate_vendor_orders/create", "affiliate_vendor_orders/cancelled"]);
    assert_eq!(told[3].payload, stage.listed("").await[1]);

    // An order that nobody has brought is nobody's to be told.
    let own = stage.order(json!(null)).await;
    stage.advance(&own, &["cancelled"]).await;
    assert_eq!(stage.told().await.len(), 4);
    assert_eq!(stage.vendor.get(ORDERS).await.header("x-total"), "2");
}

#[tokio::test]
async fn orders_are_picked_by_when_they_came_and_ended_and_how_they_stand() {
    let stage = Stage::set().await;
    let at = |days: i64| day(&stage.shopwire, days);
    // Two orders come and are closed, each five days later; one is cancelled; one is open.
    let days: Vec<_> = (-1..31).map(at).collect();
    let on = |day: usize| days[day + 1].replace(' ', "%20");
    for (uid, steps) in [("A", &["paid", "fulfilled"][..]), ("B", &["paid", "fulfilled"]), ("C", &[]), ("D", &[])] {
        let order = stage.brought(uid).await;
        stage.advance(&order, steps).await;
        pass_days(&stage.shopwire, 5);
        stage.advance(&order, if steps.is_empty() { &[] } else { &["closed"] }).await;
        stage.advance(&order, if uid == "C" { &["cancelled"] } else { &[] }).await;
        pass_days(&stage.shopwire, 5);
    }
    for (query, expected) in [
        (String::new(), "ABCD"),
        (format!("start_time={}", on(9)), "BCD"),
        (format!("end_time={}", on(11)), "AB"),
        (format!("start_time={}&end_time={}", on(9), on(21)), "BC"),
        (format!("closed_at_start_time={}", on(9)), "B"),
        (format!("closed_at_end_time={}", on(9)), "A"),
        (format!("closed_at_start_time={}&closed_at_end_time={}", on(1), on(29)), "AB"),
        ("statuses=open".to_owned(), "D"),
        ("statuses=closed,cancelled".to_owned(), "ABC"),
        ("statuses=".to_owned(), "ABCD"),
        (format!("statuses=open,closed&start_time={}", on(9)), "BD"),
        ("per_page=2&page=2".to_owned(), "CD"),
    ] {
        let listed = stage.listed(&query).await;
        let uids: String = listed.as_array().unwrap().iter().map(|order| order["uid"].as_str().unwrap()).collect();
        assert_eq!(uids, expected, "{query}");
    }
    let page = stage.vendor.get(&format!("{ORDERS}?per_page=3&page=1")).await;
    assert_eq!((page.header("x-total"), page.header("x-next-page")), ("4", "2"));
    let mut said = Vec::new();
    for wrong in ["start_time=soon", "statuses=open,lost"] {
        said.push(stage.vendor.get(&format!("{ORDERS}?{wrong}")).await.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"));
    let reader = stage.shopwire.bearer("read_affiliates").await;
    assert_eq!(reader.get(ORDERS).await.header("x-total"), "4");
    stage.shopwire.bearer("read_orders").await.get(ORDERS).await.expect(401);
}

#[tokio::test]
async fn a_vendor_sees_nothing_of_who_receives_the_goods() {
    let stage = Stage::set().await;
    let order = stage.brought("U1").await;
    let shown = stage.listed("").await[0].to_string();
    for secret in ["收貨人", "0987654321", "秘密", "王小明"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    assert_eq!(stage.listed("").await[0]["order"]["buyer"], order["buyer"]);
}

#[test]
fn what_is_split_on_an_order_is_an_amount_or_a_text_to_a_vendor() {
    let mut order = paid_order(1, "2026-11-25", "帆布袋", 880);
    order.return_histories = vec![ReturnHistory { body: "退款 10 元".into(), ..ReturnHistory::default() }];
    order.prices.discounts.shop_discount = Some(ShopDiscount { name: "周年慶".into(), amount: 30.into() });
    let coupon = CouponDiscount { code: "SECRET".into(), amount: 20.into(), ..CouponDiscount::default() };
    order.prices.discounts.coupon_discounts = vec![coupon];
    let line = &mut order.line_items[0];
    line.discounts = vec![LineItemDiscount { discount: 50.into(), ..LineItemDiscount::default() }];
    let item =
        RelatedItem { title: "小袋".into(), variant_title: "紅".into(), quantity: 2, ..RelatedItem::default() };
    line.related_items = vec![RelatedItems { quantity: 1, items: vec![item] }];
    let shown = json!(AffiliateOrder::from(&order));
    assert_eq!(shown["return_histories"], json!(["退款 10 元"]));
    assert_eq!(shown["prices"]["discounts"]["shop_discount"], 30.0);
    assert_eq!(shown["prices"]["discounts"]["coupon_discounts"], json!([20.0]));
    assert_eq!(shown["line_items"][0]["discounts"], json!([50.0]));
    assert_eq!(shown["line_items"][0]["related_items"], json!(["小袋 紅 × 2"]));
}

#[tokio::test]
async fn an_order_is_credited_once_and_to_somebody() {
    let stage = Stage::set().await;
    let order = stage.brought("U1").await;
    let order = Order { id: Id::new(order["id"].as_i64().unwrap()), ..Order::default() };
    let again = move |tx: &mut Tx<'_>| attribute(tx, &order, &Affiliate::default());
    let refused = stage.shopwire.database.write(stage.shopwire.shop.get(), None, again).await;
    assert!(matches!(refused, Err(api::Error::Invalid(_))), "{refused:?}");
    assert_eq!(stage.vendor.get(ORDERS).await.header("x-total"), "1");
}

#[test]
fn a_vendors_order_shows_every_field() {
    let order = AffiliateVendorOrder::default();
    assert_keys(&order, "id status_code uid cid vendor_name order");
    assert_keys(
        &order.order,
        "customer_id subtotal_price created_at updated_at order_number order_name buyer line_items shipping_type \
         shipping_name delivery_date delivery_time delegate prices transaction_number merchant_trade_no statuses \
         timings return_histories note total_bonus_redemption_price linked_order_info shipping_status extra_info \
         from_device",
    );
    assert_keys(&AffiliateVendor::default(), "id uid cid vendor_name shop_add_on_id");
}
