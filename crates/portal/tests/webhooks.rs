//! Stories about webhook endpoints in the console.

#![allow(clippy::unwrap_used)] // helpers of tests, too

mod support;

use platform::{Endpoint, Role, Shop};
use serde_json::json;
use storage::{PLATFORM, Reading};
use support::{between, settled, text_of, trail};
use testkit::{Receiver, Shopwire};
use wire::{Clock, Id};

fn customer(email: &str) -> serde_json::Value {
    json!({
        "name": "林小美", "email": email, "password": "correct horse", "enable_cvs_pickup": true, "accepts_marketing": false,
    })
}

/// Adds an endpoint that hears of new customers. Answers its id.
async fn add(shopwire: &Shopwire, browser: &testkit::Browser, url: &str) -> i64 {
    let app = shopwire.app.to_string();
    let fields = [("app", app.as_str()), ("url", url), ("event", "customers/create"), ("event", "customers/update")];
    let added = browser.post("/console/webhooks/new", &fields).await;
    assert_eq!(added.status, 303, "{}", added.text);
    added.location().rsplit('/').next().unwrap().parse().unwrap()
}

async fn endpoint(shopwire: &Shopwire, id: i64) -> Option<Endpoint> {
    let read = shopwire.database.read(PLATFORM, |view| view.get::<Endpoint>(Id::new(id)));
    read.await.unwrap().map(storage::Record::into_value)
}

#[tokio::test]
async fn an_endpoint_that_is_added_hears_of_what_happens_next_and_shows_how_it_does() {
    let mut shopwire = Shopwire::spawn().await;
    let (first, mut second) = (Receiver::listen().await, Receiver::listen().await);
    shopwire.deliver_to(&first).await;
    let browser = shopwire.staff(Role::Developer).await;
    let id = add(&shopwire, &browser, &second.url).await;
    let page = browser.get(&format!("/console/webhooks/{id}")).await.expect(200);
    assert!(page.contains("尚未傳送") && page.contains("這段時間沒有任何嘗試"), "{page}");

    shopwire.vendor().post("/v1/customers", customer("mei@example.com")).await.expect(201);
    let hook = second.next().await;
    assert_eq!(hook.event(), "customers/create");
    assert!(hook.is_signed_with(&shopwire.app_secret, shopwire.clock.now().seconds()));
    settled(&shopwire).await;

    let list = browser.get("/console/webhooks").await.expect(200);
    let row = between(&list, &second.url, "</tr>");
    assert!(row.contains("state good") && row.contains("正常") && row.contains("100 %"), "{row}");
    let page = browser.get(&format!("/console/webhooks/{id}?range=1h")).await.expect(200);
    assert!(page.contains("<rect class=\"good\"") && !page.contains("<rect class=\"bad\""), "{page}");
    let table = between(&page, "<details class=\"fold\">", "</details>");
    assert!(table.contains("100 %") && table.contains(" ms"), "{table}");
    let subscribed = &trail(&shopwire).await[0];
    assert_eq!((subscribed.action.as_str(), subscribed.target.id), ("endpoint.subscribe", id));
}

#[tokio::test]
async fn an_endpoint_that_fails_says_so_in_words() {
    let mut shopwire = Shopwire::spawn().await;
    let mut receiver = Receiver::answering(|_| http::StatusCode::SERVICE_UNAVAILABLE).await;
    shopwire.deliver_to(&receiver).await;
    shopwire.vendor().post("/v1/customers", customer("mei@example.com")).await.expect(201);
    receiver.next().await;
    let browser = shopwire.staff(Role::Viewer).await;
    let list = browser.get("/console/webhooks").await.expect(200);
    let before = list.split_once(&format!("\">{}", receiver.url)).unwrap().0;
    let id = before.rsplit('/').next().unwrap();
    let page = support::until(&browser, &format!("/console/webhooks/{id}"), "最近一次失敗</span>").await;
    assert!(page.contains("state bad") && page.contains("<rect class=\"bad\""), "{page}");
}

