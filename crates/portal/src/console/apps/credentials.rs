//! An app's secret and tokens: issued, rotated with an overlap, revoked.

use std::sync::Arc;

use axum::extract::Path;
use axum::response::Response;
use platform::audit::{Changes, record};
use platform::{App, Role, Shop, Token};
use storage::{PLATFORM, Reading, Record, Tx};
use wire::Id;

use super::form::Faults;
use super::one::{mark, show_with};
use super::{AppInShop, once};
use crate::page::go_and_tell;
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::Console;

const DAYS: std::ops::RangeInclusive<i64> = 1..=3650;

/// How long the old one stays good, as the forms offer it.
fn overlap(form: &Submitted) -> u32 {
    if form.text("overlap") == "24" { 24 } else { 0 }
}

pub(super) async fn rotate_secret(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, shop, actor) = (Id::new(id), console.shop.id, console.visitor.actor());
    let (vault, hours, seen) =
        (Arc::clone(&console.visitor.portal.directory.vault), overlap(&form), form.text("mark").to_owned());
    let rotate = move |tx: &mut Tx<'_>| {
        let Some(mut app) = AppInShop::find_own(tx, id, shop)? else { return Ok(None) };
        if mark(&app) != seen {
            return Ok(Some(None));
        }
        let secret = vault.rotate_app_secret(tx, &mut app, hours)?;
        let changes = Changes::new().secret("secret").with("overlap_hours", hours);
        record(tx, &actor, "app.rotate_secret", &*app, changes)?;
        Ok::<_, storage::Error>(Some(Some((app.into_value(), secret))))
    };
    let texts = &console.visitor.texts().apps;
    match console.visitor.portal.directory.database.write(PLATFORM, None, rotate).await? {
        None => Err(Refusal::NotFound),
        Some(None) => show_with(&console, id, Faults::one("secret", texts.rotated_meanwhile), "365").await,
        Some(Some((app, secret))) => once::show(&console, app, texts.secret_rotated.to_owned(), Some(secret), None),
    }
}

pub(super) async fn issue_token(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let texts = &console.visitor.texts().apps;
    let (id, shop, actor) = (Id::new(id), console.shop.id, console.visitor.actor());
    let typed = form.text("days");
    let Some(days) = typed.parse().ok().filter(|days| DAYS.contains(days)) else {
        return show_with(&console, id, Faults::one("days", texts.fault_days), typed).await;
    };
    let vault = Arc::clone(&console.visitor.portal.directory.vault);
    let issue = move |tx: &mut Tx<'_>| {
        let Some(app) = AppInShop::find_own(tx, id, shop)? else { return Ok(None) };
        let expires_at = tx.now().plus_days(days);
        let (token, text) = vault.issue_token(tx, &app, app.scopes.clone(), expires_at)?;
        record(tx, &actor, "token.issue", &*token, Changes::new().with("expires_at", expires_at))?;
        Ok::<_, storage::Error>(Some((app.into_value(), token.id, text)))
    };
    let issued = console.visitor.portal.directory.database.write(PLATFORM, None, issue).await?;
    let (app, token, text) = issued.ok_or(Refusal::NotFound)?;
    once::show(&console, app, texts.token_issued.replace("{id}", &token.to_string()), None, Some(text))
}

pub(super) async fn rotate_token(
    console: Console,
    Path((id, token)): Path<(i64, i64)>,
    form: Submitted,
) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, old, shop, actor) = (Id::new(id), Id::new(token), console.shop.id, console.visitor.actor());
    let (vault, hours) = (Arc::clone(&console.visitor.portal.directory.vault), overlap(&form));
    let rotate = move |tx: &mut Tx<'_>| {
        let Some((app, mut token)) = token_of(tx, id, old, shop)? else { return Ok(None) };
        // An app's own tokens are its to renew; and a form that is sent twice rotates once.
        if app.shop_id != shop || token.authorization_id.is_some() || token.revoked_at.is_some() {
            return Ok(Some(None));
        }
        if token.ends_at() <= tx.now() {
            return Ok(Some(None));
        }
        let (new, text) = vault.rotate_token(tx, &app, &mut token, hours)?;
        let changes = Changes::new().with("replaced_by", new.id).with("ends_at", token.ends_at());
        record(tx, &actor, "token.rotate", &*token, changes)?;
        Ok::<_, storage::Error>(Some(Some((app.into_value(), text))))
    };
    let texts = &console.visitor.texts().apps;
    match console.visitor.portal.directory.database.write(PLATFORM, None, rotate).await? {
        None => Err(Refusal::NotFound),
        Some(None) => show_with(&console, id, Faults::one("tokens", texts.token_ended), "365").await,
        Some(Some((app, text))) => {
            once::show(&console, app, texts.token_rotated.replace("{id}", &old.to_string()), None, Some(text))
        }
    }
}

pub(super) async fn revoke_token(
    console: Console,
    Path((id, token)): Path<(i64, i64)>,
    _: Submitted,
) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (id, token, shop, actor) = (Id::new(id), Id::new(token), console.shop.id, console.visitor.actor());
    let revoke = move |tx: &mut Tx<'_>| {
        let Some((_, mut found)) = token_of(tx, id, token, shop)? else { return Ok(false) };
        let now = tx.now();
        found.revoke(now);
        if tx.save(&mut found)? {
            record(tx, &actor, "token.revoke", &*found, Changes::new())?;
        }
        Ok::<_, storage::Error>(true)
    };
    if !console.visitor.portal.directory.database.write(PLATFORM, None, revoke).await? {
        return Err(Refusal::NotFound);
    }
    let told = console.visitor.texts().apps.token_revoked.replace("{id}", &token.to_string());
    Ok(go_and_tell(&console.visitor, &format!("/console/apps/{id}"), &told))
}

/// A token that the app has for this shop.
fn token_of(
    from: &impl Reading,
    app: Id<App>,
    token: Id<Token>,
    shop: Id<Shop>,
) -> storage::Result<Option<(Record<App>, Record<Token>)>> {
    let Some(found) = AppInShop::find(from, app, shop)? else { return Ok(None) };
    let token = from.get(token)?.filter(|token: &Record<Token>| token.app_id == app && token.shop_id == shop);
    Ok(token.map(|token| (found.app, token)))
}
