//! One try: sign, send, judge.

use bytes::Bytes;
use hyper::StatusCode;
use storage::{Attempt, DeliveryState, Due, Outcome};
use tokio::time::{Instant, timeout_at};

use crate::board::Context;
use crate::connector::SendError;
use crate::link::{Answer, Link};
use crate::reason::GONE;
use crate::schedule::retry_after;
use crate::target::{Destination, Target};

/// What a try showed of the endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Health {
    Good,
    /// It answered, but not with success.
    Failing,
    /// It did not answer.
    Silent,
}

/// Tries a delivery. The link is taken from the try before and left for the one after.
pub(crate) async fn attempt(
    context: &Context,
    due: &Due,
    target: &Target,
    link: &mut Option<Link>,
) -> (Outcome, Health) {
    let at = context.database.now();
    let began = Instant::now();
    let sent = match target {
        Target::Open(destination) => {
            let deadline = began + context.options.timeout;
            let sending = send(context, due, destination, link, deadline);
            let sent = timeout_at(deadline, sending).await;
            sent.unwrap_or(Err(SendError::TimedOut(context.options.timeout)))
        }
        Target::Unusable(reason) => Err(SendError::Malformed(reason.to_string())),
        Target::Paused(_) => Err(SendError::Malformed("the endpoint is paused".to_owned())),
        Target::Held(reason) => Err(SendError::Malformed((*reason).to_owned())),
        Target::Gone => Err(SendError::Malformed(GONE.to_owned())),
    };
    let duration = began.elapsed();
    if !matches!(&sent, Ok(answer) if answer.complete) {
        *link = None; // it stands in the middle of an answer, or broke
    }

    let now = context.database.now();
    let mut patience = None;
    let (status, failure, answer, health) = match sent {
        Ok(answer) => {
            let asked = answer.retry_after.as_deref();
            patience = asked.and_then(|value| retry_after(value, now));
            let failure = complaint(answer.status);
            let health = if failure.is_none() { Health::Good } else { Health::Failing };
            (Some(answer.status.as_u16()), failure, answer.body, health)
        }
        Err(error) => (None, Some(error.to_string()), Bytes::new(), Health::Silent),
    };
    let next = match (target, &failure) {
        (Target::Gone, _) => None,
        (_, None) => Some(at),
        _ => {
            let random = &**context.database.random();
            context.options.schedule.next(due.tries + 1, now, patience, random)
        }
    };
    let state = match (&failure, next) {
        (None, _) => DeliveryState::Delivered,
        (Some(_), Some(_)) => DeliveryState::Pending,
        (Some(_), None) => DeliveryState::GivenUp,
    };
    context.metrics.tried(state, duration);
    report(due, state, status, failure.as_deref());
    let outcome = Outcome {
        delivery: due.id,
        endpoint: due.endpoint,
        attempt: Attempt {
            number: due.attempts + 1,
            at: at.millis(),
            duration_micros: i64::try_from(duration.as_micros()).unwrap_or(i64::MAX),
            status,
            failure,
            answer,
        },
        state,
        next_at: next.unwrap_or(now).millis(),
    };
    (outcome, health)
}

async fn send(
    context: &Context,
    due: &Due,
    destination: &Destination,
    link: &mut Option<Link>,
    deadline: Instant,
) -> Result<Answer, SendError> {
    if let Some(open) = link
        && (open.authority != destination.authority || !open.ready().await)
    {
        *link = None;
    }
    loop {
        let open = match link {
            Some(open) => open,
            None => link.insert(Link::open(&context.connector, &destination.authority).await?),
        };
        let request = destination
            .request(&due.event, due.test, context.database.now())
            .map_err(|_| SendError::Malformed("the event has a name or id that no header can carry".to_owned()))?;
        match open.exchange(request).await {
            Ok(response) => return Ok(open.read(response, deadline).await),
            Err(unanswered) if unanswered.stale => *link = None,
            Err(unanswered) => return Err(unanswered.error),
        }
    }
}

/// Why an answer counts as failed; `None` for success.
fn complaint(status: StatusCode) -> Option<String> {
    if status.is_success() {
        None
    } else if status.is_redirection() {
        Some(format!("answered {}: redirects are not followed", status.as_u16()))
    } else {
        Some(format!("answered {}", status.as_u16()))
    }
}

/// Says what happened, without URL, payload or signature: each may hold a secret.
fn report(due: &Due, state: DeliveryState, status: Option<u16>, failure: Option<&str>) {
    let (delivery, endpoint, shop) = (due.id, due.endpoint, due.shop);
    let (event, uid) = (due.event.name.as_str(), due.event.uid.as_str());
    let request_id = due.event.request_id.as_deref();
    match state {
        DeliveryState::Delivered => {
            tracing::debug!(delivery, endpoint, shop, event, uid, request_id, status, "delivered");
        }
        DeliveryState::Pending => {
            tracing::info!(
                delivery,
                endpoint,
                shop,
                event,
                uid,
                request_id,
                status,
                failure,
                "not delivered; will be tried again"
            );
        }
        DeliveryState::GivenUp => {
            tracing::warn!(delivery, endpoint, shop, event, uid, request_id, status, failure, "given up");
        }
    }
}