#[tokio::test]
async fn what_was_typed_is_kept_and_what_is_wrong_is_told_beside_it() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let page = browser.post("/console/webhooks/new", &[("url", "crm.example.com"), ("app", "999")]).await.expect(422);
    assert!(page.contains("value=\"crm.example.com\"") && page.contains("id=\"url-error\""), "{page}");
    assert!(text_of(&page, "events-error").contains("至少勾選一個"));

    let fields = [("url", "https://crm.example.com/hooks"), ("app", "999"), ("event", "customers/create")];
    let page = browser.post("/console/webhooks/new", &fields).await.expect(422);
    assert!(page.contains("id=\"app-error\""), "an app that is not the shop's: {page}");
    assert!(
        page.contains("value=\"customers/create\" checked") && !page.contains("value=\"customers/update\" checked")
    );

    let id = add(&shopwire, &browser, "https://crm.example.com/hooks").await;
    let app = shopwire.app.to_string();
    let fields = [("app", app.as_str()), ("url", "https://crm.example.com/hooks"), ("event", "all")];
    let page = browser.post("/console/webhooks/new", &fields).await.expect(422);
    assert!(text_of(&page, "url-error").contains("已有相同網址"), "{page}");
    assert_eq!(endpoint(&shopwire, id).await.unwrap().events, ["customers/create", "customers/update"]);
}

#[tokio::test]
async fn an_endpoint_is_edited_and_deleted() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let id = add(&shopwire, &browser, "https://crm.example.com/hooks?key=abc").await;
    let form = browser.get(&format!("/console/webhooks/{id}/edit")).await.expect(200);
    assert!(form.contains("value=\"customers/update\" checked") && form.contains("?key=abc"), "{form}");

    let fields = [("url", "https://crm.example.com/v2?key=def"), ("event", "coupons/create")];
    let page = browser.submit(&format!("/console/webhooks/{id}/edit"), &fields).await.expect(200);
    assert!(page.contains("端點已儲存"), "{page}");
    let changed = endpoint(&shopwire, id).await.unwrap();
    assert_eq!((changed.url.as_str(), changed.events), (fields[0].1, vec!["coupons/create".to_owned()]));

    shopwire.vendor().post("/v1/customers", customer("mei@example.com")).await.expect(201);
    let log = browser.get(&format!("/console/deliveries?endpoint={id}")).await.expect(200);
    assert!(log.contains("沒有符合的遞送"), "it does not hear of customers any more");

    let page = browser.submit(&format!("/console/webhooks/{id}/remove"), &[]).await.expect(200);
    assert!(page.contains("端點已刪除") && !page.contains("crm.example.com"), "{page}");
    assert!(endpoint(&shopwire, id).await.is_none());
    browser.get(&format!("/console/webhooks/{id}")).await.expect(404);

    let trail = trail(&shopwire).await;
    let actions: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["endpoint.unsubscribe", "endpoint.update", "endpoint.subscribe"]);
    let written = serde_json::to_string(&trail).unwrap();
    assert!(!written.contains("key="), "a receiver's key is nobody's to read: {written}");
}

#[tokio::test]
async fn a_paused_endpoint_waits_and_goes_on_when_it_is_resumed() {
    let mut shopwire = Shopwire::spawn().await;
    let (mut other, mut receiver) = (Receiver::listen().await, Receiver::listen().await);
    shopwire.deliver_to(&other).await;
    let browser = shopwire.staff(Role::Developer).await;
    let id = add(&shopwire, &browser, &receiver.url).await;
    let page = browser.submit(&format!("/console/webhooks/{id}/pause"), &[]).await.expect(200);
    assert!(page.contains("已暫停") && page.contains(&format!("/console/webhooks/{id}/resume")), "{page}");

    shopwire.vendor().post("/v1/customers", customer("mei@example.com")).await.expect(201);
    other.next().await;
    let page = browser.get(&format!("/console/webhooks/{id}")).await.expect(200);
    assert!(page.contains("1 筆遞送正在等候"), "{page}");
    let list = browser.get(&format!("/console/deliveries?endpoint={id}")).await.expect(200);
    let delivery = between(&list, "data-delivery=\"", "\"").to_owned();
    let page = browser.get(&format!("/console/deliveries/{delivery}")).await.expect(200);
    assert!(page.contains("端點已暫停，恢復後才會送出") && page.contains("還沒有嘗試過"), "{page}");

    browser.submit(&format!("/console/webhooks/{id}/resume"), &[]).await.expect(200);
    assert_eq!(receiver.next().await.event(), "customers/create");
    let trail = trail(&shopwire).await;
    let actions: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions[..2], ["endpoint.resume", "endpoint.pause"]);
}

