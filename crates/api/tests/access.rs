//! Who is let in, and how often: through the HTTP surface, with real signatures.

use std::sync::Arc;

use api::signature::{Algorithm, http_date, sign};
use platform::{Plan, Shop};
use reqwest::Method;
use serde_json::json;
use shopwire_api as api;
use storage::{PLATFORM, Reading};
use testkit::{Credentials, Shopwire};
use wire::{Clock, Id};

const LIST: &str = "/v1/customers?per_page=1";

/// Signs by hand, so that a test can vary what a well-behaved client never would.
async fn signed(shopwire: &Shopwire, algorithm: Algorithm, signed_path: &str, age_seconds: i64) -> u16 {
    let date = http_date(shopwire.clock.now().seconds() - age_seconds);
    let headers = sign("vendor", b"vendor-secret", algorithm, "GET", signed_path, &date, None);
    let client = shopwire.client(Credentials::Nobody);
    let mut request = client.http().get(format!("{}{LIST}", shopwire.base_url));
    for (name, value) in headers {
        request = request.header(name, value);
    }
    client.read(request).await.status
}

#[tokio::test]
async fn the_path_may_be_signed_with_or_without_its_query() {
    let shopwire = Shopwire::spawn().await;
    assert_eq!(signed(&shopwire, Algorithm::Sha256, LIST, 0).await, 200);
    assert_eq!(signed(&shopwire, Algorithm::Sha256, "/v1/customers", 0).await, 200);
    assert_eq!(signed(&shopwire, Algorithm::Sha256, "/v1/customers?per_page=2", 0).await, 401);
    assert_eq!(signed(&shopwire, Algorithm::Sha256, "/v1/customers/1", 0).await, 401);
}

#[tokio::test]
async fn three_algorithms_are_accepted() {
    let shopwire = Shopwire::spawn().await;
    for algorithm in [Algorithm::Sha256, Algorithm::Sha384, Algorithm::Sha512] {
        assert_eq!(signed(&shopwire, algorithm, LIST, 0).await, 200, "{algorithm:?}");
    }
}

#[tokio::test]
async fn a_signature_is_good_for_five_minutes_either_way() {
    let shopwire = Shopwire::spawn().await;
    for (age, status) in [(295, 200), (-295, 200), (305, 401), (-305, 401)] {
        assert_eq!(signed(&shopwire, Algorithm::Sha256, LIST, age).await, status, "{age} s");
    }
}

#[tokio::test]
async fn a_plain_date_may_stand_for_x_date() {
    let shopwire = Shopwire::spawn().await;
    let client = shopwire.client(Credentials::Nobody);
    let date = http_date(shopwire.clock.now().seconds());
    let [_, (_, authorization)] = &sign("vendor", b"vendor-secret", Algorithm::Sha256, "GET", LIST, &date, None)[..]
    else {
        panic!()
    };
    // The same bytes are signed but for the header's name, so the signature is made anew with openssl's own words.
    let message = format!("date: {date}\nGET {LIST} HTTP/1.1");
    let signature = testkit::hmac_sha256_base64(b"vendor-secret", message.as_bytes());
    let by_date = format!(
        r#"hmac username="vendor", algorithm="hmac-sha256", headers="date request-line", signature="{signature}""#
    );
    let url = format!("{}{LIST}", shopwire.base_url);
    let request = client.http().get(&url).header("date", &date).header("authorization", by_date);
    assert_eq!(client.read(request).await.status, 200);
    let request = client.http().get(&url).header("date", &date).header("authorization", authorization);
    assert_eq!(client.read(request).await.status, 401, "x-date was signed and not sent");
}

#[tokio::test]
async fn a_body_must_match_its_digest() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let body = json!({ "model": "Customer", "name": "會員編號" }).to_string().into_bytes();
    let wrong = [("content-type", "application/json".to_owned()), ("digest", format!("SHA-256={}", "A".repeat(43)))];
    let client = shopwire.bearer("write_customers").await;
    let answer = client.send(Method::PUT, "/v1/customers/1", Some(body.clone()), &wrong).await;
    assert_eq!(answer.status, 401, "a digest that is sent must match, whoever signs");
    let right = vendor.send(Method::PUT, "/v1/customers/1", Some(b"{}".to_vec()), &wrong[..1]).await;
    assert_eq!(right.status, 404, "the vendor's client signs a digest that matches");
}

