//! Stories about tickets, through the HTTP surface.

use std::collections::{BTreeMap, BTreeSet};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use platform::{Feature, Role};
use serde_json::{Value, json};
use testkit::{Client, Shopwire};

use super::{EticketTransaction, IssuedEticket, OrderEticket};
use crate::branch_stores::BranchStore;
use crate::stories::{customer, day, keep, product, withhold};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

const TICKETS: &str = "/v1/order_etickets";
const REDEEM: &str = "/v1/order_etickets/submit_redeem";

/// A shop with a store, somebody who works there, and the two kinds of tickets.
struct Stage {
    shopwire: Shopwire,
    vendor: Client,
    staff: i64,
    store: i64,
    customer: i64,
    /// One code for all pieces.
    meal: Sold,
    /// A code for each piece.
    show: Sold,
    /// No ticket at all.
    bag: Sold,
}

#[derive(Clone, Copy)]
struct Sold {
    product: i64,
    variant: i64,
}

/// A product that nothing has to be sent of.
async fn sold(vendor: &Client, title: &str, code: Option<&str>) -> Sold {
    let product = product(vendor, title, 500).await;
    let path = format!("/v1/products/{product}");
    vendor.put(&path, json!({ "product_type_code": code })).await.expect(200);
    let variants = format!("{path}/product_variants");
    let variant = vendor.get(&variants).await.expect(200)[0]["id"].as_i64().unwrap();
    vendor.put(&format!("{variants}/{variant}"), json!({ "requires_shipping": false })).await.expect(200);
    Sold { product, variant }
}

impl Stage {
    async fn set() -> Self {
        let shopwire = Shopwire::spawn().await;
        shopwire.make_sandbox().await;
        let vendor = shopwire.vendor();
        let staff = shopwire.hire("clerk@example.com", Role::Viewer).await.get();
        let open = BranchStore { name: "信義門市".into(), enabled: true, ..BranchStore::default() };
        let store = keep(&shopwire, open).await.get();
        let customer = customer(&vendor, "").await;
        let meal = sold(&vendor, "下午茶券", Some("eticket")).await;
        let show = sold(&vendor, "音樂會", Some("separate_eticket")).await;
        let bag = sold(&vendor, "帆布袋", None).await;
        Self { shopwire, vendor, staff, store, customer, meal, show, bag }
    }

    /// An order that nobody has paid yet, of so many of each of these.
    async fn order(&self, lines: &[(Sold, i64)]) -> Value {
        let line = |(sold, quantity): &(Sold, i64)| json!({ "product_variant_id": sold.variant, "quantity": quantity });
        let lines: Vec<_> = lines.iter().map(line).collect();
        let order = json!({
            "customer_id": self.customer, "buyer": { "mobile": "+886912345678" }, "line_items": lines,
            "receiver": { "name": "陳美玲", "phone": "02-2345-6789" }, "payment_method": "credit_card",
        });
        self.vendor.post("/sandbox/orders", order).await.expect(201)
    }

    async fn advance(&self, order: &Value, step: Value) -> Value {
        self.vendor.post(&format!("/sandbox/orders/{}/advance", order["id"]), step).await.expect(201)
    }

    async fn paid(&self, lines: &[(Sold, i64)]) -> Value {
        let order = self.order(lines).await;
        self.advance(&order, json!({ "to": "paid" })).await
    }

    /// So many pieces of one of the order's lines come back.
    async fn come_back(&self, order: &Value, line: usize, quantity: i64) {
        let lines = json!([{ "id": order["line_items"][line]["id"], "quantity": quantity }]);
        self.advance(order, json!({ "to": "request_return", "line_items": lines })).await;
        self.advance(order, json!({ "to": "returned" })).await;
    }

    async fn all(&self) -> Vec<Value> {
        self.vendor.get(TICKETS).await.expect(200).as_array().unwrap().clone()
    }

    fn redemption(&self, code: &Value, quantity: i64) -> Value {
        json!({ "ticket_number": code, "redeem_quantity": quantity, "user_id": self.staff,
                "branch_store_id": self.store })
    }

