//! The whole way of an app into a shop: entrance, consent, code, token, and out again.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use platform::{Plan, Role};
use serde_json::{Value, json};
use storage::{PLATFORM, Reading};
use support::{Vendor, between, public_app, queried, trail};
use testkit::{Browser, Credentials, Shopwire, Sight};
use webhook::signature::hex_hmac;

const AUTHORIZE: &str = "/admin/oauth/authorize";

struct World {
    shopwire: Shopwire,
    vendor: Vendor,
    app: i64,
    client_id: String,
    secret: String,
}

impl World {
    async fn new() -> Self {
        let shopwire = Shopwire::spawn().await;
        let vendor = Vendor::listen().await;
        let (app, client_id, secret) = public_app(&shopwire, &vendor, "read_customers write_customers").await;
        Self { shopwire, vendor, app: app.get(), client_id, secret }
    }

    /// What the app asks for, with some of it changed; a change to nothing leaves the field out.
    fn fields(&self, changes: &[(&str, &str)]) -> Vec<(String, String)> {
        let callback = self.vendor.callback();
        let usual = [
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", &callback),
            ("response_type", "code"),
            ("scope", "read_customers"),
            ("state", "a b&c"),
        ];
        let mut fields: Vec<(String, String)> =
            usual.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        for (name, value) in changes {
            fields.retain(|(known, _)| known != name);
            if !value.is_empty() {
                fields.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        fields
    }

    fn link(&self, changes: &[(&str, &str)]) -> String {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(self.fields(changes)).finish();
        format!("{AUTHORIZE}?{query}")
    }

    async fn decide(&self, browser: &Browser, decision: &str, changes: &[(&str, &str)]) -> Sight {
        let fields = self.fields(changes);
        let mut fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("decision", decision));
        browser.post(AUTHORIZE, &fields).await
    }

    async fn exchange(&self, more: Value) -> testkit::Answer {
        let mut body = json!({ "client_id": self.client_id, "client_secret": self.secret });
        for (name, value) in more.as_object().unwrap() {
            body[name] = value.clone();
        }
        self.shopwire.client(Credentials::Nobody).post("/admin/oauth/token", body).await
    }

    /// What vouches for the shop's domain.
    fn proof(&self) -> String {
        hex_hmac(self.secret.as_bytes(), BASE64.encode("test.shopwire.test").as_bytes())
    }
}

#[tokio::test]
async fn an_app_comes_in_by_consent_and_goes_by_uninstalling() {
    let mut world = World::new().await;
    let browser = world.shopwire.staff(Role::Developer).await;

    // The shop sends its admin to the app, vouching for its domain; the app sends them back to be asked.
    let page = browser.get("/console/apps").await.expect(200);
    let open = page.split("/open\"").next().and_then(|before| before.rsplit('/').next()).unwrap();
    assert_eq!(open, world.app.to_string());
    let entrance = browser.get(&format!("/console/apps/{open}/open")).await;
    assert_eq!(entrance.status, 303);
    let arrived = world.vendor.follow(entrance.location()).await;
    assert_eq!((arrived["shop"].as_str(), &arrived["hmac"]), ("test.shopwire.test", &world.proof()));

    let asked = browser.get(&world.link(&[])).await;
    let policy = asked.headers["content-security-policy"].clone();
    assert!(policy.contains(&format!("form-action 'self' {};", world.vendor.origin)), "{policy}");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"));
    let page = asked.expect(200);
    for told in
        ["「物流通」想要使用「測試商店」的資料", "物流通股份有限公司", "讀取顧客的個人資料", &world.vendor.origin]
    {
        assert!(page.contains(told), "{told} in {page}");
    }
    assert!(!page.contains("新增、修改與刪除顧客"), "what is not asked for is not told");
    let elsewhere = browser.get("/console/apps").await;
    assert!(!elsewhere.headers["content-security-policy"].contains(&world.vendor.origin), "on that page only");

    let allowed = world.decide(&browser, "allow", &[]).await;
    assert_eq!(allowed.status, 303);
    let callback = world.vendor.follow(allowed.location()).await;
    assert_eq!((callback["state"].as_str(), callback["shop"].as_str()), ("a b&c", "test.shopwire.test"));
    assert_eq!(callback["hmac"], world.proof());
    let code = json!({ "grant_type": "authorization_code", "code": callback["code"], "redirect_uri": world.vendor.callback() });
    let issued = world.exchange(code).await.expect(200);
    let api = world.shopwire.client(Credentials::Token(issued["access_token"].as_str().unwrap().to_owned()));
    api.get("/v1/customers").await.expect(200);
    api.post("/v1/customers", json!({})).await.expect(401);
    assert_eq!(api.get("/shop").await.expect(200)["shop_info"]["name"], "測試商店");
    let refreshed =
        world.exchange(json!({ "grant_type": "refresh_token", "refresh_token": issued["refresh_token"] })).await;
    let refreshed = refreshed.expect(200);

    let page = browser.get(&format!("/console/apps/{}", world.app)).await.expect(200);
    assert!(page.contains("由 OAuth 取得") && page.contains("解除安裝") && !page.contains("更換 App Secret"), "{page}");
    let entry = &trail(&world.shopwire).await[0];
    assert_eq!((entry.action.as_str(), entry.changes[0].after.as_str()), ("app.authorize", Some("read_customers")));

    let told = browser.submit(&format!("/console/apps/{}/remove", world.app), &[("name", "物流通")]).await.expect(200);
    assert!(told.contains("已解除安裝 app「物流通」"), "{told}");
    api.get("/v1/customers").await.expect(401);
    let again = json!({ "grant_type": "refresh_token", "refresh_token": refreshed["refresh_token"] });
    assert_eq!(world.exchange(again).await.expect(400)["error"], "invalid_grant");
    assert_eq!(trail(&world.shopwire).await[0].action, "app.uninstall");
}

#[tokio::test]
async fn who_is_not_signed_in_signs_in_first_and_comes_back() {
    let world = World::new().await;
    world.shopwire.hire("mei@test.shopwire.test", Role::Developer).await;
    let browser = world.shopwire.browser();
    let link = world.link(&[]);
    let turned_away = browser.get(&link).await;
    assert_eq!(turned_away.status, 303);
    let back = queried(turned_away.location())["back"].clone();
    assert_eq!(back, link);
    let fields = [("name", "mei@test.shopwire.test"), ("secret", "secret-of-mei@test.shopwire.test"), ("back", &back)];
    let signed_in = browser.post("/sign-in", &fields).await;
    assert_eq!(signed_in.location(), link);
    browser.get(&link).await.expect(200);
}

#[tokio::test]
async fn declining_sends_the_app_away_without_a_code() {
    let mut world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    let declined = world.decide(&browser, "decline", &[]).await;
    let told = world.vendor.follow(declined.location()).await;
    assert_eq!((told["error"].as_str(), told["state"].as_str()), ("access_denied", "a b&c"));
    assert!(!told.contains_key("code"));
    assert!(trail(&world.shopwire).await.is_empty());
    let unclear = world.decide(&browser, "", &[]).await;
    assert!(unclear.location().contains("error=access_denied"), "only a plain yes is one");
}

#[tokio::test]
async fn nobody_is_sent_where_the_app_has_not_registered() {
    let world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    let callback = world.vendor.callback();
    let near =
        [format!("{callback}/"), format!("{callback}?a=1"), callback.to_uppercase(), "https://evil.example/".into()];
    for uri in &near {
        let shown = browser.get(&world.link(&[("redirect_uri", uri)])).await;
        assert!(!shown.headers["content-security-policy"].contains("evil"));
        let page = shown.expect(400);
        assert!(page.contains("回呼網址未經登記") && !page.contains(&format!("href=\"{uri}")), "{page}");
        let sent = world.decide(&browser, "allow", &[("redirect_uri", uri)]).await;
        assert_eq!((sent.status, sent.location()), (400, ""));
    }
    let unknown = browser.get(&world.link(&[("client_id", "nobody")])).await.expect(400);
    assert!(unknown.contains("找不到這個 app") && !unknown.contains(&callback));
    assert!(trail(&world.shopwire).await.is_empty());
}

#[tokio::test]
async fn the_only_callback_need_not_be_named() {
    let world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    browser.get(&world.link(&[("redirect_uri", "")])).await.expect(200);
    let app = wire::Id::<platform::App>::new(world.app);
    let add = move |tx: &mut storage::Tx<'_>| {
        let mut app = tx.get(app)?.unwrap();
        app.redirect_uris.push("https://b.example/cb".into());
        platform::App::save(&mut app, tx)
    };
    world.shopwire.database.write(PLATFORM, None, add).await.unwrap();
    assert!(browser.get(&world.link(&[("redirect_uri", "")])).await.expect(400).contains("缺少回呼網址"));
}

