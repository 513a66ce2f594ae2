//! Going over to an app, and letting one go.

use axum::extract::Path;
use axum::response::Response;
use platform::audit::{Changes, Target, record};
use platform::{App, Role};
use storage::{PLATFORM, Reading, Tx};
use wire::Id;

use super::AppInShop;
use super::form::Faults;
use super::one::show_with;
use crate::page::{go, go_and_tell};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::Console;

/// To the app's own page, with the shop's domain and the proof of it: also for an app that is yet to be installed.
pub(super) async fn open(console: Console, Path(id): Path<i64>) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (directory, id) = (&console.visitor.portal.directory, Id::<App>::new(id));
    let found = directory.database.read(PLATFORM, |view| view.get(id)).await?;
    let app = found.filter(|app| app.may_be_installed_in(console.shop.id)).ok_or(Refusal::NotFound)?;
    let secrets = app.secrets(&directory.vault)?;
    let entrance = app.entrance(&secrets, &console.shop).ok_or(Refusal::NotFound)?;
    Ok(go(&entrance))
}

/// What became of an app.
enum Gone {
    Removed(String),
    Uninstalled(String),
    /// The name that was typed is not the app's.
    Unconfirmed,
}

pub(super) async fn remove(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, shop, actor) = (Id::new(id), console.shop.id, console.visitor.actor());
    let typed = form.text("name").to_owned();
    let remove = move |tx: &mut Tx<'_>| {
        let Some(AppInShop { app, own, .. }) = AppInShop::find(tx, id, shop)? else { return Ok(None) };
        if app.name != typed {
            return Ok(Some(Gone::Unconfirmed));
        }
        let name = app.name.clone();
        if own {
            record(tx, &actor, "app.delete", &*app, Changes::new())?;
            App::remove(app, tx)?;
            return Ok(Some(Gone::Removed(name)));
        }
        app.uninstall(tx, shop)?;
        let target = Target::new("app", app.id.get(), &app.name, Some(shop));
        record(tx, &actor, "app.uninstall", target, Changes::new())?;
        Ok::<_, storage::Error>(Some(Gone::Uninstalled(name)))
    };
    let texts = &console.visitor.texts().apps;
    let (text, name) = match console.visitor.portal.directory.database.write(PLATFORM, None, remove).await? {
        None => return Err(Refusal::NotFound),
        Some(Gone::Unconfirmed) => {
            return show_with(&console, id, Faults::one("remove", texts.fault_confirm), "365").await;
        }
        Some(Gone::Removed(name)) => (texts.removed, name),
        Some(Gone::Uninstalled(name)) => (texts.uninstalled, name),
    };
    Ok(go_and_tell(&console.visitor, "/console/apps", &text.replace("{name}", &name)))
}
