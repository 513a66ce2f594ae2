//! `/preferences`: the language and the light a visitor chooses, kept in cookies.

use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use http::header::SET_COOKIE;
use serde::Deserialize;

use crate::cookie::{self, Keep};
use crate::language::{self, Language, Theme};
use crate::page::{go, own_path};
use crate::visitor::Visitor;

const YEAR: i64 = 365 * 24 * 3600;

pub(crate) fn router() -> Router {
    Router::new().route("/preferences", get(choose))
}

#[derive(Deserialize)]
struct Choice {
    language: Option<String>,
    theme: Option<String>,
    #[serde(default)]
    back: String,
}

async fn choose(visitor: Visitor, Query(choice): Query<Choice>) -> Response {
    let mut response = go(own_path(&choice.back));
    let keep = Keep { seconds: YEAR, secure: visitor.portal.is_secure() };
    let language = choice.language.as_deref().and_then(Language::named);
    let theme = choice.theme.as_deref().and_then(Theme::named);
    let lines = [
        language.and_then(|language| cookie::write(language::COOKIE, language.code(), keep)),
        theme.and_then(|theme| cookie::write(language::THEME_COOKIE, theme.name(), keep)),
    ];
    for line in lines.into_iter().flatten() {
        response.headers_mut().append(SET_COOKIE, line);
    }
    response
}
