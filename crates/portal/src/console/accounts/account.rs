//! One account: making it, its limits, its secret, shutting it out.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use platform::audit::{self, Changes};
use platform::{Account, RATE_LIMIT, Role, SIZE_LIMIT};
use storage::{PLATFORM, Reading, Record, Tx};
use wire::{Id, token};

use super::PAGE;
use super::limits::Ceiling;
use crate::page::{Section, Shell, go_and_tell, page, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::Console;

pub(super) fn router() -> Router {
    Router::new()
        .route("/console/accounts/new", get(ask).post(create))
        .route("/console/accounts/{id}", get(show))
        .route("/console/accounts/{id}/limits", post(set_limits))
        .route("/console/accounts/{id}/secret", post(rotate))
        .route("/console/accounts/{id}/disable", post(disable))
        .route("/console/accounts/{id}/enable", post(enable))
}

#[derive(Template)]
#[template(path = "console/accounts/new.html")]
struct NewPage {
    shell: Shell,
    username: String,
    pace: String,
    size: String,
    hint: String,
    problems: Vec<String>,
}

#[derive(Template)]
#[template(path = "console/accounts/account.html")]
struct AccountPage {
    shell: Shell,
    account: Account,
    heading: String,
    overlap: Option<String>,
    pace: String,
    size: String,
    hint: String,
    problems: Vec<String>,
}

/// A secret, this once.
#[derive(Template)]
#[template(path = "console/accounts/secret.html")]
struct SecretPage {
    shell: Shell,
    account: Account,
    secret: String,
    old: Option<String>,
}

/// What was typed about limits.
struct Typed {
    pace: String,
    size: String,
    problems: Vec<String>,
}

fn status(problems: &[String]) -> StatusCode {
    if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY }
}

async fn ask(console: Console) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let usual = Typed { pace: RATE_LIMIT.to_string(), size: SIZE_LIMIT.to_string(), problems: Vec::new() };
    ask_with(&console, "", usual)
}

fn ask_with(console: &Console, username: &str, typed: Typed) -> Result<Response, Refusal> {
    let Typed { pace, size, problems } = typed;
    let shell = console.visitor.shell(Section::Console, console.visitor.texts().accounts.new_account);
    let hint = Ceiling::of(&console.visitor, None).hint(&console.visitor.texts().accounts);
    let status = status(&problems);
    page_with(status, &NewPage { shell, username: username.to_owned(), pace, size, hint, problems })
}

async fn create(console: Console, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let visitor = &console.visitor;
    let texts = &visitor.texts().accounts;
    let (username, pace, size) = (form.text("username"), form.text("pace"), form.text("size"));
    let again =
        |problems| ask_with(&console, username, Typed { pace: pace.to_owned(), size: size.to_owned(), problems });
    let mut problems = Vec::new();
    if !Account::is_username(username) {
        problems.push(texts.problems.username.to_owned());
    }
    let limits = match Ceiling::of(visitor, None).check(pace, size, &texts.problems) {
        Ok(limits) if problems.is_empty() => limits,
        limits => {
            problems.extend(limits.err().unwrap_or_default());
            return again(problems);
        }
    };
    let (vault, by, shop) = (Arc::clone(&visitor.portal.directory.vault), visitor.actor(), console.shop.id);
    let name = username.to_owned();
    let create = move |tx: &mut Tx<'_>| {
        if Account::named(tx, &name)?.is_some() {
            return Ok(None);
        }
        let secret = token(tx.random(), 24);
        let account = vault.create_account(tx, shop, &name, &secret, limits.0, limits.1)?;
        let changes = Changes::new().with("requests_per_second", limits.0).with("max_body_bytes", limits.1);
        audit::record(tx, &by, "account.create", &*account, changes)?;
        Ok::<_, storage::Error>(Some((account.into_value(), secret)))
    };
    match visitor.portal.directory.database.write(PLATFORM, None, create).await? {
        Some((account, secret)) => tell(&console, account, secret, None),
        None => again(vec![texts.problems.taken.to_owned()]),
    }
}

fn tell(console: &Console, account: Account, secret: String, old: Option<String>) -> Result<Response, Refusal> {
    let shell = console.visitor.shell(Section::Console, console.visitor.texts().accounts.secret_title);
    page(&SecretPage { shell, account, secret, old })
}

async fn show(console: Console, Path(id): Path<i64>) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    show_with(&console, Id::new(id), None).await
}

