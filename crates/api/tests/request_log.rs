//! The request log: what an account's owner can read about its calls.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::time::{Duration, Instant};

use api::request_log::{LoggedRequest, Options, RequestFilter, Why};
use api::signature::{Algorithm, http_date, sign};
use platform::{Account, Plan, Shop};
use serde_json::json;
use shopwire_api as api;
use storage::{PLATFORM, Reading, Tx};
use testkit::{Answer, Credentials, Shopwire};
use wire::{Clock, Id};

const LIST: &str = "/v1/customers?per_page=1";
const SOON: Duration = Duration::from_millis(10);

async fn entry(shopwire: &Shopwire, answer: &Answer) -> LoggedRequest {
    shopwire.logged(answer.header("x-request-id")).await
}

/// Signed by hand, so that a signature can be wrong in its own way.
async fn signed(shopwire: &Shopwire, who: (&str, &str), path: &str, age_seconds: i64) -> Answer {
    let date = http_date(shopwire.clock.now().seconds() - age_seconds);
    let client = shopwire.client(Credentials::Nobody);
    let mut request = client.http().get(format!("{}{LIST}", shopwire.base_url));
    for (name, value) in sign(who.0, who.1.as_bytes(), Algorithm::Sha256, "GET", path, &date, None) {
        request = request.header(name, value);
    }
    client.read(request).await
}

async fn change_account(shopwire: &Shopwire, change: impl FnOnce(&mut Account) + Send + 'static) {
    let change = move |tx: &mut Tx<'_>| {
        let mut account = Account::named(tx, "vendor")?.unwrap();
        change(&mut account);
        tx.save(&mut account)
    };
    shopwire.database.write(PLATFORM, None, change).await.unwrap();
}

#[tokio::test]
async fn a_call_is_in_its_shops_log() {
    let shopwire = Shopwire::spawn().await;
    let before = shopwire.clock.now();
    let answer = shopwire.vendor().get(LIST).await;
    let entry = entry(&shopwire, &answer).await;
    assert_eq!(entry.caller.as_deref(), Some("account:vendor"));
    assert_eq!((entry.method.as_str(), entry.path.as_str(), entry.status), ("GET", "/v1/customers", 200));
    assert_eq!((entry.why, entry.unproven, entry.left_out), (None, false, 0));
    assert!(entry.address.is_loopback() && entry.micros > 0 && entry.at.seconds() >= before.seconds());
    let token = shopwire.bearer("read_customers").await.get(LIST).await;
    assert_eq!(self::entry(&shopwire, &token).await.caller, Some(format!("app:{}", shopwire.app)));
}

#[tokio::test]
async fn a_refused_call_says_why() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let reader = shopwire.bearer("read_customers").await;
    let invalid = vendor.post("/v1/customers", json!({ "name": "王小明" })).await;
    let cases = [
        (vendor.get("/v1/customers/999").await, Why::NotFound, None),
        (vendor.get("/v1/nothing").await, Why::NotFound, None),
        (vendor.delete("/v1/customers").await, Why::Method, Some("GET, POST")),
        (reader.put("/v1/customers/1", json!({})).await, Why::Scope, Some("write_customers")),
        (vendor.post("/v1/custom_field_types", json!({ "model": 7 })).await, Why::Invalid, None),
    ];
    for (answer, why, detail) in cases {
        let entry = entry(&shopwire, &answer).await;
        assert_eq!((entry.why, entry.status), (Some(why), answer.status), "{entry:?}");
        if let Some(detail) = detail {
            assert_eq!(entry.detail.as_deref(), Some(detail));
        }
    }
    let entry = entry(&shopwire, &invalid).await;
    let told = invalid.json["error"][0].as_str().unwrap();
    assert!(entry.detail.unwrap().starts_with(told), "the log says what the client was told");
}

#[tokio::test]
async fn a_wrong_signature_is_told_to_the_owner_of_the_name() {
    let shopwire = Shopwire::spawn().await;
    let cases = [
        (signed(&shopwire, ("vendor", "wrong"), LIST, 0).await, Why::WrongSignature),
        (signed(&shopwire, ("vendor", "vendor-secret"), "/v1/elsewhere", 0).await, Why::WrongSignature),
        (signed(&shopwire, ("VENDOR", "vendor-secret"), LIST, 400).await, Why::SignedDate),
    ];
    for (answer, why) in cases {
        let entry = entry(&shopwire, &answer).await;
        assert_eq!((entry.why, entry.status), (Some(why), 401));
        assert_eq!(entry.caller.as_deref(), Some("account:vendor"));
        assert!(entry.unproven, "anybody can say so");
        assert!(!shopwire.request_log(shopwire.shop.get(), RequestFilter::default()).await.is_empty());
    }
    for _ in 0..8 {
        signed(&shopwire, ("vendor", "wrong"), LIST, 0).await;
    }
    let slowed = signed(&shopwire, ("vendor", "vendor-secret"), LIST, 0).await;
    assert_eq!(entry(&shopwire, &slowed).await.why, Some(Why::FailedSignIns));
}

