//! Stories about an app and its shop, through the HTTP surface.

use std::sync::Arc;

use platform::{App, Installation, Scopes, Shop};
use reqwest::Method;
use serde_json::{Value, json};
use storage::{PLATFORM, Reading, Tx};
use testkit::{Client, Credentials, Shopwire};

/// The seeded app, which declares these fields.
async fn declaring(shopwire: &Shopwire, fields: &[&str]) {
    let (app, fields) = (shopwire.app, fields.iter().map(|field| (*field).to_owned()).collect());
    let declare = move |tx: &mut Tx<'_>| {
        let mut app = tx.get(app)?.unwrap();
        app.manifest.setting_fields = fields;
        App::save(&mut app, tx)
    };
    shopwire.database.write(PLATFORM, None, declare).await.unwrap();
}

async fn settings(client: &Client) -> Value {
    client.get("/settings").await.expect(200)["shop_add_on"]["settings"].take()
}

#[tokio::test]
async fn a_shop_tells_who_it_is() {
    let shopwire = Shopwire::spawn().await;
    let shown = shopwire.bearer("public").await.get("/shop").await;
    insta::assert_snapshot!(shown.text, @r#"{"shop_info":{"primary_domain":"test.shopwire.test","name":"測試商店","id":1,"email":"service@test.shopwire.test","og_image_url":null,"shop_line_chat_bot":null,"shop_line":{"login_enable":false,"liff_id":null,"liff_enable":false},"language":"zh-TW","currency":"TWD","sms_prefix":null,"merchant_location":"TW","market_location":"TW"}}"#);
    shown.expect(200);
    shopwire.vendor().get("/shop").await.expect(200);
    shopwire.client(Credentials::Nobody).get("/shop").await.expect(401);
}

#[tokio::test]
async fn a_shops_storefront_is_told_as_it_is() {
    let shopwire = Shopwire::spawn().await;
    let shop = shopwire.shop;
    let change = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get(shop)?.unwrap();
        shop.storefront_domain = "www.tea.example".into();
        shop.storefront.og_image_url = Some("https://www.tea.example/og.png".into());
        shop.storefront.line.bot_id = Some("@tea".into());
        shop.storefront.line.login_enable = true;
        shop.storefront.line.liff_id = Some(1_656_000_000);
        tx.save(&mut shop)
    };
    shopwire.database.write(PLATFORM, None, change).await.unwrap();
    let shown = shopwire.bearer("").await.get("/shop").await.expect(200);
    let shop = &shown["shop_info"];
    assert_eq!(shop["primary_domain"], "www.tea.example");
    assert_eq!(shop["og_image_url"], "https://www.tea.example/og.png");
    assert_eq!(shop["shop_line_chat_bot"], json!({ "bot_id": "@tea" }));
    let line = json!({ "login_enable": true, "liff_id": 1_656_000_000, "liff_enable": false });
    assert_eq!(shop["shop_line"], line);
}

#[tokio::test]
async fn a_shop_from_before_has_a_storefront_of_defaults() {
    let old = json!({
        "id": 1, "name": "舊店", "domain": "a.test", "storefront_domain": "a.test", "email": "a@a.test",
        "plan": "enterprise", "api_option": false, "sandbox": false, "created_at": "2026-01-01 00:00:00",
    });
    let shop: Shop = serde_json::from_value(old).unwrap();
    assert_eq!(super::ShopInfoEnvelope::from(&shop).shop_info.language, "zh-TW");
}

#[tokio::test]
async fn an_app_sees_its_installation() {
    let shopwire = Shopwire::spawn().await;
    declaring(&shopwire, &["api_key", "mode"]).await;
    let client = shopwire.bearer("public read_orders").await;
    let mut shown = client.get("/settings").await.expect(200);
    let add_on = &mut shown["shop_add_on"];
    let token = add_on["token"].take();
    let again = shopwire.client(Credentials::Token(token.as_str().unwrap().to_owned()));
    assert_eq!(again.get("/settings").await.expect(200)["shop_add_on"]["token"], token, "it is the caller's own");
    let started = add_on["start_at"].take();
    assert_eq!(started.as_str().map(str::len), Some(19));
    let version = add_on["add_on_version"].take();
    let expected = json!({
        "id": 1, "settings": { "api_key": null, "mode": null }, "vendor_type": "測試商店", "token": null,
        "start_at": null, "end_at": null, "add_on_version": null,
    });
    assert_eq!(*add_on, expected);
    assert_eq!(version["webhook_url"], "http://127.0.0.1:9/");
    assert_eq!((&version["embedded"], &version["status"]), (&json!(false), &json!("published")));
    let all = Scopes::all().to_string();
    assert_eq!((&version["scopes"], &version["manifest"]["scopes"]), (&json!(all), &json!(all)));
    let manifest = &version["manifest"];
    assert_eq!((&manifest["name"], &manifest["version"]), (&json!("測試應用"), &json!("1.0.0")));
    assert_eq!((&manifest["manifest_version"], &manifest["type"]), (&json!(1), &Value::Null));
    assert_eq!(manifest["webhook_events"], json!(crate::event_names()));
}

