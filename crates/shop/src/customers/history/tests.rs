//! Stories about what other groups keep of a customer, through the HTTP surface.

use serde_json::{Value, json};
use testkit::{Client, Shopwire};
use wire::Id;

use crate::carts::{Cart, CartItem};
use crate::messages::MessagePost;
use crate::orders::{LineItem, OrderStatus};
use crate::products::Variant;
use crate::stories::{customer, keep, paid_order};

fn titles(list: &Value, key: &str) -> Vec<String> {
    list.as_array().unwrap().iter().map(|item| item[key].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_customer_without_a_history_has_empty_lists() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "").await;
    let span = "start_date=2026-01-01&end_date=2026-01-31&max_products=5";
    for path in ["orders", "customer_cart_items", "message_posts", &format!("recent_purchases?{span}")] {
        assert_eq!(vendor.get(&format!("/v1/customers/{id}/{path}")).await.expect(200), json!([]), "{path}");
        assert_eq!(vendor.get(&format!("/v1/customers/999999/{path}")).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn orders_are_paged_from_the_oldest() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (id, other) = (customer(&vendor, "").await, customer(&vendor, "").await);
    for (owner, day) in [(id, 3), (id, 1), (other, 2), (id, 2)] {
        keep(&shopwire, paid_order(owner, &format!("2026-01-0{day} 12:00:00"), "茶", 100)).await;
    }
    let page = vendor.get(&format!("/v1/customers/{id}/orders?per_page=2")).await;
    assert_eq!((page.header("x-total"), page.header("x-next-page")), ("3", "2"));
    assert_eq!(titles(&page.expect(200), "created_at"), ["2026-01-01 12:00:00", "2026-01-02 12:00:00"]);
}

/// The variant of a new product.
async fn only_variant(vendor: &Client, title: &str) -> Id<Variant> {
    let new = json!({ "title": title, "handle": title, "published": true, "price": 100 });
    let product = vendor.post("/v1/products", new).await.expect(201);
    Id::new(product["product_variants"][0]["id"].as_i64().unwrap())
}

#[tokio::test]
async fn a_cart_shows_its_variants_as_they_are_now() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer_id = customer(&vendor, "").await;
    let (tea, cup) = (only_variant(&vendor, "茶").await, only_variant(&vendor, "杯").await);
    let item = |product_variant_id| CartItem { product_variant_id, quantity: 1 };
    let items = vec![item(cup), item(Id::new(999)), item(tea)];
    keep(&shopwire, Cart { customer_id: Id::new(customer_id), items, ..Cart::default() }).await;
    let cart = vendor.get(&format!("/v1/customers/{customer_id}/customer_cart_items")).await.expect(200);
    assert_eq!(titles(&cart, "name"), ["杯", "茶"]);
    assert_eq!(cart[1]["id"], tea.get());
}

#[tokio::test]
async fn recent_purchases_come_newest_first_up_to_the_most_asked_for() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "").await;
    let mut first = paid_order(id, "2026-01-01 00:00:00", "茶", 100);
    first.line_items.push(LineItem { title: "杯".into(), ..LineItem::default() });
    keep(&shopwire, first).await;
    keep(&shopwire, paid_order(id, "2026-01-31 23:59:59", "壺", 100)).await;
    keep(&shopwire, paid_order(id, "2026-02-01 00:00:00", "二月", 100)).await;
    let mut cancelled = paid_order(id, "2026-01-15 00:00:00", "取消", 100);
    cancelled.statuses.order_status = OrderStatus::Cancelled;
    keep(&shopwire, cancelled).await;

    let path = format!("/v1/customers/{id}/recent_purchases?start_date=2026-01-01&end_date=2026-01-31");
    let all = vendor.get(&format!("{path}&max_products=9")).await.expect(200);
    assert_eq!(titles(&all, "title"), ["壺", "茶", "杯"]);
    let two = vendor.get(&format!("{path}&max_products=2")).await.expect(200);
    assert_eq!(titles(&two, "title"), ["壺", "茶"]);
    let refused = vendor.get(&path).await.expect(422);
    assert_eq!(refused, json!({ "error": ["購買商品的最大筆數 (max_products) 不能為空白"] }));
    let refused = vendor.get(&format!("{path}&max_products=0")).await.expect(422);
    assert_eq!(refused, json!({ "error": ["購買商品的最大筆數 (max_products) 必須大於或等於 1"] }));
}

#[tokio::test]
async fn messages_are_the_customers_own() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let (id, other) = (customer(&vendor, "").await, customer(&vendor, "").await);
    for (owner, title) in [(id, "何時出貨"), (other, "別人的"), (id, "可以退嗎")] {
        let post = MessagePost { title: title.into(), customer_id: Id::new(owner), ..MessagePost::default() };
        keep(&shopwire, post).await;
    }
    let page = vendor.get(&format!("/v1/customers/{id}/message_posts?page=1&per_page=1")).await;
    assert_eq!(page.header("x-total"), "2");
    assert_eq!(titles(&page.expect(200), "title"), ["何時出貨"]);
}
