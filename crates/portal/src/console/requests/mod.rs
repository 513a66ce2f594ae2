//! `/console/requests`: the recent calls of a shop's API, and why one was refused. An account that is signed in
//! sees its own; operators see, beside every shop's, the calls of nobody (`/operator/requests`).

mod book;
mod calls;
mod one;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::get;

use crate::page::{Shell, page};
use crate::refusal::Refusal;
use crate::visitor::{Operator, SignedIn};
use book::Book;
use calls::{Asked, Calls};
use one::Call;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/console/requests", get(list))
        .route("/console/requests/{request_id}", get(show))
        .route("/operator/requests", get(list_of_nobody))
        .route("/operator/requests/{request_id}", get(show_of_nobody))
}

#[derive(Template)]
#[template(path = "console/requests/list.html")]
struct ListPage {
    shell: Shell,
    calls: Calls,
}

#[derive(Template)]
#[template(path = "operator/requests.html")]
struct NobodysListPage {
    shell: Shell,
    calls: Calls,
}

#[derive(Template)]
#[template(path = "console/requests/show.html")]
struct OnePage {
    shell: Shell,
    call: Call,
}

#[derive(Template)]
#[template(path = "operator/request.html")]
struct NobodysPage {
    shell: Shell,
    call: Call,
}

async fn list(signed_in: SignedIn, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let book = Book::of_shop(signed_in)?;
    let calls = Calls::read(&book, asked).await?;
    page(&ListPage { shell: book.shell(calls.title), calls })
}

async fn list_of_nobody(operator: Operator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let book = Book::of_nobody(operator);
    let calls = Calls::read(&book, asked).await?;
    page(&NobodysListPage { shell: book.shell(calls.title), calls })
}

async fn show(signed_in: SignedIn, Path(request_id): Path<String>) -> Result<Response, Refusal> {
    let book = Book::of_shop(signed_in)?;
    let call = Call::read(&book, request_id).await?;
    page(&OnePage { shell: book.shell(book.visitor.texts().requests.one_title), call })
}

async fn show_of_nobody(operator: Operator, Path(request_id): Path<String>) -> Result<Response, Refusal> {
    let book = Book::of_nobody(operator);
    let call = Call::read(&book, request_id).await?;
    page(&NobodysPage { shell: book.shell(book.visitor.texts().requests.one_title), call })
}
