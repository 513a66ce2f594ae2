//! Stories about the delivery log in the console.

#![allow(clippy::unwrap_used)] // helpers of tests, too

mod support;

use std::time::Duration;

use http::StatusCode;
use platform::{Endpoint, Role};
use serde_json::{Value, json};
use storage::{Attempt, DeliveryFilter, DeliveryState, Outcome, PLATFORM, Reading};
use support::{between, settled, text_of, trail, until};
use testkit::{Browser, Receiver, Shopwire};
use wire::Clock;

async fn customers(shopwire: &Shopwire, count: usize) -> Vec<i64> {
    let mut ids = Vec::new();
    for number in 0..count {
        let customer = json!({
            "name": "林小美", "email": format!("c{number}-{}@example.com", ids.len()), "password": "correct horse",
            "enable_cvs_pickup": true, "accepts_marketing": false,
        });
        ids.push(shopwire.vendor().post("/v1/customers", customer).await.id());
    }
    ids
}

/// The ids of the rows of a list, as they stand there.
fn rows(page: &str) -> Vec<i64> {
    let row = |part: &str| part.split_once('"').and_then(|(id, _)| id.parse().ok());
    page.split("data-delivery=\"").skip(1).filter_map(row).collect()
}

/// Ends what is pending as if it had been tried.
async fn end(shopwire: &Shopwire, delivery: i64, state: DeliveryState, answer: &'static str) {
    let failed = state != DeliveryState::Delivered;
    let attempt = Attempt {
        number: 1,
        at: shopwire.clock.now().millis(),
        duration_micros: 12_300,
        status: Some(if failed { 500 } else { 200 }),
        failure: failed.then(|| "answered 500".to_owned()),
        answer: answer.as_bytes().into(),
    };
    let write = shopwire.database.write_raw(move |writer| {
        let endpoint = writer.delivery(delivery)?.map_or(0, |found| found.summary.endpoint);
        writer.record(&[Outcome { delivery, endpoint, attempt, state, next_at: 0 }])
    });
    write.await.unwrap();
}

#[tokio::test]
async fn the_log_is_narrowed_and_paged() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Viewer).await;
    let empty = browser.get("/console/deliveries").await.expect(200);
    assert!(empty.contains("還沒有任何遞送") && rows(&empty).is_empty(), "{empty}");

    let ids = customers(&shopwire, 60).await;
    let first = browser.get("/console/deliveries").await.expect(200);
    let newest = rows(&first);
    assert_eq!(newest.len(), 50);
    assert!(newest.is_sorted_by(|one, next| one > next), "the newest first");
    let older = between(&first, "rel=\"next\" href=\"", "\"").replace("&#38;", "&");
    let second = browser.get(&older).await.expect(200);
    assert_eq!(rows(&second).len(), 10);
    assert!(!second.contains("rel=\"next\"") && !second.contains("data-live"), "{second}");

    end(&shopwire, newest[3], DeliveryState::GivenUp, "").await;
    for (query, count) in [
        (format!("resource={}", ids[7]), 1),
        ("state=given_up".into(), 1),
        ("state=delivered".into(), 0),
        ("event=customers%2Fcreate&state=pending&range=1h".into(), 50),
        ("event=customers%2Fupdate".into(), 0),
        ("since=2020-01-01T00:00&until=2020-01-02T00:00".into(), 0),
        ("since=2020-01-01T00:00".into(), 50),
        ("endpoint=999".into(), 0),
    ] {
        let page = browser.get(&format!("/console/deliveries?{query}")).await.expect(200);
        assert_eq!(rows(&page).len(), count, "{query}");
    }
}

#[tokio::test]
async fn a_filter_that_cannot_be_understood_is_told_and_kept() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Viewer).await;
    let page = browser.get("/console/deliveries?resource=mei&event=customers%2Fcreate").await.expect(422);
    assert!(page.contains("value=\"mei\"") && text_of(&page, "resource-error").contains("數字"), "{page}");
    assert!(page.contains("<option selected>customers/create</option>"), "{page}");
}

