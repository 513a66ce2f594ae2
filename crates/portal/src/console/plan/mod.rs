//! `/console/plan`: what the shop has bought, why the API is closed if it is, and asking for it (開通申請).

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use http::StatusCode;
use platform::{Plan, PlanRequest, PlanRequestError, Role, Shop};
use storage::{PLATFORM, Record, Tx};

use crate::page::{Section, Shell, go, go_and_tell, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::Console;

const PAGE: &str = "/console/plan";

pub(crate) fn router() -> Router {
    Router::new()
        .route(PAGE, get(show))
        .route("/console/plan/request", post(ask))
        .route("/console/plan/dismiss", post(dismiss))
}

#[derive(Template)]
#[template(path = "console/plan/show.html")]
struct PlanPage {
    shell: Shell,
    shop: Shop,
    plans: [Plan; 4],
    /// The one sentence that every request of the shop is answered with.
    answer: &'static str,
    requests: Vec<PlanRequest>,
    waiting: Option<String>,
    notice: Option<Notice>,
    may_ask: bool,
    message: String,
    problem: Option<&'static str>,
}

/// What was decided, for who has not read it yet.
pub(crate) struct Notice {
    pub(crate) approved: bool,
    pub(crate) text: String,
    /// Whether this visitor may put it away: who only looks must not hide it from who has to act.
    pub(crate) dismissable: bool,
}

impl Notice {
    /// What the shop is to be told, until somebody has put it away.
    pub(crate) async fn of(console: &Console) -> Result<Option<Self>, Refusal> {
        let shop = console.shop.id;
        let database = &console.visitor.portal.directory.database;
        let found = database.read(PLATFORM, |view| PlanRequest::notice(view, shop)).await?;
        let texts = &console.visitor.texts().plan;
        Ok(found.and_then(|request| request.into_value().decision).map(|decision| Self {
            approved: decision.approved,
            dismissable: console.role >= Role::Owner,
            text: if decision.approved {
                texts.approved_notice.to_owned()
            } else {
                texts.declined_notice.replace("{reason}", &decision.reason)
            },
        }))
    }
}

async fn show(console: Console) -> Result<Response, Refusal> {
    answer(&console, String::new(), None).await
}

async fn answer(console: &Console, message: String, problem: Option<&'static str>) -> Result<Response, Refusal> {
    let Console { visitor, shop, role } = console;
    let id = shop.id;
    let requests = visitor.portal.directory.database.read(PLATFORM, |view| PlanRequest::of(view, id)).await?;
    let requests: Vec<PlanRequest> = requests.into_iter().map(Record::into_value).collect();
    let texts = &visitor.texts().plan;
    let waiting = requests.iter().find(|request| request.decision.is_none()).map(|request| {
        texts.waiting.replace("{name}", &request.asked_by).replace("{time}", &request.asked_at.to_string())
    });
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = PlanPage {
        shell: visitor.shell(Section::Console, texts.title),
        plans: Plan::ALL,
        answer: api::UNAUTHORIZED,
        notice: Notice::of(console).await?,
        may_ask: *role >= Role::Owner,
        shop: shop.clone(),
        requests,
        waiting,
        message,
        problem,
    };
    page_with(status, &page)
}

async fn ask(console: Console, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let (by, shop, message) = (console.visitor.actor(), console.shop.id, form.text("message").to_owned());
    let typed = message.clone();
    let ask = move |tx: &mut Tx<'_>| PlanRequest::ask(tx, &by, shop, &message).map(drop);
    let texts = &console.visitor.texts().plan;
    let problem = match console.visitor.portal.directory.database.write(PLATFORM, None, ask).await {
        Ok(()) => return Ok(go_and_tell(&console.visitor, PAGE, texts.asked)),
        Err(PlanRequestError::Store(error)) => return Err(error.into()),
        Err(PlanRequestError::HasApi) => texts.has_api,
        Err(PlanRequestError::TooLong) => texts.too_long,
        Err(PlanRequestError::Gone) => return Err(Refusal::NotFound),
        Err(_) => texts.already_asked,
    };
    answer(&console, typed, Some(problem)).await
}

async fn dismiss(console: Console, _: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Owner)?;
    let shop = console.shop.id;
    let dismiss = move |tx: &mut Tx<'_>| PlanRequest::dismiss(tx, shop);
    console.visitor.portal.directory.database.write(PLATFORM, None, dismiss).await?;
    Ok(go(PAGE))
}