async fn show_with(console: &Console, id: Id<Account>, typed: Option<Typed>) -> Result<Response, Refusal> {
    let visitor = &console.visitor;
    let found = visitor.portal.directory.database.read(PLATFORM, |view| view.get(id)).await?;
    let account = found.map(Record::into_value).filter(|account| account.shop_id == console.shop.id);
    let account = account.ok_or(Refusal::NotFound)?;
    let texts = &visitor.texts().accounts;
    let Typed { pace, size, problems } = typed.unwrap_or_else(|| Typed {
        pace: account.requests_per_second.to_string(),
        size: account.max_body_bytes.to_string(),
        problems: Vec::new(),
    });
    let heading = texts.account.replace("{name}", &account.username);
    let previous = account.previous_secret.as_ref().filter(|previous| previous.until > visitor.now());
    let overlap = previous.map(|previous| texts.overlap_until.replace("{time}", &previous.until.to_string()));
    let hint = Ceiling::of(visitor, Some(&account)).hint(texts);
    let (status, shell) = (status(&problems), visitor.shell(Section::Console, &heading));
    page_with(status, &AccountPage { shell, account, heading, overlap, pace, size, hint, problems })
}

/// Changes an account of the shop; nothing where there is none of this id.
async fn change<T: Send + 'static>(
    console: &Console,
    id: Id<Account>,
    change: impl FnOnce(&mut Tx<'_>, &mut Record<Account>) -> storage::Result<T> + Send + 'static,
) -> Result<(Account, T), Refusal> {
    console.needs(Role::Owner)?;
    let shop = console.shop.id;
    let write = move |tx: &mut Tx<'_>| {
        let found = tx.get(id)?.filter(|account: &Record<Account>| account.shop_id == shop);
        let Some(mut account) = found else { return Ok(None) };
        let changed = change(tx, &mut account)?;
        Ok::<_, storage::Error>(Some((account.into_value(), changed)))
    };
    let changed = console.visitor.portal.directory.database.write(PLATFORM, None, write).await?;
    changed.ok_or(Refusal::NotFound)
}

async fn set_limits(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    let (pace, size) = (form.text("pace").to_owned(), form.text("size").to_owned());
    let (visitor, by, id) = (console.visitor.clone(), console.visitor.actor(), Id::new(id));
    let texts = &console.visitor.texts().accounts;
    let typed = (pace.clone(), size.clone());
    let set = move |tx: &mut Tx<'_>, account: &mut Record<Account>| {
        // How far is looked up where it is changed: an operator may have changed it a moment ago.
        match Ceiling::of(&visitor, Some(account)).check(&pace, &size, &texts.problems) {
            Ok((pace, size)) => Account::set_limits(tx, &by, account, pace, size).map(Ok),
            Err(problems) => Ok(Err(problems)),
        }
    };
    match change(&console, id, set).await?.1 {
        Ok(()) => Ok(go_and_tell(&console.visitor, &format!("{PAGE}/{id}"), texts.limits_saved)),
        Err(problems) => show_with(&console, id, Some(Typed { pace: typed.0, size: typed.1, problems })).await,
    }
}

async fn rotate(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    let texts = &console.visitor.texts().accounts;
    let id = Id::new(id);
    let chosen = texts.overlaps.iter().find(|(hours, _)| *hours == form.text("overlap"));
    let Some(hours) = chosen.and_then(|(hours, _)| hours.parse::<u32>().ok()) else {
        let problems = vec![texts.problems.overlap.to_owned()];
        console.needs(Role::Owner)?;
        return show_problems(&console, id, problems).await;
    };
    let (vault, by) = (Arc::clone(&console.visitor.portal.directory.vault), console.visitor.actor());
    let rotate = move |tx: &mut Tx<'_>, account: &mut Record<Account>| {
        let secret = vault.rotate_account_secret(tx, account, hours)?;
        let changes = Changes::new().secret("secret").with("overlap_hours", hours);
        audit::record(tx, &by, "account.rotate_secret", &**account, changes)?;
        Ok(secret)
    };
    let (account, secret) = change(&console, id, rotate).await?;
    let old = match &account.previous_secret {
        Some(previous) => texts.old_until.replace("{time}", &previous.until.to_string()),
        None => texts.old_ended.to_owned(),
    };
    tell(&console, account, secret, Some(old))
}

async fn show_problems(console: &Console, id: Id<Account>, problems: Vec<String>) -> Result<Response, Refusal> {
    let found = console.visitor.portal.directory.database.read(PLATFORM, |view| view.get(id)).await?;
    let account = found.ok_or(Refusal::NotFound)?;
    let typed =
        Typed { pace: account.requests_per_second.to_string(), size: account.max_body_bytes.to_string(), problems };
    show_with(console, id, Some(typed)).await
}

async fn disable(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    set_disabled(&console, Id::new(id), true).await
}

async fn enable(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    set_disabled(&console, Id::new(id), false).await
}

async fn set_disabled(console: &Console, id: Id<Account>, disabled: bool) -> Result<Response, Refusal> {
    let by = console.visitor.actor();
    let set = move |tx: &mut Tx<'_>, account: &mut Record<Account>| Account::set_disabled(tx, &by, account, disabled);
    change(console, id, set).await?;
    let texts = &console.visitor.texts().accounts;
    let told = if disabled { texts.was_disabled } else { texts.was_enabled };
    Ok(go_and_tell(&console.visitor, &format!("{PAGE}/{id}"), told))
}
