//! Stories about plans: a shop without the API sees why and asks for it, an operator decides, the shop is told.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use platform::audit::{AuditEntry, AuditFilter};
use platform::{Feature, Plan, PlanRequest, Role, Shop};
use storage::{PLATFORM, Query, Reading, Tx};
use testkit::Shopwire;

const LIST: &str = "/v1/customers?per_page=1";

async fn set_plan(shopwire: &Shopwire, plan: Plan, api_option: bool) {
    let id = shopwire.shop;
    let change = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get::<Shop>(id)?.unwrap();
        (shop.plan, shop.api_option) = (plan, api_option);
        tx.save(&mut shop)
    };
    shopwire.database.write(PLATFORM, None, change).await.unwrap();
}

async fn last_request(shopwire: &Shopwire) -> i64 {
    let find = |view: &storage::View<'_>| view.find::<PlanRequest>(&Query::all());
    shopwire.database.read(PLATFORM, find).await.unwrap().last().unwrap().id.get()
}

#[tokio::test]
async fn a_shop_without_the_api_sees_why_and_asks_and_an_operator_opens_it() {
    let shopwire = Shopwire::spawn().await;
    set_plan(&shopwire, Plan::Plus, false).await;
    let refused = shopwire.vendor().get(LIST).await;
    assert_eq!(refused.status, 401);
    let owner = shopwire.staff(Role::Owner).await;
    let page = owner.get("/console/plan").await.expect(200);
    let told = refused.json["error"][0].as_str().unwrap();
    assert!(page.contains(told), "the console says what the API says: {page}");
    assert!(page.contains("開通申請") && page.contains("未開通"));

    let asked = owner.submit("/console/plan/request", &[("message", "串接 <ERP>")]).await.expect(200);
    assert!(asked.contains("申請已送出") && asked.contains("等待營運人員審核") && asked.contains("串接 &#60;ERP&#62;"));
    let twice = owner.post("/console/plan/request", &[("message", "再一次")]).await.expect(422);
    assert!(twice.contains("已有一件申請在審核中"), "{twice}");

    let operator = shopwire.operator().await;
    let overview = operator.get("/operator").await.expect(200);
    assert!(overview.contains("測試商店") && overview.contains("串接 &#60;ERP&#62;"), "{overview}");
    let id = last_request(&shopwire).await;
    let approve = format!("/operator/requests-for-api/{id}/approve");
    let without = operator.post(&approve, &[("plan", "basic")]).await.expect(422);
    assert!(without.contains("這個方案不含 API") && without.contains(r#"value="basic" selected"#), "{without}");
    let done = operator.submit(&approve, &[("plan", "plus"), ("api_option", "1")]).await.expect(200);
    assert!(done.contains("已核准 測試商店 的申請"), "{done}");

    assert_eq!(shopwire.vendor().get(LIST).await.status, 200, "the API answers from the next request on");
    for page in ["/console", "/console/plan"] {
        let page = owner.get(page).await.expect(200);
        assert!(page.contains("開通申請已核准"), "the shop is told: {page}");
    }
    let dismissed = owner.submit("/console/plan/dismiss", &[]).await.expect(200);
    assert!(!dismissed.contains("開通申請已核准：") && dismissed.contains("已核准"), "the history stays");
    assert!(!owner.get("/console").await.expect(200).contains("開通申請已核准"));
    let again = operator.submit(&approve, &[("plan", "enterprise")]).await.expect(200);
    assert!(again.contains("已經審核過了"), "{again}");

    let query = AuditFilter { shop: Some(shopwire.shop), ..AuditFilter::default() }.query();
    let trail = shopwire.database.read(PLATFORM, |view| view.find::<AuditEntry>(&query)).await.unwrap();
    let actions: Vec<_> = trail.iter().rev().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["plan.request", "shop.set_plan", "plan.approve"]);
    assert!(trail[0].actor.address.unwrap().is_loopback());
}

#[tokio::test]
async fn declining_needs_a_reason_which_the_shop_reads() {
    let shopwire = Shopwire::spawn().await;
    set_plan(&shopwire, Plan::Basic, false).await;
    let owner = shopwire.staff(Role::Owner).await;
    owner.submit("/console/plan/request", &[("message", "")]).await.expect(200);
    let operator = shopwire.operator().await;
    let decline = format!("/operator/requests-for-api/{}/decline", last_request(&shopwire).await);
    let refused = operator.post(&decline, &[("reason", " ")]).await.expect(422);
    assert!(refused.contains("請寫明原因"), "{refused}");
    let long = "長".repeat(1001);
    let refused = operator.post(&decline, &[("reason", &long)]).await.expect(422);
    assert!(refused.contains("最多 1,000 字") && refused.contains(&long), "what was typed is kept");
    operator.submit(&decline, &[("reason", "請先完成付款")]).await.expect(200);
    let page = owner.get("/console").await.expect(200);
    assert!(page.contains("開通申請未核准。原因：請先完成付款"), "{page}");
    assert_eq!(shopwire.vendor().get(LIST).await.status, 401);
    assert!(owner.get("/console/plan").await.expect(200).contains("送出申請"), "and may ask again");
}

#[tokio::test]
async fn only_the_owner_asks_and_only_operators_decide() {
    let shopwire = Shopwire::spawn().await;
    set_plan(&shopwire, Plan::Basic, false).await;
    let (owner, developer) = (shopwire.staff(Role::Owner).await, shopwire.staff(Role::Developer).await);
    let page = developer.get("/console/plan").await.expect(200);
    assert!(page.contains("只有商店擁有者可以提出申請") && !page.contains("送出申請"), "{page}");
    developer.post("/console/plan/request", &[("message", "")]).await.expect(403);
    owner.submit("/console/plan/request", &[("message", "")]).await.expect(200);
    let id = last_request(&shopwire).await;
    owner.get("/operator").await.expect(403);
    owner.post(&format!("/operator/requests-for-api/{id}/approve"), &[("plan", "enterprise")]).await.expect(403);
    assert_eq!(shopwire.browser().get("/operator").await.status, 303, "who is not signed in is asked to");
    shopwire.signed_in_account("vendor").await.get("/console/plan").await.expect(403);
    assert_eq!(shopwire.vendor().get(LIST).await.status, 401);
}

#[tokio::test]
async fn too_long_a_message_is_kept_and_refused() {
    let shopwire = Shopwire::spawn().await;
    set_plan(&shopwire, Plan::Basic, false).await;
    let owner = shopwire.staff(Role::Owner).await;
    let long = "長".repeat(1001);
    let page = owner.post("/console/plan/request", &[("message", &long)]).await.expect(422);
    assert!(page.contains(&long) && page.contains("請縮短後再送出"));
}

#[tokio::test]
async fn a_shop_with_the_api_has_nothing_to_ask_for() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    let page = owner.get("/console/plan").await.expect(200);
    assert!(page.contains("已開通") && !page.contains("送出申請") && page.contains("還沒有提出過申請"));
    assert!(owner.post("/console/plan/request", &[("message", "")]).await.expect(422).contains("不需要申請"));
}

