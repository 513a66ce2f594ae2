//! Where a story is told: a server with a shop of some customers, and a browser before it.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt;
use reqwest::StatusCode;
use serde_json::{Value, json};
use testkit::{Browser, Receiver, Shopwire};

use crate::browser::{Driver, Page, Session};

pub struct Stage {
    pub shopwire: Shopwire,
    pub page: Page,
    /// Where webhooks arrive, once the shop is furnished.
    receiver: Option<Receiver>,
}

/// Tells a story, if this machine has a browser. At its end nothing may have gone wrong in the browser that the
/// page did not tell; where the story fails, a picture of what the user saw is kept.
pub fn story(tell: impl AsyncFnOnce(&mut Stage)) {
    let Some(driver) = Driver::shared() else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    runtime.block_on(async {
        let shopwire = Shopwire::spawn().await;
        let page = Page::new(Session::begin(driver).await, &shopwire.base_url);
        let mut stage = Stage { shopwire, page, receiver: None };
        let told = AssertUnwindSafe(async {
            tell(&mut stage).await;
            stage.page.no_console_errors().await;
        });
        let told = told.catch_unwind().await;
        if told.is_err() {
            let name = std::thread::current().name().unwrap_or("story").replace("::", "-");
            let seen = AssertUnwindSafe(stage.page.screenshot(&format!("failed-{name}"))).catch_unwind().await;
            seen.inspect(|path| eprintln!("what was seen then: {}", path.display())).ok();
        }
        stage.page.close().await;
        told.unwrap_or_else(|reason| std::panic::resume_unwind(reason));
    });
}

impl Stage {
    /// The browser becomes somebody else's: it has their cookies.
    pub async fn enter(&self, somebody: &Browser) {
        for name in ["shopwire_session", "shopwire_language", "shopwire_theme"] {
            if let Some(value) = somebody.cookie(name) {
                self.page.keep_cookie(name, &value).await;
            }
        }
    }

    /// A shop in which something has happened: calls that were answered and refused, webhooks that arrived and
    /// that failed.
    pub async fn furnish(&mut self) {
        let status = |count: usize| if count % 3 == 2 { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        let mut receiver = Receiver::answering(status).await;
        self.shopwire.deliver_to(&receiver).await;
        let vendor = self.shopwire.vendor();
        for number in 1..=30 {
            let email = format!("ming{number}@example.test");
            vendor.post("/v1/customers", customer("王小明", &email)).await.expect(201);
        }
        vendor.get("/v1/customers").await.expect(200);
        self.open_for_trade().await;
        let order = self.buy().await;
        for to in ["paid", "fulfilled"] {
            vendor.post(&format!("/sandbox/orders/{order}/advance"), json!({ "to": to })).await.expect(201);
        }
        let refused = self.shopwire.account("vendor", "not-the-secret").get("/v1/customers").await;
        self.shopwire.logged(refused.header("x-request-id")).await;
        receiver.next().await;
        self.receiver = Some(receiver);
    }

    /// A sandbox shop that has something to sell.
    pub async fn open_for_trade(&self) {
        self.shopwire.make_sandbox().await;
        let vendor = self.shopwire.vendor();
        for (title, handle, price) in [("帆布托特包", "tote", 930), ("阿里山烏龍茶", "oolong", 480)] {
            let new = json!({ "title": title, "handle": handle, "published": true, "price": price });
            let product = vendor.post("/v1/products", new).await.expect(201);
            let variant = &product["product_variants"][0]["id"];
            let stock = json!({ "sku": handle, "inventory_management": true, "inventory_quantity": 12 });
            let path = format!("/v1/products/{}/product_variants/{variant}", product["id"]);
            vendor.put(&path, stock).await.expect(200);
        }
    }

    /// An order that a guest has placed.
    pub async fn buy(&self) -> i64 {
        let vendor = self.shopwire.vendor();
        let products = vendor.get("/v1/products").await.expect(200);
        let basket = json!({
            "buyer": { "email": "guest@example.test" },
            "receiver": {
                "name": "陳美玲", "phone": "0900000000",
                "detail_address": { "zip": "100", "city": "臺北市", "address1": "範例路 1 號" },
            },
            "line_items": [{ "product_variant_id": products[0]["product_variants"][0]["id"], "quantity": 2 }],
            "shipping_name": "宅配",
            "payment_method": "credit_card",
        });
        vendor.post("/sandbox/orders", basket).await.id()
    }
}

/// A customer as a vendor sends one.
pub fn customer(name: &str, email: &str) -> Value {
    json!({
        "name": name,
        "email": email,
        "password": "long-enough-1",
        "enable_cvs_pickup": true,
        "accepts_marketing": false,
    })
}