#[tokio::test]
async fn an_account_that_is_disabled_is_called_so() {
    let shopwire = Shopwire::spawn().await;
    change_account(&shopwire, |account| account.disabled = true).await;
    let answer = shopwire.vendor().get(LIST).await;
    let entry = entry(&shopwire, &answer).await;
    assert_eq!((entry.why, entry.caller.as_deref()), (Some(Why::DisabledAccount), Some("account:vendor")));
}

#[tokio::test]
async fn a_token_that_has_ended_is_told_to_its_app() {
    let shopwire = Shopwire::spawn().await;
    let (one, other) = (shopwire.bearer("read_customers").await, shopwire.bearer("read_customers").await);
    let revoke = |tx: &mut Tx<'_>| {
        let mut token = tx.get::<platform::Token>(Id::new(1))?.unwrap();
        token.revoked_at = Some(tx.now());
        tx.save(&mut token)
    };
    shopwire.database.write(PLATFORM, None, revoke).await.unwrap();
    let revoked = one.get(LIST).await;
    shopwire.clock.advance_millis(2 * 86_400_000);
    let expired = other.get(LIST).await;
    for (answer, why) in [(revoked, Why::RevokedToken), (expired, Why::ExpiredToken)] {
        let entry = entry(&shopwire, &answer).await;
        assert_eq!((entry.why, entry.caller), (Some(why), Some(format!("app:{}", shopwire.app))));
    }
}

#[tokio::test]
async fn a_call_of_nobody_is_in_no_shops_log() {
    let shopwire = Shopwire::spawn().await;
    let nobody = shopwire.client(Credentials::Nobody).get(LIST).await;
    let stranger = shopwire.account("typed-my-secret-here", "secret").get(LIST).await;
    let forged = shopwire.client(Credentials::Token("a.b.c".into())).get(LIST).await;
    for (answer, why) in [(&nobody, Why::NoCredentials), (&stranger, Why::UnknownAccount), (&forged, Why::InvalidToken)]
    {
        let entry = entry(&shopwire, answer).await;
        assert_eq!((entry.why, entry.caller.as_deref()), (Some(why), None));
    }
    assert_eq!(shopwire.request_log(shopwire.shop.get(), RequestFilter::default()).await, []);
    let kept = shopwire.request_log(PLATFORM, RequestFilter::default()).await;
    assert!(!format!("{kept:?}").contains("typed-my-secret-here"), "what is no account may be a secret");
}

#[tokio::test]
async fn a_plan_without_the_api_is_named_as_the_reason() {
    let shopwire = Shopwire::spawn().await;
    let id = shopwire.shop;
    let change = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get::<Shop>(id)?.unwrap();
        shop.plan = Plan::Basic;
        tx.save(&mut shop)
    };
    shopwire.database.write(PLATFORM, None, change).await.unwrap();
    let answer = shopwire.vendor().get(LIST).await;
    let entry = entry(&shopwire, &answer).await;
    assert_eq!((entry.why, entry.unproven), (Some(Why::Plan), false));
}

#[tokio::test]
async fn the_log_holds_no_secrets() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = vendor
        .post(
            "/v1/customers",
            json!({ "name": "王", "email": "ming@example.com", "password": "a-plain-password",
                    "enable_cvs_pickup": true, "accepts_marketing": true }),
        )
        .await;
    let id = created.id();
    vendor.get("/v1/customers?email=ming@example.com").await;
    let wrong = json!({ "secret_key": "a-wrong-secret", "register_code": "x", "accepts_marketing": true });
    vendor.put(&format!("/v1/customers/{id}/update_register_code_and_accepts_marketing"), wrong).await;
    let link = vendor.get(&format!("/v1/customers/{id}/account_activation_url")).await;
    let url = link.json["account_activation_url"].as_str().unwrap().to_owned();
    let visit = vendor.read(vendor.http().get(&url)).await;
    assert_eq!(visit.status, 200);
    let page = entry(&shopwire, &visit).await;
    assert!(page.path.contains('{') && page.caller.is_none(), "a key in a path is nothing for a log: {page:?}");
    let all = format!("{:?}", shopwire.request_log(shopwire.shop.get(), RequestFilter::default()).await);
    let key = url.rsplit('/').next().unwrap();
    for secret in ["ming@example.com", "a-plain-password", "a-wrong-secret", "vendor-secret", key] {
        assert!(!all.contains(secret), "{secret} is in the log: {all}");
    }
}

