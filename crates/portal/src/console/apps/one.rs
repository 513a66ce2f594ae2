//! One app: what it is, what it may do, and its credentials.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use http::StatusCode;
use platform::{App, Endpoint, Installation, Role, Token};
use storage::{Field, Filter, Order, PLATFORM, Reading, Record, etag_of};
use wire::{Id, Timestamp};

use super::form::Faults;
use super::{AppInShop, of_shop};
use crate::page::{Section, Shell, page_with};
use crate::refusal::Refusal;
use crate::scopes::{self, ScopeRow};
use crate::texts::apps::Texts;
use crate::visitor::Console;

/// So many of an app's tokens are listed, the newest first.
const TOKENS: u64 = 50;

#[derive(Template)]
#[template(path = "console/apps/one.html")]
struct One {
    shell: Shell,
    app: App,
    own: bool,
    may_change: bool,
    since: String,
    rows: Vec<ScopeRow>,
    boxes: bool,
    endpoints: Vec<Endpoint>,
    tokens: Vec<TokenRow>,
    /// Until when the secret before is good, while it is.
    overlapping: Option<String>,
    mark: String,
    faults: Faults,
    /// What was typed for the days of a token.
    days: String,
}

struct TokenRow {
    id: Id<Token>,
    state: &'static str,
    word: &'static str,
    issued_at: String,
    ends_at: String,
    by_oauth: bool,
    /// It can be rotated or revoked.
    live: bool,
    /// It was rotated already.
    ending: bool,
}

impl TokenRow {
    fn of(token: &Token, now: Timestamp, texts: &Texts) -> Self {
        let ended = token.ends_at() <= now;
        let (state, word) = match token.revoked_at {
            Some(at) if at <= now => ("bad", texts.revoked),
            _ if ended => ("soft", texts.ended),
            Some(_) => ("odd", texts.ending),
            None => ("good", texts.good),
        };
        Self {
            id: token.id,
            state,
            word,
            issued_at: token.issued_at.to_string(),
            ends_at: token.ends_at().to_string(),
            by_oauth: token.authorization_id.is_some(),
            live: !ended,
            ending: token.revoked_at.is_some(),
        }
    }
}

pub(super) async fn show(console: Console, Path(id): Path<i64>) -> Result<Response, Refusal> {
    show_with(&console, Id::new(id), Faults::default(), "365").await
}

/// The page, with what is wrong with what was sent from it.
pub(super) async fn show_with(console: &Console, id: Id<App>, faults: Faults, days: &str) -> Result<Response, Refusal> {
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let texts = &visitor.texts().apps;
    let read = visitor.portal.directory.database.read(PLATFORM, |view| {
        let Some(found) = AppInShop::find(view, id, shop)? else { return Ok(None) };
        let of_both = of_shop(shop).filter(Filter::equals(Field::integer("app_id"), id));
        let tokens = view.find::<Token>(&of_both.clone().order(Order::NewestFirst).limit(TOKENS))?;
        let endpoints = view.find::<Endpoint>(&of_both)?;
        Ok::<_, storage::Error>(Some((found, tokens, endpoints)))
    });
    let (AppInShop { app, installation, own }, tokens, endpoints) = read.await?.ok_or(Refusal::NotFound)?;
    let now = visitor.now();
    let app = app.into_value();
    let installation = installation.map(Record::into_value);
    let granted = installation.as_ref().map_or(&app.scopes, |installation: &Installation| &installation.scopes);
    let overlapping = app.previous_secret.as_ref().filter(|previous| now < previous.until);
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let template = One {
        shell: visitor.shell(Section::Console, &app.name),
        own,
        may_change: console.role >= Role::Developer,
        since: installation.as_ref().map_or(app.created_at, |installation| installation.start_at).to_string(),
        rows: scopes::of(&visitor.portal.documents, visitor.language, granted),
        boxes: false,
        endpoints: endpoints.into_iter().map(Record::into_value).collect(),
        tokens: tokens.iter().map(|token| TokenRow::of(token, now, texts)).collect(),
        overlapping: overlapping.map(|previous| texts.overlapping_until.replace("{time}", &previous.until.to_string())),
        mark: mark(&app),
        faults,
        days: days.to_owned(),
        app,
    };
    page_with(status, &template)
}

/// Tells one secret of an app from the next, without telling anything of it: so a form that is sent twice
/// does not rotate twice.
pub(super) fn mark(app: &App) -> String {
    etag_of(&serde_json::to_vec(&app.secret).unwrap_or_default())
}
