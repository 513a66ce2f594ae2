//! What staff do with an endpoint: pause it, resume it, try it out, remove it.

use axum::extract::Path;
use axum::response::Response;
use platform::audit::{Changes, record};
use platform::{Endpoint, Role};
use storage::{PLATFORM, Reading, Tx};
use wire::Id;

use super::EndpointInShop;
use super::one::show_with;
use super::range::Range;
use crate::page::go_and_tell;
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::subscription::example;
use crate::visitor::Console;

pub(super) async fn pause(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    let told = console.visitor.texts().endpoints.now_paused;
    set_paused(&console, Id::new(id), true, "endpoint.pause", told).await
}

pub(super) async fn resume(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    let told = console.visitor.texts().endpoints.now_resumed;
    set_paused(&console, Id::new(id), false, "endpoint.resume", told).await
}

async fn set_paused(
    console: &Console,
    id: Id<Endpoint>,
    paused: bool,
    action: &'static str,
    told: &str,
) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (shop, actor) = (console.shop.id, console.visitor.actor());
    let change = move |tx: &mut Tx<'_>| {
        let Some(EndpointInShop { mut endpoint, .. }) = EndpointInShop::find(tx, id, shop)? else { return Ok(false) };
        let changes = Changes::new().field("paused", endpoint.paused, paused);
        endpoint.paused = paused;
        // A form that is sent twice changes nothing the second time.
        if tx.save(&mut endpoint)? {
            record(tx, &actor, action, &*endpoint, changes)?;
        }
        Ok::<_, storage::Error>(true)
    };
    if !console.visitor.portal.directory.database.write(PLATFORM, None, change).await? {
        return Err(Refusal::NotFound);
    }
    Ok(go_and_tell(&console.visitor, &format!("/console/webhooks/{id}"), told))
}

pub(super) async fn remove(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, shop, actor) = (Id::new(id), console.shop.id, console.visitor.actor());
    let remove = move |tx: &mut Tx<'_>| {
        let found = EndpointInShop::find(tx, id, shop)?.filter(|found| found.own);
        let Some(EndpointInShop { endpoint, .. }) = found else { return Ok(false) };
        record(tx, &actor, "endpoint.unsubscribe", &*endpoint, Changes::new())?;
        Endpoint::remove(tx, endpoint)?;
        Ok::<_, storage::Error>(true)
    };
    if !console.visitor.portal.directory.database.write(PLATFORM, None, remove).await? {
        return Err(Refusal::NotFound);
    }
    Ok(go_and_tell(&console.visitor, "/console/webhooks", console.visitor.texts().endpoints.removed))
}

/// Sends the endpoint an event that did not happen: with what the shop sent last under this name, if it has sent any.
pub(super) async fn test(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (visitor, id, shop, actor) = (&console.visitor, Id::new(id), console.shop.id, console.visitor.actor());
    let texts = &visitor.texts().endpoints;
    let event = form.text("event").to_owned();
    let Some(made_up) = example(&visitor.portal.documents, &event) else {
        return show_with(&console, id, Range::Day, Some(texts.fault_test)).await;
    };
    let send = move |tx: &mut Tx<'_>| {
        let Some(EndpointInShop { endpoint, .. }) = EndpointInShop::find(tx, id, shop)? else { return Ok(None) };
        let delivery = if let Some(real) = tx.log().latest_event(shop.get(), &event)? {
            tx.emit_test(shop.get(), endpoint.id, &event, real.resource_id, &real.payload)?
        } else {
            let about = made_up["id"].as_i64().unwrap_or_default();
            tx.emit_test(shop.get(), endpoint.id, &event, about, made_up.to_string().as_bytes())?
        };
        let changes = Changes::new().with("event", &event).with("delivery", delivery);
        record(tx, &actor, "endpoint.test", &*endpoint, changes)?;
        Ok::<_, storage::Error>(Some(delivery))
    };
    let delivery = visitor.portal.directory.database.write(PLATFORM, None, send).await?.ok_or(Refusal::NotFound)?;
    Ok(go_and_tell(visitor, &format!("/console/deliveries/{delivery}"), texts.test_sent))
}
