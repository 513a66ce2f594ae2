//! Exchanging codes and refresh tokens for tokens, through the HTTP surface. The consent itself is the portal's.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use platform::{App, Scopes, Shop};
use reqwest::Method;
use serde_json::{Value, json};
use storage::{PLATFORM, Reading};
use testkit::{Answer, Credentials, Shopwire};
use wire::Id;

const TOKEN: &str = "/admin/oauth/token";
const CALLBACK: &str = "https://app.example.com/callback";
const HOUR: i64 = 3_600_000;

/// A server whose app has a callback, and a shop that has agreed.
struct World {
    shopwire: Shopwire,
    client_id: String,
}

impl World {
    async fn new() -> Self {
        let shopwire = Shopwire::spawn().await;
        let app = shopwire.app;
        let prepare = move |tx: &mut storage::Tx<'_>| {
            let mut app = tx.get(app)?.unwrap();
            app.redirect_uris = vec![CALLBACK.to_owned()];
            App::save(&mut app, tx)?;
            Ok::<_, storage::Error>(app.client_id.clone())
        };
        let client_id = shopwire.database.write(PLATFORM, None, prepare).await.unwrap();
        Self { shopwire, client_id }
    }

    /// The code that the shop's consent gives.
    async fn consent(&self, scopes: &str) -> String {
        self.consent_of(self.shopwire.shop, scopes).await
    }

    async fn consent_of(&self, shop: Id<Shop>, scopes: &str) -> String {
        let (vault, app) = (Arc::clone(&self.shopwire.directory.vault), self.shopwire.app);
        let scopes: Scopes = scopes.parse().unwrap();
        let agree = move |tx: &mut storage::Tx<'_>| {
            let app = tx.get(app)?.unwrap();
            Ok::<_, storage::Error>(vault.authorize(tx, &app, shop, scopes, CALLBACK)?.1)
        };
        self.shopwire.database.write(PLATFORM, None, agree).await.unwrap()
    }

    async fn post(&self, body: Value) -> Answer {
        self.shopwire.client(Credentials::Nobody).post(TOKEN, body).await
    }

    fn code_body(&self, code: &str) -> Value {
        json!({
            "grant_type": "authorization_code", "client_id": self.client_id,
            "client_secret": self.shopwire.app_secret, "code": code, "redirect_uri": CALLBACK,
        })
    }

    fn refresh_body(&self, refresh_token: &str) -> Value {
        json!({
            "grant_type": "refresh_token", "client_id": self.client_id,
            "client_secret": self.shopwire.app_secret, "refresh_token": refresh_token,
        })
    }

    async fn exchange(&self, code: &str) -> Answer {
        self.post(self.code_body(code)).await
    }

    async fn refresh(&self, refresh_token: &str) -> Answer {
        self.post(self.refresh_body(refresh_token)).await
    }

    /// What the API says to an access token.
    async fn status(&self, issued: &Value, path: &str) -> u16 {
        let token = issued["access_token"].as_str().unwrap().to_owned();
        self.shopwire.client(Credentials::Token(token)).get(path).await.status
    }
}

#[track_caller]
fn refused(answer: Answer, status: u16, code: &str) {
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("content-type"), "application/json");
    let told = answer.expect(status);
    assert_eq!(told["error"], code, "{told}");
    assert!(told["error_description"].as_str().is_some_and(|text| text.is_ascii() && !text.is_empty()), "{told}");
}

fn refresh_token(issued: &Value) -> &str {
    issued["refresh_token"].as_str().unwrap()
}

#[tokio::test]
async fn a_code_becomes_a_token_that_opens_what_was_granted_for_two_hours() {
    let world = World::new().await;
    let code = world.consent("read_customers").await;
    let answer = world.exchange(&code).await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let issued = answer.expect(200);
    assert_eq!((&issued["token_type"], &issued["expires_in"]), (&json!("Bearer"), &json!(7200)));
    assert_eq!(issued["scope"], "read_customers");
    assert_eq!(world.status(&issued, "/v1/customers").await, 200);
    assert_eq!(world.status(&issued, "/v1/products").await, 401, "nothing else is open");
    world.shopwire.clock.advance_millis(2 * HOUR);
    assert_eq!(world.status(&issued, "/v1/customers").await, 401);
}