#[tokio::test]
async fn a_request_that_is_wrong_is_explained_and_the_app_is_told() {
    let world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    for (changes, told, error) in [
        (&[("response_type", "token")][..], "不支援的授權方式", "unsupported_response_type"),
        (&[("response_type", "")], "不支援的授權方式", "unsupported_response_type"),
        (&[("scope", "read_orders")], "要求的權限超出範圍", "invalid_scope"),
        (&[("scope", "everything")], "要求的權限超出範圍", "invalid_scope"),
    ] {
        let page = browser.get(&world.link(changes)).await.expect(400);
        assert!(page.contains(told), "{told} in {page}");
        let back = between(&page, "<a class=\"button\" href=\"", "\"").replace("&#38;", "&");
        assert!(back.starts_with(&world.vendor.callback()), "{back}");
        let parameters = queried(&back);
        assert_eq!((parameters["error"].as_str(), parameters["state"].as_str()), (error, "a b&c"));
    }
    let long = "x".repeat(2049);
    let page = browser.get(&world.link(&[("state", &long)])).await.expect(400);
    assert!(page.contains("state 太長") && page.contains("error=invalid_request") && !page.contains("state=x"));
    let all = browser.get(&world.link(&[("scope", "")])).await.expect(200);
    assert!(all.contains("read_customers") && all.contains("write_customers"), "no scope asks for all of the app's");
}

