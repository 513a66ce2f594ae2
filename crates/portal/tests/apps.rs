//! Stories about the shop's apps and their credentials, through the console's pages.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::time::Duration;

use platform::{App, Role};
use serde_json::json;
use storage::{PLATFORM, Reading};
use support::{Vendor, between, public_app, text_of, trail};
use testkit::{Browser, Credentials, Delivered, Receiver, Shopwire};
use wire::{Clock, Id};

const DAY: i64 = 24 * 3_600_000;

/// A new app of these fields beside a name and a scope: its id, secret and token.
async fn create(browser: &Browser, more: &[(&str, &str)]) -> (i64, String, String) {
    let fields = [&[("name", "ERP 串接"), ("scope", "read_customers")], more].concat();
    let page = browser.post("/console/apps/new", &fields).await.expect(200);
    let id = between(&page, "href=\"/console/apps/", "\">ERP").parse().unwrap();
    (id, text_of(&page, "secret").to_owned(), text_of(&page, "token").to_owned())
}

async fn status(shopwire: &Shopwire, token: &str, path: &str) -> u16 {
    shopwire.client(Credentials::Token(token.to_owned())).get(path).await.status
}

#[tokio::test]
async fn an_app_is_made_and_what_is_secret_is_shown_once() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let fields = [("name", "ERP 串接"), ("scope", "read_customers"), ("scope", "public")];
    let made = browser.post("/console/apps/new", &fields).await;
    assert_eq!(made.headers["cache-control"], "no-store");
    assert!(!made.headers.contains_key("set-cookie") && !made.headers.contains_key("location"));
    let page = made.expect(200);
    let (secret, token) = (text_of(&page, "secret"), text_of(&page, "token"));
    assert_eq!((secret.len(), token.split('.').count()), (64, 3));
    assert!(page.contains("只顯示這一次"));
    assert_eq!(status(&shopwire, token, "/v1/customers").await, 200);
    assert_eq!(status(&shopwire, token, "/v1/custom_field_types").await, 200);
    let client = shopwire.client(Credentials::Token(token.to_owned()));
    client.post("/v1/customers", json!({})).await.expect(401);

    let shown = browser.get(&format!("/console/apps/{}", between(&page, "href=\"/console/apps/", "\">"))).await;
    let shown = shown.expect(200);
    assert!(!shown.contains(secret) && !shown.contains(token));
    assert!(browser.get("/console/apps").await.expect(200).contains("ERP 串接"));

    let trail = trail(&shopwire).await;
    let actions: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["token.issue", "app.create"]);
    let written = serde_json::to_string(&trail).unwrap();
    assert!(!written.contains(secret) && !written.contains(token), "{written}");
    assert!(trail[0].actor.name.ends_with("@test.shopwire.test") && trail[0].actor.address.is_some());
}

#[tokio::test]
async fn each_scope_is_told_in_plain_words_with_what_it_opens() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let page = browser.get("/console/apps/new").await.expect(200);
    for scope in platform::SCOPES {
        assert!(page.contains(&format!("name=\"scope\" value=\"{scope}\"")), "{scope}");
    }
    let row = between(&page, "value=\"read_customers\"", "</tr>");
    assert!(row.contains("讀取顧客的個人資料、自訂欄位、紅利與 VIP"), "{row}");
    let count = between(row, "顧客 ", " 項").parse::<u32>().unwrap();
    let documents = shop::documents();
    let of_customers = documents.iter().flat_map(|document| document["paths"].as_object().unwrap().values());
    let of_customers = of_customers.flat_map(|path| path.as_object().unwrap().values());
    let counted = of_customers.filter(|op| op["x-scope"] == "read_customers" && op["tags"][0] == "customers").count();
    assert_eq!(count as usize, counted);
    assert!(row.contains("紅利規則 1 項"), "{row}");
    browser.get("/preferences?language=en&back=/").await;
    let page = browser.get("/console/apps/new").await.expect(200);
    assert!(page.contains("Read customers’ personal data"), "{page}");
}

