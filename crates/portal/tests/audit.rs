//! Stories about the audit trail: every change is in it, no secret is, and who reads it.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use platform::Role;
use testkit::Shopwire;

#[tokio::test]
async fn what_an_owner_changes_stands_in_the_trail() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    assert!(owner.get("/console/audit").await.expect(200).contains("還沒有任何紀錄"), "an empty trail teaches");
    let made = owner.post("/console/accounts/new", &[("username", "erp"), ("pace", "5"), ("size", "2048")]).await;
    let page = made.expect(200);
    let secret = page.split(r#"id="secret">"#).nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    let trail = owner.get("/console/audit").await.expect(200);
    for words in ["新增帳號", "account.create", "erp", "requests_per_second", "127.0.0.1", "owner-"] {
        assert!(trail.to_lowercase().contains(words), "{words} is not in {trail}");
    }
    assert!(!trail.contains(secret), "a secret is in the trail");
}

#[tokio::test]
async fn the_trail_is_filtered_by_who_what_and_when() {
    let shopwire = Shopwire::spawn().await;
    let owner = shopwire.staff(Role::Owner).await;
    owner.post("/console/accounts/new", &[("username", "erp"), ("pace", "5"), ("size", "2048")]).await.expect(200);
    let today = wire::Clock::now(&shopwire.clock).date();
    let has =
        async |query: &str| owner.get(&format!("/console/audit?{query}")).await.expect(200).contains("account.create");
    assert!(has("actor=Owner-").await && has("action=account.").await && has(&format!("since={today}")).await);
    assert!(has(&format!("until={today}")).await);
    assert!(!has("actor=somebody").await && !has("action=plan.").await);
    assert!(
        !has(&format!("since={}", today.plus_days(1))).await && !has(&format!("until={}", today.plus_days(-1))).await
    );
    let page = owner.get("/console/audit?since=soon&actor=a").await.expect(200);
    assert!(page.contains("日期請寫成") && page.contains(r#"value="soon""#), "{page}");
}

#[tokio::test]
async fn the_trail_is_for_owners_of_its_shop() {
    let shopwire = Shopwire::spawn().await;
    for role in [Role::Viewer, Role::Developer] {
        let staff = shopwire.staff(role).await;
        staff.get("/console/audit").await.expect(403);
        assert!(
            !staff.get("/console").await.expect(200).contains("/console/audit"),
            "what they may not see is not shown"
        );
    }
    let owner = shopwire.staff(Role::Owner).await;
    owner.get("/operator/audit").await.expect(403);
    let operator = shopwire.operator().await;
    let shop = [("name", "別家店"), ("domain", "other.shopwire.test"), ("plan", "basic")];
    operator.submit("/operator/shops/new", &shop).await.expect(200);
    assert!(!owner.get("/console/audit").await.expect(200).contains("other.shopwire.test"));
    assert!(operator.get("/operator/audit").await.expect(200).contains("other.shopwire.test"));
}
