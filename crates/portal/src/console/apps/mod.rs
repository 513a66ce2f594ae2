//! The shop's apps: what each may do, its credentials, and where it came from.

mod credentials;
mod form;
mod leaving;
mod making;
mod once;
mod one;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use platform::{App, Installation, Role, Shop};
use storage::{Field, Filter, PLATFORM, Query, Reading, Record};
use wire::Id;

use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::Console;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/console/apps", get(list))
        .route("/console/apps/new", get(making::ask).post(making::create))
        .route("/console/apps/{app}", get(one::show))
        .route("/console/apps/{app}/edit", get(making::edit).post(making::save))
        .route("/console/apps/{app}/open", get(leaving::open))
        .route("/console/apps/{app}/secret", post(credentials::rotate_secret))
        .route("/console/apps/{app}/tokens", post(credentials::issue_token))
        .route("/console/apps/{app}/tokens/{token}/rotate", post(credentials::rotate_token))
        .route("/console/apps/{app}/tokens/{token}/revoke", post(credentials::revoke_token))
        .route("/console/apps/{app}/remove", post(leaving::remove))
}

/// An app that the shop has, or could have.
struct Row {
    app: App,
    own: bool,
    scopes: String,
    since: String,
}

#[derive(Template)]
#[template(path = "console/apps/list.html")]
struct List {
    shell: Shell,
    installed: Vec<Row>,
    installable: Vec<Row>,
    may_change: bool,
}

async fn list(console: Console) -> Result<Response, Refusal> {
    let shop = console.shop.id;
    let texts = &console.visitor.texts().apps;
    let read = console.visitor.portal.directory.database.read(PLATFORM, |view| {
        let own = view.find::<App>(&of_shop(shop))?;
        let installations = view.find::<Installation>(&of_shop(shop))?;
        let public = view.find::<App>(&Query::all().filter(Filter::equals(Field::flag("public"), true)))?;
        Ok::<_, storage::Error>((own, installations, public))
    });
    let (own, installations, public) = read.await?;
    let mut apps: Vec<App> = own.into_iter().map(Record::into_value).collect();
    apps.extend(public.into_iter().map(Record::into_value).filter(|app| app.shop_id != shop));
    let (mut installed, mut installable) = (Vec::new(), Vec::new());
    for app in apps {
        let own = app.shop_id == shop;
        let installation = installations.iter().find(|installation| installation.app_id == app.id);
        let scopes = installation.map_or(&app.scopes, |installation| &installation.scopes).iter().count();
        let since = installation.map_or(app.created_at, |installation| installation.start_at).to_string();
        let scopes = texts.scope_count.replace("{count}", &scopes.to_string());
        let list = if own || installation.is_some() { &mut installed } else { &mut installable };
        list.push(Row { app, own, scopes, since });
    }
    // An app without an entrance is installed by a link that its vendor gives.
    installable.retain(|row| row.app.app_url.is_some());
    let shell = console.visitor.shell(Section::Console, texts.title);
    page(&List { shell, installed, installable, may_change: console.role >= Role::Developer })
}

fn of_shop(shop: Id<Shop>) -> Query {
    Query::all().filter(Filter::equals(Field::integer("shop_id"), shop))
}

/// An app in the shop: its own, or one that it has installed.
struct AppInShop {
    app: Record<App>,
    installation: Option<Record<Installation>>,
    own: bool,
}

impl AppInShop {
    fn find(from: &impl Reading, id: Id<App>, shop: Id<Shop>) -> storage::Result<Option<Self>> {
        let Some(app) = from.get(id)? else { return Ok(None) };
        let installation = Installation::of(from, id, shop)?;
        let own = app.shop_id == shop;
        Ok((own || installation.is_some()).then_some(Self { app, installation, own }))
    }

    /// The shop's own.
    fn find_own(from: &impl Reading, id: Id<App>, shop: Id<Shop>) -> storage::Result<Option<Record<App>>> {
        Ok(from.get(id)?.filter(|app: &Record<App>| app.shop_id == shop))
    }
}
