//! Stories about the rule, through the HTTP surface.

use serde_json::{Value, json};
use testkit::Shopwire;
use wire::{Clock, Money};

use super::{BonusRule, ShopBonusRule};
use crate::wire_keys::{assert_keys, assert_loads_without_fields};

async fn decide(shopwire: &Shopwire, rule: BonusRule) {
    let own = ShopBonusRule { rule, ..ShopBonusRule::default() };
    let write = shopwire.database.write(shopwire.shop.get(), None, |tx| tx.insert(own));
    write.await.unwrap();
}

fn customer(gift: bool) -> Value {
    json!({
        "name": "王小明", "email": format!("{gift}@example.com"), "password": "secret-1",
        "enable_cvs_pickup": true, "accepts_marketing": false, "enable_register_gift": gift,
    })
}

#[test]
fn the_rule_shows_every_field() {
    let keys = "enabled signup_bonus consumption_price consumption_bonus expire_day threshold_of_total_price \
                usage_limit_type usage_limit_value conversion_bonus";
    assert_keys(&BonusRule::default(), keys);
    assert_loads_without_fields::<BonusRule>();
}

#[tokio::test]
async fn a_shop_without_a_rule_has_the_one_of_a_new_shop() {
    let shopwire = Shopwire::spawn().await;
    let shown = shopwire.vendor().get("/v1/bonus_rule").await;
    insta::assert_snapshot!(shown.text, @r#"{"enabled":true,"signup_bonus":100.0,"consumption_price":100.0,"consumption_bonus":1.0,"expire_day":365,"threshold_of_total_price":0.0,"usage_limit_type":"no_limit","usage_limit_value":0.0,"conversion_bonus":1.0}"#);
    shown.expect(200);
    shopwire.bearer("read_products").await.get("/v1/bonus_rule").await.expect(401);
    shopwire.bearer("read_customers").await.get("/v1/bonus_rule").await.expect(200);
}

#[tokio::test]
async fn a_shops_own_rule_is_shown() {
    let shopwire = Shopwire::spawn().await;
    let own = BonusRule { signup_bonus: Money::from(7), expire_day: 30, ..BonusRule::default() };
    decide(&shopwire, own.clone()).await;
    let shown = shopwire.vendor().get("/v1/bonus_rule").await.expect(200);
    assert_eq!(serde_json::from_value::<BonusRule>(shown).unwrap(), own);
}

#[tokio::test]
async fn who_signs_up_with_the_gift_gets_the_rules_points() {
    let shopwire = Shopwire::spawn().await;
    let vendor = shopwire.vendor();
    decide(&shopwire, BonusRule { signup_bonus: Money::from(50), expire_day: 30, ..BonusRule::default() }).await;
    let earliest = shopwire.clock.now().plus_days(30).to_string();
    let created = vendor.post("/v1/customers", customer(true)).await;
    let latest = shopwire.clock.now().plus_days(30).to_string();
    let id = created.id();
    let created = created.expect(201);
    assert_eq!(created["bonus_remain"], 50.0);
    assert!((earliest.as_str()..=latest.as_str()).contains(&created["bonus_expires_at"].as_str().unwrap()));

    let grants = vendor.get(&format!("/v1/customers/{id}/bonus_points")).await.expect(200);
    assert_eq!(grants[0]["source"], "register");
    assert_eq!(grants[0]["deadline"], created["bonus_expires_at"]);
    let changes = shopwire.changes().await;
    let names: Vec<_> = changes.iter().map(|change| change.event.as_str()).collect();
    assert_eq!(names, ["customers/create", "bonus_points/create"]);
    assert_eq!(changes[1].payload, grants[0]);

    shopwire.clock.advance_millis(30 * 86_400_000);
    assert_eq!(vendor.get(&format!("/v1/customers/{id}")).await.expect(200)["bonus_remain"], 0.0);
    // Who did not ask for the gift gets none.
    assert_eq!(vendor.post("/v1/customers", customer(false)).await.expect(201)["bonus_remain"], 0.0);
}

#[tokio::test]
async fn an_expire_day_of_0_gives_points_that_stay() {
    let shopwire = Shopwire::spawn().await;
    decide(&shopwire, BonusRule { expire_day: 0, ..BonusRule::default() }).await;
    let created = shopwire.vendor().post("/v1/customers", customer(true)).await.expect(201);
    assert_eq!((&created["bonus_remain"], &created["bonus_expires_at"]), (&json!(100.0), &Value::Null));
}

#[tokio::test]
async fn a_rule_that_is_off_gives_nothing() {
    let shopwire = Shopwire::spawn().await;
    decide(&shopwire, BonusRule { enabled: false, ..BonusRule::default() }).await;
    let created = shopwire.vendor().post("/v1/customers", customer(true)).await.expect(201);
    assert_eq!(created["bonus_remain"], 0.0);
    assert_eq!(shopwire.events().await, ["customers/create"]);
}
