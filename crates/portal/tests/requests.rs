//! Stories about the request log: who reads whose calls, and what they learn from it.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

use platform::{Plan, Role, Shop};
use serde_json::json;
use storage::{PLATFORM, Reading, Tx};
use testkit::{Answer, Credentials, Shopwire};

const LIST: &str = "/v1/customers?per_page=1";

/// The request's id, once the log has it.
async fn logged(shopwire: &Shopwire, answer: Answer) -> String {
    let id = answer.header("x-request-id").to_owned();
    shopwire.logged(&id).await;
    id
}

#[tokio::test]
async fn staff_read_the_calls_of_their_shop_and_why_one_was_refused() {
    let shopwire = Shopwire::spawn().await;
    let staff = shopwire.staff(Role::Viewer).await;
    assert!(staff.get("/console/requests").await.expect(200).contains("還沒有任何呼叫"), "an empty log teaches");
    let good = logged(&shopwire, shopwire.vendor().get(LIST).await).await;
    let wrong = logged(&shopwire, shopwire.account("vendor", "wrong").get(LIST).await).await;
    let list = staff.get("/console/requests").await.expect(200);
    assert!(list.contains(&good) && list.contains(&wrong) && list.contains("簽章不符"), "{list}");
    let one = staff.get(&format!("/console/requests/{wrong}")).await.expect(200);
    assert!(one.contains("請確認密鑰是最新的") && one.contains("自稱是這個帳號") && one.contains("vendor"), "{one}");
    let one = staff.get(&format!("/console/requests/{good}")).await.expect(200);
    assert!(!one.contains("為什麼被拒絕"), "{one}");
    staff.get("/console/requests/0123456789abcdef").await.expect(404);
}

#[tokio::test]
async fn a_refusal_names_what_is_missing() {
    let shopwire = Shopwire::spawn().await;
    let staff = shopwire.staff(Role::Viewer).await;
    let reader = shopwire.bearer("read_customers").await;
    let scope = logged(&shopwire, reader.put("/v1/customers/1", json!({})).await).await;
    assert!(staff.get(&format!("/console/requests/{scope}")).await.expect(200).contains("權限範圍 write_customers"));
    let invalid = shopwire.vendor().post("/v1/customers", json!({ "name": "王" })).await;
    let told = invalid.json["error"][0].as_str().unwrap().to_owned();
    let invalid = logged(&shopwire, invalid).await;
    assert!(staff.get(&format!("/console/requests/{invalid}")).await.expect(200).contains(&told));
}

