//! Stories about a customer's own fields, through the HTTP surface.

use insta::assert_snapshot;
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Client, Shopwire};

/// A shop with five types of fields, and the path of the fields of a customer.
async fn a_customer(shopwire: &Shopwire) -> (Client, String) {
    let vendor = shopwire.vendor();
    for kind in [
        json!({ "name": "hobby", "label": "興趣" }),
        json!({ "name": "height", "label": "身高", "component": "number" }),
        json!({ "name": "married_on", "label": "結婚日", "component": "date" }),
        json!({ "name": "size", "label": "尺寸", "component": "select", "options": ["S", "M"], "required": true }),
        json!({ "name": "pets", "label": "寵物", "component": "checkbox" }),
    ] {
        let mut kind = kind;
        kind["model"] = "Customer".into();
        vendor.post("/v1/custom_field_types", kind).await.expect(201);
    }
    (vendor.clone(), fields_of_new_customer(&vendor, "ming@example.com").await)
}

async fn fields_of_new_customer(vendor: &Client, email: &str) -> String {
    let customer = json!({
        "name": "王小明", "email": email, "password": "secret-1", "enable_cvs_pickup": true, "accepts_marketing": true,
    });
    let customer = vendor.post("/v1/customers", customer).await;
    format!("/v1/customers/{}/custom_fields", customer.id())
}

#[tokio::test]
async fn a_field_lives_in_the_customers_own_document() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let created = vendor.post(&path, json!({ "name": "hobby", "value": "登山" })).await;
    let one = format!("{path}/{}", created.id());
    let created = created.expect(201);
    assert_eq!(created, json!({ "id": created["id"], "name": "hobby", "label": "興趣", "value": "登山" }));
    assert_eq!(vendor.get(&one).await.expect(200), created);

    let form = vendor.form(Method::PUT, &one, "value=%E6%B8%B8%E6%B3%B3").await.expect(200);
    assert_eq!((&form["name"], &form["value"]), (&json!("hobby"), &json!("游泳")));
    let customer = vendor.get(path.trim_end_matches("/custom_fields")).await.expect(200);
    assert_eq!(customer["custom_fields"], json!([form]));

    let told = shopwire.changes().await;
    assert_eq!(told.last().map(|change| change.payload["custom_fields"].clone()), Some(json!([form])));
    assert_eq!(vendor.delete(&one).await.expect(200), form);
    for gone in [vendor.get(&one).await, vendor.delete(&one).await, vendor.put(&one, json!({})).await] {
        assert_eq!(gone.expect(404), json!({ "error": ["無此資源"] }));
    }
    assert_eq!(vendor.get("/v1/customers/999/custom_fields").await.status, 404);
    assert_eq!(
        shopwire.events().await,
        ["customers/create"].into_iter().chain(["customers/update"; 3]).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_value_is_checked_by_its_fields_type() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let mut said = Vec::new();
    for (name, value) in [
        ("shoe", "42"),
        ("", "42"),
        ("height", "高"),
        ("married_on", "2026-02-30"),
        ("size", "XL"),
        ("size", " "),
        ("pets", "maybe"),
    ] {
        let refused = vendor.post(&path, json!({ "name": name, "value": value })).await.expect(422);
        said.push(refused["error"].to_string());
    }
    assert_snapshot!(said.join("\n"), @r#"
    ["名稱 (name) 無效值，沒有自訂欄位 shoe"]
    ["名稱 (name) 不能為空白"]
    ["身高 (height) 必須是數字"]
    ["結婚日 (married_on) 必須是日期 (YYYY-MM-DD)"]
    ["尺寸 (size) 無效值，可用的值：S、M"]
    ["內容 (value) 不能為空白"]
    ["寵物 (pets) 必須是 true 或 false"]
    "#);
    for (name, value, kept) in [
        ("HEIGHT", "170.5", "170.5"),
        ("married_on", "2026/02/08", "2026-02-08"),
        ("size", "M", "M"),
        ("pets", "1", "true"),
    ] {
        let created = vendor.post(&path, json!({ "name": name, "value": value })).await.expect(201);
        assert_eq!((&created["name"], &created["value"]), (&json!(name.to_lowercase()), &json!(kept)));
    }
    let cleared = vendor.get(&path).await.expect(200)[0]["id"].clone();
    assert_eq!(vendor.put(&format!("{path}/{cleared}"), json!({ "value": "" })).await.expect(200)["value"], "");
}

#[tokio::test]
async fn a_customer_has_one_field_of_a_name() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    vendor.post(&path, json!({ "name": "hobby", "value": "登山" })).await.expect(201);
    let pets = vendor.post(&path, json!({ "name": "pets", "value": "true" })).await.id();
    let twice = vendor.post(&path, json!({ "name": "Hobby", "value": "游泳" })).await.expect(422);
    assert_snapshot!(twice.to_string(), @r#"{"error":["名稱 (name) 重複，每位顧客只能有一個 Hobby"]}"#);
    vendor.put(&format!("{path}/{pets}"), json!({ "name": "hobby" })).await.expect(422);
    let other = fields_of_new_customer(&vendor, "mei@example.com").await;
    vendor.post(&other, json!({ "name": "hobby", "value": "登山" })).await.expect(201);
    assert_eq!(vendor.get(&format!("{other}/{pets}")).await.status, 404);
}

#[tokio::test]
async fn bulk_update_is_all_or_nothing() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let hobby = vendor.post(&path, json!({ "name": "hobby", "value": "登山" })).await.id();
    let before = vendor.get(&path).await.expect(200);
    let events = shopwire.events().await.len();

    let bad = json!({ "custom_fields": [
        { "id": hobby, "name": "hobby", "value": "游泳" },
        { "name": "height", "value": "高" },
        { "name": "hobby", "value": "釣魚" },
        { "name": "shoe", "value": "42" },
    ] });
    let refused = vendor.put(&path, bad).await.expect(422);
    assert_snapshot!(refused["error"].to_string(), @r#"["身高 (height) 必須是數字","名稱 (name) 重複，每位顧客只能有一個 hobby","名稱 (name) 無效值，沒有自訂欄位 shoe"]"#);
    let foreign =
        json!({ "custom_fields": [{ "name": "pets", "value": "1" }, { "id": 999, "name": "size", "value": "M" }] });
    vendor.put(&path, foreign).await.expect(404);
    vendor.put(&path, json!({})).await.expect(422);
    assert_eq!(vendor.get(&path).await.expect(200), before);
    assert_eq!(shopwire.events().await.len(), events);
}

#[tokio::test]
async fn one_request_fires_one_customers_update() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let hobby = vendor.post(&path, json!({ "name": "hobby", "value": "登山" })).await.id();
    let events = shopwire.events().await.len();
    let change = json!({ "custom_fields": [
        { "id": hobby, "name": "height", "value": "170" },
        { "name": "hobby", "value": "游泳" },
        { "name": "size", "value": "S" },
    ] });
    let fields = vendor.put(&path, change.clone()).await.expect(200);
    let names: Vec<_> = fields.as_array().into_iter().flatten().map(|field| &field["name"]).collect();
    assert_eq!(names, [&json!("height"), &json!("hobby"), &json!("size")]);
    assert_eq!(fields[0]["id"], json!(hobby));
    let changes = shopwire.changes().await;
    assert_eq!(changes.len(), events + 1);
    assert_eq!(changes[events].event, "customers/update");
    assert_eq!(changes[events].payload["custom_fields"], fields);

    vendor.put(&path, change).await.expect(200);
    assert_eq!(shopwire.events().await.len(), events + 1, "nothing has changed");
}