#[tokio::test]
async fn declared_fields_are_set_and_kept() {
    let shopwire = Shopwire::spawn().await;
    declaring(&shopwire, &["api_key", "mode"]).await;
    let client = shopwire.bearer("public").await;
    let update = json!({ "settings": [{ "field": "api_key", "data": "k-1" }] });
    let changed = client.put("/settings", update).await.expect(200);
    assert_eq!(changed["shop_add_on"]["settings"], json!({ "api_key": "k-1", "mode": null }));
    let form = "settings[][field]=mode&settings[][data]=測試&settings[][field]=api_key&settings[][data]=k-2";
    client.form(Method::PUT, "/settings", form).await.expect(200);
    assert_eq!(settings(&client).await, json!({ "api_key": "k-2", "mode": "測試" }));

    declaring(&shopwire, &["mode"]).await;
    assert_eq!(settings(&client).await, json!({ "mode": "測試" }), "what is no longer declared is no longer told");
}

#[tokio::test]
async fn an_undeclared_field_is_refused_and_nothing_is_set() {
    let shopwire = Shopwire::spawn().await;
    declaring(&shopwire, &["mode"]).await;
    let client = shopwire.bearer("public").await;
    let both = json!({ "settings": [{ "field": "mode", "data": "a" }, { "field": "color", "data": "b" }] });
    let refused = client.put("/settings", both).await.expect(422);
    assert_eq!(refused, json!({ "error": ["設定欄位 (field) 無效值：color，可用的值：mode"] }));
    for (body, told) in [
        (json!({}), "要設定的欄位與其值 (settings) 不能為空白"),
        (json!({ "settings": [{ "field": "mode" }] }), "設定值 (data) 不能為空白"),
        (json!({ "settings": [{ "data": "a" }] }), "設定欄位名稱 (field) 不能為空白"),
    ] {
        assert_eq!(client.put("/settings", body).await.expect(422), json!({ "error": [told] }));
    }
    assert_eq!(settings(&client).await, json!({ "mode": null }));
}

#[tokio::test]
async fn an_account_has_no_app_and_so_no_settings() {
    let shopwire = Shopwire::spawn().await;
    let told = json!({ "error": ["無權使用該 API"] });
    assert_eq!(shopwire.vendor().get("/settings").await.expect(401), told);
    let update = json!({ "settings": [{ "field": "a", "data": "b" }] });
    assert_eq!(shopwire.vendor().put("/settings", update).await.expect(401), told);
}

#[tokio::test]
async fn each_shop_keeps_settings_of_its_own() {
    let shopwire = Shopwire::spawn().await;
    declaring(&shopwire, &["mode"]).await;
    let (vault, app) = (Arc::clone(&shopwire.directory.vault), shopwire.app);
    let install = move |tx: &mut Tx<'_>| {
        let other = vault.create_shop(tx, "分店", "other.shopwire.test", platform::Plan::Enterprise)?.id;
        let app = tx.get(app)?.unwrap();
        let uri = "https://app.example.com/callback";
        let (_, code) = vault.authorize(tx, &app, other, "public".parse().unwrap(), uri)?;
        let issued = vault.exchange(tx, &app, platform::Exchange::Code { code: &code, redirect_uri: uri })?;
        Ok::<_, storage::Error>(issued.unwrap().access_token)
    };
    let there = shopwire.database.write(PLATFORM, None, install).await.unwrap();
    let (here, there) = (shopwire.bearer("public").await, shopwire.client(Credentials::Token(there)));
    let update = json!({ "settings": [{ "field": "mode", "data": "elsewhere" }] });
    let changed = there.put("/settings", update).await.expect(200);
    assert_eq!(changed["shop_add_on"]["add_on_version"]["scopes"], "public");
    let webhook_url = &changed["shop_add_on"]["add_on_version"]["webhook_url"];
    assert_eq!(webhook_url, "http://127.0.0.1:9/", "its webhooks come from every shop that has it");
    assert_eq!(settings(&there).await, json!({ "mode": "elsewhere" }));
    assert_eq!(settings(&here).await, json!({ "mode": null }));
    assert_eq!(there.get("/shop").await.expect(200)["shop_info"]["name"], "分店");
}

#[tokio::test]
async fn an_app_from_before_there_were_installations_is_installed_in_its_own_shop() {
    let shopwire = Shopwire::spawn().await;
    let (app, shop) = (shopwire.app, shopwire.shop);
    let forget = move |tx: &mut Tx<'_>| {
        let installation = Installation::of(tx, app, shop)?.unwrap();
        tx.delete(installation)
    };
    shopwire.database.write(PLATFORM, None, forget).await.unwrap();
    let client = shopwire.bearer("public").await;
    let id = client.get("/settings").await.expect(200)["shop_add_on"]["id"].take();
    assert_eq!(client.get("/settings").await.expect(200)["shop_add_on"]["id"], id);
}