#[tokio::test]
async fn nobody_learns_why_credentials_are_refused() {
    let shopwire = Shopwire::spawn().await;
    let nobody = shopwire.client(Credentials::Nobody).get(LIST).await;
    let stranger = shopwire.account("stranger", "secret").get(LIST).await;
    let liar = shopwire.account("vendor", "wrong").get(LIST).await;
    let token = shopwire.client(Credentials::Token("a.b.c".into())).get(LIST).await;
    for answer in [&nobody, &stranger, &liar, &token] {
        assert_eq!(answer.status, 401);
        assert_eq!(answer.text, r#"{"error":["無權使用該 API"]}"#);
        assert_eq!(answer.header("content-language"), "zh-TW");
        assert_eq!(answer.header("x-request-id").len(), 32);
    }
}

#[tokio::test]
async fn sixth_request_in_a_second_is_refused() {
    let shopwire = Shopwire::spawn().await;
    let demo = shopwire.apidemo();
    let mut statuses = Vec::new();
    for remaining in (0..5).rev() {
        let answer = demo.get(LIST).await;
        assert_eq!(answer.header("x-ratelimit-limit-second"), "5");
        assert_eq!(answer.header("x-ratelimit-remaining-second"), remaining.to_string());
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [200; 5]);
    let sixth = demo.get(LIST).await;
    assert_eq!(sixth.status, 429);
    assert_eq!(sixth.text, r#"{"error":["Rate limit exceeded"]}"#);
    assert_eq!(sixth.header("retry-after"), "1");
    assert_eq!(shopwire.vendor().get(LIST).await.status, 200, "another account is not slowed");
    shopwire.clock.advance_millis(1_001);
    assert_eq!(demo.get(LIST).await.status, 200);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused_declared_or_not() {
    let shopwire = Shopwire::spawn().await;
    let demo = shopwire.apidemo();
    let kind = [("content-type", "application/json".to_owned())];
    let padded = |bytes: usize| {
        let mut body = br#"{"note":""#.to_vec();
        body.resize(bytes - 2, b'x');
        body.extend_from_slice(br#""}"#);
        body
    };
    let fits = demo.send(Method::PUT, "/v1/customers/1", Some(padded(2048)), &kind).await;
    assert_eq!(fits.status, 404, "a body of 2,048 bytes is read");
    let over = demo.send(Method::PUT, "/v1/customers/1", Some(padded(2049)), &kind).await;
    assert_eq!(over.status, 413);
    assert_eq!(over.text, r#"{"error":["請求內容超過上限 2048 位元組"]}"#);

    let chunks = futures_util::stream::iter((0..1_000).map(|_| Ok::<_, std::io::Error>(vec![b'x'; 1024])));
    let date = http_date(shopwire.clock.now().seconds());
    let mut request = demo.http().put(format!("{}/v1/customers/1", shopwire.base_url));
    for (name, value) in sign("apidemo", b"apidemo", Algorithm::Sha256, "PUT", "/v1/customers/1", &date, None) {
        request = request.header(name, value);
    }
    let chunked = demo.read(request.body(reqwest::Body::wrap_stream(chunks))).await;
    assert_eq!(chunked.status, 413, "a body that does not say its length is cut off at the limit");
    let large = shopwire.vendor().send(Method::PUT, "/v1/customers/1", Some(padded(2_097_153)), &kind).await;
    assert_eq!(large.status, 413, "everybody else has 2 MB");
}

#[tokio::test]
async fn a_token_opens_what_its_scopes_say() {
    let shopwire = Shopwire::spawn().await;
    let reader = shopwire.bearer("read_customers").await;
    assert_eq!(reader.get(LIST).await.status, 200);
    assert_eq!(reader.put("/v1/customers/1", json!({})).await.status, 401);
    let writer = shopwire.bearer("write_customers").await;
    assert_eq!(writer.put("/v1/customers/1", json!({})).await.status, 404);
    assert_eq!(writer.get(LIST).await.status, 401);
    assert_eq!(shopwire.bearer("read_orders write_orders").await.get(LIST).await.status, 401);
}

#[tokio::test]
async fn a_token_ends_when_it_expires_or_is_revoked() {
    let shopwire = Shopwire::spawn().await;
    let token = shopwire.bearer("read_customers").await;
    let other = shopwire.bearer("read_customers").await;
    assert_eq!(token.get(LIST).await.status, 200);
    let revoke = |tx: &mut storage::Tx<'_>| {
        let now = tx.now();
        let mut token = tx.get::<platform::Token>(Id::new(1))?.unwrap();
        token.revoked_at = Some(now);
        tx.save(&mut token)
    };
    assert!(shopwire.database.write(PLATFORM, None, revoke).await.unwrap());
    assert_eq!(token.get(LIST).await.status, 401);
    assert_eq!(other.get(LIST).await.status, 200);
    shopwire.clock.advance_millis(86_400_000);
    assert_eq!(other.get(LIST).await.status, 401);
}

#[tokio::test]
async fn only_plans_with_the_api_may_call_it() {
    let shopwire = Shopwire::spawn().await;
    let shop = shopwire.shop;
    for (plan, api_option, status) in [
        (Plan::Basic, true, 401),
        (Plan::Standard, true, 401),
        (Plan::Plus, false, 401),
        (Plan::Plus, true, 200),
        (Plan::Enterprise, false, 200),
    ] {
        let change = move |tx: &mut storage::Tx<'_>| {
            let mut shop = tx.get::<Shop>(shop)?.unwrap();
            (shop.plan, shop.api_option) = (plan, api_option);
            tx.save(&mut shop)
        };
        shopwire.database.write(PLATFORM, None, change).await.unwrap();
        assert_eq!(shopwire.vendor().get(LIST).await.status, status, "{plan:?} {api_option}");
    }
}

#[tokio::test]
async fn guessing_secrets_is_slowed_down_per_name() {
    let shopwire = Shopwire::spawn().await;
    let liar = shopwire.account("vendor", "guess");
    for _ in 0..10 {
        assert_eq!(liar.get(LIST).await.status, 401);
    }
    let slowed = liar.get(LIST).await;
    assert_eq!(slowed.status, 429);
    assert!(!slowed.header("retry-after").is_empty());
    assert_eq!(shopwire.vendor().get(LIST).await.status, 429, "the right secret from there must wait as well");
    assert_eq!(shopwire.apidemo().get(LIST).await.status, 200, "another name need not");
    shopwire.clock.advance_millis(60_001);
    assert_eq!(shopwire.vendor().get(LIST).await.status, 200);
}

#[tokio::test]
async fn a_disabled_account_is_refused_at_once() {
    let shopwire = Shopwire::spawn().await;
    let vault = Arc::clone(&shopwire.directory.vault);
    assert_eq!(shopwire.vendor().get(LIST).await.status, 200);
    let disable = move |tx: &mut storage::Tx<'_>| {
        let mut account = vault.account_by_name(tx, "vendor")?.unwrap();
        account.disabled = true;
        tx.save(&mut account)
    };
    shopwire.database.write(PLATFORM, None, disable).await.unwrap();
    assert_eq!(shopwire.vendor().get(LIST).await.status, 401);
}

#[tokio::test]
async fn an_accounts_old_secret_is_good_until_its_end() {
    let shopwire = Shopwire::spawn().await;
    let rotate = |hours: u32| {
        let vault = Arc::clone(&shopwire.directory.vault);
        shopwire.database.write(PLATFORM, None, move |tx| {
            let mut account = vault.account_by_name(tx, "vendor")?.unwrap();
            vault.rotate_account_secret(tx, &mut account, hours)
        })
    };
    let status = |secret: &str| {
        let client = shopwire.account("vendor", secret);
        async move { client.get(LIST).await.status }
    };
    let second = rotate(24).await.unwrap();
    assert_eq!((status("vendor-secret").await, status(&second).await), (200, 200));
    assert_eq!((status("").await, status("wrong").await), (401, 401));
    shopwire.clock.advance_millis(24 * 3_600_000 - 1000);
    assert_eq!((status("vendor-secret").await, status(&second).await), (200, 200));
    shopwire.clock.advance_millis(1000);
    assert_eq!((status("vendor-secret").await, status(&second).await), (401, 200));
    let third = rotate(0).await.unwrap();
    assert_eq!((status(&second).await, status(&third).await), (401, 200));
    assert_eq!(status("").await, 401, "no secret before is no secret");
}

#[tokio::test]
async fn a_rotated_token_ends_when_its_overlap_does() {
    let shopwire = Shopwire::spawn().await;
    let (vault, app) = (Arc::clone(&shopwire.directory.vault), shopwire.app);
    let expires_at = shopwire.clock.now().plus_days(30);
    let issue = move |tx: &mut storage::Tx<'_>| {
        let app = tx.get(app)?.unwrap();
        let (mut old, old_text) = vault.issue_token(tx, &app, "read_customers".parse().unwrap(), expires_at)?;
        let (new, new_text) = vault.rotate_token(tx, &app, &mut old, 24)?;
        assert_eq!((new.scopes.clone(), new.expires_at), (old.scopes.clone(), old.expires_at));
        Ok::<_, storage::Error>((old_text, new_text))
    };
    let (old, new) = shopwire.database.write(PLATFORM, None, issue).await.unwrap();
    let status = |token: &str| {
        let client = shopwire.client(Credentials::Token(token.to_owned()));
        async move { client.get(LIST).await.status }
    };
    assert_eq!((status(&old).await, status(&new).await), (200, 200));
    // Nothing in the database changes: time alone ends it.
    shopwire.clock.advance_millis(24 * 3_600_000);
    assert_eq!((status(&old).await, status(&new).await), (401, 200));
}

#[tokio::test]
async fn a_token_opens_no_more_than_its_app_may_have_now() {
    let shopwire = Shopwire::spawn().await;
    let client = shopwire.bearer("read_customers").await;
    assert_eq!(client.get(LIST).await.status, 200);
    let app = shopwire.app;
    let narrow = move |tx: &mut storage::Tx<'_>| {
        let mut app = tx.get(app)?.unwrap();
        app.scopes = "read_orders".parse().unwrap();
        platform::App::save(&mut app, tx)
    };
    shopwire.database.write(PLATFORM, None, narrow).await.unwrap();
    assert_eq!(client.get(LIST).await.status, 401);
}
