//! Stories about browsing the shop's data.

use platform::Role;
use serde_json::{Value, json};
use testkit::Shopwire;

fn customer(name: &str, email: &str) -> Value {
    json!({
        "name": name, "email": email, "password": "correct horse", "enable_cvs_pickup": true, "accepts_marketing": false,
    })
}

#[tokio::test]
async fn every_group_that_can_be_listed_appears_by_itself() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Viewer).await;
    let overview = browser.get("/console/store").await.expect(200);
    let mut lists = 0;
    for document in shop::documents() {
        for (path, methods) in document["paths"].as_object().unwrap() {
            let answers = &methods["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            if path.contains('{') || answers["type"] != "array" || answers["items"].get("$ref").is_none() {
                continue;
            }
            lists += 1;
            let name = methods["get"]["operationId"].as_str().unwrap();
            assert!(overview.contains(&format!("/console/store/{name}\"")), "{path}");
            browser.get(&format!("/console/store/{name}")).await.expect(200);
        }
    }
    assert!(lists >= 3, "{lists}");
}

#[tokio::test]
async fn a_list_leads_to_one_and_names_its_fields() {
    let shopwire = Shopwire::spawn().await;
    let id = shopwire.vendor().post("/v1/customers", customer("<b>林小美</b>", "mei@example.com")).await.id();
    let browser = shopwire.staff(Role::Viewer).await;
    let list = browser.get("/console/store/get_v1_customers").await.expect(200);
    assert!(
        list.contains("mei@example.com") && list.contains("&#60;b&#62;林小美") && !list.contains("<b>林"),
        "{list}"
    );
    let link = format!("/console/store/get_v1_customers/{id}");
    assert!(list.contains(&link));
    let one = browser.get(&link).await.expect(200);
    assert!(one.contains("姓名") && one.contains("mei@example.com") && one.contains("<code>email</code>"), "{one}");
    browser.get("/console/store/get_v1_customers/999999").await.expect(404);
    browser.get("/console/store/nothing").await.expect(404);
}

#[tokio::test]
async fn long_lists_come_in_pages() {
    let shopwire = Shopwire::spawn().await;
    for number in 0..26 {
        let customer = customer(&format!("顧客{number}"), &format!("c{number}@example.com"));
        shopwire.vendor().post("/v1/customers", customer).await.expect(201);
    }
    let browser = shopwire.staff(Role::Viewer).await;
    let first = browser.get("/console/store/get_v1_customers").await.expect(200);
    assert!(first.contains("page=2") && !first.contains(r#"rel="prev""#));
    let second = browser.get("/console/store/get_v1_customers?page=2").await.expect(200);
    assert!(second.contains(r#"rel="prev""#) && !second.contains(r#"rel="next""#));
}

#[tokio::test]
async fn what_the_api_refuses_is_told_in_its_words() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Viewer).await;
    let page = browser.get("/console/store/get_v1_customers?updated_at_start_time=yesterday").await.expect(200);
    assert!(page.contains(r#"role="alert""#) && page.contains(r#"value="yesterday""#), "{page}");
}

#[tokio::test]
async fn nobody_gets_in_by_naming_themselves_an_insider() {
    let shopwire = Shopwire::spawn().await;
    let browser = shopwire.staff(Role::Owner).await;
    // A session opens the console, not the API.
    assert_eq!(browser.get("/v1/customers").await.status, 401);
    assert_eq!(shopwire.signed_in_account("vendor").await.get("/console/store").await.status, 403);
}
