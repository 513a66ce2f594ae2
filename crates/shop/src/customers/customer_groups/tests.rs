//! Stories about groups of customers, through the HTTP surface.

use insta::assert_snapshot;
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};
use storage::Error;
use testkit::{Client, Shopwire};
use wire::{Money, Timestamp};

use super::rules::Membership;
use super::*;
use crate::customers::{Customer, CustomerTag, UidProvider};

/// Customers number 1 to `count`, who spent as much as their number; every third is 熟客.
async fn customers(shopwire: &Shopwire, count: i64) {
    let fill = move |tx: &mut storage::Tx<'_>| {
        let now = storage::Reading::now(tx);
        for number in 1..=count {
            let tags = if number % 3 == 0 { vec![CustomerTag { name: "熟客".into() }] } else { Vec::new() };
            tx.insert(Customer {
                name: format!("顧客{number}"),
                email: Some(format!("c{number}@example.com")),
                tags,
                other_accumulated_consumption: Money::from(number),
                uid_providers: vec![UidProvider { provider_type: "line".into(), uid: format!("U{number}") }],
                created_at: now,
                ..Customer::default()
            })?;
        }
        Ok::<_, Error>(())
    };
    shopwire.database.write(shopwire.shop.get(), None, fill).await.unwrap();
}

async fn group(shopwire: &Shopwire, name: &'static str, term: Option<&'static str>, query: &'static str) -> i64 {
    let create = move |tx: &mut storage::Tx<'_>| create_group(tx, name, term, query).map(|group| group.id.get());
    shopwire.database.write(shopwire.shop.get(), None, create).await.unwrap()
}

const GROUPS: &str = "/v1/customers/customer_groups";

async fn schedule(vendor: &Client, group: i64) -> String {
    let path = format!("{GROUPS}/schedule_customer_filter_worker");
    let scheduled = vendor.post(&path, json!({ "customer_group_id": group })).await.expect(201);
    format!("{GROUPS}/check_status/{}", scheduled["job_id"].as_str().unwrap())
}

/// The status of the job once it has ended.
async fn ended(vendor: &Client, path: &str) -> testkit::Answer {
    for _ in 0..500 {
        let status = vendor.get(path).await;
        assert_eq!(status.status, 200, "{}", status.text);
        if !["queued", "running"].contains(&status.json["state"].as_str().unwrap()) {
            return status;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("the job does not end");
}

#[tokio::test]
async fn a_group_job_finds_exactly_the_matching_customers() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    customers(&shopwire, 1200).await;
    let group = group(&shopwire, "大戶", Some("C1"), "tag = 熟客 and total_spent >= 100").await;
    let path = schedule(&vendor, group).await;
    let first = ended(&vendor, &format!("{path}?per_page=2")).await;
    let wanted: Vec<i64> =
        (100..=1200).filter(|number| number % 3 == 0 && number.to_string().starts_with('1')).collect();
    assert_eq!(first.header("x-total"), wanted.len().to_string());
    let job_id = path.rsplit('/').next().unwrap();
    assert_eq!(
        first.json,
        json!({
            "job_id": job_id, "message": "排程已完成", "success": "true", "state": "done", "customers": [
                { "id": 102, "email": "c102@example.com", "name": "顧客102", "uid": "U102" },
                { "id": 105, "email": "c105@example.com", "name": "顧客105", "uid": "U105" },
            ],
        })
    );
    let mut found = Vec::new();
    for page in 1.. {
        let page = vendor.get(&format!("{path}?page={page}")).await;
        let customers = page.json["customers"].as_array().unwrap();
        found.extend(customers.iter().map(|customer| customer["id"].as_i64().unwrap()));
        if page.header("x-next-page").is_empty() {
            break;
        }
    }
    assert_eq!(found, wanted);
    let groups = vendor.get(&format!("{GROUPS}?name=%E5%A4%A7")).await.expect(200);
    assert_eq!(groups[0]["amount"], json!(wanted.len()));
}

#[tokio::test]
async fn a_job_survives_a_restart() {
    let mut shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    shopwire.stop_jobs();
    customers(&shopwire, 1200).await;
    let group = group(&shopwire, "全部", None, "").await;
    let path = schedule(&vendor, group).await;
    let waiting = vendor.get(&path).await.expect(200);
    assert_eq!((&waiting["success"], &waiting["state"]), (&json!("false"), &json!("queued")));

    // One step, and the program stops again.
    api::jobs::Worker::new(shopwire.database.clone(), crate::jobs()).turn().await.unwrap();
    let begun = vendor.get(&path).await;
    assert_eq!((begun.header("x-total"), &begun.json["state"]), ("0", &json!("running")));
    assert_eq!(begun.json["customers"], json!([]));

    shopwire.start_jobs();
    let done = ended(&vendor, &path).await;
    assert_eq!((done.header("x-total"), done.header("x-total-pages")), ("1200", "24"));
}

#[tokio::test]
async fn a_shop_starts_with_default_groups_and_counts_them() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    customers(&shopwire, 600).await;
    let listed = vendor.get(GROUPS).await;
    assert_eq!(listed.header("x-total"), default_groups().len().to_string());
    let listed = listed.expect(200);
    assert_eq!((&listed[0]["group_type"], &listed[0]["amount"]), (&json!("default"), &json!(0)));
    let own = group(&shopwire, "熟客", None, "tag = 熟客").await;

    let scheduled = vendor.put(&format!("{GROUPS}/update_customer_group_amounts"), json!({})).await.expect(200);
    let path = format!("{GROUPS}/check_status/{}", scheduled["job_id"].as_str().unwrap());
    let done = ended(&vendor, &path).await.expect(200);
    assert_eq!((&done["success"], &done["customers"]), (&json!("true"), &json!([])));
    let listed = vendor.get(GROUPS).await.expect(200);
    let amounts: Vec<_> = listed.as_array().into_iter().flatten().map(|group| group["amount"].clone()).collect();
    assert_eq!(Value::from(amounts), json!([0, 0, 600, 0, 0, 200]));

    let some = vendor.get(&format!("{GROUPS}?customer_group_ids={own},{own},999&group_type=custom")).await.expect(200);
    assert_eq!((&some[0]["id"], some.as_array().map(Vec::len)), (&json!(own), Some(1)));
    assert_eq!(vendor.get(&format!("{GROUPS}?group_type=default&per_page=2")).await.header("x-total-pages"), "3");
}