#[tokio::test]
async fn a_form_and_a_basic_header_do_as_well() {
    let world = World::new().await;
    let client = world.shopwire.client(Credentials::Nobody);
    let form = |code: &str| format!("grant_type=authorization_code&code={code}&redirect_uri={CALLBACK}");
    let secret = &world.shopwire.app_secret;
    let body = format!("{}&client_id={}&client_secret={secret}", form(&world.consent("public").await), world.client_id);
    client.form(Method::POST, TOKEN, &body).await.expect(200);

    let send = |body: String, authorization: String| {
        let headers = [
            ("content-type", "application/x-www-form-urlencoded".to_owned()),
            ("authorization", format!("Basic {}", BASE64.encode(authorization))),
        ];
        let client = client.clone();
        async move { client.send(Method::POST, TOKEN, Some(body.into_bytes()), &headers).await }
    };
    let code = world.consent("public").await;
    let wrong = send(form(&code), format!("{}:wrong", world.client_id)).await;
    assert_eq!(wrong.header("www-authenticate"), "Basic realm=\"shopwire\"");
    refused(wrong, 401, "invalid_client");
    let twice = format!("{}&client_secret={secret}", form(&code));
    refused(send(twice, format!("{}:{secret}", world.client_id)).await, 400, "invalid_request");
    send(form(&code), format!("{}:{secret}", world.client_id)).await.expect(200);
}

