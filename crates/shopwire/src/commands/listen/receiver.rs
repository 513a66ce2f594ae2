//! The receiver itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use http::header::RETRY_AFTER;
use http::{HeaderMap, StatusCode};
use wire::{Clock, SystemClock};
use zeroize::Zeroizing;

use super::verdict::{Check, Verdict};
use crate::print::{BAD, DIM, GOOD, HEADING, ODD, paint, pretty};

/// Larger than any webhook.
const LARGEST: usize = 16 * 1024 * 1024;

/// How webhooks are answered.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// So many are refused first.
    pub refuse: u64,
    /// With this status.
    pub status: u16,
    pub retry_after: Option<u32>,
    pub delay: Duration,
}

#[derive(Clone)]
pub struct Receiver(Arc<Inner>);

struct Inner {
    secret: Option<Zeroizing<String>>,
    manners: Manners,
    brief: bool,
    seen: Mutex<Seen>,
}

#[derive(Default)]
struct Seen {
    count: u64,
    /// How often each `webhook-id` came.
    times: HashMap<String, u64>,
}

impl Receiver {
    pub fn new(secret: Option<Zeroizing<String>>, manners: Manners, brief: bool) -> Self {
        Self(Arc::new(Inner { secret, manners, brief, seen: Mutex::default() }))
    }

    /// Webhooks are received at any path.
    pub fn router(self) -> Router {
        Router::new().fallback(move |request: Request| self.clone().receive(request))
    }

    pub fn count(&self) -> u64 {
        self.0.seen.lock().unwrap_or_else(PoisonError::into_inner).count
    }

    async fn receive(self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let Ok(body) = to_bytes(body, LARGEST).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        let (number, times) = self.count_in(&parts.headers);
        let manners = self.0.manners;
        let refused = number <= manners.refuse;
        let status = if refused { manners.status } else { 204 };
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        // Printed whole: two that arrive together do not mix.
        anstream::println!("{}", self.describe(&parts.headers, &body, times, status));
        tokio::time::sleep(manners.delay).await;
        let mut response = status.into_response();
        if let (true, Some(seconds)) = (refused, manners.retry_after) {
            response.headers_mut().insert(RETRY_AFTER, seconds.into());
        }
        response
    }

    /// Which webhook this is in all, and how often this very event has come.
    fn count_in(&self, headers: &HeaderMap) -> (u64, u64) {
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.count += 1;
        let count = seen.count;
        let times = seen.times.entry(text(headers, "webhook-id").to_owned()).or_default();
        *times += 1;
        (count, *times)
    }

    fn describe(&self, headers: &HeaderMap, body: &[u8], times: u64, status: StatusCode) -> String {
        let now = SystemClock.now();
        let json = String::from_utf8_lossy(body);
        let id = serde_json::from_slice::<WithId>(body).ok().and_then(|body| body.id);
        let event = match id {
            Some(id) => format!("{} {id}", text(headers, "x-cyberbiz-event")),
            None => text(headers, "x-cyberbiz-event").to_owned(),
        };
        let mut parts = vec![paint(DIM, now), paint(HEADING, event), text(headers, "x-cyberbiz-domain").to_owned()];
        if let Some(secret) = &self.0.secret {
            parts.push(describe_verdict(Verdict::of(headers, body, secret.as_bytes(), now.seconds())));
        }
        parts.push(paint(DIM, text(headers, "webhook-id")));
        if times > 1 {
            parts.push(paint(ODD, format!("again, {times} times now")));
        }
        if !status.is_success() {
            parts.push(paint(BAD, format!("answered {}", status.as_u16())));
        }
        let line = parts.join("  ");
        if self.0.brief { line } else { format!("{line}\n{}\n", pretty(&json)) }
    }
}

#[derive(serde::Deserialize)]
struct WithId {
    id: Option<i64>,
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("-")
}

fn describe_verdict(verdict: Verdict) -> String {
    if verdict.is_genuine() {
        return paint(GOOD, "genuine");
    }
    let parts = [("body", verdict.body), ("domain", verdict.domain), ("webhook-signature", verdict.standard)];
    let faults = parts.into_iter().filter_map(|(what, check)| match check {
        Check::Genuine => None,
        Check::Missing => Some(format!("{what}: not signed")),
        Check::Wrong(reason) => Some(format!("{what}: {reason}")),
    });
    paint(BAD, format!("NOT GENUINE ({})", faults.collect::<Vec<_>>().join("; ")))
}