#[tokio::test]
async fn a_delivery_tells_what_was_sent_and_what_came_back() {
    let mut shopwire = Shopwire::spawn().await;
    let mut receiver =
        Receiver::answering(|number| if number == 0 { StatusCode::INTERNAL_SERVER_ERROR } else { StatusCode::OK })
            .await;
    shopwire.deliver_to(&receiver).await;
    customers(&shopwire, 1).await;
    let hook = receiver.next().await;
    let browser = shopwire.staff(Role::Developer).await;
    let list = until(&browser, "/console/deliveries", "將重試").await;
    let row = between(&list, "data-delivery", "</tr>");
    assert!(row.contains("回應 500") && row.contains("下次嘗試"), "{row}");

    let at = format!("/console/deliveries/{}", rows(&list)[0]);
    let page = browser.get(&at).await.expect(200);
    for (name, value) in &hook.headers {
        let (name, value) = (name.as_str(), value.to_str().unwrap());
        // The second of the try may not be that of the sending.
        let told = matches!(name, "webhook-timestamp" | "webhook-signature") || page.contains(value);
        assert!(page.contains(&format!("<code>{name}</code>")) && told, "{name}: {value}");
    }
    assert!(page.contains("&#34;email&#34;: &#34;c0-0@example.com&#34;"), "{page}");
    assert!(page.contains("第 1 次") && page.contains("/console/requests/"), "{page}");

    let page = browser.submit(&format!("{at}/resend"), &[]).await.expect(200);
    assert!(page.contains("已排入佇列，馬上重送"), "{page}");
    let again = receiver.next().await;
    assert_eq!(again.header("webhook-id"), hook.header("webhook-id"));
    let page = until(&browser, &at, "已送達").await;
    assert!(page.contains("第 2 次") && page.contains("200，成功"), "{page}");
    let resent = &trail(&shopwire).await[0];
    assert_eq!((resent.action.as_str(), resent.target.kind.as_str()), ("delivery.resend", "delivery"));
}

#[tokio::test]
async fn what_a_receiver_answers_is_shown_and_never_run() {
    let shopwire = Shopwire::spawn().await;
    customers(&shopwire, 1).await;
    let browser = shopwire.staff(Role::Viewer).await;
    let id = rows(&browser.get("/console/deliveries").await.expect(200))[0];
    end(&shopwire, id, DeliveryState::GivenUp, "<script>alert(1)</script>").await;
    let page = browser.get(&format!("/console/deliveries/{id}")).await.expect(200);
    assert!(page.contains("&#60;script&#62;alert(1)") && !page.contains("<script>alert"), "{page}");
    assert!(!page.contains("/resend\""), "who only looks resends nothing");
    assert_eq!(browser.post(&format!("/console/deliveries/{id}/resend"), &[]).await.status, 403);
}

#[tokio::test]
async fn a_delivery_whose_endpoint_is_gone_stays_and_is_not_resent() {
    let shopwire = Shopwire::spawn().await;
    customers(&shopwire, 1).await;
    let browser = shopwire.staff(Role::Developer).await;
    let id = rows(&browser.get("/console/deliveries").await.expect(200))[0];
    let remove = |tx: &mut storage::Tx<'_>| {
        let endpoint = tx.find_one::<Endpoint>(storage::Query::all())?.unwrap();
        Endpoint::remove(tx, endpoint)
    };
    shopwire.database.write(PLATFORM, None, remove).await.unwrap();
    assert!(browser.get("/console/deliveries").await.expect(200).contains("（端點已刪除）"));
    let page = browser.get(&format!("/console/deliveries/{id}")).await.expect(200);
    assert!(page.contains("現在不會送出任何標頭") && !page.contains("/resend\""), "{page}");
    let page = browser.post(&format!("/console/deliveries/{id}/resend"), &[]).await.expect(422);
    assert!(page.contains("端點已刪除，無法重送"), "{page}");
}

/// The confirmation's hidden filter.
fn hidden(page: &str) -> String {
    between(page, "name=\"filter\" value=\"", "\"").replace("&#34;", "\"")
}

async fn state_of(browser: &Browser, job: &str) -> Value {
    serde_json::from_str(&browser.get(&format!("{job}/state")).await.expect(200)).unwrap()
}

