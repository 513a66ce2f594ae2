//! The trail and the change it tells of are one.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::sync::Arc;

use platform::Plan;
use platform::audit::{self, Actor, ActorKind, AuditEntry, AuditFilter, Changes};
use shopwire_platform as platform;
use storage::{Error, PLATFORM, Reading, Tx};
use support::{Bench, bench};

trait Trail {
    async fn shop(&self, domain: &'static str, by: Actor);
    async fn found(&self, filter: AuditFilter) -> Vec<AuditEntry>;
}

impl Trail for Bench {
    async fn shop(&self, domain: &'static str, by: Actor) {
        let vault = Arc::clone(&self.vault);
        let make = move |tx: &mut Tx<'_>| {
            let shop = vault.create_shop(tx, "小店", domain, Plan::Basic)?;
            audit::record(tx, &by, "shop.create", &*shop, Changes::new().with("plan", shop.plan))
        };
        self.database.write(PLATFORM, None, make).await.unwrap();
    }

    async fn found(&self, filter: AuditFilter) -> Vec<AuditEntry> {
        let query = filter.query();
        let read = self.database.read(PLATFORM, |view| view.find::<AuditEntry>(&query)).await;
        read.unwrap().into_iter().map(storage::Record::into_value).collect()
    }
}

fn operator() -> Actor {
    Actor::new(ActorKind::Operator, "Boss@example.com").via("192.0.2.7".parse().ok(), Some("Firefox"))
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_no_entry() {
    let bench = bench();
    bench.shop("tea.shopwire.test", operator()).await;
    let vault = Arc::clone(&bench.vault);
    let refused = move |tx: &mut Tx<'_>| {
        let shop = vault.create_shop(tx, "小店", "rice.shopwire.test", Plan::Basic)?;
        audit::record(tx, &operator(), "shop.create", &*shop, Changes::new())?;
        Err::<(), _>(Error::Unavailable("refused".into()))
    };
    bench.database.write(PLATFORM, None, refused).await.unwrap_err();
    let entries = bench.found(AuditFilter::default()).await;
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].target.name, "tea.shopwire.test");
    assert_eq!(entries[0].actor, operator());
}

#[tokio::test]
async fn a_change_of_a_shops_own_data_stands_in_the_same_trail() {
    let bench = bench();
    let vault = Arc::clone(&bench.vault);
    let change = move |tx: &mut Tx<'_>| {
        let shop = vault.create_shop(&mut tx.platform(), "小店", "tea.shopwire.test", Plan::Basic)?;
        audit::record(tx, &operator(), "shop.create", &*shop, Changes::new())
    };
    bench.database.write(7, Some("req".into()), change).await.unwrap();
    let entries = bench.found(AuditFilter::default()).await;
    assert_eq!(entries[0].request_id.as_deref(), Some("req"));
}

#[tokio::test]
async fn the_trail_is_filtered_and_read_page_by_page() {
    let bench = bench();
    bench.shop("a.shopwire.test", operator()).await;
    bench.shop("b.shopwire.test", Actor::new(ActorKind::Command, "root")).await;
    bench.clock.advance_millis(3_600_000);
    bench.shop("c.shopwire.test", operator()).await;
    let all = bench.found(AuditFilter::default()).await;
    let names = |entries: &[AuditEntry]| entries.iter().map(|entry| entry.target.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&all), ["c.shopwire.test", "b.shopwire.test", "a.shopwire.test"], "newest first");
    let filter = AuditFilter::default;
    for (filter, expected) in [
        (AuditFilter { shop: all[1].shop_id, ..filter() }, vec!["b.shopwire.test"]),
        (AuditFilter { actor: Some("boss@".into()), ..filter() }, vec!["c.shopwire.test", "a.shopwire.test"]),
        (AuditFilter { action: Some("shop.".into()), shop: all[0].shop_id, ..filter() }, vec!["c.shopwire.test"]),
        (AuditFilter { action: Some("plan.".into()), ..filter() }, vec![]),
        (AuditFilter { since: Some(all[0].at), ..filter() }, vec!["c.shopwire.test"]),
        (AuditFilter { until: Some(all[1].at), ..filter() }, vec!["b.shopwire.test", "a.shopwire.test"]),
        (AuditFilter { target: Some(("shop".into(), all[2].target.id)), ..filter() }, vec!["a.shopwire.test"]),
        (AuditFilter { before: Some(all[1].id), ..filter() }, vec!["a.shopwire.test"]),
    ] {
        assert_eq!(names(&bench.found(filter.clone()).await), expected, "{filter:?}");
    }
}
