//! Making an app, and changing what it is and may do.

use std::sync::Arc;

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use platform::audit::{Changes, record};
use platform::{App, Role, Shop};
use storage::{PLATFORM, Reading, Tx};
use wire::Id;

use super::form::{AppForm, Faults, Wanted};
use super::{AppInShop, of_shop, once};
use crate::page::{Section, Shell, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::scopes::{self, ScopeRow};
use crate::submitted::Submitted;
use crate::subscription::{Event, events};
use crate::visitor::Console;

/// A new app's token is good for so long.
const TOKEN_DAYS: i64 = 365;

#[derive(Template)]
#[template(path = "console/apps/form.html")]
struct FormPage {
    shell: Shell,
    /// The app that is changed; a new one has none.
    app: Option<Id<App>>,
    form: AppForm,
    faults: Faults,
    rows: Vec<ScopeRow>,
    boxes: bool,
    events: Vec<Event>,
}

/// The name is another app's of the shop.
struct Taken;

fn form_page(console: &Console, app: Option<Id<App>>, form: AppForm, faults: Faults) -> Result<Response, Refusal> {
    let visitor = &console.visitor;
    let texts = &visitor.texts().apps;
    let documents = &visitor.portal.documents;
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let rows = scopes::all(documents, visitor.language, |scope| form.has_scope(scope));
    let shell = visitor.shell(Section::Console, if app.is_some() { texts.edit } else { texts.new });
    page_with(status, &FormPage { shell, app, form, faults, rows, boxes: true, events: events(documents) })
}

pub(super) async fn ask(console: Console) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    form_page(&console, None, AppForm::default(), Faults::default())
}

pub(super) async fn create(console: Console, submitted: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let texts = &console.visitor.texts().apps;
    let form = AppForm::from(&submitted);
    let wanted = match form.check(texts, &events(&console.visitor.portal.documents)) {
        Ok(wanted) => wanted,
        Err(faults) => return form_page(&console, None, form, faults),
    };
    let (vault, shop, actor) =
        (Arc::clone(&console.visitor.portal.directory.vault), console.shop.id, console.visitor.actor());
    let create = move |tx: &mut Tx<'_>| {
        if is_taken(tx, shop, None, &wanted.name)? {
            return Ok(Err(Taken));
        }
        let (mut app, secret) = vault.create_app(tx, shop, &wanted.name, wanted.scopes.clone())?;
        let webhook = wanted.webhook.clone();
        wanted.apply(&mut app);
        App::save(&mut app, tx)?;
        record(tx, &actor, "app.create", &*app, Changes::new().with("scopes", &app.scopes))?;
        if let Some((url, events)) = webhook {
            let endpoint = vault.subscribe(tx, &app, &url, events)?;
            let changes = Changes::new().with("events", &endpoint.events);
            record(tx, &actor, "endpoint.subscribe", &*endpoint, changes)?;
        }
        let expires_at = tx.now().plus_days(TOKEN_DAYS);
        let (token, text) = vault.issue_token(tx, &app, app.scopes.clone(), expires_at)?;
        record(tx, &actor, "token.issue", &*token, Changes::new().with("expires_at", expires_at))?;
        Ok::<_, storage::Error>(Ok((app.into_value(), secret, text)))
    };
    match console.visitor.portal.directory.database.write(PLATFORM, None, create).await? {
        Ok((app, secret, token)) => {
            let title = texts.created.replace("{name}", &app.name);
            once::show(&console, app, title, Some(secret), Some(token))
        }
        Err(Taken) => form_page(&console, None, form, Faults::one("name", texts.fault_name_taken)),
    }
}

pub(super) async fn edit(console: Console, Path(id): Path<i64>) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, shop) = (Id::new(id), console.shop.id);
    let database = &console.visitor.portal.directory.database;
    let found = database.read(PLATFORM, |view| AppInShop::find_own(view, id, shop)).await?;
    let app = found.ok_or(Refusal::NotFound)?;
    form_page(&console, Some(id), AppForm::from(&*app), Faults::default())
}

pub(super) async fn save(console: Console, Path(id): Path<i64>, submitted: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let texts = &console.visitor.texts().apps;
    let form = AppForm::from(&submitted);
    let (id, shop, actor) = (Id::new(id), console.shop.id, console.visitor.actor());
    let wanted = match form.check(texts, &[]) {
        Ok(wanted) => wanted,
        Err(faults) => return form_page(&console, Some(id), form, faults),
    };
    let save = move |tx: &mut Tx<'_>| {
        let Some(mut app) = AppInShop::find_own(tx, id, shop)? else { return Ok(None) };
        if is_taken(tx, shop, Some(id), &wanted.name)? {
            return Ok(Some(Err(Taken)));
        }
        let before = (*app).clone();
        wanted.apply(&mut app);
        let changes = Changes::new()
            .field("name", &before.name, &app.name)
            .field("scopes", &before.scopes, &app.scopes)
            .field("redirect_uris", &before.redirect_uris, &app.redirect_uris)
            .field("app_url", &before.app_url, &app.app_url)
            .field("setting_fields", &before.manifest.setting_fields, &app.manifest.setting_fields);
        if !changes.is_empty() {
            App::save(&mut app, tx)?;
            record(tx, &actor, "app.change", &*app, changes)?;
        }
        Ok::<_, storage::Error>(Some(Ok(())))
    };
    match console.visitor.portal.directory.database.write(PLATFORM, None, save).await? {
        None => Err(Refusal::NotFound),
        Some(Ok(())) => Ok(go_and_tell(&console.visitor, &format!("/console/apps/{id}"), texts.saved)),
        Some(Err(Taken)) => form_page(&console, Some(id), form, Faults::one("name", texts.fault_name_taken)),
    }
}

impl Wanted {
    fn apply(self, app: &mut App) {
        app.name = self.name;
        app.scopes = self.scopes;
        app.redirect_uris = self.redirect_uris;
        app.app_url = self.app_url;
        app.manifest.setting_fields = self.setting_fields;
    }
}

fn is_taken(from: &impl Reading, shop: Id<Shop>, but: Option<Id<App>>, name: &str) -> storage::Result<bool> {
    Ok(from.find::<App>(&of_shop(shop))?.iter().any(|app| Some(app.id) != but && app.name == name))
}
