//! Stories about VIP levels, through the HTTP surface.

use serde_json::{Value, json};
use testkit::{Change, Client, Shopwire};
use wire::{Id, Money};

use super::{CustomerVip, VipEdition, VipGroup, VipGroupLevel, recompute, recompute_due};
use crate::stories::{customer, day, keep, paid_order, pass_days};

/// 一般 for everyone; 銀 for 1000 within 60 days, lasting 90 days, renewed by 500; 金 for one order of 5000.
fn ladder(name: &str, tags: &[&str], first: i64) -> VipGroup {
    let level = |number: i64, name: &str| VipGroupLevel {
        id: Id::new(first + number),
        position: number,
        name: name.to_owned(),
        validity_days: 90,
        upgrade_validity_days: Some(60),
        ..VipGroupLevel::default()
    };
    let silver = VipGroupLevel {
        upgrade_condition_total_spent_in_validity_days: Some(Money::from(1000)),
        renewal_condition_total_spent_in_validity_days: Some(Money::from(500)),
        ..level(2, "銀")
    };
    let gold = VipGroupLevel { upgrade_condition_total_spent: Some(Money::from(5000)), ..level(3, "金") };
    VipGroup {
        name: name.to_owned(),
        position: 1,
        customer_tags: tags.iter().map(|tag| (*tag).to_owned()).collect(),
        vip_group_levels: vec![level(1, "一般"), silver, gold],
        ..VipGroup::default()
    }
}

async fn vip(vendor: &Client, customer: i64) -> Value {
    vendor.get(&format!("/v1/customers/{customer}/vip_info")).await.expect(200)
}

async fn level(vendor: &Client, customer: i64) -> String {
    vip(vendor, customer).await["current_level"]["name"].as_str().unwrap_or("無").to_owned()
}

/// An order from elsewhere, so many days before now.
async fn spend(shopwire: &Shopwire, customer: i64, days_ago: i64, price: i64) -> i64 {
    let new = json!({ "price": price, "valid_at": day(shopwire, -days_ago) });
    shopwire.vendor().post(&format!("/v1/customers/{customer}/other_valid_orders"), new).await.id()
}

async fn vip_events(shopwire: &Shopwire) -> Vec<Change> {
    let changes = shopwire.changes().await.into_iter();
    changes.filter(|change| change.event == "customer_vip_level/update").collect()
}

#[tokio::test]
async fn a_shop_without_groups_has_no_levels() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    let customer = customer(&vendor, "").await;
    spend(&shopwire, customer, 0, 9000).await;
    let shown = vendor.get(&format!("/v1/customers/{customer}/vip_info")).await.text;
    let vip: CustomerVip = serde_json::from_str(&shown).unwrap();
    assert_eq!(serde_json::to_string(&vip).unwrap(), shown);
    insta::assert_snapshot!(serde_json::to_string_pretty(&vip).unwrap(), @r#"
    {
      "customer_id": 1,
      "current_group": null,
      "current_level": null,
      "next_level": null,
      "extra_info": {
        "start_at": null,
        "end_at": null,
        "difference_of_total_spent_in_validity_days_for_renewal": null,
        "difference_of_total_spent_for_renewal": null,
        "difference_of_total_spent_in_validity_days_for_upgrade": null,
        "difference_of_total_spent_for_upgrade": null
      }
    }
    "#);
    assert_eq!(vip_events(&shopwire).await, []);
    vendor.get("/v1/customers/999999/vip_info").await.expect(404);
}

#[tokio::test]
async fn reaching_a_level_fires_one_vip_event() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    assert_eq!(shopwire.events().await, ["customers/create", "customer_vip_level/update"]);

    spend(&shopwire, customer, 3, 400).await;
    assert_eq!(level(&vendor, customer).await, "一般");
    spend(&shopwire, customer, 0, 600).await;
    let vip = vip(&vendor, customer).await;
    assert_eq!(vip["current_group"]["name"], "全體");
    assert_eq!(vip["current_level"]["name"], "銀");
    assert_eq!(vip["next_level"]["name"], "金");
    assert_eq!(vip["extra_info"]["difference_of_total_spent_in_validity_days_for_renewal"], 500.0);
    assert_eq!(vip["extra_info"]["difference_of_total_spent_for_upgrade"], 4400.0);

    let events = vip_events(&shopwire).await;
    assert_eq!(events.len(), 2);
    assert_eq!(events[1].resource_id, customer);
    assert_eq!(events[1].payload, vip);
}

#[tokio::test]
async fn a_write_that_changes_no_level_fires_none() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    spend(&shopwire, customer, 0, 1000).await;
    let before = vip_events(&shopwire).await;
    let order = spend(&shopwire, customer, 0, 10).await;
    let path = format!("/v1/customers/{customer}/other_valid_orders/{order}");
    vendor.put(&path, json!({ "price": 20 })).await.expect(200);
    vendor.delete(&path).await.expect(200);
    vendor.put(&format!("/v1/customers/{customer}"), json!({ "note": "常客" })).await.expect(200);
    assert_eq!(vip_events(&shopwire).await, before);
}

