//! `/operator`: every shop, its plan, and the requests for the API that wait.

mod shops;

use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use platform::{Plan, PlanRequest, PlanRequestError, Shop};
use storage::{PLATFORM, Query, Reading, Record, Tx};
use wire::Id;

use crate::page::{Section, Shell, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::{Operator, Visitor};

const PAGE: &str = "/operator";

pub(crate) fn router() -> Router {
    Router::new()
        .route(PAGE, get(overview))
        .route("/operator/requests-for-api/{id}/approve", post(approve))
        .route("/operator/requests-for-api/{id}/decline", post(decline))
        .merge(shops::router())
}

#[derive(Template)]
#[template(path = "operator/overview.html")]
struct OverviewPage {
    shell: Shell,
    plans: [Plan; 4],
    waiting: Vec<Waiting>,
    shops: Vec<Shop>,
}

/// A request that waits, with what was typed about it if that was not good.
struct Waiting {
    request: PlanRequest,
    shop: Shop,
    asked: String,
    plan: Plan,
    api_option: bool,
    reason: String,
    problem: Option<&'static str>,
}

/// What an operator typed about one request, and what is wrong with it.
struct Retry {
    id: Id<PlanRequest>,
    plan: Plan,
    api_option: bool,
    reason: String,
    problem: &'static str,
}

async fn overview(operator: Operator) -> Result<Response, Refusal> {
    show(&operator.visitor, None).await
}

async fn show(visitor: &Visitor, retry: Option<Retry>) -> Result<Response, Refusal> {
    let read = visitor.portal.directory.database.read(PLATFORM, |view| {
        Ok::<_, storage::Error>((PlanRequest::all_waiting(view)?, view.find::<Shop>(&Query::all())?))
    });
    let (requests, shops) = read.await?;
    let shops: Vec<Shop> = shops.into_iter().map(Record::into_value).collect();
    let texts = &visitor.texts().operator;
    let waiting = requests.into_iter().filter_map(|request| {
        let request = request.into_value();
        let shop = shops.iter().find(|shop| shop.id == request.shop_id)?.clone();
        let asked = texts.asks.replace("{name}", &request.asked_by).replace("{time}", &request.asked_at.to_string());
        let retry = retry.as_ref().filter(|retry| retry.id == request.id);
        Some(Waiting {
            plan: retry.map_or(Plan::Enterprise, |retry| retry.plan),
            api_option: retry.is_some_and(|retry| retry.api_option),
            reason: retry.map(|retry| retry.reason.clone()).unwrap_or_default(),
            problem: retry.map(|retry| retry.problem),
            request,
            shop,
            asked,
        })
    });
    let status = if retry.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = OverviewPage {
        shell: visitor.shell(Section::Operator, texts.title),
        plans: Plan::ALL,
        waiting: waiting.collect(),
        shops,
    };
    page_with(status, &page)
}

async fn approve(operator: Operator, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    let visitor = &operator.visitor;
    let texts = &visitor.texts().operator;
    let (by, id) = (visitor.actor(), Id::new(id));
    let (plan, api_option) = (plan_named(form.text("plan")), form.has("api_option"));
    let retry =
        |problem| Retry { id, plan: plan.unwrap_or(Plan::Enterprise), api_option, reason: String::new(), problem };
    let Some(plan) = plan else { return show(visitor, Some(retry(texts.problems.plan))).await };
    let approve = move |tx: &mut Tx<'_>| Ok(PlanRequest::approve(tx, &by, id, plan, api_option)?.into_value());
    match visitor.portal.directory.database.write(PLATFORM, None, approve).await {
        Ok(shop) => Ok(go_and_tell(visitor, PAGE, &texts.approved.replace("{shop}", &shop.name))),
        Err(PlanRequestError::PlanWithoutApi) => show(visitor, Some(retry(texts.problems.plan_without_api))).await,
        Err(error) => refuse(visitor, error),
    }
}

async fn decline(operator: Operator, Path(id): Path<i64>, form: Submitted) -> Result<Response, Refusal> {
    let visitor = &operator.visitor;
    let texts = &visitor.texts().operator;
    let (by, id, reason) = (visitor.actor(), Id::new(id), form.text("reason").to_owned());
    let typed = reason.clone();
    let decline = move |tx: &mut Tx<'_>| {
        let request = PlanRequest::decline(tx, &by, id, &reason)?;
        Ok(tx.get(request.shop_id)?.ok_or(PlanRequestError::Gone)?.into_value())
    };
    let problem = match visitor.portal.directory.database.write(PLATFORM, None, decline).await {
        Ok(shop) => return Ok(go_and_tell(visitor, PAGE, &texts.declined.replace("{shop}", &shop.name))),
        Err(PlanRequestError::NoReason) => texts.problems.no_reason,
        Err(PlanRequestError::TooLong) => texts.problems.too_long,
        Err(error) => return refuse(visitor, error),
    };
    show(visitor, Some(Retry { id, plan: Plan::Enterprise, api_option: false, reason: typed, problem })).await
}

/// What a second look at the list explains by itself.
fn refuse(visitor: &Visitor, error: PlanRequestError) -> Result<Response, Refusal> {
    match error {
        PlanRequestError::Store(error) => Err(error.into()),
        PlanRequestError::Decided => Ok(go_and_tell(visitor, PAGE, visitor.texts().operator.problems.decided)),
        _ => Err(Refusal::NotFound),
    }
}

/// The plan that a form names.
fn plan_named(name: &str) -> Option<Plan> {
    Plan::ALL.into_iter().find(|plan| plan.word() == name)
}