#[tokio::test]
async fn its_webhooks_are_signed_with_the_secret_and_with_both_while_it_is_rotated() {
    let mut shopwire = Shopwire::spawn().await;
    let (others, mut receiver) = (Receiver::listen().await, Receiver::listen().await);
    shopwire.deliver_to(&others).await;
    let browser = shopwire.staff(Role::Developer).await;
    let webhook = [("webhook_url", receiver.url.as_str()), ("event", "customers/create")];
    let (id, first, _) = create(&browser, &webhook).await;
    let now = || shopwire.clock.now().seconds();
    customer(&shopwire).await;
    let hook = receiver.next().await;
    assert_eq!(hook.event(), "customers/create");
    assert!(hook.is_signed_with(&first, now()));

    let page = browser.get(&format!("/console/apps/{id}")).await.expect(200);
    let mark = between(&page, "name=\"mark\" value=\"", "\"").to_owned();
    let rotate = [("mark", mark.as_str()), ("overlap", "24")];
    let path = format!("/console/apps/{id}/secret");
    let page = browser.post(&path, &rotate).await.expect(200);
    let second = text_of(&page, "secret").to_owned();
    assert_ne!(first, second);
    let hook = next_signed_with(&shopwire, &mut receiver, &second).await;
    assert!(hook.verifies_by_standard(&first, now()), "the old secret verifies too");
    assert!(browser.get(&format!("/console/apps/{id}")).await.expect(200).contains("前一個密鑰在"));

    let again = browser.post(&path, &rotate).await.expect(422);
    assert!(again.contains("已經更換過") && !again.contains("id=\"secret\""), "a form sent twice rotates once");

    shopwire.clock.advance_millis(DAY);
    let hook = next_signed_with(&shopwire, &mut receiver, &second).await;
    assert!(!hook.verifies_by_standard(&first, now()));
    let browser = shopwire.staff(Role::Developer).await;
    assert!(!browser.get(&format!("/console/apps/{id}")).await.expect(200).contains("前一個密鑰在"));
}

async fn customer(shopwire: &Shopwire) {
    let email = format!("{}@example.com", wire::token(&wire::OsRandom, 6));
    let body = json!({
        "name": "王小明", "email": email, "password": "secret-1", "enable_cvs_pickup": true, "accepts_marketing": false,
    });
    shopwire.vendor().post("/v1/customers", body).await.expect(201);
}

/// The first webhook that is signed so: the dispatcher reads an app's secret once a second.
async fn next_signed_with(shopwire: &Shopwire, receiver: &mut Receiver, secret: &str) -> Delivered {
    for _ in 0..100 {
        customer(shopwire).await;
        let hook = receiver.next().await;
        if hook.is_signed_with(secret, shopwire.clock.now().seconds()) {
            return hook;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no webhook is signed with the new secret");
}

#[tokio::test]
async fn bad_input_keeps_what_was_typed_and_says_what_to_do() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let typed = [
        ("name", ""),
        ("scope", "read_orders"),
        ("redirect_uris", "http://app.example.com/cb\nhttps://app.example.com/<cb>"),
        ("app_url", "app.example.com"),
        ("setting_fields", "api-key"),
        ("webhook_url", "https://app.example.com/hooks?a=\"b\""),
    ];
    let page = browser.post("/console/apps/new", &typed).await.expect(422);
    for told in ["請輸入名稱。", "沒有加密。請改用 https", "不是完整的網址", "只能用英文字母", "請至少勾選一個事件"]
    {
        assert!(page.contains(told), "{told}");
    }
    assert!(between(&page, "value=\"read_orders\"", ">").contains("checked"));
    assert!(page.contains("http://app.example.com/cb\nhttps://app.example.com/&#60;cb&#62;</textarea>"), "{page}");
    assert!(page.contains("value=\"https://app.example.com/hooks?a=&#34;b&#34;\""));
    assert!(page.contains("id=\"name-error\"") && page.contains("aria-invalid=\"true\""));

    let events = [("name", "ERP"), ("event", "customers/create")];
    let page = browser.post("/console/apps/new", &events).await.expect(422);
    assert!(
        page.contains("請一併輸入接收網址") && between(&page, "value=\"customers/create\"", ">").contains("checked")
    );
    create(&browser, &[]).await;
    let twice = browser.post("/console/apps/new", &[("name", "ERP 串接")]).await.expect(422);
    assert!(twice.contains("本店已有同名的 app"));
    assert_eq!(trail(&shopwire).await.len(), 2, "nothing was made but the one");
}

#[tokio::test]
async fn all_events_are_one_box() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let webhook = [("webhook_url", "https://erp.example.com/hooks"), ("event", "all")];
    let (_, _, token) = create(&browser, &webhook).await;
    let client = shopwire.client(Credentials::Token(token));
    let settings = client.get("/settings").await.expect(200);
    assert_eq!(settings["shop_add_on"]["add_on_version"]["manifest"]["webhook_events"], json!(shop::event_names()));
}

