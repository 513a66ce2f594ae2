//! The signed-in account's secret, for the page that signs requests in the browser. Whoever is signed in has
//! typed it a moment ago; it goes to scripts of this site only, and no browser keeps it.

use axum::Json;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::{Identity, Visitor};

pub(super) async fn tell(visitor: Visitor, _: Submitted) -> Result<Response, Refusal> {
    let user = visitor.user.as_ref().ok_or(Refusal::SignIn)?;
    let Identity::Account(account) = &user.identity else { return Err(Refusal::Forbidden) };
    let secret = visitor.portal.directory.vault.open(&account.secret).map_err(|error| {
        tracing::error!(%error, "a secret cannot be opened");
        Refusal::Unavailable
    })?;
    Ok(Json(json!({ "username": account.username, "secret": *secret })).into_response())
}
