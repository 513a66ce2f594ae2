//! A shop asks for the API once, and is told what becomes of it.

#![allow(clippy::unwrap_used)] // helpers of tests fail as tests do

mod support;

use std::sync::Arc;

use platform::audit::{Actor, ActorKind, AuditEntry, AuditFilter};
use platform::{Plan, PlanRequest, PlanRequestError, Shop};
use shopwire_platform as platform;
use storage::{PLATFORM, Reading, Record, Tx};
use support::{Bench, bench};
use wire::Id;

fn staff() -> Actor {
    Actor::new(ActorKind::Staff, "owner@example.com")
}

fn operator() -> Actor {
    Actor::new(ActorKind::Operator, "operator@example.com")
}

async fn write<T: Send + 'static>(
    bench: &Bench,
    job: impl FnOnce(&mut Tx<'_>) -> Result<T, PlanRequestError> + Send + 'static,
) -> Result<T, PlanRequestError> {
    bench.database.write(PLATFORM, None, job).await
}

async fn shop(bench: &Bench) -> Id<Shop> {
    let vault = Arc::clone(&bench.vault);
    write(bench, move |tx| Ok(vault.create_shop(tx, "小店", "tea.shopwire.test", Plan::Basic)?.id)).await.unwrap()
}

async fn ask(bench: &Bench, shop: Id<Shop>) -> Result<Id<PlanRequest>, PlanRequestError> {
    write(bench, move |tx| Ok(PlanRequest::ask(tx, &staff(), shop, " 串接 ERP ")?.id)).await
}

async fn decline(bench: &Bench, id: Id<PlanRequest>, reason: &'static str) -> Result<(), PlanRequestError> {
    write(bench, move |tx| PlanRequest::decline(tx, &operator(), id, reason).map(drop)).await
}

async fn approve(bench: &Bench, id: Id<PlanRequest>, plan: Plan) -> Result<(), PlanRequestError> {
    write(bench, move |tx| PlanRequest::approve(tx, &operator(), id, plan, false).map(drop)).await
}

async fn notice(bench: &Bench, shop: Id<Shop>) -> Option<PlanRequest> {
    let found = bench.database.read(PLATFORM, |view| PlanRequest::notice(view, shop)).await.unwrap();
    found.map(Record::into_value)
}

async fn actions(bench: &Bench) -> Vec<String> {
    let query = AuditFilter::default().query();
    let entries = bench.database.read(PLATFORM, |view| view.find::<AuditEntry>(&query)).await.unwrap();
    entries.iter().rev().map(|entry| format!("{} {}", entry.actor.name, entry.action)).collect()
}

#[tokio::test]
async fn an_approved_shop_has_the_api_and_is_told() {
    let bench = bench();
    let shop = shop(&bench).await;
    let id = ask(&bench, shop).await.unwrap();
    assert!(matches!(ask(&bench, shop).await, Err(PlanRequestError::AlreadyAsked)), "one at a time");
    assert!(matches!(approve(&bench, id, Plan::Plus).await, Err(PlanRequestError::PlanWithoutApi)));
    approve(&bench, id, Plan::Enterprise).await.unwrap();
    let has_api = bench.database.read(PLATFORM, |view| Ok::<_, storage::Error>(view.get(shop)?.unwrap().has_api()));
    assert!(has_api.await.unwrap());
    let told = notice(&bench, shop).await.unwrap();
    assert!(told.decision.unwrap().approved);
    assert_eq!(told.message, "串接 ERP");
    assert!(matches!(approve(&bench, id, Plan::Enterprise).await, Err(PlanRequestError::Decided)));
    assert!(matches!(ask(&bench, shop).await, Err(PlanRequestError::HasApi)));
    let expected =
        ["owner@example.com plan.request", "operator@example.com shop.set_plan", "operator@example.com plan.approve"];
    assert_eq!(actions(&bench).await, expected);
}

#[tokio::test]
async fn a_declined_shop_is_told_why_until_it_has_read_it_and_may_ask_again() {
    let bench = bench();
    let shop = shop(&bench).await;
    let id = ask(&bench, shop).await.unwrap();
    assert!(notice(&bench, shop).await.is_none(), "nothing is decided yet");
    assert!(matches!(decline(&bench, id, "  ").await, Err(PlanRequestError::NoReason)));
    decline(&bench, id, "請先完成付款").await.unwrap();
    assert_eq!(notice(&bench, shop).await.unwrap().decision.unwrap().reason, "請先完成付款");
    write(&bench, move |tx| Ok(PlanRequest::dismiss(tx, shop)?)).await.unwrap();
    assert!(notice(&bench, shop).await.is_none());
    let again = ask(&bench, shop).await.unwrap();
    let waiting = bench.database.read(PLATFORM, |view| PlanRequest::all_waiting(view)).await.unwrap();
    assert_eq!(waiting.iter().map(|request| request.id).collect::<Vec<_>>(), [again]);
}

#[tokio::test]
async fn a_plan_given_without_being_asked_grants_what_waits() {
    let bench = bench();
    let shop = shop(&bench).await;
    ask(&bench, shop).await.unwrap();
    let set = move |tx: &mut Tx<'_>| Ok(Shop::set_plan(tx, &operator(), shop, Plan::Plus, true)?.is_some());
    assert!(write(&bench, set).await.unwrap());
    assert!(notice(&bench, shop).await.unwrap().decision.unwrap().approved);
}

#[tokio::test]
async fn a_message_has_its_limits() {
    let bench = bench();
    let shop = shop(&bench).await;
    let long = "長".repeat(PlanRequest::LONGEST + 1);
    let refused = write(&bench, move |tx| PlanRequest::ask(tx, &staff(), shop, &long).map(drop)).await;
    assert!(matches!(refused, Err(PlanRequestError::TooLong)));
    let nobody = write(&bench, |tx| PlanRequest::ask(tx, &staff(), Id::new(99), "").map(drop)).await;
    assert!(matches!(nobody, Err(PlanRequestError::Gone)));
    assert!(actions(&bench).await.is_empty());
}
