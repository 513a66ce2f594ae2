//! Stories about placing an order in the console and taking it on.
#![allow(clippy::unwrap_used)] // a test that cannot be set up fails

mod support;

use platform::Role;
use serde_json::{Value, json};
use testkit::{Browser, Receiver, Shopwire};

const NEW: &str = "/console/store/new-order";

/// A shop for tests with one product, of which there are so many.
struct Scene {
    shopwire: Shopwire,
    /// The field in which its quantity is typed.
    quantity: String,
}

impl Scene {
    async fn with(stock: i64) -> Self {
        let shopwire = Shopwire::spawn().await;
        shopwire.make_sandbox().await;
        let vendor = shopwire.vendor();
        let new = json!({ "title": "帆布托特包", "handle": "bag", "published": true, "price": 880 });
        let product = vendor.post("/v1/products", new).await.id();
        let variants = format!("/v1/products/{product}/product_variants");
        let variant = vendor.get(&variants).await.expect(200)[0]["id"].as_i64().unwrap();
        let change = json!({ "sku": "B1", "inventory_management": true, "inventory_quantity": stock });
        vendor.put(&format!("{variants}/{variant}"), change).await.expect(200);
        Self { shopwire, quantity: format!("quantity-{product}-{variant}") }
    }

    fn typed<'a>(&'a self, quantity: &'a str, also: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let usual = [
            ("email", "guest@example.com"),
            ("name", "陳美玲"),
            ("phone", "0900000000"),
            ("address1", "重慶南路一段 1 號"),
            ("shipping_name", "宅配"),
            ("payment_method", "credit_card"),
            (self.quantity.as_str(), quantity),
        ];
        let is_other = |name: &str| also.iter().all(|(other, _)| *other != name);
        usual.into_iter().filter(|(name, _)| is_other(name)).chain(also.iter().copied()).collect()
    }

    /// Where the page of a new order is.
    async fn placed(&self, browser: &Browser, quantity: &str) -> String {
        let answer = browser.post(NEW, &self.typed(quantity, &[])).await;
        assert_eq!(answer.status, 303, "{}", answer.text);
        answer.location().to_owned()
    }

    async fn orders(&self) -> Vec<Value> {
        let orders = self.shopwire.vendor().get("/v1/orders").await.expect(200);
        orders.as_array().unwrap().clone()
    }
}

async fn step(browser: &Browser, order: &str, to: &str) {
    let answer = browser.post(&format!("{order}/advance"), &[("to", to)]).await;
    assert_eq!(answer.status, 303, "{to}: {}", answer.text);
}

#[tokio::test]
async fn an_order_is_placed_paid_shipped_and_closed() {
    let mut scene = Scene::with(10).await;
    let mut receiver = Receiver::listen().await;
    scene.shopwire.deliver_to(&receiver).await;
    let browser = scene.shopwire.staff(Role::Developer).await;
    let order = scene.placed(&browser, "2").await;
    let page = browser.get(&order).await.expect(200);
    for seen in ["訂單 #1001", "訂單已成立", "等待付款", "未出貨", "帆布托特包", "1760", "陳美玲", "value=\"paid\""]
    {
        assert!(page.contains(seen), "no {seen} in {page}");
    }
    assert!(!page.contains("<button name=\"to\" value=\"closed\""), "what makes no sense yet is no button: {page}");
    step(&browser, &order, "paid").await;
    assert!(support::until(&browser, &order, "orders/paid").await.contains("已收到款項"));

    let line = scene.orders().await[0]["line_items"][0]["id"].to_string();
    let field = format!("line-{line}");
    let parcel = [("to", "fulfilled"), (&*field, "1"), ("tracking_number", "900000000001")];
    assert_eq!(browser.post(&format!("{order}/advance"), &parcel).await.status, 303);
    let page = browser.get(&order).await.expect(200);
    assert!(page.contains("部分出貨") && page.contains("900000000001") && page.contains("帆布托特包 × 1"), "{page}");
    for to in ["fulfilled", "received", "closed"] {
        step(&browser, &order, to).await;
    }
    assert!(browser.get(&order).await.expect(200).contains("已結案"));
    let mut heard = Vec::new();
    while !heard.iter().any(|event| event == "orders/closed") {
        heard.push(receiver.next().await.event().to_owned());
    }
    for event in ["orders/create", "orders/paid", "orders/fulfilled", "orders/received"] {
        assert!(heard.iter().any(|heard| heard == event), "no {event} in {heard:?}");
    }
    let actions: Vec<_> = support::trail(&scene.shopwire).await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions.iter().filter(|action| *action == "order.advance").count(), 5, "{actions:?}");
    assert!(actions.iter().any(|action| action == "order.place"));
}

#[tokio::test]
async fn what_was_typed_stays_and_each_reason_stands_at_its_field() {
    let scene = Scene::with(3).await;
    let browser = scene.shopwire.staff(Role::Owner).await;
    let also = [("coupon_codes", "NOPE"), ("phone", ""), ("note", "送禮用"), ("shipping_name", "宅配")];
    let page = browser.post(NEW, &scene.typed("9", &also)).await;
    assert_eq!(page.status, 422);
    let page = page.text;
    for kept in ["value=\"9\"", "value=\"送禮用\"", "value=\"NOPE\"", "value=\"陳美玲\""] {
        assert!(page.contains(kept), "{kept} is lost: {page}");
    }
    let many = browser.post(NEW, &scene.typed("9", &[("coupon_codes", "NOPE")])).await.expect(422);
    assert_eq!(support::text_of(&many, "line_items-error"), "庫存不足：SKU B1 剩 3，不足 9");
    assert_eq!(support::text_of(&many, "coupon_codes-error"), "優惠券 NOPE 不存在");
    assert_eq!(support::text_of(&page, "phone-error"), "收貨人電話 (phone) 不能為空白");
    let word = browser.post(NEW, &scene.typed("two", &[])).await.expect(422);
    assert!(word.contains("value=\"two\"") && support::text_of(&word, "line_items-error").contains("必須是整數"));
    let none = browser.post(NEW, &scene.typed("", &[])).await.expect(422);
    assert!(support::text_of(&none, "line_items-error").contains("不能為空白"), "{none}");
    assert!(scene.orders().await.is_empty());
}