#[tokio::test]
async fn a_link_for_another_shop_is_not_taken_for_this_one() {
    let world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    let page = browser.get(&world.link(&[("shop", "other.shopwire.test")])).await.expect(400);
    assert!(page.contains("這個連結屬於另一家商店") && page.contains("other.shopwire.test"), "{page}");
    browser.get(&world.link(&[("shop", "TEST.shopwire.test")])).await.expect(200);
}

#[tokio::test]
async fn who_may_not_install_is_told_why() {
    let world = World::new().await;
    let viewer = world.shopwire.staff(Role::Viewer).await;
    assert!(viewer.get(&world.link(&[])).await.expect(400).contains("您的角色不能安裝 app"));
    let refused = world.decide(&viewer, "allow", &[]).await;
    assert_eq!((refused.status, refused.location()), (400, ""));

    let browser = world.shopwire.staff(Role::Owner).await;
    let (app, shop) = (wire::Id::<platform::App>::new(world.app), world.shopwire.shop);
    let set = |public: bool, plan: Plan| {
        world.shopwire.database.write(PLATFORM, None, move |tx| {
            let mut app = tx.get(app)?.unwrap();
            app.public = public;
            platform::App::save(&mut app, tx)?;
            let mut shop = tx.get(shop)?.unwrap();
            shop.plan = plan;
            tx.save(&mut shop).map(drop)
        })
    };
    set(false, Plan::Enterprise).await.unwrap();
    assert!(browser.get(&world.link(&[])).await.expect(400).contains("這個 app 不開放安裝"));
    set(true, Plan::Basic).await.unwrap();
    assert!(browser.get(&world.link(&[])).await.expect(400).contains("商店的方案不含 API"));
    assert_eq!(world.decide(&browser, "allow", &[]).await.status, 400);
}

#[tokio::test]
async fn consent_needs_the_form_of_the_page_itself() {
    let world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    let fields = world.fields(&[]);
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("decision", "allow"));
    let sent = browser.post_as_is(AUTHORIZE, &fields).await;
    assert_eq!((sent.status, sent.location()), (403, ""));
}

#[tokio::test]
async fn a_wider_consent_is_told_from_what_was_agreed_before() {
    let world = World::new().await;
    let browser = world.shopwire.staff(Role::Owner).await;
    assert_eq!(world.decide(&browser, "allow", &[]).await.status, 303);
    let page = browser.get(&world.link(&[("scope", "read_customers write_customers")])).await.expect(200);
    assert!(between(&page, "<code>read_customers</code>", "</tr>").contains("先前已同意"));
    assert!(between(&page, "<code>write_customers</code>", "</tr>").contains("新增</span>"));
}