#[tokio::test]
async fn a_change_of_scopes_works_at_once_and_is_remembered() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let (id, _, token) = create(&browser, &[]).await;
    let path = format!("/console/apps/{id}/edit");
    let page = browser.get(&path).await.expect(200);
    assert!(between(&page, "value=\"read_customers\"", ">").contains("checked"));
    let change = [("name", "ERP 2"), ("scope", "read_orders"), ("setting_fields", "mode\nmode\nkey")];
    let told = browser.submit(&path, &change).await.expect(200);
    assert!(told.contains("已儲存 app 的變更") && told.contains("ERP 2") && told.contains("mode, key"), "{told}");
    assert_eq!(status(&shopwire, &token, "/v1/customers").await, 401);
    let trail = trail(&shopwire).await;
    assert_eq!(trail[0].action, "app.change");
    let fields: Vec<&str> = trail[0].changes.iter().map(|change| change.field.as_str()).collect();
    assert_eq!(fields, ["name", "scopes", "setting_fields"]);
    browser.submit(&path, &change).await.expect(200);
    assert_eq!(support::trail(&shopwire).await.len(), trail.len(), "what changes nothing is no change");
}

#[tokio::test]
async fn tokens_are_issued_rotated_and_revoked() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let (id, _, first) = create(&browser, &[]).await;
    let app = format!("/console/apps/{id}");
    for days in ["0", "ten", "3651", ""] {
        let page = browser.post(&format!("{app}/tokens"), &[("days", days)]).await.expect(422);
        assert!(page.contains("有效天數是 1 到 3650 的整數"));
    }
    let page = browser.post(&format!("{app}/tokens"), &[("days", "7")]).await.expect(200);
    let short = text_of(&page, "token").to_owned();
    assert_eq!(status(&shopwire, &short, "/v1/customers").await, 200);

    let page = browser.get(&app).await.expect(200);
    let (newest, oldest) = (between(&page, "/tokens/", "/rotate"), page.rsplit("/tokens/").next().unwrap());
    let (newest, oldest) = (newest.to_owned(), oldest.split('/').next().unwrap().to_owned());
    assert_ne!(newest, oldest);
    let rotate = format!("{app}/tokens/{oldest}/rotate");
    let page = browser.post(&rotate, &[("overlap", "24")]).await.expect(200);
    let second = text_of(&page, "token").to_owned();
    for token in [&first, &second] {
        assert_eq!(status(&shopwire, token, "/v1/customers").await, 200);
    }
    let twice = browser.post(&rotate, &[("overlap", "0")]).await.expect(422);
    assert!(twice.contains("沒有再做變更"), "{twice}");
    assert!(browser.get(&app).await.expect(200).contains("即將失效"));
    shopwire.clock.advance_millis(DAY);
    let browser = shopwire.staff(Role::Developer).await;
    assert_eq!(status(&shopwire, &first, "/v1/customers").await, 401);
    assert_eq!(status(&shopwire, &second, "/v1/customers").await, 200);

    let told = browser.submit(&format!("{app}/tokens/{newest}/revoke"), &[]).await.expect(200);
    assert!(told.contains(&format!("已撤銷 token {newest}")), "{told}");
    assert_eq!(status(&shopwire, &short, "/v1/customers").await, 401);
    let actions: Vec<String> = trail(&shopwire).await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions[..3], ["token.revoke", "token.rotate", "token.issue"]);
}