#[tokio::test]
async fn a_level_ends_when_its_time_is_over() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    spend(&shopwire, customer, 0, 1000).await;
    let told = vip_events(&shopwire).await.len();
    pass_days(&shopwire, 89);
    assert_eq!(level(&vendor, customer).await, "銀");
    pass_days(&shopwire, 1);
    let ended = vip(&vendor, customer).await;
    assert_eq!(ended["current_level"]["name"], "一般");
    pass_days(&shopwire, 1);
    assert_eq!(vip(&vendor, customer).await["extra_info"]["start_at"], ended["extra_info"]["start_at"]);

    // Reading writes nothing; whoever settles tells.
    assert_eq!(vip_events(&shopwire).await.len(), told);
    for _ in 0..2 {
        api::calendar::look(&shopwire.database, crate::due).await.unwrap();
    }
    let events = vip_events(&shopwire).await;
    assert_eq!(events.len(), told + 1);
    assert_eq!(events[told].payload["extra_info"]["start_at"], ended["extra_info"]["start_at"]);
}

#[tokio::test]
async fn a_level_is_kept_by_spending_enough_while_it_lasts() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    spend(&shopwire, customer, 0, 1000).await;
    let first = vip(&vendor, customer).await;
    pass_days(&shopwire, 10);
    spend(&shopwire, customer, 0, 500).await;
    assert_eq!(
        vip(&vendor, customer).await["extra_info"]["difference_of_total_spent_in_validity_days_for_renewal"],
        0.0
    );
    pass_days(&shopwire, 81);
    let renewed = vip(&vendor, customer).await;
    assert_eq!(renewed["current_level"]["name"], "銀");
    assert_eq!(renewed["extra_info"]["start_at"], first["extra_info"]["end_at"]);
}

#[tokio::test]
async fn an_order_taken_back_takes_its_level_back() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    let order = spend(&shopwire, customer, 0, 5000).await;
    assert_eq!(level(&vendor, customer).await, "金");
    let told = vip_events(&shopwire).await.len();
    let path = format!("/v1/customers/{customer}/other_valid_orders/{order}/invalid");
    vendor.post(&path, json!({})).await.expect(201);
    assert_eq!(level(&vendor, customer).await, "一般");
    assert_eq!(vip_events(&shopwire).await.len(), told + 1);
}

#[tokio::test]
async fn what_was_spent_elsewhere_before_counts_from_its_day() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    let path = format!("/v1/customers/{customer}");
    let brought = |days: i64| {
        json!({
            "other_accumulated_consumption": 6000, "other_accumulated_consumption_expired_at": day(&shopwire, -days),
        })
    };
    vendor.put(&path, brought(61)).await.expect(200);
    assert_eq!(level(&vendor, customer).await, "一般");
    // A sum, not one order: 金 asks for one order.
    vendor.put(&path, brought(30)).await.expect(200);
    assert_eq!(level(&vendor, customer).await, "銀");
}

#[tokio::test]
async fn a_paid_order_counts_once_it_is_settled() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    keep(&shopwire, paid_order(customer, &day(&shopwire, 0), "壺", 5000)).await;
    let settle = move |tx: &mut storage::Tx<'_>| recompute(tx, Id::new(customer));
    shopwire.database.write(shopwire.shop.get(), None, settle).await.unwrap();
    assert_eq!(level(&vendor, customer).await, "金");
    assert_eq!(vip_events(&shopwire).await[1].payload["current_level"]["name"], "金");
}

#[tokio::test]
async fn tags_choose_the_group() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, VipGroup { position: 2, ..ladder("全體", &[], 0) }).await;
    keep(&shopwire, ladder("員工", &["員工"], 10)).await;
    keep(&shopwire, VipGroup { position: 0, edition: VipEdition::Draft, ..ladder("草稿", &[], 20) }).await;
    let customer = customer(&vendor, "").await;
    assert_eq!(vip(&vendor, customer).await["current_group"]["name"], "全體");
    vendor.put(&format!("/v1/customers/{customer}"), json!({ "tags_text": "員工" })).await.expect(200);
    assert_eq!(vip(&vendor, customer).await["current_group"]["name"], "員工");
    assert_eq!(shopwire.events().await[2..], ["customers/update", "customer_tags/update", "customer_vip_level/update"]);
}

#[tokio::test]
async fn a_customer_who_brings_spending_along_begins_at_its_level() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let new = json!({
        "name": "王小明", "email": "ming@example.com", "password": "secret-1", "enable_cvs_pickup": true,
        "accepts_marketing": false, "other_accumulated_consumption": 1000,
    });
    let customer = vendor.post("/v1/customers", new).await.id();
    let told = vip_events(&shopwire).await;
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].payload["current_level"]["name"], "銀");
    assert_eq!(told[0].payload, vip(&vendor, customer).await);
    // Nothing is due before the level ends.
    let due = |tx: &mut storage::Tx<'_>| recompute_due(tx, 10);
    assert_eq!(shopwire.database.write(shopwire.shop.get(), None, due).await.unwrap(), 0);
}

#[tokio::test]
async fn an_order_of_a_coming_day_counts_when_the_day_comes() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    keep(&shopwire, ladder("全體", &[], 0)).await;
    let customer = customer(&vendor, "").await;
    let order = spend(&shopwire, customer, -10, 1000).await;
    let order = vendor.get(&format!("/v1/customers/{customer}/other_valid_orders/{order}")).await.expect(200);
    assert_eq!(level(&vendor, customer).await, "一般");
    pass_days(&shopwire, 12);
    let reached = vip(&vendor, customer).await;
    assert_eq!(reached["current_level"]["name"], "銀");
    assert_eq!(reached["extra_info"]["start_at"], order["valid_at"]);
}
