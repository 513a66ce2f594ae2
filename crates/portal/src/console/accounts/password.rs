//! Somebody's own password. Who was given a one-time password chooses another before anything else.

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;
use http::StatusCode;
use platform::{Password, Session, Staff, TeamError, Who};
use storage::{PLATFORM, Tx};

use crate::page::{Section, Shell, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::session::keep_signed_in;
use crate::submitted::Submitted;
use crate::visitor::{Identity, Visitor};

pub(crate) const PAGE: &str = "/console/password";
/// Characters that a password has at least, and at most: more would only make hashing slow.
const LENGTH: std::ops::RangeInclusive<usize> = 12..=200;

pub(super) fn router() -> Router {
    Router::new().route(PAGE, get(ask).post(change))
}

#[derive(Template)]
#[template(path = "console/accounts/password.html")]
struct PasswordPage {
    shell: Shell,
    lead: &'static str,
    problems: Vec<&'static str>,
}

fn staff_of(visitor: &Visitor) -> Result<&Staff, Refusal> {
    match &visitor.user.as_ref().ok_or(Refusal::SignIn)?.identity {
        Identity::Staff(staff) => Ok(staff),
        Identity::Account(_) => Err(Refusal::Forbidden),
    }
}

async fn ask(visitor: Visitor) -> Result<Response, Refusal> {
    ask_with(&visitor, Vec::new())
}

fn ask_with(visitor: &Visitor, problems: Vec<&'static str>) -> Result<Response, Refusal> {
    let texts = &visitor.texts().accounts;
    let lead = if staff_of(visitor)?.one_time { texts.own_password_first } else { texts.own_password_lead };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shell = visitor.shell(Section::Console, texts.own_password);
    page_with(status, &PasswordPage { shell, lead, problems })
}

async fn change(visitor: Visitor, form: Submitted) -> Result<Response, Refusal> {
    let texts = &visitor.texts().accounts;
    let staff = staff_of(&visitor)?;
    let (current, next) = (form.raw("current"), form.raw("next"));
    let checks = [
        (!LENGTH.contains(&next.chars().count()), texts.problems.short_password),
        (next == current, texts.problems.same_password),
        (next != form.raw("again"), texts.problems.not_again),
    ];
    let problems: Vec<_> = checks.into_iter().filter(|(wrong, _)| *wrong).map(|(_, text)| text).collect();
    if !problems.is_empty() {
        return ask_with(&visitor, problems);
    }
    let random = std::sync::Arc::clone(visitor.portal.directory.database.random());
    let (kept, current, next) = (staff.password.clone(), current.to_owned(), next.to_owned());
    let hashing = tokio::task::spawn_blocking(move || {
        kept.matches(&current).then(|| Password::hash(&next, &*random)).transpose()
    });
    let hashed = hashing.await.ok().and_then(Result::ok).ok_or(Refusal::Unavailable)?;
    let Some(password) = hashed else { return ask_with(&visitor, vec![texts.problems.wrong_password]) };
    let (by, id, shop) = (visitor.actor(), staff.id, visitor.user.as_ref().and_then(|user| user.session.shop_id));
    // Whatever was signed in with the old password ends; this browser goes on with a session of its own.
    let choose = move |tx: &mut Tx<'_>| {
        Staff::choose_password(tx, &by, id, password)?;
        Ok::<_, TeamError>(Session::begin(tx, Who::Staff(id), shop)?)
    };
    let chosen = visitor.portal.directory.database.write(PLATFORM, None, choose).await;
    let (session, text) = chosen.map_err(|error| match error {
        TeamError::Store(error) => error.into(),
        _ => Refusal::NotFound,
    })?;
    let mut response = go_and_tell(&visitor, "/console", texts.password_changed);
    keep_signed_in(&visitor, &mut response, &session, &text);
    Ok(response)
}