#[tokio::test]
async fn all_that_match_are_resent_with_a_count_before_and_progress_after() {
    let mut shopwire = Shopwire::spawn().await;
    shopwire.stop_jobs();
    let mut receiver = Receiver::listen().await;
    customers(&shopwire, 5).await;
    let browser = shopwire.staff(Role::Developer).await;
    let log = rows(&browser.get("/console/deliveries").await.expect(200));
    for id in &log[..3] {
        end(&shopwire, *id, DeliveryState::GivenUp, "").await;
    }
    for id in &log[3..] {
        end(&shopwire, *id, DeliveryState::Delivered, "").await;
    }
    // The seeded endpoint is where nobody listens: it leads to the receiver from now on.
    let url = receiver.url.clone();
    let lead = move |tx: &mut storage::Tx<'_>| {
        let mut endpoint = tx.find_one::<Endpoint>(storage::Query::all())?.unwrap();
        endpoint.url = url;
        tx.save(&mut endpoint)
    };
    shopwire.database.write(PLATFORM, None, lead).await.unwrap();

    let confirm = browser.get("/console/deliveries/resend?state=given_up").await.expect(200);
    assert!(confirm.contains("3 筆遞送符合") && confirm.contains("已放棄"), "{confirm}");
    let started = browser.post("/console/deliveries/resend", &[("filter", &hidden(&confirm))]).await;
    assert_eq!(started.status, 303, "{}", started.text);
    let job = started.location().to_owned();
    let page = browser.get(&job).await.expect(200);
    assert!(page.contains("<progress max=\"3\" value=\"0\"") && page.contains("0 / 3"), "{page}");
    let waiting = json!({ "done": 0, "total": 3, "finished": false, "said": "正在排入佇列：0 / 3 筆" });
    assert_eq!(state_of(&browser, &job).await, waiting);

    shopwire.start_jobs();
    let page = until(&browser, &job, "完成：3 筆已排入佇列").await;
    assert!(page.contains("<progress max=\"3\" value=\"3\"") && !page.contains("progress.js"), "{page}");
    assert_eq!(state_of(&browser, &job).await["finished"], true);
    let elsewhere = Receiver::listen().await;
    shopwire.deliver_to(&elsewhere).await;
    for _ in 0..3 {
        assert_eq!(receiver.next().await.event(), "customers/create");
    }
    settled(&shopwire).await;
    let delivered = browser.get("/console/deliveries?state=delivered").await.expect(200);
    assert_eq!(rows(&delivered), log);
    let entry = trail(&shopwire).await.into_iter().find(|entry| entry.action == "delivery.resend_all").unwrap();
    let told: Vec<_> = entry.changes.iter().map(|change| (change.field.as_str(), change.after.clone())).collect();
    assert_eq!(told, [("count", json!(3)), ("state", json!("given_up"))]);
}

#[tokio::test]
async fn a_resend_reaches_no_other_shop_and_nothing_newer_than_the_count() {
    let shopwire = Shopwire::spawn().await;
    customers(&shopwire, 2).await;
    let browser = shopwire.staff(Role::Developer).await;
    let confirm = browser.get("/console/deliveries/resend").await.expect(200);
    assert!(confirm.contains("商店的所有遞送") && confirm.contains("2 筆遞送符合"), "{confirm}");
    let filter: DeliveryFilter = serde_json::from_str(&hidden(&confirm)).unwrap();
    assert_eq!(filter.shop, Some(shopwire.shop.get()));
    customers_later(&shopwire).await;
    let forged = DeliveryFilter { shop: Some(shopwire.shop.get() + 1), ..filter };
    let forged = serde_json::to_string(&forged).unwrap();
    let page = browser.submit("/console/deliveries/resend", &[("filter", &forged)]).await.expect(200);
    assert!(page.contains("max=\"2\""), "of this shop, and what there was: {page}");
    let unbounded = [("filter", "{}")];
    assert_eq!(browser.post("/console/deliveries/resend", &unbounded).await.status, 400);
    let viewer = shopwire.staff(Role::Viewer).await;
    viewer.get("/console/deliveries/resend").await.expect(403);
    assert_eq!(viewer.post("/console/deliveries/resend", &[("filter", &forged)]).await.status, 403);
    browser.get("/console/deliveries/resend/unheard-of").await.expect(404);
    let none = browser.get("/console/deliveries/resend?state=delivered").await.expect(200);
    assert!(none.contains("沒有符合的遞送") && !none.contains("name=\"filter\""), "{none}");
}

