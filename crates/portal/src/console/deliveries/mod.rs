//! /console/deliveries: what was sent to whom, what came back, and sending it again.

mod filter;
mod job;
mod list;
mod live;
mod one;
pub(super) mod panel;
mod resending;
mod words;

use axum::Router;
use axum::routing::{get, post};

pub(super) use job::jobs;

pub(crate) fn router() -> Router {
    Router::new()
        .route("/console/deliveries", get(list::list))
        .route("/console/deliveries/live", get(live::live))
        .route("/console/deliveries/resend", get(resending::confirm).post(resending::start))
        .route("/console/deliveries/resend/{job}", get(resending::progress))
        .route("/console/deliveries/resend/{job}/state", get(resending::state))
        .route("/console/deliveries/{delivery}", get(one::show))
        .route("/console/deliveries/{delivery}/resend", post(resending::resend_one))
}
