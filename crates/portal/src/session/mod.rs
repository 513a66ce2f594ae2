//! Signing in and out, and changing the shop that is looked at.

mod credentials;
mod secret;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use http::header::SET_COOKIE;
use platform::{Session, Shop};
use serde::Deserialize;
use storage::{PLATFORM, Reading};
use wire::Id;

use crate::cookie::{self, Keep};
use crate::page::{Section, Shell, go, own_path, page, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::{Identity, SESSION_COOKIE, Visitor};
use credentials::Failure;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/sign-in", get(ask).post(sign_in))
        .route("/sign-out", post(sign_out))
        .route("/session/shop", post(change_shop))
        .route("/session/secret", post(secret::tell))
}

#[derive(Template)]
#[template(path = "session/sign_in.html")]
struct SignInPage {
    shell: Shell,
    name: String,
    back: String,
    problem: Option<String>,
}

#[derive(Deserialize)]
struct Back {
    #[serde(default)]
    back: String,
}

async fn ask(visitor: Visitor, Query(Back { back }): Query<Back>) -> Result<Response, Refusal> {
    if visitor.user.is_some() {
        return Ok(go(own_path(&back)));
    }
    let shell = visitor.shell(Section::Elsewhere, visitor.texts().session.sign_in);
    page(&SignInPage { shell, name: String::new(), back, problem: None })
}

async fn sign_in(visitor: Visitor, form: Submitted) -> Result<Response, Refusal> {
    let (name, back) = (form.text("name"), form.text("back"));
    let texts = &visitor.texts().session;
    let (status, problem) = match credentials::check(&visitor, name, form.raw("secret")).await? {
        Ok((who, shop)) => {
            let begin = move |tx: &mut storage::Tx<'_>| Session::begin(tx, who, shop);
            let (session, text) = visitor.portal.directory.database.write(PLATFORM, None, begin).await?;
            let home = if matches!(who, platform::Who::Staff(_)) { "/console" } else { "/docs" };
            let mut response = go(if back.is_empty() { home } else { own_path(back) });
            keep_signed_in(&visitor, &mut response, &session, &text);
            return Ok(response);
        }
        Err(Failure::Wrong) => (StatusCode::UNAUTHORIZED, texts.wrong.to_owned()),
        Err(Failure::TooOften(wait)) => {
            let seconds = wait.as_secs().max(1).to_string();
            (StatusCode::TOO_MANY_REQUESTS, texts.too_often.replace("{seconds}", &seconds))
        }
    };
    let shell = visitor.shell(Section::Elsewhere, texts.sign_in);
    let again = SignInPage { shell, name: name.to_owned(), back: back.to_owned(), problem: Some(problem) };
    page_with(status, &again)
}

/// Gives the browser the cookie of a session that has begun.
pub(crate) fn keep_signed_in(visitor: &Visitor, response: &mut Response, session: &Session, text: &str) {
    let seconds = (session.expires_at.millis() - session.created_at.millis()) / 1000;
    let keep = Keep { seconds, secure: visitor.portal.is_secure() };
    if let Some(line) = cookie::write(SESSION_COOKIE, text, keep) {
        response.headers_mut().append(SET_COOKIE, line);
    }
}

async fn sign_out(visitor: Visitor, _: Submitted) -> Result<Response, Refusal> {
    if let Some(id) = visitor.user.as_ref().map(|user| user.session.id) {
        let end = move |tx: &mut storage::Tx<'_>| {
            if let Some(session) = tx.get::<Session>(id)? {
                tx.delete(session)?;
            }
            Ok::<_, storage::Error>(())
        };
        visitor.portal.directory.database.write(PLATFORM, None, end).await?;
    }
    let mut response = go("/");
    let keep = Keep { seconds: 0, secure: visitor.portal.is_secure() };
    if let Some(line) = cookie::write(SESSION_COOKIE, "", keep) {
        response.headers_mut().append(SET_COOKIE, line);
    }
    Ok(response)
}

/// Staff look at another shop of theirs.
async fn change_shop(visitor: Visitor, form: Submitted) -> Result<Response, Refusal> {
    let user = visitor.user.as_ref().ok_or(Refusal::SignIn)?;
    let Identity::Staff(staff) = &user.identity else { return Err(Refusal::Forbidden) };
    let shop: Id<Shop> = Id::new(form.text("shop").parse().map_err(|_| Refusal::NotFound)?);
    staff.role_in(shop).ok_or(Refusal::Forbidden)?;
    let session = user.session.id;
    let change = move |tx: &mut storage::Tx<'_>| {
        if !tx.exists(shop)? {
            return Ok(false);
        }
        if let Some(mut session) = tx.get::<Session>(session)? {
            session.shop_id = Some(shop);
            tx.save(&mut session)?;
        }
        Ok::<_, storage::Error>(true)
    };
    let changed = visitor.portal.directory.database.write(PLATFORM, None, change).await?;
    if changed { Ok(go("/console")) } else { Err(Refusal::NotFound) }
}
