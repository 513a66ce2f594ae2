//! The people who work in a shop.

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use platform::{Joined, NewStaff, Password, Role, Staff, TeamError, one_time_password};
use storage::{PLATFORM, Record, Tx};
use wire::Id;

use super::PAGE;
use crate::page::{Section, Shell, go_and_tell, page, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::{Console, Visitor};

/// So many characters a person's name has at most.
const LONGEST_NAME: usize = 100;

pub(super) fn router() -> Router {
    Router::new()
        .route("/console/accounts/staff/new", get(ask).post(invite))
        .route("/console/accounts/staff/{id}/role", post(set_role))
        .route("/console/accounts/staff/{id}/password", post(reset_password))
        .route("/console/accounts/staff/{id}/remove", post(remove))
}

#[derive(Template)]
#[template(path = "console/accounts/new_person.html")]
struct NewPage {
    shell: Shell,
    email: String,
    name: String,
    role: String,
    problems: Vec<&'static str>,
}

/// A one-time password, this once.
#[derive(Template)]
#[template(path = "console/accounts/password_once.html")]
struct PasswordPage {
    shell: Shell,
    email: String,
    advice: String,
    password: String,
}

async fn ask(console: Console) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    ask_with(&console.visitor, &Submitted::default(), Vec::new())
}

fn ask_with(visitor: &Visitor, typed: &Submitted, problems: Vec<&'static str>) -> Result<Response, Refusal> {
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let text = |name| typed.text(name).to_owned();
    let shell = visitor.shell(Section::Console, visitor.texts().accounts.new_person);
    page_with(status, &NewPage { shell, email: text("email"), name: text("name"), role: text("role"), problems })
}

async fn invite(console: Console, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let visitor = &console.visitor;
    let texts = &visitor.texts().accounts;
    let (email, name, role) = (form.text("email"), form.text("name"), role_named(form.text("role")));
    let checks = [
        (!Staff::is_email(email), texts.problems.email),
        (name.is_empty() || name.chars().count() > LONGEST_NAME, texts.problems.name),
        (role.is_none(), texts.problems.role),
    ];
    let problems: Vec<_> = checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, text)| text).collect();
    let (Some(role), true) = (role, problems.is_empty()) else { return ask_with(visitor, &form, problems) };
    let (text, one_time) = new_password(visitor).await?;
    let new = NewStaff { email: email.to_owned(), name: name.to_owned(), role, one_time };
    let (by, shop) = (visitor.actor(), console.shop.id);
    let join = move |tx: &mut Tx<'_>| Staff::join(tx, &by, shop, new);
    match visitor.portal.directory.database.write(PLATFORM, None, join).await {
        Ok(Joined::New(staff)) => hand_over(visitor, &staff, text),
        Ok(Joined::Known(staff)) => Ok(go_and_tell(visitor, PAGE, &texts.joined.replace("{name}", &staff.name))),
        Err(TeamError::WorksHere) => ask_with(visitor, &form, vec![texts.problems.works_here]),
        Err(error) => Err(refusal(error)),
    }
}

async fn set_role(console: Console, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let visitor = &console.visitor;
    let role = role_named(form.text("role")).ok_or(Refusal::BadForm)?;
    let (by, shop) = (visitor.actor(), console.shop.id);
    let set = move |tx: &mut Tx<'_>| Staff::set_role(tx, &by, shop, Id::new(id), role).map(drop);
    visitor.portal.directory.database.write(PLATFORM, None, set).await.map_err(refusal)?;
    Ok(go_and_tell(visitor, PAGE, visitor.texts().accounts.role_saved))
}

async fn reset_password(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let visitor = &console.visitor;
    let (text, one_time) = new_password(visitor).await?;
    let (by, shop) = (visitor.actor(), console.shop.id);
    let reset = move |tx: &mut Tx<'_>| Staff::reset_password(tx, &by, shop, Id::new(id), one_time);
    let staff = visitor.portal.directory.database.write(PLATFORM, None, reset).await.map_err(refusal)?;
    hand_over(visitor, &staff, text)
}

async fn remove(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let visitor = &console.visitor;
    let (by, shop) = (visitor.actor(), console.shop.id);
    let leave = move |tx: &mut Tx<'_>| Staff::leave(tx, &by, shop, Id::new(id)).map(drop);
    visitor.portal.directory.database.write(PLATFORM, None, leave).await.map_err(refusal)?;
    Ok(go_and_tell(visitor, PAGE, visitor.texts().accounts.removed))
}

fn hand_over(visitor: &Visitor, staff: &Record<Staff>, password: String) -> Result<Response, Refusal> {
    let texts = &visitor.texts().accounts;
    page(&PasswordPage {
        shell: visitor.shell(Section::Console, texts.password_title),
        email: staff.email.clone(),
        advice: texts.password_once.replace("{name}", &staff.name),
        password,
    })
}

/// A one-time password and what is kept of it. Hashing takes long on purpose: not on a thread that serves pages.
async fn new_password(visitor: &Visitor) -> Result<(String, Password), Refusal> {
    let random = std::sync::Arc::clone(visitor.portal.directory.database.random());
    let hashing = tokio::task::spawn_blocking(move || {
        let text = one_time_password(&*random);
        Password::hash(&text, &*random).map(|hash| (text, hash))
    });
    hashing.await.ok().and_then(Result::ok).ok_or(Refusal::Unavailable)
}

fn role_named(name: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.word() == name)
}

/// What the page does not offer in the first place needs no words of its own.
fn refusal(error: TeamError) -> Refusal {
    match error {
        TeamError::Store(error) => error.into(),
        TeamError::Gone => Refusal::NotFound,
        TeamError::WorksHere | TeamError::Yourself | TeamError::Operator | TeamError::WorksElsewhere => {
            Refusal::Forbidden
        }
    }
}