#[tokio::test]
async fn an_operator_makes_shops_and_changes_them() {
    let shopwire = Shopwire::spawn().await;
    let operator = shopwire.operator().await;
    let wrong = [("name", "<茶行>"), ("domain", "not a domain"), ("plan", "basic")];
    let page = operator.post("/operator/shops/new", &wrong).await.expect(422);
    assert!(
        page.contains("網域由英數字") && page.contains("&#60;茶行&#62;") && page.contains("not a domain"),
        "{page}"
    );
    let taken = [("name", "茶行"), ("domain", "TEST.shopwire.test"), ("plan", "basic")];
    assert!(operator.post("/operator/shops/new", &taken).await.expect(422).contains("已有商店使用這個網域"));
    let right = [("name", "茶行"), ("domain", "tea.shopwire.test"), ("plan", "basic"), ("sandbox", "1")];
    let made = operator.submit("/operator/shops/new", &right).await.expect(200);
    assert!(made.contains("商店已建立") && made.contains("tea.shopwire.test"), "{made}");
    let find = |view: &storage::View<'_>| view.find::<Shop>(&Query::all());
    let shop = shopwire.database.read(PLATFORM, find).await.unwrap().pop().unwrap().into_value();
    assert!(shop.sandbox && !shop.has_api());
    let path = format!("/operator/shops/{}", shop.id);
    let change = [("plan", "enterprise"), ("feature_inventory_sync_groups", "1")];
    let saved = operator.submit(&path, &change).await.expect(200);
    assert!(saved.contains("已儲存"), "{saved}");
    let shop = shopwire.database.read(PLATFORM, |view| view.get(shop.id)).await.unwrap().unwrap();
    assert!(!shop.sandbox && shop.has_api());
    assert!(shop.has(Feature::InventorySyncGroups) && !shop.has(Feature::BranchStoreInventoryUpdate));
    let box_of = |feature: &str, state: &str| format!("name=\"feature_{feature}\" value=\"1\"{state}>");
    assert!(saved.contains(&box_of("inventory_sync_groups", " checked")), "{saved}");
    assert!(saved.contains(&box_of("branch_store_inventory_update", "")), "{saved}");
    let trail = operator.get("/operator/audit").await.expect(200);
    for words in
        ["新增商店", "變更方案", "變更測試商店設定", "開放或收回功能", "basic → enterprise", "tea.shopwire.test"]
    {
        assert!(trail.contains(words), "{words}");
    }
    shopwire.staff(Role::Owner).await.post("/operator/shops/new", &right).await.expect(403);
    operator.get("/operator/shops/99").await.expect(404);
    operator.post("/operator/shops/99", &[("plan", "basic")]).await.expect(404);
}
