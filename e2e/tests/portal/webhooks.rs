//! Webhooks in the console: endpoints tried out and paused, deliveries watched and resent.

use platform::Role;
use reqwest::StatusCode;
use testkit::{Delivered, Receiver};
use wire::Clock;

use crate::stage::{Stage, customer, story};

#[test]
fn a_test_event_arrives_signed() {
    story(async |stage| {
        let (first, mut second) = (Receiver::listen().await, Receiver::listen().await);
        stage.shopwire.deliver_to(&first).await;
        let page = &stage.page;
        stage.enter(&stage.shopwire.staff(Role::Developer).await).await;
        page.open("/console/webhooks").await;
        page.click_text("新增端點").await;
        page.choose("應用程式", "測試應用").await;
        page.fill("網址", &second.url).await;
        page.click_text("新增端點").await;
        page.sees("請至少勾選一個事件").await;
        assert_eq!(page.field("網址").await, second.url);
        page.tick("customers/create").await;
        page.click_text("新增端點").await;
        page.sees("端點已新增").await;
        page.choose("事件", "customers/create").await;
        page.click_text("傳送").await;
        let hook = second.next().await;
        assert_eq!((hook.event(), hook.header("x-shopwire-test")), ("customers/create", "true"));
        assert!(hook.is_signed_with(&stage.shopwire.app_secret, stage.shopwire.clock.now().seconds()));
        page.sees("這是測試事件").await;
        page.sees_in_time("已送達").await;
        page.screenshot("delivery-of-a-test").await;
    });
}

#[test]
fn a_failed_delivery_is_resent() {
    story(async |stage| {
        let status = |count| if count == 0 { StatusCode::BAD_GATEWAY } else { StatusCode::OK };
        let mut receiver = Receiver::answering(status).await;
        stage.shopwire.deliver_to(&receiver).await;
        stage.enter(&stage.shopwire.staff(Role::Developer).await).await;
        let page = &stage.page;
        created(stage, "ming@example.test").await;
        let failed = receiver.next().await;
        page.open("/console/deliveries").await;
        page.sees("將重試").await;
        page.click_beside("將重試", "1").await;
        page.sees("回應 502，不是 2xx").await;
        page.is_accessible().await;
        page.screenshot("delivery-that-failed").await;
        page.click_text("重送").await;
        page.sees("已排入佇列").await;
        let resent = receiver.next().await;
        assert_eq!(id_of(&resent), id_of(&failed));
        page.sees_in_time("已送達").await;
        page.sees("第 2 次").await;
    });
}

#[test]
fn deliveries_are_seen_as_they_happen() {
    story(async |stage| {
        let receiver = Receiver::listen().await;
        stage.shopwire.deliver_to(&receiver).await;
        stage.enter(&stage.shopwire.staff(Role::Viewer).await).await;
        let page = &stage.page;
        page.open("/console/deliveries").await;
        page.sees("還沒有任何遞送").await;
        page.sees("即時更新中").await;
        created(stage, "ming@example.test").await;
        page.sees("customers/create").await;
        page.sees("已送達").await;
        page.sees_no("還沒有任何遞送").await;
    });
}

#[test]
fn all_that_match_are_resent_after_a_count() {
    story(async |stage| {
        let mut receiver = Receiver::listen().await;
        stage.shopwire.deliver_to(&receiver).await;
        stage.enter(&stage.shopwire.staff(Role::Developer).await).await;
        for number in 0..12 {
            created(stage, &format!("ming{number}@example.test")).await;
            receiver.next().await;
        }
        let page = &stage.page;
        page.open("/console/deliveries").await;
        page.click_text("篩選").await;
        page.choose("事件", "customers/create").await;
        page.click_text("套用").await;
        page.click_text("重送全部符合的遞送").await;
        page.sees("12 筆遞送符合").await;
        page.is_accessible().await;
        page.screenshot("resend-all").await;
        page.click_text("重送這 12 筆").await;
        page.sees("完成：12 筆已排入佇列").await;
        for _ in 0..12 {
            receiver.next().await;
        }
    });
}

#[test]
fn a_paused_endpoint_is_sent_nothing_until_it_is_resumed() {
    story(async |stage| {
        let mut receiver = Receiver::listen().await;
        stage.shopwire.deliver_to(&receiver).await;
        stage.enter(&stage.shopwire.staff(Role::Developer).await).await;
        let page = &stage.page;
        page.open("/console/webhooks").await;
        page.click_text(&receiver.url).await;
        page.click_text("暫停").await;
        page.sees("端點已暫停，事件會留著等候").await;
        created(stage, "ming@example.test").await;
        page.open("/console/webhooks").await;
        page.click_text(&receiver.url).await;
        page.sees("1 筆遞送正在等候").await;
        page.click_text("繼續傳送").await;
        page.sees("等候中的遞送會立即送出").await;
        assert_eq!(receiver.next().await.event(), "customers/create");
    });
}

async fn created(stage: &Stage, email: &str) {
    stage.shopwire.vendor().post("/v1/customers", customer("王小明", email)).await.expect(201);
}

fn id_of(delivered: &Delivered) -> &str {
    delivered.header("webhook-id")
}