#[tokio::test]
async fn the_log_is_filtered_and_read_page_by_page() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, demo) = (shopwire.vendor(), shopwire.apidemo());
    for _ in 0..3 {
        vendor.get(LIST).await;
    }
    demo.get("/v1/customers/999").await;
    vendor.post("/v1/customers", json!({})).await;
    entry(&shopwire, &vendor.get("/v1/custom_field_types").await).await;
    let shop = shopwire.shop.get();
    let count = async |filter| shopwire.request_log(shop, filter).await.len();
    let filter = RequestFilter::default;
    assert_eq!(count(filter()).await, 6);
    for (filter, expected) in [
        (RequestFilter { caller: Some("account:apidemo".into()), ..filter() }, 1),
        (RequestFilter { class: Some(2), ..filter() }, 4),
        (RequestFilter { class: Some(4), ..filter() }, 2),
        (RequestFilter { class: Some(5), ..filter() }, 0),
        (RequestFilter { method: Some(testkit::Method::POST), ..filter() }, 1),
        (RequestFilter { refused: true, ..filter() }, 2),
        (RequestFilter { path_contains: Some("custom_F".into()), ..filter() }, 1),
    ] {
        assert_eq!(count(filter.clone()).await, expected, "{filter:?}");
    }
    let all = shopwire.request_log(shop, filter()).await;
    assert!(all.is_sorted_by(|one, next| one.id > next.id), "newest first");
    let older = shopwire.request_log(shop, RequestFilter { before: Some(all[2].id), ..filter() }).await;
    assert_eq!(older, all[3..]);
}

#[tokio::test]
async fn a_flood_is_counted_and_not_written_down_call_by_call() {
    let options = Options { per_second: 3, interval: Duration::from_hours(1), ..Options::default() };
    let mut shopwire = Shopwire::logging(options).await;
    let vendor = shopwire.vendor();
    let made = 60;
    let started = Instant::now();
    for _ in 0..made {
        vendor.get(LIST).await;
    }
    let seconds = usize::try_from(started.elapsed().as_secs()).unwrap() + 2;
    shopwire.close_log().await;
    let kept = shopwire.request_log(shopwire.shop.get(), RequestFilter::default()).await;
    assert!(kept.len() <= 3 * seconds, "{} in {seconds} s", kept.len());
    assert_eq!(kept.len() + kept[0].left_out as usize, made, "the last entry counts what is not there");
    assert!(kept[1..].iter().all(|entry| entry.left_out == 0));
}

#[tokio::test]
async fn what_is_too_much_or_too_old_is_removed() {
    let options = Options { keep: 5, days: 3, interval: SOON, ..Options::default() };
    let shopwire = Shopwire::logging(options).await;
    let vendor = shopwire.vendor();
    let shop = shopwire.shop.get();
    let mut last = None;
    for _ in 0..12 {
        last = Some(entry(&shopwire, &vendor.get(LIST).await).await.id);
    }
    let until = async |reached: &dyn Fn(&[LoggedRequest]) -> bool| {
        for _ in 0..1_000 {
            let kept = shopwire.request_log(shop, RequestFilter::default()).await;
            if reached(&kept) {
                return kept;
            }
            tokio::time::sleep(SOON).await;
        }
        panic!("it is not removed");
    };
    let kept = until(&|kept| kept.len() == 5).await;
    assert_eq!(Some(kept[0].id), last, "the oldest go first");
    shopwire.clock.advance_millis(4 * 86_400_000);
    let fresh = entry(&shopwire, &vendor.get(LIST).await).await;
    assert_eq!(until(&|kept| kept.len() == 1).await, [fresh]);
}

#[tokio::test]
async fn what_was_not_stored_yet_is_stored_when_the_program_stops() {
    let mut shopwire = Shopwire::logging(Options { interval: Duration::from_hours(1), ..Options::default() }).await;
    shopwire.vendor().get(LIST).await;
    shopwire.close_log().await;
    assert_eq!(shopwire.request_log(shopwire.shop.get(), RequestFilter::default()).await.len(), 1);
}

#[tokio::test]
async fn a_log_that_is_turned_off_writes_nothing() {
    let mut shopwire = Shopwire::logging(Options { enabled: false, ..Options::default() }).await;
    assert_eq!(shopwire.vendor().get(LIST).await.status, 200);
    shopwire.close_log().await;
    assert_eq!(shopwire.request_log(shopwire.shop.get(), RequestFilter::default()).await, []);
}
