//! Shopping in the console of a sandbox shop: placed, paid, shipped, and its events watched as they arrive.

use platform::Role;
use testkit::Receiver;

use crate::stage::story;

#[test]
fn an_order_is_placed_paid_and_shipped_while_its_events_arrive() {
    story(async |stage| {
        let mut receiver = Receiver::listen().await;
        stage.shopwire.deliver_to(&receiver).await;
        stage.open_for_trade().await;
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        let page = &stage.page;
        page.open("/console/store").await;
        page.click_text("下一筆訂單").await;
        page.fill("數量 帆布托特包", "2").await;
        page.choose("付款方式", "LINE Pay").await;
        page.is_accessible().await;
        page.screenshot("order-form").await;
        page.click_text("送出訂單").await;
        page.sees("訂單已成立").await;
        page.sees("等待付款").await;
        page.sees("1860").await;
        page.sees("orders/create").await;

        page.click_text("付款").await;
        page.sees("已完成：付款").await;
        page.sees("已收到款項").await;
        page.sees("orders/paid").await;
        page.is_accessible().await;
        page.screenshot("order-paid").await;

        page.click_text("出貨…").await;
        page.fill("帆布托特包", "1").await;
        page.fill("託運單號", "900000000001").await;
        page.screenshot("order-shipping").await;
        page.click_beside("託運單號", "出貨").await;
        page.sees("部分出貨").await;
        page.sees("900000000001").await;
        page.sees("orders/fulfilled").await;
        let mut heard = Vec::new();
        while !heard.contains(&"orders/fulfilled".to_owned()) {
            heard.push(receiver.next().await.event().to_owned());
        }
        assert!(heard.contains(&"orders/paid".to_owned()), "{heard:?}");

        page.click_text("其他步驟").await;
        page.choose("步驟", "取消訂單").await;
        page.click_text("執行").await;
        page.sees("訂單已出貨，不能取消").await;
        page.is_accessible().await;
        page.screenshot("order-refused").await;
    });
}

#[test]
fn news_of_an_order_appear_without_a_reload() {
    story(async |stage| {
        let receiver = Receiver::listen().await;
        stage.shopwire.deliver_to(&receiver).await;
        stage.open_for_trade().await;
        let order = stage.buy().await;
        stage.enter(&stage.shopwire.staff(Role::Viewer).await).await;
        let page = &stage.page;
        page.open(&format!("/console/store/get_v1_orders/{order}")).await;
        page.sees("即時更新中").await;
        page.sees("orders/create").await;
        page.sees("您的角色只能檢視").await;
        let paid = serde_json::json!({ "to": "paid" });
        stage.shopwire.vendor().post(&format!("/sandbox/orders/{order}/advance"), paid).await.expect(201);
        page.sees("orders/paid").await;
        page.sees("已送達").await;
    });
}

#[test]
fn an_order_that_cannot_be_placed_loses_nothing() {
    story(async |stage| {
        stage.open_for_trade().await;
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        let page = &stage.page;
        page.open("/console/store/new-order").await;
        page.fill("數量 帆布托特包", "13").await;
        page.fill("優惠券序號", "NOPE").await;
        page.fill("訂單備註", "送禮用").await;
        page.fill("使用紅利點數", "5").await;
        page.choose("配送方式", "全家超商取貨").await;
        page.click_text("送出訂單").await;
        page.sees("優惠券 NOPE 不存在").await;
        page.sees("庫存不足：SKU tote 剩 12，不足 13").await;
        page.sees("超商取貨需要門市店號").await;
        page.is_accessible().await;
        page.screenshot("order-with-faults").await;
        for (label, typed) in [("數量 帆布托特包", "13"), ("優惠券序號", "NOPE"), ("訂單備註", "送禮用")]
        {
            assert_eq!(page.field(label).await, typed);
        }
        assert_eq!(page.field("配送方式").await, "全家超商取貨");
        page.fill("搜尋商品", "沒有這種東西").await;
        page.click_text("搜尋").await;
        page.sees("帆布托特包").await;
        assert_eq!(page.field("訂單備註").await, "送禮用");
    });
}

#[test]
fn who_runs_no_scripts_shops_too() {
    story(async |stage| {
        stage.open_for_trade().await;
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        let page = &stage.page;
        page.without_scripts().await;
        page.open("/console/store/new-order").await;
        page.fill("數量 帆布托特包", "1").await;
        page.click_text("送出訂單").await;
        page.sees("訂單已成立").await;
        page.click_text("付款").await;
        page.sees("已收到款項").await;
    });
}

#[test]
fn a_real_shop_says_why_there_is_no_shopping_in_it() {
    story(async |stage| {
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        let page = &stage.page;
        page.open("/console/store/new-order").await;
        page.sees("這是正式商店").await;
        page.sees("請營運人員把這家商店設為測試商店").await;
        page.is_accessible().await;
        page.screenshot("order-in-a-real-shop").await;
    });
}