#[tokio::test]
async fn a_code_is_good_for_ten_minutes_and_its_own_callback() {
    let world = World::new().await;
    let code = world.consent("public").await;
    let mut elsewhere = world.code_body(&code);
    elsewhere["redirect_uri"] = json!("https://app.example.com/callback/");
    refused(world.post(elsewhere).await, 400, "invalid_grant");
    world.shopwire.clock.advance_millis(10 * 60_000 - 1000);
    world.exchange(&code).await.expect(200);

    let late = world.consent("public").await;
    world.shopwire.clock.advance_millis(10 * 60_000);
    refused(world.exchange(&late).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_code_that_is_used_twice_takes_back_what_was_issued_from_it() {
    let world = World::new().await;
    let code = world.consent("read_customers").await;
    let first = world.exchange(&code).await.expect(200);
    let second = world.refresh(refresh_token(&first)).await.expect(200);
    for issued in [&first, &second] {
        assert_eq!(world.status(issued, "/v1/customers").await, 200);
    }
    refused(world.exchange(&code).await, 400, "invalid_grant");
    for issued in [&first, &second] {
        assert_eq!(world.status(issued, "/v1/customers").await, 401);
    }
    refused(world.refresh(refresh_token(&second)).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_refresh_token_is_used_once_and_a_stolen_one_ends_them_all() {
    let world = World::new().await;
    let first = world.exchange(&world.consent("read_customers").await).await.expect(200);
    world.shopwire.clock.advance_millis(3 * HOUR);
    let second = world.refresh(refresh_token(&first)).await.expect(200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(world.status(&second, "/v1/customers").await, 200);
    world.shopwire.clock.advance_millis(3 * HOUR);
    let third = world.refresh(refresh_token(&second)).await.expect(200);
    assert_eq!(world.status(&third, "/v1/customers").await, 200);

    refused(world.refresh(refresh_token(&first)).await, 400, "invalid_grant");
    assert_eq!(world.status(&third, "/v1/customers").await, 401);
    refused(world.refresh(refresh_token(&third)).await, 400, "invalid_grant");
}

#[tokio::test]
async fn an_idle_refresh_token_is_forgotten_after_ninety_days() {
    let world = World::new().await;
    let issued = world.exchange(&world.consent("public").await).await.expect(200);
    world.shopwire.clock.advance_millis(89 * 24 * HOUR);
    let issued = world.refresh(refresh_token(&issued)).await.expect(200);
    world.shopwire.clock.advance_millis(90 * 24 * HOUR);
    refused(world.refresh(refresh_token(&issued)).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_refreshed_token_may_ask_for_less_and_never_for_more() {
    let world = World::new().await;
    let issued = world.exchange(&world.consent("read_customers read_orders").await).await.expect(200);
    let mut wanted = world.refresh_body(refresh_token(&issued));
    wanted["scope"] = json!("read_customers write_customers");
    refused(world.post(wanted.clone()).await, 400, "invalid_scope");
    wanted["scope"] = json!("read_everything");
    refused(world.post(wanted.clone()).await, 400, "invalid_scope");
    wanted["scope"] = json!("read_orders");
    let less = world.post(wanted).await.expect(200);
    assert_eq!(less["scope"], "read_orders");
    assert_eq!(world.status(&less, "/v1/customers").await, 401);
    let all = world.refresh(refresh_token(&less)).await.expect(200);
    assert_eq!(all["scope"], "read_customers read_orders", "the consent itself is as wide as it was");
}

#[tokio::test]
async fn a_code_and_a_refresh_token_do_not_stand_for_each_other() {
    let world = World::new().await;
    let code = world.consent("public").await;
    refused(world.refresh(&code).await, 400, "invalid_grant");
    let issued = world.exchange(&code).await.expect(200);
    refused(world.exchange(refresh_token(&issued)).await, 400, "invalid_grant");
    world.refresh(refresh_token(&issued)).await.expect(200);
}

#[tokio::test]
async fn a_made_up_ticket_opens_nothing_and_harms_nothing() {
    let world = World::new().await;
    let code = world.consent("public").await;
    let issued = world.exchange(&code).await.expect(200);
    let genuine = refresh_token(&issued);
    let (named, mac) = genuine.rsplit_once('.').unwrap();
    let (authorization, _) = named.split_once('.').unwrap();
    for forged in [
        format!("{authorization}.0.{mac}"),
        format!("{authorization}.2.{mac}"),
        format!("{named}.{}", "0".repeat(64)),
        format!("{named}."),
        format!("99.1.{mac}"),
    ] {
        let body = if forged.contains(".0.") { world.code_body(&forged) } else { world.refresh_body(&forged) };
        refused(world.post(body).await, 400, "invalid_grant");
    }
    world.refresh(genuine).await.expect(200);
}

#[tokio::test]
async fn the_app_of_another_gets_nothing_for_a_code() {
    let world = World::new().await;
    let (vault, shop) = (Arc::clone(&world.shopwire.directory.vault), world.shopwire.shop);
    let create = move |tx: &mut storage::Tx<'_>| {
        let (app, secret) = vault.create_app(tx, shop, "另一個", Scopes::all())?;
        Ok::<_, storage::Error>((app.client_id.clone(), secret))
    };
    let (client_id, secret) = world.shopwire.database.write(PLATFORM, None, create).await.unwrap();
    let code = world.consent("public").await;
    let mut body = world.code_body(&code);
    (body["client_id"], body["client_secret"]) = (json!(client_id), json!(secret));
    refused(world.post(body).await, 400, "invalid_grant");
    world.exchange(&code).await.expect(200);
}

#[tokio::test]
async fn each_fault_has_its_name() {
    let world = World::new().await;
    let good = world.code_body(&world.consent("public").await);
    let without = |name: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(name);
        body
    };
    for name in ["grant_type", "client_id", "client_secret", "code", "redirect_uri"] {
        refused(world.post(without(name)).await, 400, "invalid_request");
    }
    let with = |name: &str, value: &str| {
        let mut body = good.clone();
        body[name] = json!(value);
        body
    };
    refused(world.post(with("grant_type", "password")).await, 400, "unsupported_grant_type");
    refused(world.post(with("client_id", "nobody")).await, 401, "invalid_client");
    refused(world.post(with("client_secret", "wrong")).await, 401, "invalid_client");
    let client = world.shopwire.client(Credentials::Nobody);
    let json = [("content-type", "application/json".to_owned())];
    let broken = client.send(Method::POST, TOKEN, Some(b"{".to_vec()), &json).await;
    refused(broken, 400, "invalid_request");
    let large = client.send(Method::POST, TOKEN, Some(vec![b'a'; 20_000]), &json).await;
    refused(large, 413, "invalid_request");
    assert_eq!(client.get(TOKEN).await.header("allow"), "POST");
    let in_url = format!("{TOKEN}?client_id={}&client_secret={}", world.client_id, world.shopwire.app_secret);
    let mut rest = good.clone();
    rest.as_object_mut().unwrap().retain(|name, _| !name.starts_with("client_"));
    refused(client.post(&in_url, rest).await, 400, "invalid_request");
    world.post(good).await.expect(200);
}

#[tokio::test]
async fn guessing_is_slowed_down() {
    let world = World::new().await;
    let code = world.consent("public").await;
    let mut wrong = world.code_body(&code);
    wrong["client_secret"] = json!("guess");
    for _ in 0..10 {
        refused(world.post(wrong.clone()).await, 401, "invalid_client");
    }
    let blocked = world.exchange(&code).await;
    assert_eq!(blocked.header("retry-after"), "60");
    refused(blocked, 429, "temporarily_unavailable");
    world.shopwire.clock.advance_millis(60_001);
    world.exchange(&code).await.expect(200);
}

#[tokio::test]
async fn a_new_consent_takes_the_place_of_the_one_before() {
    let world = World::new().await;
    let before = world.exchange(&world.consent("read_customers").await).await.expect(200);
    let code = world.consent("read_orders").await;
    assert_eq!(world.status(&before, "/v1/customers").await, 200, "until the app takes the new one up");
    let after = world.exchange(&code).await.expect(200);
    assert_eq!(world.status(&before, "/v1/customers").await, 401);
    assert_eq!(world.status(&after, "/v1/customers").await, 401, "less was granted this time");
    refused(world.refresh(refresh_token(&before)).await, 400, "invalid_grant");
}

#[tokio::test]
async fn uninstalling_ends_everything_in_that_shop_and_nothing_elsewhere() {
    let world = World::new().await;
    let (vault, app) = (Arc::clone(&world.shopwire.directory.vault), world.shopwire.app);
    let create = move |tx: &mut storage::Tx<'_>| {
        vault.create_shop(tx, "分店", "other.shopwire.test", platform::Plan::Enterprise).map(|shop| shop.id)
    };
    let other = world.shopwire.database.write(PLATFORM, None, create).await.unwrap();
    let here = world.exchange(&world.consent("read_customers").await).await.expect(200);
    let there = world.exchange(&world.consent_of(other, "read_customers").await).await.expect(200);
    let pending = world.consent_of(other, "read_customers").await;
    for issued in [&here, &there] {
        assert_eq!(world.status(issued, "/v1/customers").await, 200);
    }
    let uninstall = move |tx: &mut storage::Tx<'_>| {
        let app = tx.get(app)?.unwrap();
        app.uninstall(tx, other)
    };
    world.shopwire.database.write(PLATFORM, None, uninstall).await.unwrap();
    assert_eq!(world.status(&here, "/v1/customers").await, 200);
    assert_eq!(world.status(&there, "/v1/customers").await, 401);
    refused(world.refresh(refresh_token(&there)).await, 400, "invalid_grant");
    refused(world.exchange(&pending).await, 400, "invalid_grant");
}

#[tokio::test]
async fn while_the_secret_is_rotated_both_get_tokens() {
    let world = World::new().await;
    let (vault, app) = (Arc::clone(&world.shopwire.directory.vault), world.shopwire.app);
    let rotate = move |tx: &mut storage::Tx<'_>| {
        let mut app = tx.get(app)?.unwrap();
        vault.rotate_app_secret(tx, &mut app, 24)
    };
    let new = world.shopwire.database.write(PLATFORM, None, rotate).await.unwrap();
    let body = |secret: &str, code: String| {
        let mut body = world.code_body(&code);
        body["client_secret"] = json!(secret);
        body
    };
    let old = world.shopwire.app_secret.clone();
    world.post(body(&old, world.consent("public").await)).await.expect(200);
    world.post(body(&new, world.consent("public").await)).await.expect(200);
    world.shopwire.clock.advance_millis(24 * HOUR);
    refused(world.post(body(&old, world.consent("public").await)).await, 401, "invalid_client");
    world.post(body(&new, world.consent("public").await)).await.expect(200);
}
