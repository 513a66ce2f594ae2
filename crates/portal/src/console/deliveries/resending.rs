//! Sending again: one delivery, or all that match, with a count before and a progress bar after.

use api::jobs::{self, Job, State};
use askama::Template;
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use platform::Role;
use platform::audit::{Changes, Target, record};
use serde_json::json;
use storage::{DeliveryFilter, PLATFORM, Reading, Tx, View};
use webhook::log::{ResendError, resend};

use super::filter::Asked;
use super::job::{Input, NAME, Progress};
use super::list::urls;
use super::one::show_with;
use crate::measure::short_url;
use crate::page::{Section, Shell, go, go_and_tell, page, page_with};
use crate::refusal::Refusal;
use crate::submitted::Submitted;
use crate::visitor::Console;

impl From<ResendError> for Refusal {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::NoDelivery(_) | ResendError::NoEndpoint { .. } => Self::NotFound,
            ResendError::Store(error) => error.into(),
        }
    }
}

pub(super) async fn resend_one(console: Console, Path(id): Path<i64>, _: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (shop, actor) = (console.shop.id, console.visitor.actor());
    let again = move |tx: &mut Tx<'_>| {
        let found = tx.log().delivery(id)?.filter(|delivery| delivery.summary.shop == shop.get());
        let delivery = found.ok_or(ResendError::NoDelivery(id))?;
        resend(tx, id)?;
        let target = Target::new("delivery", id, delivery.event.name, Some(shop));
        record(tx, &actor, "delivery.resend", target, Changes::new())?;
        Ok(())
    };
    let texts = &console.visitor.texts().deliveries;
    match console.visitor.portal.directory.database.write(PLATFORM, None, again).await {
        Ok(()) => Ok(go_and_tell(&console.visitor, &format!("/console/deliveries/{id}"), texts.resent)),
        Err(ResendError::NoEndpoint { .. }) => show_with(&console, id, Some(texts.resend_gone)).await,
        Err(error) => Err(error.into()),
    }
}

#[derive(Template)]
#[template(path = "console/deliveries/confirm.html")]
struct Confirm {
    shell: Shell,
    count: u64,
    /// What is meant, in words.
    conditions: Vec<(&'static str, String)>,
    /// What is meant, to be sent with the form.
    filter: String,
    back: String,
}

/// How many there are, and whether that is what is wanted.
pub(super) async fn confirm(console: Console, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (visitor, shop) = (&console.visitor, console.shop.id);
    let texts = &visitor.texts().deliveries;
    let back = format!("/console/deliveries?{}", asked.query());
    let Ok(filter) = asked.filter(shop, visitor.now(), texts) else {
        // The list says what is wrong with it.
        return Ok(go(&back));
    };
    let count = move |view: &View<'_>| {
        let newest = view.log().deliveries(&DeliveryFilter { before: None, limit: Some(1), ..filter.clone() })?;
        let before = newest.first().map_or(0, |delivery| delivery.id + 1);
        let filter = DeliveryFilter { before: Some(before), ..filter };
        Ok::<_, storage::Error>((view.log().count_deliveries(&filter)?, filter, urls(view, shop)?))
    };
    let (count, filter, urls) = visitor.portal.directory.database.read_apart(PLATFORM, count).await?;
    let endpoint = filter.endpoint.map(|id| urls.get(&id).map_or_else(|| id.to_string(), |url| short_url(url).into()));
    let state = filter.state.map(|state| match state {
        storage::DeliveryState::Pending => texts.pending,
        storage::DeliveryState::Delivered => texts.delivered,
        storage::DeliveryState::GivenUp => texts.given_up,
    });
    let time = |at: i64| wire::Timestamp::from_millis(at).to_string();
    let conditions = [
        (texts.event, filter.event.clone()),
        (texts.endpoint, endpoint),
        (texts.state, state.map(str::to_owned)),
        (texts.resource, filter.resource_id.map(|id| id.to_string())),
        (texts.since, filter.since.map(time)),
        (texts.until, filter.until.map(time)),
    ];
    let conditions = conditions.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let filter = serde_json::to_string(&filter).unwrap_or_default();
    let shell = visitor.shell(Section::Console, texts.resend_title);
    page(&Confirm { shell, count, conditions, filter, back })
}