#[tokio::test]
async fn what_is_no_job_is_not_found() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    vendor.get(&format!("{GROUPS}/check_status/000000000000000000000000")).await.expect(404);
    let schedule = format!("{GROUPS}/schedule_customer_filter_worker");
    vendor.form(Method::POST, &schedule, "customer_group_id=999").await.expect(404);
    let mut said = Vec::new();
    for refused in [
        vendor.post(&schedule, json!({})).await,
        vendor.form(Method::POST, &schedule, "customer_group_id=many").await,
        vendor.get(&format!("{GROUPS}?customer_group_ids=1,x")).await,
        vendor.get(&format!("{GROUPS}?group_type=vip")).await,
    ] {
        said.push(refused.expect(422)["error"].to_string());
    }
    assert_snapshot!(said.join("\n"), @r#"
    ["欲搜尋顧客群組 (customer_group_id) 不能為空白"]
    ["欲搜尋顧客群組 (customer_group_id) 必須是整數"]
    ["欲搜尋的顧客群組 IDs (customer_group_ids) 必須是以逗點分隔的整數"]
    ["欲搜尋的顧客群組類別 (group_type) 無效值，可用的值：custom、default"]
    "#);
}

#[tokio::test]
async fn a_group_without_sense_is_not_made() {
    let shopwire = Shopwire::spawn().await;
    group(&shopwire, "熟客", None, "tag = 熟客").await;
    let mut said = Vec::new();
    for (name, query) in [("熟客", "tag = 熟客"), (" ", "spent > many"), ("大戶", "total_spent > many")] {
        let create = move |tx: &mut storage::Tx<'_>| create_group(tx, name, None, query).map(drop);
        said.push(shopwire.database.write(shopwire.shop.get(), None, create).await.unwrap_err().to_string());
    }
    assert_snapshot!(said.join("\n"), @r#"
    invalid: ["名稱 (name) 已被使用"]
    invalid: ["名稱 (name) 不能為空白", "包含的條件 (query) 不正確，第 1 字：沒有欄位 spent，可用的欄位：id、name、status、email、mobile、gender、tag、provider、city、district、note、total_spent、bonus_remain、accepts_marketing、birthday、birth_month、created_at、updated_at、confirmed_at、mobile_confirmed_at、custom.名稱"]
    invalid: ["包含的條件 (query) 不正確，第 15 字：many 不是數字"]
    "#);
}

proptest! {
    #[test]
    fn every_customer_is_in_exactly_one_default_group(spent in 0..20_000_i64, days_here in 0..1000_i64) {
        let now: Timestamp = "2026-06-15 12:00:00".parse().unwrap();
        let customer = Customer {
            other_accumulated_consumption: Money::from(spent),
            created_at: now.plus_days(-days_here),
            ..Customer::default()
        };
        let groups = default_groups();
        let memberships = groups.iter().map(|group| Membership::of(group).unwrap());
        prop_assert_eq!(memberships.filter(|membership| membership.includes(&customer, now)).count(), 1);
    }
}