    async fn refused(&self, code: &Value, quantity: i64) -> String {
        let refused = self.vendor.post(REDEEM, self.redemption(code, quantity)).await.expect(403);
        refused["error"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn payment_brings_the_tickets_of_an_order() {
    let stage = Stage::set().await;
    let order = stage.order(&[(stage.meal, 3), (stage.bag, 1), (stage.show, 2)]).await;
    assert_eq!(stage.all().await, Vec::<Value>::new(), "nothing is paid");
    stage.advance(&order, json!({ "to": "paid" })).await;
    let tickets = stage.all().await;
    let [meal, show] = tickets.as_slice() else { panic!("{tickets:?}") };
    for (ticket, title, sold, quantity, separate) in
        [(meal, "下午茶券", stage.meal, 3, false), (show, "音樂會", stage.show, 2, true)]
    {
        let mut shown = ticket.clone();
        let code = shown["ticket_number"].take();
        assert_eq!(code.as_str().unwrap().len(), 12);
        shown["transactions"].take();
        assert_eq!(
            shown,
            json!({ "id": ticket["id"], "title": title, "ticket_number": null, "available_quantity": quantity,
                    "used_quantity": 0, "enabled": true, "order_id": order["id"], "product_id": sold.product,
                    "separate": separate, "transactions": null })
        );
    }
    assert_eq!(meal["transactions"], json!([]));
    let pieces = show["transactions"].as_array().unwrap();
    assert!(pieces.iter().all(|piece| piece["used_at"].is_null()), "{pieces:?}");
    let codes = tickets.iter().chain(pieces).map(|ticket| ticket["ticket_number"].as_str().unwrap());
    assert_eq!(codes.collect::<BTreeSet<_>>().len(), 4, "each has a code of its own");

    // Whatever else happens to the order, its tickets are there once.
    stage.advance(&order, json!({ "to": "paid" })).await;
    let tagged = stage.vendor.put(&format!("/v1/orders/{}/tags", order["id"]), json!({ "tags": ["急件"] })).await;
    tagged.expect(200);
    stage.advance(&order, json!({ "to": "closed" })).await;
    assert_eq!(stage.all().await, tickets);
}

#[tokio::test]
async fn a_ticket_is_redeemed_piece_by_piece_and_never_more_than_there_are() {
    let stage = Stage::set().await;
    stage.paid(&[(stage.meal, 3)]).await;
    let code = stage.all().await[0]["ticket_number"].clone();
    let typed = json!(format!(" {}-{}", &code.as_str().unwrap()[..4].to_lowercase(), &code.as_str().unwrap()[4..]));
    let redeemed = stage.vendor.post(REDEEM, stage.redemption(&typed, 2)).await.expect(201);
    assert_eq!((&redeemed["available_quantity"], &redeemed["used_quantity"]), (&json!(1), &json!(2)));
    let now = day(&stage.shopwire, 0);
    for used in redeemed["transactions"].as_array().unwrap() {
        assert_eq!(used["used_at"].as_str().unwrap()[..10], now[..10]);
        assert_eq!((&used["ticket_number"], &used["user_id"]), (&code, &json!(stage.staff)));
        assert_eq!(used["branch_store_id"], stage.store);
    }
    assert_eq!(stage.all().await, [redeemed]);
    assert_eq!(stage.refused(&code, 2).await, "可核銷數量不足：剩 1，不足 2");
    stage.vendor.post(REDEEM, stage.redemption(&code, 1)).await.expect(201);
    assert_eq!(stage.refused(&code, 1).await, "票券已全數核銷");
    assert_eq!(stage.all().await[0]["transactions"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_piece_of_a_separate_ticket_is_redeemed_once_by_its_own_code() {
    let stage = Stage::set().await;
    stage.paid(&[(stage.show, 2)]).await;
    let ticket = stage.all().await.remove(0);
    let code = |number: usize| ticket["transactions"][number]["ticket_number"].clone();
    assert_eq!(stage.refused(&ticket["ticket_number"], 1).await, "票券已分票：請使用各張票券的核銷碼");
    assert_eq!(stage.refused(&code(1), 2).await, "可核銷數量不足：剩 1，不足 2");
    let redeemed = stage.vendor.post(REDEEM, stage.redemption(&code(1), 1)).await.expect(201);
    assert_eq!((&redeemed["available_quantity"], &redeemed["used_quantity"]), (&json!(1), &json!(1)));
    assert_eq!(redeemed["transactions"][0], ticket["transactions"][0]);
    let at = redeemed["transactions"][1]["used_at"].as_str().unwrap();
    assert_eq!(stage.refused(&code(1), 1).await, format!("票券已於 {at} 核銷"));
    stage.vendor.post(REDEEM, stage.redemption(&code(0), 1)).await.expect(201);
    assert_eq!(stage.all().await[0]["available_quantity"], 0);
}

#[tokio::test]
async fn tickets_are_valid_as_long_as_the_shop_keeps_the_money() {
    let stage = Stage::set().await;
    let order = stage.paid(&[(stage.meal, 3), (stage.show, 2)]).await;
    let before = stage.all().await;
    let code = before[0]["ticket_number"].clone();
    stage.vendor.post(REDEEM, stage.redemption(&code, 1)).await.expect(201);

    stage.come_back(&order, 1, 1).await;
    let ticket = stage.all().await.remove(1);
    assert_eq!((&ticket["available_quantity"], &ticket["enabled"]), (&json!(1), &json!(true)));
    let pieces = before[1]["transactions"].clone();
    assert_eq!(ticket["transactions"], json!([pieces[0]]), "the code of the piece that came back is no more");
    stage.vendor.post(REDEEM, stage.redemption(&pieces[1]["ticket_number"], 1)).await.expect(422);

    stage.come_back(&order, 0, 1).await;
    let ticket = stage.all().await.remove(0);
    assert_eq!((&ticket["available_quantity"], &ticket["used_quantity"]), (&json!(1), &json!(1)));
    stage.come_back(&order, 1, 1).await;
    let ticket = stage.all().await.remove(1);
    assert_eq!((&ticket["available_quantity"], &ticket["enabled"]), (&json!(0), &json!(false)));
    assert_eq!(stage.refused(&pieces[0]["ticket_number"], 1).await, "票券已停用：訂單已取消、退款或退貨");

    stage.advance(&order, json!({ "to": "refunded" })).await;
    stage.vendor.post(REDEEM, stage.redemption(&code, 1)).await.expect(201);

    let other = stage.paid(&[(stage.meal, 2)]).await;
    let code = stage.all().await[2]["ticket_number"].clone();
    stage.advance(&other, json!({ "to": "cancelled" })).await;
    assert_eq!(stage.all().await[2]["enabled"], false);
    assert_eq!(stage.refused(&code, 1).await, "票券已停用：訂單已取消、退款或退貨");
    stage.advance(&other, json!({ "to": "refunded" })).await;
    assert_eq!(stage.all().await[2]["enabled"], false);
}

#[tokio::test]
async fn tickets_are_found_by_whoever_holds_them() {
    let stage = Stage::set().await;
    let order = stage.paid(&[(stage.meal, 1), (stage.show, 2)]).await;
    stage.paid(&[(stage.show, 1)]).await;
    let all = stage.all().await;
    let piece = all[1]["transactions"][1]["ticket_number"].as_str().unwrap().to_owned();
    let code = all[0]["ticket_number"].as_str().unwrap().to_owned();
    for (column, keyword, found) in [
        ("phone", "0912-345-678".to_owned(), 3),
        ("phone", "+886 912345678".to_owned(), 3),
        ("phone", "(02)23456789".to_owned(), 3),
        ("phone", "091234567".to_owned(), 0),
        ("ticket_number", code.to_lowercase(), 1),
        ("ticket_number", piece, 1),
        ("ticket_number", code[..11].to_owned(), 0),
        ("title", "音樂".to_owned(), 2),
        ("title", "王小明".to_owned(), 0),
        ("name", "王小明".to_owned(), 3),
        ("name", "下午茶券".to_owned(), 0),
        ("order_name", "#1001".to_owned(), 2),
        ("order_name", "1002".to_owned(), 1),
        ("order_name", "100".to_owned(), 0),
        ("order_name", "  ".to_owned(), 3),
    ] {
        let keyword = utf8_percent_encode(&keyword, NON_ALPHANUMERIC);
        let path = format!("{TICKETS}?search_column={column}&q={keyword}");
        let answer = stage.vendor.get(&path).await;
        assert_eq!(answer.header("x-total"), found.to_string(), "{path}");
        assert_eq!(answer.expect(200).as_array().unwrap().len(), found, "{path}");
    }
    let by_default = stage.vendor.get(&format!("{TICKETS}?q=0912345678&per_page=1&page=2")).await;
    assert_eq!((by_default.header("x-total"), by_default.header("x-prev-page")), ("3", "1"));
    assert_eq!(by_default.expect(200), json!([all[1]]));
    let refused = stage.vendor.get(&format!("{TICKETS}?search_column=email&q=x")).await.expect(422);
    assert!(refused["error"][0].as_str().unwrap().contains("search_column"), "{refused}");
    assert_eq!(all[0]["order_id"], order["id"]);
}

#[tokio::test]
async fn who_redeems_works_in_the_shop_and_in_one_of_its_stores() {
    let stage = Stage::set().await;
    stage.paid(&[(stage.meal, 1)]).await;
    let code = stage.all().await[0]["ticket_number"].clone();
    let shut = keep(&stage.shopwire, BranchStore { name: "已歇業".into(), ..BranchStore::default() }).await;
    let good = stage.redemption(&code, 1);
    let with = |field: &str, value: Value| {
        let mut wrong = good.clone();
        wrong[field] = value;
        wrong
    };
    let mut said = Vec::new();
    for wrong in [
        with("user_id", json!(999)),
        with("branch_store_id", json!(999)),
        with("branch_store_id", json!(shut)),
        with("ticket_number", json!("AAAA-BBBB-CCCC")),
        with("redeem_quantity", json!(0)),
        json!({}),
    ] {
        said.push(stage.vendor.post(REDEEM, wrong).await.expect(422)["error"].to_string());
    }
    insta::assert_snapshot!(said.join("\n"));
    assert_eq!(stage.all().await[0]["used_quantity"], 0);

    let reader = stage.shopwire.bearer("read_eticket").await;
    reader.get(TICKETS).await.expect(200);
    reader.post(REDEEM, good.clone()).await.expect(401);
    stage.shopwire.bearer("write_eticket").await.post(REDEEM, good).await.expect(201);
}

#[tokio::test]
async fn a_shop_without_the_feature_is_told_so() {
    let stage = Stage::set().await;
    withhold(&stage.shopwire, Feature::Etickets).await;
    let refusal = json!({ "error": "無「電子票券」功能，請聯絡您的開店顧問" });
    assert_eq!(stage.vendor.get(TICKETS).await.expect(422), refusal);
    assert_eq!(stage.vendor.post(REDEEM, stage.redemption(&json!("X"), 1)).await.expect(422), refusal);
}

#[tokio::test]
async fn sixty_four_clients_redeem_what_there_is_and_no_more() {
    let stage = Stage::set().await;
    stage.paid(&[(stage.meal, 40), (stage.show, 8)]).await;
    let tickets = stage.all().await;
    let pieces = tickets[1]["transactions"].as_array().unwrap();
    let mut running = tokio::task::JoinSet::new();
    for client in 0..64 {
        let vendor = stage.vendor.clone();
        let meal = stage.redemption(&tickets[0]["ticket_number"], 1);
        let piece = stage.redemption(&pieces[client % pieces.len()]["ticket_number"], 1);
        running.spawn(async move {
            let meal = vendor.post(REDEEM, meal).await.status;
            [("meal", meal), ("piece", vendor.post(REDEEM, piece).await.status)]
        });
    }
    let mut counts = BTreeMap::<_, usize>::new();
    for answer in running.join_all().await.into_iter().flatten() {
        *counts.entry(answer).or_default() += 1;
    }
    let expected = [(("meal", 201), 40), (("meal", 403), 24), (("piece", 201), 8), (("piece", 403), 56)];
    assert_eq!(counts, BTreeMap::from(expected));
    for ticket in stage.all().await {
        let used = ticket["transactions"].as_array().unwrap().iter().filter(|used| !used["used_at"].is_null());
        assert_eq!((&ticket["available_quantity"], &ticket["used_quantity"]), (&json!(0), &json!(used.count())));
    }
}

#[tokio::test]
async fn a_ticket_does_not_say_who_holds_it() {
    let stage = Stage::set().await;
    stage.paid(&[(stage.meal, 1)]).await;
    let shown = stage.all().await[0].to_string();
    assert!(!shown.contains("王小明") && !shown.contains("912345678"), "{shown}");
}

#[test]
fn a_ticket_shows_every_field() {
    let piece = EticketTransaction::default();
    assert_keys(&piece, "ticket_number used_at user_id branch_store_id");
    let ticket = OrderEticket { transactions: vec![piece], ..OrderEticket::default() };
    assert_keys(
        &ticket,
        "id title ticket_number available_quantity used_quantity enabled order_id product_id separate transactions",
    );
    assert_loads_without_fields::<IssuedEticket>();
}