#[tokio::test]
async fn a_test_event_shows_what_receivers_get_and_goes_to_one_endpoint() {
    let mut shopwire = Shopwire::spawn().await;
    let (mut other, mut receiver) = (Receiver::listen().await, Receiver::listen().await);
    shopwire.deliver_to(&other).await;
    let real = shopwire.vendor().post("/v1/customers", customer("mei@example.com")).await.expect(201);
    other.next().await;
    let browser = shopwire.staff(Role::Developer).await;
    let id = add(&shopwire, &browser, &receiver.url).await;

    let test = format!("/console/webhooks/{id}/test");
    let page = browser.submit(&test, &[("event", "customers/create")]).await.expect(200);
    assert!(page.contains("測試事件已排入佇列") && page.contains("這是測試事件"), "{page}");
    let hook = receiver.next().await;
    assert_eq!((hook.event(), hook.header("x-shopwire-test")), ("customers/create", "true"));
    assert_eq!(hook.json(), real, "the newest real one");
    assert!(hook.is_signed_with(&shopwire.app_secret, shopwire.clock.now().seconds()));

    // Never happened here: made up from its type.
    browser.submit(&test, &[("event", "coupons/create")]).await.expect(200);
    let hook = receiver.next().await;
    assert_eq!(hook.event(), "coupons/create");
    assert!(hook.json()["code"].is_string() && hook.json()["id"].is_number(), "{}", hook.json());
    settled(&shopwire).await;
    let list = browser.get("/console/deliveries").await.expect(200);
    assert_eq!(list.matches("<span class=\"tag\">測試</span>").count(), 2, "{list}");
    let others = browser.get("/console/deliveries?event=coupons%2Fcreate").await.expect(200);
    assert_eq!(others.matches("data-delivery=").count(), 1, "nobody else is told");

    let page = browser.post(&test, &[("event", "no/such")]).await.expect(422);
    assert!(page.contains("沒有這個事件"), "{page}");
    let tested = &trail(&shopwire).await[0];
    assert_eq!((tested.action.as_str(), tested.target.id), ("endpoint.test", id));
}

#[tokio::test]
async fn who_only_looks_changes_nothing() {
    let shopwire = Shopwire::spawn().await;
    let id = add(&shopwire, &shopwire.staff(Role::Developer).await, "https://crm.example.com/hooks").await;
    let viewer = shopwire.staff(Role::Viewer).await;
    let page = viewer.get(&format!("/console/webhooks/{id}")).await.expect(200);
    assert!(!page.contains("/pause") && !page.contains("/test") && !page.contains("/remove"), "{page}");
    viewer.get("/console/webhooks/new").await.expect(403);
    for act in ["edit", "pause", "resume", "test", "remove"] {
        let refused = viewer.post(&format!("/console/webhooks/{id}/{act}"), &[("event", "customers/create")]).await;
        assert_eq!(refused.status, 403, "{act}");
    }
    assert!(!endpoint(&shopwire, id).await.unwrap().paused);
}

#[tokio::test]
async fn another_shops_endpoint_is_not_there() {
    let shopwire = Shopwire::spawn().await;
    let vault = std::sync::Arc::clone(&shopwire.directory.vault);
    let make = move |tx: &mut storage::Tx<'_>| {
        let shop: Id<Shop> = vault.create_shop(tx, "別家", "other.shopwire.test", platform::Plan::Enterprise)?.id;
        let (app, _) = vault.create_app(tx, shop, "別家的", platform::Scopes::all())?;
        let endpoint = vault.subscribe(tx, &app, "https://other.example.com/", vec!["customers/create".into()])?;
        let delivery = tx.emit_test(shop.get(), endpoint.id, "customers/create", 1, b"{}")?;
        Ok::<_, storage::Error>((endpoint.id.get(), delivery))
    };
    let (id, delivery) = shopwire.database.write(PLATFORM, None, make).await.unwrap();
    let browser = shopwire.staff(Role::Owner).await;
    assert!(!browser.get("/console/webhooks").await.expect(200).contains("other.example.com"));
    browser.get(&format!("/console/webhooks/{id}")).await.expect(404);
    for act in ["pause", "resume", "test", "remove"] {
        let fields = [("event", "customers/create")];
        assert_eq!(browser.post(&format!("/console/webhooks/{id}/{act}"), &fields).await.status, 404, "{act}");
    }
    browser.get(&format!("/console/deliveries/{delivery}")).await.expect(404);
    assert_eq!(browser.post(&format!("/console/deliveries/{delivery}/resend"), &[]).await.status, 404);
    assert!(endpoint(&shopwire, id).await.is_some_and(|endpoint| !endpoint.paused));
}