pub(super) async fn start(console: Console, form: Submitted) -> Result<Response, Refusal> {
    console.needs(Role::Developer)?;
    let (visitor, shop, actor) = (&console.visitor, console.shop.id, console.visitor.actor());
    let Ok(typed) = serde_json::from_str::<DeliveryFilter>(form.raw("filter")) else { return Err(Refusal::BadForm) };
    // Whatever the form says: of this shop only, and nothing that came after the count.
    if typed.before.is_none() {
        return Err(Refusal::BadForm);
    }
    let filter = DeliveryFilter { shop: Some(shop.get()), limit: None, ..typed };
    let database = &visitor.portal.directory.database;
    let counted = filter.clone();
    let total = database.read_apart(PLATFORM, move |view| view.log().count_deliveries(&counted)).await?;
    let target = Target::from(&console.shop);
    let begin = move |tx: &mut Tx<'_>| {
        let DeliveryFilter { event, endpoint, state, resource_id, since, until, .. } = &filter;
        let changes = Changes::new()
            .with("count", total)
            .with("event", event)
            .with("endpoint", endpoint)
            .with("state", state)
            .with("resource_id", resource_id)
            .with("since", since.map(wire::Timestamp::from_millis))
            .with("until", until.map(wire::Timestamp::from_millis));
        record(tx, &actor, "delivery.resend_all", target, changes)?;
        jobs::enqueue(tx, NAME, &Input { filter, total })
    };
    let job = database.write(shop.get(), None, begin).await?;
    Ok(go(&format!("/console/deliveries/resend/{job}")))
}

/// Where a job stands, in numbers and words.
struct Standing {
    job: String,
    done: u64,
    total: u64,
    finished: bool,
    failed: bool,
    said: String,
}

impl Standing {
    async fn of(console: &Console, job: &str) -> Result<Self, Refusal> {
        let (visitor, shop) = (&console.visitor, console.shop.id);
        let texts = &visitor.texts().deliveries;
        let found = visitor.portal.directory.database.read(shop.get(), |view| jobs::find(view, job)).await?;
        let job: Job = found.filter(|job| job.name == NAME).ok_or(Refusal::NotFound)?;
        let Progress { queued, gone, .. } = Progress::of(&job);
        let total = job.input["total"].as_u64().unwrap_or_default();
        let finished = job.state.is_finished();
        let done = if job.state == State::Done { total } else { (queued + gone).min(total) };
        let said = match job.state {
            State::Failed => texts.job_failed.to_owned(),
            State::Done if gone > 0 => format!(
                "{}{}",
                texts.job_done.replace("{queued}", &queued.to_string()),
                texts.job_gone.replace("{gone}", &gone.to_string())
            ),
            State::Done => texts.job_done.replace("{queued}", &queued.to_string()),
            State::Queued | State::Running => {
                texts.job_running.replace("{done}", &done.to_string()).replace("{total}", &total.to_string())
            }
        };
        Ok(Self { job: job.job_id, done, total, finished, failed: job.state == State::Failed, said })
    }
}

#[derive(Template)]
#[template(path = "console/deliveries/progress.html")]
struct ProgressPage {
    shell: Shell,
    standing: Standing,
}

pub(super) async fn progress(console: Console, Path(job): Path<String>) -> Result<Response, Refusal> {
    let standing = Standing::of(&console, &job).await?;
    let shell = console.visitor.shell(Section::Console, console.visitor.texts().deliveries.job_title);
    page_with(StatusCode::OK, &ProgressPage { shell, standing })
}

/// The same for the script that moves the bar.
pub(super) async fn state(console: Console, Path(job): Path<String>) -> Result<Response, Refusal> {
    let Standing { done, total, finished, said, .. } = Standing::of(&console, &job).await?;
    Ok(Json(json!({ "done": done, "total": total, "finished": finished, "said": said })).into_response())
}
