//! Apps: made in the console, let in by consent.

use std::collections::HashMap;

use axum::Router;
use axum::extract::{Query, State};
use axum::routing::get;
use platform::Role;
use serde_json::{Value, json};
use testkit::{Client, Credentials};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;

use crate::browser::{ENTER, Page};
use crate::stage::{Stage, story};

#[test]
fn staff_make_an_app_and_its_token_opens_what_was_ticked() {
    story(async |stage| {
        let page = &stage.page;
        stage.enter(&stage.shopwire.staff(Role::Developer).await).await;
        page.open("/console").await;
        page.click_text("應用程式").await;
        page.click_text("建立 app").await;
        page.fill("名稱", "ERP 串接").await;
        page.tick("read_customers").await;
        page.press(ENTER).await;
        page.sees("只顯示這一次").await;
        page.is_accessible().await;
        page.screenshot("app-created").await;
        let token = page.text_of("#token").await;
        let app = stage.shopwire.client(Credentials::Token(token.clone()));
        app.get("/v1/customers").await.expect(200);
        app.post("/v1/customers", json!({})).await.expect(401);
        page.click_text("我已保存").await;
        page.sees("基本資料").await;
        page.sees("read_customers").await;
        page.sees_no(&token[..20]).await;

        page.click_beside("有效", "撤銷").await;
        page.confirm().await;
        page.sees("已撤銷").await;
        app.get("/v1/customers").await.expect(401);
    });
}

#[test]
fn what_was_typed_stays_when_it_cannot_be_taken() {
    story(async |stage| {
        let page = &stage.page;
        stage.enter(&stage.shopwire.staff(Role::Developer).await).await;
        page.open("/console/apps/new").await;
        page.fill("名稱", "物流通").await;
        page.tick("write_orders").await;
        page.tick("所有事件").await;
        page.fill("接收網址", "ftp://erp.example.com").await;
        page.press(ENTER).await;
        page.sees("接收網址必須是 http 或 https 開頭的完整網址").await;
        page.is_accessible().await;
        page.screenshot("app-with-faults").await;
        assert_eq!(page.field("名稱").await, "物流通");
        assert_eq!(page.field("接收網址").await, "ftp://erp.example.com");
        assert_eq!(page.count("[name=scope]:checked").await, 1);
    });
}

#[test]
fn an_app_is_let_in_by_consent() {
    story(async |stage| {
        let mut vendor = Vendor::listen().await;
        let page = &stage.page;
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        let (client_id, secret) = made_app(stage, &vendor).await;

        page.open(&vendor.authorize(page, &client_id, "read_customers")).await;
        page.sees("「物流通」想要使用「測試商店」的資料").await;
        page.sees("讀取顧客的個人資料").await;
        page.is_accessible().await;
        page.screenshot("consent").await;
        page.click_text("同意並安裝").await;
        let callback = vendor.next().await;
        assert_eq!((callback["state"].as_str(), callback["shop"].as_str()), ("dXNlcg", "test.shopwire.test"));
        page.sees("歡迎").await;
        let nobody = stage.shopwire.client(Credentials::Nobody);
        let grant = json!({
            "client_id": client_id,
            "client_secret": secret,
            "grant_type": "authorization_code",
            "code": callback["code"],
            "redirect_uri": vendor.callback,
        });
        let issued = nobody.post("/admin/oauth/token", grant).await.expect(200);
        let app = signed_with(stage, &issued);
        app.get("/v1/customers").await.expect(200);
        app.post("/v1/customers", json!({})).await.expect(401);
    });
}

#[test]
fn an_app_is_told_that_it_was_declined() {
    story(async |stage| {
        let mut vendor = Vendor::listen().await;
        let page = &stage.page;
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        let (client_id, _) = made_app(stage, &vendor).await;
        page.open(&vendor.authorize(page, &client_id, "read_customers")).await;
        page.click_text("不同意").await;
        assert_eq!(vendor.next().await["error"], "access_denied");
    });
}

/// An app of the shop that the vendor's server speaks for: its client id and its secret.
async fn made_app(stage: &Stage, vendor: &Vendor) -> (String, String) {
    let page = &stage.page;
    page.open("/console/apps/new").await;
    page.fill("名稱", "物流通").await;
    page.tick("read_customers").await;
    page.click_text("OAuth 安裝").await;
    page.fill("回呼網址", &vendor.callback).await;
    page.click_text("建立 app").await;
    page.sees("只顯示這一次").await;
    (page.text_of("pre[aria-labelledby=client-title]").await, page.text_of("#secret").await)
}

fn signed_with(stage: &Stage, issued: &Value) -> Client {
    stage.shopwire.client(Credentials::Token(issued["access_token"].as_str().unwrap().to_owned()))
}

/// The server of an app: takes the browser back after consent.
struct Vendor {
    callback: String,
    callbacks: UnboundedReceiver<HashMap<String, String>>,
    serving: JoinHandle<()>,
}

impl Vendor {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let callback = format!("http://{}/callback", listener.local_addr().unwrap());
        let (sender, callbacks) = unbounded_channel();
        let router = Router::new().route("/callback", get(welcome)).with_state(sender);
        let serving = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { callback, callbacks, serving }
    }

    /// Where it sends the browser of a shop's staff to be let in.
    fn authorize(&self, page: &Page, client_id: &str, scope: &str) -> String {
        let path = "/admin/oauth/authorize?response_type=code&state=dXNlcg";
        let (base, callback) = (&page.base_url, &self.callback);
        format!("{base}{path}&client_id={client_id}&scope={scope}&redirect_uri={callback}")
    }

    /// With what the browser came back.
    async fn next(&mut self) -> HashMap<String, String> {
        self.callbacks.recv().await.unwrap()
    }
}

impl Drop for Vendor {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

type Callbacks = UnboundedSender<HashMap<String, String>>;

async fn welcome(State(sender): State<Callbacks>, Query(query): Query<HashMap<String, String>>) -> &'static str {
    sender.send(query).unwrap();
    "歡迎"
}
