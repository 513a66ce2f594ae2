//! What a shop's people and the operator do in the console: read why a call was refused, manage accounts, ask for
//! the API and decide on it.

use platform::Role;

use crate::stage::story;

#[test]
fn a_refused_call_says_why_and_what_to_do() {
    story(async |stage| {
        let page = &stage.page;
        let refused = stage.shopwire.account("vendor", "not-the-secret").get("/v1/customers?page=2").await;
        stage.shopwire.logged(refused.header("x-request-id")).await;
        stage.enter(&stage.shopwire.signed_in_account("vendor").await).await;
        page.open("/console/requests").await;
        page.sees("簽章不符").await;
        page.click_beside("簽章不符", "20").await;
        page.sees("為什麼被拒絕").await;
        page.sees("請確認密鑰是最新的").await;
    });
}

#[test]
fn an_owner_makes_an_account_and_stops_it() {
    story(async |stage| {
        let page = &stage.page;
        stage.enter(&stage.shopwire.staff(Role::Owner).await).await;
        page.open("/console/accounts").await;
        page.click_text("新增帳號").await;
        page.fill("帳號名稱", "no blanks please").await;
        page.click_text("建立帳號").await;
        page.sees("帳號名稱須為").await;
        assert_eq!(page.field("帳號名稱").await, "no blanks please");
        page.fill("帳號名稱", "warehouse").await;
        page.click_text("建立帳號").await;
        page.sees("密鑰只顯示這一次").await;
        let warehouse = stage.shopwire.account("warehouse", &page.text_of("#secret").await);
        warehouse.get("/v1/customers").await.expect(200);

        page.click_text("完成").await;
        page.click_text("停用帳號").await;
        page.confirm().await;
        page.sees("帳號已停用。").await;
        warehouse.get("/v1/customers").await.expect(401);

        page.open("/console/audit").await;
        page.sees("新增帳號").await;
        page.sees("停用帳號").await;
    });
}

#[test]
fn a_shop_without_the_api_asks_for_it_and_is_told() {
    story(async |stage| {
        let page = &stage.page;
        let owner = stage.shopwire.staff(Role::Owner).await;
        let operator = stage.shopwire.operator().await;
        stage.enter(&operator).await;
        page.open("/operator").await;
        page.click_text("測試商店").await;
        page.choose("方案", "Basic").await;
        page.click_text("儲存").await;
        page.sees("已儲存").await;
        stage.shopwire.vendor().get("/v1/customers").await.expect(401);

        stage.enter(&owner).await;
        page.open("/console/plan").await;
        page.sees("為什麼 API 沒有開通").await;
        page.fill("用途說明", "串接倉儲系統").await;
        page.click_text("送出申請").await;
        page.sees("申請審核中").await;

        stage.enter(&operator).await;
        page.open("/operator").await;
        page.sees("串接倉儲系統").await;
        page.is_accessible().await;
        page.screenshot("operator-waiting").await;
        page.click_text("不核准").await;
        page.sees("不核准時請寫明原因").await;
        page.fill("不核准的原因", "請先升級方案").await;
        page.click_text("不核准").await;
        page.sees("申請未核准").await;

        stage.enter(&owner).await;
        page.open("/console").await;
        page.sees("開通申請未核准。原因：請先升級方案").await;
        page.open("/console/plan").await;
        page.click_text("送出申請").await;
        page.sees("申請審核中").await;

        stage.enter(&operator).await;
        page.open("/operator").await;
        page.choose("方案", "Enterprise").await;
        page.click_text("核准").await;
        page.sees("已核准").await;
        stage.shopwire.vendor().get("/v1/customers").await.expect(200);
        stage.enter(&owner).await;
        page.open("/console").await;
        page.sees("開通申請已核准").await;
    });
}

#[test]
fn what_somebody_may_not_do_is_not_shown() {
    story(async |stage| {
        let page = &stage.page;
        stage.enter(&stage.shopwire.signed_in_account("apidemo").await).await;
        page.open("/docs").await;
        page.sees("我的呼叫紀錄").await;
        page.sees_no("主控台").await;
        page.open("/").await;
        page.sees("十分鐘上手").await;
        page.sees_no("主控台").await;
        stage.enter(&stage.shopwire.staff(Role::Viewer).await).await;
        page.open("/console/apps").await;
        page.sees("測試應用").await;
        page.sees_no("建立 app").await;
        page.open("/console/accounts").await;
        page.sees("apidemo").await;
        page.sees_no("新增帳號").await;
    });
}
