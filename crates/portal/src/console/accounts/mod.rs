//! `/console/accounts`: the accounts of a shop with their limits, and the people who work in it.

mod account;
mod limits;
mod list;
mod password;
mod staff;

use axum::Router;

pub(crate) use password::PAGE as PASSWORD_PAGE;

const PAGE: &str = "/console/accounts";

pub(crate) fn router() -> Router {
    Router::new().merge(list::router()).merge(account::router()).merge(staff::router()).merge(password::router())
}
