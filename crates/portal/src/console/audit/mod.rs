//! `/console/audit`: who changed what in a shop, when and from where; for operators of all shops, `/operator/audit`.

mod trail;

use askama::Template;
use axum::Router;
use axum::extract::Query;
use axum::response::Response;
use axum::routing::get;
use platform::Role;

use crate::page::{Section, Shell, page};
use crate::refusal::Refusal;
use crate::visitor::{Console, Operator};
use trail::{Asked, Trail};

pub(crate) fn router() -> Router {
    Router::new().route("/console/audit", get(of_shop)).route("/operator/audit", get(of_all))
}

#[derive(Template)]
#[template(path = "console/audit/list.html")]
struct ShopPage {
    shell: Shell,
    trail: Trail,
}

#[derive(Template)]
#[template(path = "operator/audit.html")]
struct AllPage {
    shell: Shell,
    trail: Trail,
}

/// For owners: the trail tells where the shop's people work from.
async fn of_shop(console: Console, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let trail = Trail::read(&console.visitor, Some(console.shop.id), "/console/audit", asked).await?;
    page(&ShopPage { shell: console.visitor.shell(Section::Console, trail.title), trail })
}

async fn of_all(operator: Operator, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    let trail = Trail::read(&operator.visitor, None, "/operator/audit", asked).await?;
    page(&AllPage { shell: operator.visitor.shell(Section::Operator, trail.title), trail })
}