async fn customers_later(shopwire: &Shopwire) {
    let customer = json!({
        "name": "林小美", "email": "later@example.com", "password": "correct horse", "enable_cvs_pickup": true,
        "accepts_marketing": false,
    });
    shopwire.vendor().post("/v1/customers", customer).await.expect(201);
}

/// An event stream, as far as it was heard.
struct News {
    response: reqwest::Response,
    told: String,
}

impl News {
    async fn open(browser: &Browser, shopwire: &Shopwire, path: &str) -> Self {
        let request = browser.http().get(format!("{}{path}", shopwire.base_url));
        let cookie = format!("shopwire_session={}", browser.cookie("shopwire_session").unwrap());
        let response = request.header("cookie", cookie).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { response, told: String::new() }
    }

    /// Listens until it has told this. Answers what it told since it was last asked.
    async fn hear(&mut self, expected: &str) -> String {
        let listening = async {
            while !self.told.contains(expected) {
                let Some(part) = self.response.chunk().await.unwrap() else { return };
                self.told.push_str(std::str::from_utf8(&part).unwrap());
            }
        };
        let heard = tokio::time::timeout(Duration::from_secs(10), listening).await;
        assert!(heard.is_ok() && self.told.contains(expected), "no {expected} in {}", self.told);
        std::mem::take(&mut self.told)
    }
}

fn row_of(id: i64) -> String {
    format!("data-delivery=\"{id}\"")
}

#[tokio::test]
async fn the_list_is_told_of_new_rows_and_of_rows_that_change() {
    let shopwire = Shopwire::spawn().await;
    customers(&shopwire, 1).await;
    let browser = shopwire.staff(Role::Viewer).await;
    let page = browser.get("/console/deliveries").await.expect(200);
    let live = between(&page, "data-live=\"", "\"").replace("&#38;", "&");
    let first = rows(&page)[0];
    let mut news = News::open(&browser, &shopwire, &live).await;
    news.hear(&row_of(first)).await; // as it is now: the page is a moment older
    customers_later(&shopwire).await;
    let told = news.hear(&row_of(first + 1)).await;
    assert!(told.contains("event: rows") && told.contains(&format!("id: {}", first + 1)), "{told}");
    assert!(!told.contains(&row_of(first)), "only what is new: {told}");
    end(&shopwire, first, DeliveryState::GivenUp, "").await;
    let told = news.hear("已放棄").await;
    assert!(told.contains(&row_of(first)), "{told}");

    let nobody = shopwire.browser().get(&live).await;
    assert_eq!(nobody.status, 303, "news are for who is signed in");
}

#[tokio::test]
async fn a_narrowed_list_is_told_of_what_comes_to_match() {
    let shopwire = Shopwire::spawn().await;
    customers(&shopwire, 2).await;
    let browser = shopwire.staff(Role::Viewer).await;
    let log = rows(&browser.get("/console/deliveries").await.expect(200));
    end(&shopwire, log[0], DeliveryState::GivenUp, "").await;
    let page = browser.get("/console/deliveries?state=given_up").await.expect(200);
    assert_eq!(rows(&page), log[..1]);
    let live = between(&page, "data-live=\"", "\"").replace("&#38;", "&");
    let mut news = News::open(&browser, &shopwire, &live).await;
    news.hear(&row_of(log[0])).await;
    // An older one, which the page did not show.
    end(&shopwire, log[1], DeliveryState::GivenUp, "").await;
    news.hear(&row_of(log[1])).await;
    // One that is new is pending first, which is not asked for.
    customers_later(&shopwire).await;
    end(&shopwire, log[0] + 1, DeliveryState::GivenUp, "").await;
    let told = news.hear(&row_of(log[0] + 1)).await;
    assert!(!told.contains("待送"), "{told}");
}
