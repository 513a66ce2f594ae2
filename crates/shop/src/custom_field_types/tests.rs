//! Stories about types of fields, through the HTTP surface.

use insta::assert_snapshot;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::json;
use testkit::Shopwire;

use super::{Component, CustomFieldType};

#[tokio::test]
async fn a_type_is_kept_listed_and_removed() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let created = vendor.post("/v1/custom_field_types", json!({ "model": "Customer", "name": "hobby" })).await;
    let id = created.id();
    let created = created.expect(201);
    assert_snapshot!(created.to_string(), @r#"{"id":1,"model":"Customer","name":"hobby","label":"hobby","component":"text","required":false,"visible_when_create":true,"visible_when_update":true,"options":[]}"#);
    vendor.post("/v1/custom_field_types", json!({ "model": "Customer", "name": "size" })).await.expect(201);

    let listed = vendor.get("/v1/custom_field_types?per_page=1").await;
    assert_eq!((listed.header("x-total"), listed.header("x-next-page")), ("2", "2"));
    assert_eq!(listed.expect(200), json!([created]));
    let path = format!("/v1/custom_field_types/{id}");
    assert_eq!(vendor.get(&path).await.expect(200), created);
    assert_eq!(vendor.delete(&path).await.expect(200), created);
    for gone in [vendor.get(&path).await, vendor.delete(&path).await] {
        assert_eq!(gone.expect(404), json!({ "error": ["無此資源"] }));
    }
    assert!(shopwire.events().await.is_empty());
}

#[tokio::test]
async fn what_is_wrong_with_a_type_is_named() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let form = "model=Customer&name=size&component=select&options[]=S&options[]=M&options[]=S&required=1";
    let created = vendor.form(Method::POST, "/v1/custom_field_types", form).await.expect(201);
    assert_eq!(
        (&created["options"], &created["required"], &created["label"]),
        (&json!(["S", "M"]), &json!(true), &json!("size"))
    );
    let refusals = [
        json!({}),
        json!({ "model": "Order", "name": "hobby" }),
        json!({ "model": "Customer", "name": "SIZE", "component": "select" }),
        json!({ "model": "Customer", "name": "x".repeat(256), "component": "slider", "required": "perhaps" }),
    ];
    let mut said = Vec::new();
    for refusal in refusals {
        let errors = vendor.post("/v1/custom_field_types", refusal).await.expect(422)["error"].clone();
        said.push(errors.to_string());
    }
    assert_snapshot!(said.join("\n"), @r#"
    ["對應模組 (model) 不能為空白","類型名稱 (name) 不能為空白"]
    ["對應模組 (model) 無效值，可用的值：Customer"]
    ["類型名稱 (name) 已被使用","選項 (options) 不能為空白"]
    ["類型名稱 (name) 過長，最多 255 個字","自訂欄位類型 (component) 無效值，可用的值：text、textarea、number、date、select、checkbox","必選填設定 (required) 必須是 true 或 false"]
    "#);
}

fn checked(component: Component, value: &str) -> Result<String, String> {
    let field = CustomFieldType {
        name: "size".into(),
        label: "尺寸".into(),
        component,
        options: vec!["S".into(), "M".into()],
        ..CustomFieldType::default()
    };
    field.check(value).map(std::borrow::Cow::into_owned)
}

#[test]
fn a_value_is_kept_as_its_component_reads_it() {
    for (component, value, kept) in [
        (Component::Text, " 兩 行 ", " 兩 行 "),
        (Component::Number, " -1.50 ", "-1.50"),
        (Component::Date, "2026/01/05", "2026-01-05"),
        (Component::Select, "M", "M"),
        (Component::Checkbox, "on", "true"),
        (Component::Checkbox, "0", "false"),
        (Component::Date, "", ""),
    ] {
        assert_eq!(checked(component, value).as_deref(), Ok(kept), "{component:?} {value}");
    }
}

proptest! {
    #[test]
    fn a_kept_value_is_kept_the_same_again(value in ".{0,20}", number in -1e9..1e9) {
        use Component::{Checkbox, Date, Number, Select, Text, Textarea};
        for component in [Text, Textarea, Number, Date, Select, Checkbox] {
            if let Ok(kept) = checked(component, &value) {
                prop_assert_eq!(checked(component, &kept), Ok(kept));
            }
        }
        let number = f64::to_string(&number);
        prop_assert_eq!(checked(Number, &number), Ok(number));
    }
}
