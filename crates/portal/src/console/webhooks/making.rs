//! Adding an endpoint to an app, and changing where it is and what it gets.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use platform::audit::{Changes, Target, record};
use platform::{App, Endpoint, Role, Shop};
use storage::{Field, Filter, PLATFORM, Query, Reading, Record, Tx};
use wire::Id;

use super::EndpointInShop;
use super::form::{EndpointForm, Faults};
use crate::page::{Section, Shell, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::subscription::{EventGroup, events, groups};
use crate::visitor::Console;

#[derive(Template)]
#[template(path = "console/webhooks/form.html")]
struct FormPage {
    shell: Shell,
    /// The endpoint that is changed; a new one has none.
    endpoint: Option<Id<Endpoint>>,
    /// What it may be added to: the shop's own apps.
    apps: Vec<App>,
    form: EndpointForm,
    faults: Faults,
    groups: Vec<EventGroup>,
}

/// Why an endpoint is not stored.
enum Unfit {
    NoApp,
    Taken,
}

async fn form_page(
    console: &Console,
    endpoint: Option<Id<Endpoint>>,
    mut form: EndpointForm,
    faults: Faults,
) -> Result<Response, Refusal> {
    let visitor = &console.visitor;
    let texts = &visitor.texts().endpoints;
    let own = Query::all().filter(Filter::equals(Field::integer("shop_id"), console.shop.id));
    let read = visitor.portal.directory.database.read(PLATFORM, |view| view.find::<App>(&own));
    let apps: Vec<App> = read.await?.into_iter().map(Record::into_value).collect();
    if let (true, [only]) = (form.app.is_empty(), apps.as_slice()) {
        form.app = only.id.to_string();
    }
    let status = if faults.any() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let shell = visitor.shell(Section::Console, if endpoint.is_some() { texts.edit } else { texts.new });
    let groups = groups(&visitor.portal.documents);
    page_with(status, &FormPage { shell, endpoint, apps, form, faults, groups })
}

pub(super) async fn ask(console: Console) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    form_page(&console, None, EndpointForm::default(), Faults::default()).await
}

pub(super) async fn create(console: Console, submitted: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (visitor, shop, actor) = (&console.visitor, console.shop.id, console.visitor.actor());
    let texts = &visitor.texts().endpoints;
    let form = EndpointForm::from(&submitted);
    let wanted = match form.check(texts, &events(&visitor.portal.documents)) {
        Ok(wanted) => wanted,
        Err(faults) => return form_page(&console, None, form, faults).await,
    };
    let (vault, app) = (Arc::clone(&visitor.portal.directory.vault), form.app_id());
    let create = move |tx: &mut Tx<'_>| {
        let app = app.map(|id| tx.get(id)).transpose()?.flatten();
        let Some(app) = app.filter(|app: &Record<App>| app.shop_id == shop) else { return Ok(Err(Unfit::NoApp)) };
        if is_taken(tx, app.id, shop, None, &wanted.url)? {
            return Ok(Err(Unfit::Taken));
        }
        let endpoint = vault.subscribe(tx, &app, &wanted.url, wanted.events)?;
        let changes = Changes::new().with("events", &endpoint.events);
        record(tx, &actor, "endpoint.subscribe", &*endpoint, changes)?;
        Ok::<_, storage::Error>(Ok(endpoint.id))
    };
    let faults = match visitor.portal.directory.database.write(PLATFORM, None, create).await? {
        Ok(id) => return Ok(go_and_tell(visitor, &format!("/console/webhooks/{id}"), texts.added)),
        Err(Unfit::NoApp) => Faults { app: Some(texts.fault_app), ..Faults::default() },
        Err(Unfit::Taken) => Faults { url: Some(texts.fault_taken), ..Faults::default() },
    };
    form_page(&console, None, form, faults).await
}

pub(super) async fn edit(console: Console, Path(id): Path<i64>) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, shop) = (Id::new(id), console.shop.id);
    let database = &console.visitor.portal.directory.database;
    let found = database.read(PLATFORM, |view| EndpointInShop::find(view, id, shop)).await?;
    let found = found.filter(|found| found.own).ok_or(Refusal::NotFound)?;
    form_page(&console, Some(id), EndpointForm::from(&*found.endpoint), Faults::default()).await
}

pub(super) async fn save(console: Console, Path(id): Path<i64>, submitted: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (visitor, id, shop, actor) = (&console.visitor, Id::new(id), console.shop.id, console.visitor.actor());
    let texts = &visitor.texts().endpoints;
    let form = EndpointForm::from(&submitted);
    let wanted = match form.check(texts, &events(&visitor.portal.documents)) {
        Ok(wanted) => wanted,
        Err(faults) => return form_page(&console, Some(id), form, faults).await,
    };
    let save = move |tx: &mut Tx<'_>| {
        let found = EndpointInShop::find(tx, id, shop)?.filter(|found| found.own);
        let Some(EndpointInShop { mut endpoint, .. }) = found else { return Ok(None) };
        if is_taken(tx, endpoint.app_id, shop, Some(id), &wanted.url)? {
            return Ok(Some(Err(Unfit::Taken)));
        }
        let (before, got) = (Target::from(&*endpoint).name, endpoint.events.clone());
        endpoint.url = wanted.url;
        Endpoint::set_events(tx, &mut endpoint, wanted.events)?;
        let changes =
            Changes::new().field("url", before, Target::from(&*endpoint).name).field("events", got, &endpoint.events);
        record(tx, &actor, "endpoint.update", &*endpoint, changes)?;
        Ok::<_, storage::Error>(Some(Ok(())))
    };
    let saved = visitor.portal.directory.database.write(PLATFORM, None, save).await?.ok_or(Refusal::NotFound)?;
    if saved.is_ok() {
        return Ok(go_and_tell(visitor, &format!("/console/webhooks/{id}"), texts.saved));
    }
    let faults = Faults { url: Some(texts.fault_taken), ..Faults::default() };
    form_page(&console, Some(id), form, faults).await
}

/// Whether another endpoint of the app has this URL in the shop.
fn is_taken(
    from: &impl Reading,
    app: Id<App>,
    shop: Id<Shop>,
    own: Option<Id<Endpoint>>,
    url: &str,
) -> storage::Result<bool> {
    let endpoints = Endpoint::of_shop(from, shop)?;
    let same = |endpoint: &Record<Endpoint>| endpoint.app_id == app && endpoint.url == url && Some(endpoint.id) != own;
    Ok(endpoints.iter().any(same))
}
