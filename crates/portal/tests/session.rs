//! Stories about signing in and out.

use platform::Role;
use testkit::Shopwire;

#[tokio::test]
async fn an_account_signs_in_with_its_secret_and_out_again() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    assert!(!browser.get("/").await.expect(200).contains("vendor"));
    let signed_in =
        browser.post("/sign-in", &[("name", "vendor"), ("secret", "vendor-secret"), ("back", "/?a=1")]).await;
    assert_eq!((signed_in.status, signed_in.location()), (303, "/?a=1"));
    let cookie = &signed_in.headers["set-cookie"];
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");

    let page = browser.get("/").await.expect(200);
    assert!(page.contains(r#"<span class="name">vendor</span>"#));
    let csrf = page.split(r#"name="csrf" value=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap().to_owned();
    let refused = browser.post_as_is("/sign-out", &[("csrf", "made up")]).await;
    assert_eq!(refused.status, 403);
    let old = browser.cookie("shopwire_session").unwrap();
    assert_eq!(browser.post_as_is("/sign-out", &[("csrf", &csrf)]).await.status, 303);
    assert!(!browser.get("/").await.expect(200).contains("vendor"));
    // The session has ended, not only the cookie.
    let request =
        browser.http().get(format!("{}/", shopwire.base_url)).header("cookie", format!("shopwire_session={old}"));
    assert!(!request.send().await.unwrap().text().await.unwrap().contains("vendor"));
}

#[tokio::test]
async fn staff_sign_in_with_their_password_and_see_their_console() {
    let shopwire = Shopwire::spawn().await;
    shopwire.hire("mei@test.shopwire.test", Role::Viewer).await;
    let browser = shopwire.browser();
    let turned_away = browser.get("/console").await;
    assert_eq!((turned_away.status, turned_away.location()), (303, "/sign-in?back=%2Fconsole"));
    let fields = [("name", "Mei@test.shopwire.test"), ("secret", "secret-of-mei@test.shopwire.test")];
    assert_eq!(browser.post("/sign-in", &fields).await.location(), "/console");
    assert!(browser.get("/console").await.expect(200).contains("測試商店"));
}

#[tokio::test]
async fn an_account_has_no_console_of_the_shop() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.signed_in_account("vendor").await;
    assert!(browser.get("/console").await.expect(403).contains("您沒有使用這個頁面的權限"));
}

#[tokio::test]
async fn a_wrong_secret_keeps_the_name_and_five_slow_down() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    for _ in 0..5 {
        let page = browser.post("/sign-in", &[("name", "<vendor>"), ("secret", "wrong")]).await.expect(401);
        assert!(page.contains("帳號或密鑰不正確") && page.contains(r#"value="&#60;vendor&#62;""#), "{page}");
    }
    for _ in 0..5 {
        browser.post("/sign-in", &[("name", "vendor"), ("secret", "wrong")]).await.expect(401);
    }
    let right = [("name", "vendor"), ("secret", "vendor-secret")];
    assert!(browser.post("/sign-in", &right).await.expect(429).contains("秒後再試"));
    shopwire.clock.advance_millis(6 * 60_000);
    assert_eq!(browser.post("/sign-in", &right).await.status, 303);
}

#[tokio::test]
async fn another_site_cannot_send_our_forms() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.signed_in_account("vendor").await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let request = browser.http().post(format!("{}/sign-in", shopwire.base_url)).header(name, value);
        let body = "name=vendor&secret=vendor-secret";
        let refused =
            browser.read(request.header("content-type", "application/x-www-form-urlencoded").body(body)).await;
        assert_eq!(refused.status, 403, "{name}");
    }
}

#[tokio::test]
async fn the_secret_is_told_to_its_own_account_only() {
    let shopwire = Shopwire::spawn().await;
    let account = shopwire.signed_in_account("vendor").await;
    let told = account.post("/session/secret", &[]).await;
    assert_eq!(told.headers["cache-control"], "no-store");
    assert_eq!(told.expect(200), r#"{"username":"vendor","secret":"vendor-secret"}"#);
    assert_eq!(account.post_as_is("/session/secret", &[]).await.status, 403);
    assert_eq!(account.get("/session/secret").await.status, 405);
    assert_eq!(shopwire.staff(Role::Owner).await.post("/session/secret", &[]).await.status, 403);
}

#[tokio::test]
async fn a_session_ends_after_twelve_hours() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Owner).await;
    browser.get("/console").await.expect(200);
    shopwire.clock.advance_millis(12 * 3_600_000);
    assert_eq!(browser.get("/console").await.status, 303);
}

#[tokio::test]
async fn the_language_and_the_light_are_remembered() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    assert!(browser.get("/").await.expect(200).contains(r#"lang="zh-Hant-TW" data-theme="system""#));
    let chosen = browser.get("/preferences?language=en&theme=dark&back=%2Fsign-in").await;
    assert_eq!((chosen.status, chosen.location()), (303, "/sign-in"));
    let page = browser.get("/sign-in").await.expect(200);
    assert!(page.contains(r#"<html lang="en" data-theme="dark">"#) && page.contains("Username or e-mail"));
    assert_eq!(browser.get("/preferences?back=//evil.example").await.location(), "/");
}

#[tokio::test]
async fn pages_keep_browsers_strict() {
    let shopwire = Shopwire::spawn().await;
    let page = shopwire.browser().get("/").await;
    let policy = &page.headers["content-security-policy"];
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(page.headers["x-frame-options"], "DENY");
    let css = page.text.split(r#"rel="stylesheet" href=""#).nth(1).and_then(|rest| rest.split('"').next()).unwrap();
    let css = shopwire.browser().get(css).await;
    assert_eq!((css.status, css.headers["cache-control"].as_str()), (200, "public, max-age=31536000, immutable"));
}

#[tokio::test]
async fn a_page_that_nobody_has_is_told_in_the_visitors_language() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.browser();
    for path in ["/docs/nothing/here/at/all", "/console/nothing", "/operator/nothing"] {
        assert!(browser.get(path).await.expect(404).contains("找不到這個頁面"), "{path}");
    }
    // What is the API's stays the API's.
    assert_eq!(browser.get("/v1/nothing").await.expect(404), r#"{"error":["無此資源"]}"#);
}