#[tokio::test]
async fn bulk_update_takes_json_text_in_a_form() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let text = r#"custom_fields=[{"name":"hobby","value":"climbing"},{"name":"height","value":170}]"#;
    let fields = vendor.form(Method::PUT, &path, text).await.expect(200);
    assert_eq!((&fields[0]["value"], &fields[1]["value"]), (&json!("climbing"), &json!("170")));
    let nested =
        "custom_fields[][name]=pets&custom_fields[][value]=on&custom_fields[][name]=hobby&custom_fields[][value]=x";
    let fields = vendor.form(Method::PUT, &path, nested).await.expect(200);
    let values: Vec<_> = fields.as_array().into_iter().flatten().map(|field| field["value"].clone()).collect();
    assert_eq!(Value::from(values), json!(["x", "170", "true"]));
    let page = vendor.get(&format!("{path}?page=2&per_page=2")).await;
    assert_eq!((page.header("x-total"), page.header("x-prev-page")), ("3", "1"));
    assert_eq!(page.expect(200), json!([fields[2]]));
}

#[tokio::test]
async fn many_fields_are_deleted_together_or_not_at_all() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let mut ids = Vec::new();
    for name in ["hobby", "height", "pets", "married_on"] {
        let value = if name == "hobby" { "x" } else { "1" };
        let value = if name == "married_on" { "2026-01-01" } else { value };
        ids.push(vendor.post(&path, json!({ "name": name, "value": value })).await.id());
    }
    let events = shopwire.events().await.len();
    vendor.delete(&format!("{path}?custom_field_ids[]={}&custom_field_ids[]=999", ids[0])).await.expect(404);
    vendor.delete(&path).await.expect(422);
    assert_eq!(shopwire.events().await.len(), events);

    let removed =
        vendor.delete(&format!("{path}?custom_field_ids[]={}&custom_field_ids[]={}", ids[2], ids[0])).await.expect(200);
    let names: Vec<_> = removed.as_array().into_iter().flatten().map(|field| &field["name"]).collect();
    assert_eq!(names, [&json!("hobby"), &json!("pets")]);
    assert_eq!(shopwire.events().await.len(), events + 1);

    let body = json!({ "custom_field_ids": [ids[1]] }).to_string().into_bytes();
    let headers = [("content-type", "application/json".to_owned())];
    vendor.send(Method::DELETE, &path, Some(body), &headers).await.expect(200);
    assert_eq!(vendor.get(&path).await.expect(200)[0]["id"], json!(ids[3]));
}

#[tokio::test]
async fn a_removed_type_leaves_values_that_can_only_go() {
    let shopwire = Shopwire::spawn().await;
    let (vendor, path) = a_customer(&shopwire).await;
    let hobby = vendor.post(&path, json!({ "name": "hobby", "value": "登山" })).await.id();
    let kind = vendor.get("/v1/custom_field_types").await.expect(200)[0]["id"].clone();
    vendor.delete(&format!("/v1/custom_field_types/{kind}")).await.expect(200);
    assert_eq!(vendor.get(&path).await.expect(200)[0]["value"], "登山");
    vendor.put(&format!("{path}/{hobby}"), json!({ "value": "游泳" })).await.expect(422);
    vendor.delete(&format!("{path}/{hobby}")).await.expect(200);
}