#[tokio::test]
async fn filters_narrow_the_list_and_are_kept_while_paging() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, demo) = (shopwire.vendor(), shopwire.apidemo());
    let other = logged(&shopwire, demo.get("/v1/bonus_rule").await).await;
    let mut last = String::new();
    for _ in 0..55 {
        last = vendor.get("/v1/customers/999").await.header("x-request-id").to_owned();
    }
    shopwire.logged(&last).await;
    let staff = shopwire.staff(Role::Viewer).await;
    let refused = staff.get("/console/requests?refused=1").await.expect(200);
    assert!(!refused.contains(&other) && refused.contains(&last), "{refused}");
    let older = refused.split(r#"<a class="button second" href=""#).nth(1).and_then(|rest| rest.split('"').next());
    let older = older.unwrap().replace("&#38;", "&");
    assert!(older.contains("refused=1"), "{older}");
    let rows = |page: &str| page.matches("<tr>").count() - 1;
    assert_eq!((rows(&refused), rows(&staff.get(&older).await.expect(200))), (50, 5));
    let by_caller = staff.get("/console/requests?caller=account%3Aapidemo").await.expect(200);
    assert!(by_caller.contains(&other) && !by_caller.contains(&last));
    assert!(staff.get("/console/requests?path=bonus").await.expect(200).contains(&other));
    assert_eq!(rows(&staff.get(&format!("/console/requests?request_id={}", last.to_uppercase())).await.expect(200)), 1);
    assert!(staff.get("/console/requests?class=5").await.expect(200).contains("沒有符合條件的呼叫"));
    // What was chosen stays chosen.
    let page = staff.get("/console/requests?method=GET&path=%22%3E").await.expect(200);
    assert!(page.contains("<option selected>GET</option>") && page.contains(r#"value="&#34;&#62;""#), "{page}");
}

#[tokio::test]
async fn an_account_sees_its_own_calls_and_no_others() {
    let shopwire = Shopwire::spawn().await;
    let own = logged(&shopwire, shopwire.vendor().get(LIST).await).await;
    let others = logged(&shopwire, shopwire.apidemo().get(LIST).await).await;
    let account = shopwire.signed_in_account("vendor").await;
    for asked in ["", "?caller=account%3Aapidemo"] {
        let list = account.get(&format!("/console/requests{asked}")).await.expect(200);
        assert!(list.contains(&own) && !list.contains(&others), "{list}");
        assert!(!list.contains(r#"name="caller""#) && !list.contains("/console/accounts"), "{list}");
    }
    account.get(&format!("/console/requests/{own}")).await.expect(200);
    account.get(&format!("/console/requests/{others}")).await.expect(404);
    account.get("/operator/requests").await.expect(403);
}

#[tokio::test]
async fn another_shops_calls_are_not_seen() {
    let shopwire = Shopwire::spawn().await;
    let call = logged(&shopwire, shopwire.vendor().get(LIST).await).await;
    let vault = std::sync::Arc::clone(&shopwire.directory.vault);
    let make = move |tx: &mut Tx<'_>| {
        let shop = vault.create_shop(tx, "別家店", "other.shopwire.test", Plan::Enterprise)?;
        vault.create_account(tx, shop.id, "other", "other-secret", 5, 2048)
    };
    shopwire.database.write(PLATFORM, None, make).await.unwrap();
    let other = shopwire.browser();
    assert_eq!(other.post("/sign-in", &[("name", "other"), ("secret", "other-secret")]).await.status, 303);
    assert!(!other.get("/console/requests").await.expect(200).contains(&call));
    other.get(&format!("/console/requests/{call}")).await.expect(404);
}

#[tokio::test]
async fn staff_who_left_read_nothing_any_more() {
    let shopwire = Shopwire::spawn().await;
    let staff = shopwire.staff(Role::Viewer).await;
    staff.get("/console/requests").await.expect(200);
    let shop = shopwire.shop;
    let leave = move |tx: &mut Tx<'_>| {
        for mut person in platform::Staff::of_shop(tx, shop)? {
            person.shops.clear();
            tx.save(&mut person)?;
        }
        Ok::<_, storage::Error>(())
    };
    shopwire.database.write(PLATFORM, None, leave).await.unwrap();
    staff.get("/console/requests").await.expect(403);
}

#[tokio::test]
async fn calls_of_nobody_are_the_operators_to_read() {
    let shopwire = Shopwire::spawn().await;
    let nobody = logged(&shopwire, shopwire.client(Credentials::Nobody).get(LIST).await).await;
    let operator = shopwire.operator().await;
    assert!(operator.get("/operator/requests").await.expect(200).contains(&nobody));
    let one = operator.get(&format!("/operator/requests/{nobody}")).await.expect(200);
    assert!(one.contains("沒有附上憑證"), "{one}");
    shopwire.staff(Role::Owner).await.get("/operator/requests").await.expect(403);
}

#[tokio::test]
async fn a_call_leads_to_the_webhooks_it_caused() {
    let shopwire = Shopwire::spawn().await;
    let customer = json!({ "name": "王", "email": "ming@example.com", "password": "a-plain-password",
                           "enable_cvs_pickup": true, "accepts_marketing": true });
    let created = logged(&shopwire, shopwire.vendor().post("/v1/customers", customer).await).await;
    let read = logged(&shopwire, shopwire.vendor().get(LIST).await).await;
    let staff = shopwire.staff(Role::Viewer).await;
    let one = staff.get(&format!("/console/requests/{created}")).await.expect(200);
    assert!(one.contains("customers/create") && one.contains("/console/deliveries/1"), "{one}");
    assert!(staff.get(&format!("/console/requests/{read}")).await.expect(200).contains("沒有引發任何 Webhook"));
}

#[tokio::test]
async fn the_pages_speak_english_too() {
    let shopwire = Shopwire::spawn().await;
    let wrong = logged(&shopwire, shopwire.account("vendor", "wrong").get(LIST).await).await;
    let staff = shopwire.staff(Role::Viewer).await;
    staff.get("/preferences?language=en").await;
    let one = staff.get(&format!("/console/requests/{wrong}")).await.expect(200);
    assert!(one.contains("The signature does not match") && !one.contains("簽章"), "{one}");
    let id = shopwire.shop;
    let close = move |tx: &mut Tx<'_>| {
        let mut shop = tx.get::<Shop>(id)?.unwrap();
        shop.plan = Plan::Basic;
        tx.save(&mut shop)
    };
    shopwire.database.write(PLATFORM, None, close).await.unwrap();
    let closed = logged(&shopwire, shopwire.vendor().get(LIST).await).await;
    let one = staff.get(&format!("/console/requests/{closed}")).await.expect(200);
    assert!(one.contains(r#"href="/console/plan""#), "it leads to where the plan is asked for: {one}");
}
