//! Stories about customers in version 2, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;

use crate::stories::{customer, keep};
use crate::vip_groups::{VipGroup, VipGroupLevel};

fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn v2_sections_appear_only_when_asked_for() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "熟客, 素食").await;
    vendor.put(&format!("/v1/customers/{id}/uid_providers/line"), json!({ "uid": "U1" })).await.expect(200);

    let slim = vendor.get("/v2/customers").await.expect(200);
    let sections = [
        ("accepts_email_notification", json!(true)),
        ("address", json!(null)),
        ("bonus_remain", json!(0.0)),
        ("custom_fields", json!([])),
        ("tags", json!(["熟客", "素食"])),
        ("uid_providers", json!([{ "provider_type": "line", "uid": "U1" }])),
    ];
    for (name, expected) in &sections {
        assert_eq!(slim[0].get(name), None, "{name}");
        let full = vendor.get(&format!("/v2/customers?include_params={name},unknown")).await.expect(200);
        assert_eq!(full[0].get(name), Some(expected), "{name}");
        assert_eq!(keys(&full[0]).len(), keys(&slim[0]).len() + 1, "{name}");
    }
    let mut expected = vec![
        "accepts_marketing",
        "birthday",
        "confirmed_at",
        "country_calling_code",
        "created_at",
        "email",
        "enable_cvs_cod",
        "enable_cvs_pickup",
        "enable_home_delivery_cod",
        "gender",
        "id",
        "mobile",
        "mobile_sms_confirmed_at",
        "name",
        "note",
        "other_accumulated_consumption",
        "other_accumulated_consumption_expired_at",
        "status",
        "updated_at",
    ];
    let mut found = keys(&slim[0]);
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn v2_vip_info_names_group_and_levels() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "").await;
    let none = vendor.get("/v2/customers?include_params=vip_info").await.expect(200);
    assert_eq!(none[0]["vip_info"]["current_group"], json!(null));

    let level = VipGroupLevel { name: "一般".into(), validity_days: 365, ..VipGroupLevel::default() };
    let group = VipGroup { name: "全體".into(), vip_group_levels: vec![level], ..VipGroup::default() };
    keep(&shopwire, group).await;
    let some = vendor.get("/v2/customers?include_params=tags,vip_info").await.expect(200);
    let mut vip = some[0]["vip_info"].clone();
    for moved in ["start_at", "end_at"] {
        assert!(vip["extra_info"][moved].is_string());
        vip["extra_info"].as_object_mut().unwrap().remove(moved);
    }
    assert_eq!(
        vip,
        json!({
            "customer_id": id, "current_group": "全體", "current_level": "一般", "next_level": null,
            "extra_info": {
                "difference_of_total_spent_in_validity_days_for_renewal": null,
                "difference_of_total_spent_for_renewal": null,
                "difference_of_total_spent_in_validity_days_for_upgrade": null,
                "difference_of_total_spent_for_upgrade": null,
            },
        })
    );
}

#[tokio::test]
async fn v2_lists_by_page_or_by_id() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(customer(&vendor, "").await);
    }
    let page = vendor.get("/v2/customers?per_page=1&page=2").await;
    assert_eq!((page.header("x-total"), page.header("x-prev-page")), ("3", "1"));
    assert_eq!(page.expect(200)[0]["id"], ids[1]);

    let chosen = vendor.get(&format!("/v2/customers?ids={},{},999999,{}&per_page=1", ids[2], ids[0], ids[0])).await;
    let chosen = chosen.expect(200);
    let found: Vec<_> = chosen.as_array().unwrap().iter().map(|customer| customer["id"].as_i64().unwrap()).collect();
    assert_eq!(found, [ids[0], ids[2]]);
}

#[tokio::test]
async fn v2_takes_at_most_a_hundred_ids() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let list = |count: i64| (1..=count).map(|id| id.to_string()).collect::<Vec<_>>().join(",");
    vendor.get(&format!("/v2/customers?ids={}", list(100))).await.expect(200);
    let refused = vendor.get(&format!("/v2/customers?ids={}", list(101))).await.expect(422);
    assert_eq!(refused, json!({ "error": ["會員 ID (ids) 最多 100 個"] }));
    let refused = vendor.get("/v2/customers?ids=1,two").await.expect(422);
    assert_eq!(refused, json!({ "error": ["會員 ID (ids) 無效值"] }));
}

#[tokio::test]
async fn a_third_partys_user_id_finds_its_customer_or_null() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let id = customer(&vendor, "").await;
    vendor.put(&format!("/v1/customers/{id}/uid_providers/line"), json!({ "uid": "U1" })).await.expect(200);
    let found = vendor.get("/v2/customers/by_uid_provider?uid=U1&provider=line&include_params=tags").await.expect(200);
    assert_eq!((&found["id"], &found["tags"]), (&json!(id), &json!([])));
    let none = vendor.get("/v2/customers/by_uid_provider?uid=U1&provider=facebook").await;
    assert_eq!((none.status, none.text.as_str()), (200, "null"));
    let refused = vendor.get("/v2/customers/by_uid_provider").await.expect(422);
    assert_eq!(refused, json!({ "error": ["UID (uid) 不能為空白", "Provider (provider) 不能為空白"] }));
    vendor.get("/v2/customers/by_uid_provider?uid=U1&provider=myspace").await.expect(422);
}

#[tokio::test]
async fn v2_customers_need_the_customers_scope() {
    let shopwire = Shopwire::spawn().await;
    shopwire.bearer("read_customers").await.get("/v2/customers").await.expect(200);
    shopwire.bearer("read_orders").await.get("/v2/customers").await.expect(401);
}