#[tokio::test]
async fn a_search_keeps_what_was_chosen() {
    let scene = Scene::with(3).await;
    let browser = scene.shopwire.staff(Role::Owner).await;
    let also = [("q", "沒有這種東西"), ("do", "search")];
    let page = browser.post(NEW, &scene.typed("2", &also)).await.expect(200);
    assert!(page.contains("帆布托特包") && page.contains("value=\"2\"") && page.contains("value=\"沒有這種東西\""));
    let page = browser.post(NEW, &scene.typed("", &also)).await.expect(200);
    assert!(page.contains("找不到這樣的商品") && !page.contains("帆布托特包"), "{page}");
}

#[tokio::test]
async fn an_impossible_step_says_why_and_keeps_what_was_typed() {
    let scene = Scene::with(3).await;
    let browser = scene.shopwire.staff(Role::Owner).await;
    let order = scene.placed(&browser, "1").await;
    let refused = browser.post(&format!("{order}/advance"), &[("to", "received")]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.text.contains("訂單尚未出貨，不能收貨") && refused.text.contains("等待付款"), "{}", refused.text);
    step(&browser, &order, "paid").await;
    let line = format!("line-{}", scene.orders().await[0]["line_items"][0]["id"]);
    let parcel = [("to", "fulfilled"), (&*line, "7"), ("tracking_number", "A-1")];
    let refused = browser.post(&format!("{order}/advance"), &parcel).await.expect(403);
    assert!(
        refused.contains("可出貨的數量為 1") && refused.contains("value=\"7\"") && refused.contains("value=\"A-1\"")
    );
    let none = browser.post(&format!("{order}/advance"), &[("to", "fulfilled"), (&line, "0")]).await.expect(403);
    assert!(none.contains("沒有可出貨的商品"), "nothing chosen is not everything: {none}");
    assert_eq!(browser.post("/console/store/get_v1_orders/999/advance", &[("to", "paid")]).await.status, 404);
}

#[tokio::test]
async fn goods_come_back_and_the_money_with_them() {
    let scene = Scene::with(3).await;
    let browser = scene.shopwire.staff(Role::Owner).await;
    let order = scene.placed(&browser, "2").await;
    for to in ["paid", "fulfilled", "received"] {
        step(&browser, &order, to).await;
    }
    let line = format!("line-{}", scene.orders().await[0]["line_items"][0]["id"]);
    let wish = [("to", "request_return"), (&*line, "1"), ("reason", "尺寸不合")];
    assert_eq!(browser.post(&format!("{order}/advance"), &wish).await.status, 303);
    let page = browser.get(&order).await.expect(200);
    assert!(page.contains("尺寸不合") && page.contains("退貨申請") && page.contains("value=\"returned\""), "{page}");
    step(&browser, &order, "returned").await;
    let refund = [("to", "refunded"), ("amount", "")];
    assert_eq!(browser.post(&format!("{order}/advance"), &refund).await.status, 303);
    let page = browser.get(&order).await.expect(200);
    assert!(page.contains("部分退款") && page.contains("退款"), "{page}");
}

#[tokio::test]
async fn only_sandbox_shops_and_only_who_may_change_things_place_orders() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let page = owner.get(NEW).await.expect(200);
    assert!(page.contains("這是正式商店") && page.contains("請營運人員") && !page.contains("送出訂單"), "{page}");
    let refused = owner.post(NEW, &[("quantity-1-1", "1")]).await.expect(403);
    assert!(refused.contains("這是正式商店"));
    let scene = Scene::with(3).await;
    let order = scene.placed(&scene.shopwire.staff(Role::Developer).await, "1").await;
    let viewer = scene.shopwire.staff(Role::Viewer).await;
    assert!(viewer.get(NEW).await.expect(200).contains("您的角色只能檢視"));
    assert_eq!(viewer.post(NEW, &scene.typed("1", &[])).await.status, 403);
    let page = viewer.get(&order).await.expect(200);
    assert!(page.contains("訂單 #1001") && !page.contains("/advance"), "{page}");
    assert_eq!(viewer.post(&format!("{order}/advance"), &[("to", "paid")]).await.status, 403);
}

#[tokio::test]
async fn english_staff_read_english_words() {
    let scene = Scene::with(3).await;
    let browser = scene.shopwire.staff(Role::Developer).await;
    browser.get("/preferences?language=en&back=%2F").await;
    let form = browser.get(NEW).await.expect(200);
    assert!(
        form.contains("帆布托特包") && form.contains("Cash on delivery") && form.contains(">Credit card<"),
        "{form}"
    );
    let order = scene.placed(&browser, "1").await;
    let page = browser.get(&order).await.expect(200);
    for seen in ["Financial status", "Pending", ">Pay</button>", "Shipping rate price"] {
        assert!(page.contains(seen), "no {seen} in {page}");
    }
}