#[tokio::test]
async fn an_app_is_deleted_by_its_name_only() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    let webhook = [("webhook_url", "https://erp.example.com/hooks"), ("event", "customers/create")];
    let (id, _, token) = create(&browser, &webhook).await;
    let path = format!("/console/apps/{id}/remove");
    let page = browser.post(&path, &[("name", "ERP")]).await.expect(422);
    assert!(page.contains("輸入的名稱不符"));
    assert_eq!(status(&shopwire, &token, "/v1/customers").await, 200);
    let told = browser.submit(&path, &[("name", "ERP 串接")]).await.expect(200);
    assert!(told.contains("已刪除 app「ERP 串接」"), "{told}");
    assert_eq!(status(&shopwire, &token, "/v1/customers").await, 401);
    assert_eq!(browser.get(&format!("/console/apps/{id}")).await.status, 404);
    let endpoints = shopwire.database.read(PLATFORM, |view| view.find::<platform::Endpoint>(&storage::Query::all()));
    assert!(endpoints.await.unwrap().iter().all(|endpoint| endpoint.app_id != Id::<App>::new(id)));
    assert_eq!(trail(&shopwire).await[0].action, "app.delete");
}

#[tokio::test]
async fn who_only_looks_changes_nothing() {
    let shopwire = Shopwire::spawn().await;
    let (id, ..) = create(&shopwire.staff(Role::Developer).await, &[]).await;
    let viewer = shopwire.staff(Role::Viewer).await;
    let page = viewer.get(&format!("/console/apps/{id}")).await.expect(200);
    let forms = page.matches("<form").count();
    assert_eq!(forms, 1, "nothing but signing out");
    assert!(!viewer.get("/console/apps").await.expect(200).contains("/console/apps/new"));
    for path in ["secret", "tokens", "tokens/1/rotate", "tokens/1/revoke", "remove", "edit"] {
        assert_eq!(
            viewer.post(&format!("/console/apps/{id}/{path}"), &[("name", "ERP 串接")]).await.status,
            403,
            "{path}"
        );
    }
    assert_eq!(viewer.post("/console/apps/new", &[("name", "x")]).await.status, 403);
    assert_eq!(viewer.get(&format!("/console/apps/{id}/open")).await.status, 403);
    assert_eq!(shopwire.browser().get("/console/apps").await.status, 303);
    assert_eq!(shopwire.signed_in_account("vendor").await.get("/console/apps").await.status, 403);
}

#[tokio::test]
async fn another_shops_app_is_not_there() {
    let shopwire = Shopwire::spawn().await;
    let vendor = Vendor::listen().await;
    let (id, ..) = public_app(&shopwire, &vendor, "read_customers").await;
    let browser = shopwire.staff(Role::Owner).await;
    assert!(browser.get("/console/apps").await.expect(200).contains("可安裝的 app"));
    assert_eq!(browser.get(&format!("/console/apps/{id}")).await.status, 404);
    for path in ["secret", "tokens", "edit", "remove"] {
        let fields = [("name", "物流通"), ("days", "1")];
        assert_eq!(browser.post(&format!("/console/apps/{id}/{path}"), &fields).await.status, 404, "{path}");
    }
    assert!(browser.get("/console/apps/999").await.expect(404).contains("找不到這個頁面"));
}

#[tokio::test]
async fn a_shop_without_apps_is_told_how_to_begin() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Developer).await;
    browser.submit(&format!("/console/apps/{}/remove", shopwire.app), &[("name", "測試應用")]).await.expect(200);
    let page = browser.get("/console/apps").await.expect(200);
    assert!(page.contains("還沒有任何 app") && page.contains("href=\"/console/apps/new\""));
}
